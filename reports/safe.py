"""Makes hostile text harmless before it is shown: in HTML, Markdown, CSV and JSON in a page.

Chatbot text is hostile input. Nothing in it may execute, reorder the text around it, start a
formula in a spreadsheet, or become a link to a site that this project warns of.
"""

import re
from collections.abc import Iterable

import orjson

# Control characters, bidirectional overrides and characters without a glyph. The zero-width
# joiners stay: emoji and several scripts need them.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:@=$^])")


def visible(text: str) -> str:
    """Show what would be invisible or reorder text: ESC becomes ␛, U+202E becomes [U+202E].

    >>> visible("a\\x1bb")
    'a␛b'
    """
    return HIDDEN.sub(_name, text.replace("\r\n", "\n"))


def _name(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"[U+{code:04X}]"


def defang(address: str) -> str:
    """Write an address so that nothing turns it, or an address within it, into a link.

    >>> defang("https://news-pravda.com/a")
    'hxxps://news-pravda[.]com/a'
    >>> defang("news-pravda.com/world/1.html")
    'news-pravda[.]com/world/1.html'
    """
    plain = re.sub("http", _unlinked, address, flags=re.IGNORECASE)
    return _DOT.sub("[.]", plain.replace("[.]", "."))


# No host ends like these names of files, so that nothing makes a link of them.
_DOT = re.compile(
    r"\.(?!(?:html?|php|aspx?|jsp|csv|jsonl?|xml|txt|pdf|jpe?g|png|gif|webp)(?:\.gz)?(?![\w.-])"
    r"|gz(?![\w.-]))",
    re.IGNORECASE,
)


def _unlinked(match: re.Match[str]) -> str:
    return match.group().replace("t", "x").replace("T", "X")


def defang_hosts(text: str, hosts: Iterable[str]) -> str:
    """Defang every mention of *hosts* in running text, however it is cased."""
    names = sorted({h for h in hosts if "." in h}, key=lambda h: (-len(h), h))
    if not names:
        return text
    pattern = re.compile("|".join(re.escape(h) for h in names), re.IGNORECASE)
    text = pattern.sub(lambda m: m.group().replace(".", "[.]"), text)
    return re.sub(r"http(s?)://(?=[^\s/]*\[\.\])", r"hxxp\1://", text, flags=re.IGNORECASE)


def http_link(url: str) -> str | None:
    """The address if a browser may follow it (http or https, nothing hidden), else None."""
    if not re.match(r"https?://[^\s\"'<>\\]+$", url, re.IGNORECASE) or HIDDEN.search(url):
        return None
    return url


def csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> csv_cell("=1+1")
    "'=1+1"
    """
    text = "" if value is None else str(value)
    if not text or text.isalnum():  # most cells of a large table: nothing to guard against
        return text
    text = visible(text)
    guarded = text.lstrip(" \n\u00a0\u3000").startswith(FORMULA)
    return f"'{text}" if guarded and not isinstance(value, (int, float)) else text


def markdown(text: str) -> str:
    """Text as Markdown shows it literally, on one line."""
    return MARKDOWN.sub(r"\\\1", " ".join(visible(text).split()))


def json_script(value: object) -> str:
    """JSON that can stand inside a script element: no `<`, no `>`, no `&`, no line separators."""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
