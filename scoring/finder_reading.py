"""Undoes what people and chatbots do to an address so that it cannot be clicked.

`news-pravda[.]com`, `hxxps[:]//news-pravda(dot)com`, `news&#45;pravda.com`, full-width, invisible
and look-alike characters all become plain text, and each position in the plain text leads back to
the text as it was written.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Self

from scoring.finder_letters import ALNUM, LABEL
from scoring.hosts import HYPHENS, INVISIBLE, is_top_level

_LATIN_DOT = "d[o0]t|punkt|punto|ponto|point"
_CYRILLIC_DOT = "\u0442\u043e\u0447\u043a\u0430|\u043a\u0440\u0430\u043f\u043a\u0430"
_DOT_WORD = f"{_LATIN_DOT}|{_CYRILLIC_DOT}|\u30c9\u30c3\u30c8|\u70b9|\u9ede|\ub2f7|\uc810"
_OPEN = "[\\[({<\uff08\uff3b\uff5b\u3010]"
_CLOSE = "[\\])}>\uff09\uff3d\uff5d\u3011]"
_TAG = "(?i:</?(?:b|em|i|mark|span|strong|u)>)"
_BREAK = "(?i:<wbr\\s?/?>)"

_BRACKETED_DOT = rf"""(?i:
    \\?{_OPEN}{{1,2}}\s?\\?(?:[.\u3002]|{_DOT_WORD})\s?\\?{_CLOSE}{{1,2}}\s?)(?=[{LABEL}])"""
_DISGUISE_BEGINS = f"\\\\\\[({{<&*`.\uff08\uff3b\uff5b\u3010{INVISIBLE}"

# Both branches begin with one character class, at which nearly all characters fail at once.
_EDIT = re.compile(
    rf"""
    (?=[{_DISGUISE_BEGINS}])(?:
        (?P<gone> [{INVISIBLE}]+
                | (?<=[{LABEL}]){_TAG}(?=[.\-]) | (?<=[.\-]){_TAG}(?=[{LABEL}]) | {_BREAK}
                | (?<=[{LABEL}])[*`]{{1,3}}(?=\.[0-9A-Za-z])
                | (?<=[0-9A-Za-z]\.)[*`]{{1,3}}(?=[0-9A-Za-z]) )
      | (?<=[{LABEL}])(?P<dot>{_BRACKETED_DOT} | [\[(]\.(?=[{LABEL}]) | \.\](?=[{LABEL}]) )
      | (?P<space> (?<![:\\])\\{{1,2}}[nrt] )
      | \\u00(?P<code>[2-7][0-9A-Fa-f])
      | (?P<escape> \\(?=[./\-_\[\]():*]) )
      | [\[(](?P<sign>:/{{0,2}}|/{{1,2}}|(?<=[Pp][\[(])[Ss])[\])]
      | &(?:amp;)*(?P<entity>\#\d{{1,7}}|\#[Xx][0-9A-Fa-f]{{1,6}}|[A-Za-z]{{2,24}}[0-9]?);
    )
  | (?P<spaced_dot> \s(?<=[{LABEL}]\s){_BRACKETED_DOT} )
    """,
    re.VERBOSE,
)

# Cheap signs that the pattern above may find something; most replies show none of them.
_BRACKETED = re.compile(
    rf"{_OPEN}(?:[\s\\]{{0,2}}(?:[.\u3002]|{_DOT_WORD})|:|/|s[\])])", re.IGNORECASE
)
_ENTITY = re.compile(r"&[#A-Za-z][0-9A-Za-z]{1,24};")
_HIDDEN = re.compile(f"[{INVISIBLE}]")
_TAGGED = re.compile(f"{_TAG}|{_BREAK}")
_MARK_BEFORE_DOT = re.compile(r"[*`]\.[0-9A-Za-z]")
_MARK_AFTER_DOT = re.compile(r"\.[*`]{1,3}[0-9A-Za-z]")

_DOTS = "\u3002\uff0e\uff61\u2024\u00b7\u2022\u2219\u2027\ufe52\u70b9\u9ede"
_FULL_WIDTH = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_ODD = re.compile(
    f"[{INVISIBLE}{HYPHENS}{_FULL_WIDTH}{_DOTS}](?:(?<![{_DOTS}])|(?<=[{ALNUM}].)(?=[{ALNUM}]))"
)
_SIGNS = re.compile(f"[{HYPHENS}{_FULL_WIDTH}]+")
_WIDE_SCHEME = re.compile("\uff1a[/\uff0f]{2}|:\uff0f{2}")
_INNER_DOT = re.compile(f"[{_DOTS}](?<=[{ALNUM}].)(?=[{ALNUM}])")
_PLAIN_SIGNS = str.maketrans(
    dict.fromkeys(HYPHENS, "-") | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF10, 0xFF5B)}
)

_SPOKEN_WORD = "dot|punkt|\u0442\u043e\u0447\u043a\u0430"
_SPOKEN = re.compile(
    rf"(?<=[{LABEL}])(?:\s{{1,2}}(?i:{_SPOKEN_WORD})\s{{1,2}}|\s?\u30c9\u30c3\u30c8\s?|\s\.\s?)"
    rf"(?=(?P<next>[{LABEL}]+))|(?<=[0-9A-Za-z])\u2013(?=[0-9A-Za-z])"
)
_SPOKEN_HINTS = (" dot ", " DOT ", " punkt ")
_SPOKEN_HINTS_ABROAD = (" \u0442\u043e\u0447\u043a\u0430 ", "\u30c9\u30c3\u30c8")
_SPACED = re.compile(r" \.\s?[A-Za-z]")
_DASHED = re.compile("\u2013[0-9A-Za-z\\-]+\\.[A-Za-z]")

_ENCODED = re.compile(r"%(?:25)*+(?:2[DEFdef]|3[Aa])")
_ENCODED_HOST = re.compile(r"//[^\s/?#%]{0,64}%(?:25)*+[4-7][0-9A-Fa-f]")
_ENCODED_SIGN = re.compile(r"%(?:25)*+(2[6DEF]|3[0-9ADF]|[46][1-9A-F]|[57][0-9A])", re.IGNORECASE)

_PASSES = 3  # one disguise inside another, such as [&#46;]; more layers are nobody's address


@dataclass(slots=True)
class Reading:
    """A text made plain, and the way back from its positions to the text underneath.

    *starts* and *ends* bound each edit in the plain text, *origins* what stood there before.
    """

    text: str
    starts: list[int]
    ends: list[int]
    origins: list[tuple[int, int]]
    below: Self | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the text as it was written."""
        if self.starts:
            start, end = self._original_start(start), self._original_end(end)
        return self.below.original(start, end) if self.below else (start, end)

    def _original_start(self, position: int) -> int:
        before = bisect_right(self.ends, position) - 1
        following = before + 1
        if following < len(self.starts) and self.starts[following] <= position:
            return self.origins[following][0]  # inside an edit: it begins where the edit does
        if before < 0:
            return position
        return self.origins[before][1] + position - self.ends[before]

    def _original_end(self, position: int) -> int:
        last = bisect_left(self.starts, position) - 1
        if last < 0:
            return position
        return self.origins[last][1] + max(position - self.ends[last], 0)


def read_plainly(text: str) -> Reading:
    """Undo every disguise that cannot be taken for prose."""
    is_odd = not text.isascii() and _ODD.search(text) is not None
    reading = Reading(_replace_signs(text) if is_odd else text, [], [], [])
    for _ in range(_PASSES):
        if not _shows_disguise(reading.text, is_odd=is_odd):
            break
        reading = _edited(reading, _EDIT.finditer(reading.text), _plain)
        if not reading.starts:
            break
        is_odd = True  # an entity may have brought in anything
    return reading


def read_loosely(reading: Reading, top_levels: Set[str]) -> Reading | None:
    """Take "news-pravda dot com" and "news-pravda . com" for addresses, or return None.

    In prose these words mean something else more often than not, so they are only read as dots
    where a top-level domain of interest follows.
    """
    text = reading.text
    if not _speaks_of_dots(text, top_levels):
        return None
    return _edited(reading, _SPOKEN.finditer(text), lambda m: "-" if m[0] == "\u2013" else ".")


def read_encoded(reading: Reading) -> Reading | None:
    """Decode percent signs that hide dots, slashes or colons, or return None where none do.

    Only what addresses are made of is decoded: a decoded space would end an address too early.
    """
    text = reading.text
    if "%" not in text or not (_ENCODED.search(text) or _ENCODED_HOST.search(text)):
        return None
    return _edited(reading, _ENCODED_SIGN.finditer(text), lambda m: chr(int(m[1], 16)))


def _speaks_of_dots(text: str, top_levels: Set[str]) -> bool:
    hints = _SPOKEN_HINTS if (plain := text.isascii()) else _SPOKEN_HINTS + _SPOKEN_HINTS_ABROAD
    if not plain and _DASHED.search(text):
        return True
    if not _SPACED.search(text) and not any(hint in text for hint in hints):
        return False
    return any((m["next"] or "").lower() in top_levels for m in _SPOKEN.finditer(text))


def _edited(
    below: Reading,
    matches: Iterable[re.Match[str]],
    plain: Callable[[re.Match[str]], str],
) -> Reading:
    edited = Reading("", [], [], [], below)
    pieces: list[str] = []
    length = done = 0
    for match in matches:
        start, end = match.span()
        instead = plain(match)
        pieces += (below.text[done:start], instead)
        length += start - done
        edited.starts.append(length)
        length += len(instead)
        edited.ends.append(length)
        edited.origins.append((start, end))
        done = end
    pieces.append(below.text[done:])
    edited.text = "".join(pieces)
    return edited


def _plain(match: re.Match[str]) -> str:
    """Return what a disguise stands for."""
    if (kind := match.lastgroup) == "entity":
        return _replace_signs(html.unescape(f"&{match[kind]};"))
    if kind == "code":
        return chr(int(match[kind], 16))
    if kind == "sign":
        return match[kind]
    return {"dot": ".", "spaced_dot": ".", "space": " "}.get(kind or "", "")


def _shows_disguise(text: str, *, is_odd: bool) -> bool:
    return bool(
        "\\" in text
        or _BRACKETED.search(text)
        or ("&" in text and _ENTITY.search(text))
        or ("<" in text and _TAGGED.search(text))
        or ".]" in text
        or (
            ("*" in text or "`" in text)
            and (_MARK_BEFORE_DOT.search(text) or _MARK_AFTER_DOT.search(text))
        )
        or (is_odd and _HIDDEN.search(text))
    )


def _replace_signs(text: str) -> str:
    """Replace characters one for one, so that positions stay."""
    text = _SIGNS.sub(lambda match: match[0].translate(_PLAIN_SIGNS), text)
    if "\uff0f" in text or "\uff1a/" in text:
        text = _WIDE_SCHEME.sub("://", text)
    return _INNER_DOT.sub(
        lambda match: match[0] if _ends_sentence(text, match.start()) else ".", text
    )


def _ends_sentence(text: str, at: int) -> bool:
    """Tell a full stop after a whole address (`...com。次に`) from one inside (`pravda。com`)."""
    if (dot := text.rfind(".", max(at - 25, 0), at)) < 0:
        return False
    label = text[dot + 1 : at]
    return label.isascii() and label.isalpha() and is_top_level(label)
