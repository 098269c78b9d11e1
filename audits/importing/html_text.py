"""Turns an answer's HTML into the text that its reader saw, and the links in it."""

import re
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "pre", "blockquote", "hr"}
    | {f"h{n}" for n in range(1, 7)}
)
_SILENT = frozenset({"script", "style", "template", "noscript"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._silent = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")
        elif tag == "a":
            self._link = dict(attrs).get("href") or "", len(self.pieces)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BREAKS and tag not in ("li", "br"):
            self.pieces.append("\n")
        elif tag == "a" and self._link is not None:
            address, start = self._link
            self.links.append((address, "".join(self.pieces[start:]).strip()))
            self._link = None

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def read_html(html: str) -> tuple[str, list[tuple[str, str]]]:
    """The text, a line for each block, and the links as (address, words).

    >>> read_html("<p>See <a href='https://a.example'>this</a>.</p><ul><li>One</li></ul>")
    ('See this.\\n\\n- One', [('https://a.example', 'this')])
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.pieces).replace("\xa0", " ")
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip(), reader.links
