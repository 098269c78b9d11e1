"""Finds a judge's quotation in the answer, so that what decided a verdict can be shown there.

Compared after Unicode normalisation (NFC), any run of white space standing for any other. Nothing
else is forgiven: no other case, no other quotation marks, no left-out words.
"""

import re
import unicodedata
from bisect import bisect_right

from scoring.judge.fencing import shown_parts
from scoring.verdict import Span

LETTERS = 2
"""A quotation with fewer letters or digits decides nothing, unless it is the whole answer."""


def locate(quotation: str, text: str) -> Span | None:
    """Where the quotation first stands in *text*, in code points of *text*; None if it does not.

    It may be quoted as the judge saw it (`scoring.judge.fencing`) or as it came.
    """
    needle = " ".join(unicodedata.normalize("NFC", quotation).split())
    if not needle:
        return None
    for part in shown_parts(text):
        found = _search(needle, part.shown)
        if found is not None:
            return Span(start=found.start + part.start, end=found.end + part.start)
    return _search(needle, text)


def decides_nothing(quotation: str, text: str) -> bool:
    """Whether a quotation is too short to be the passage that decided."""
    letters = sum(1 for sign in quotation if sign.isalnum())
    return letters < LETTERS and quotation.split() != text.split()


_WORD = re.compile(r"\S+")


def _search(needle: str, text: str) -> Span | None:
    if unicodedata.is_normalized("NFC", text):
        return _search_normal(needle, text)
    normal, starts, origins = _normalised(text)
    found = _search_normal(needle, normal)
    if found is None:
        return None
    first = bisect_right(starts, found.start) - 1
    last = bisect_right(starts, found.end - 1) - 1
    end = origins[last + 1] if last + 1 < len(origins) else len(text)
    return Span(start=origins[first], end=end)


def _search_normal(needle: str, text: str) -> Span | None:
    """Plain search in the text with its white space collapsed: linear, whatever both hold."""
    start = " ".join(text.split()).find(needle)
    if start < 0:
        return None
    end, at, begin = start + len(needle), 0, 0
    for word in _WORD.finditer(text):
        length = word.end() - word.start()
        if at <= start < at + length:
            begin = word.start() + start - at
        if end <= at + length:
            return Span(start=begin, end=word.start() + end - at)
        at += length + 1
    raise AssertionError("what stands in the words of a text stands in the text")


def _normalised(text: str) -> tuple[str, list[int], list[int]]:
    """NFC of *text* in pieces: the text, where each piece starts in it and in the original."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length, begun = 0, 0
    for at in range(1, len(text) + 1):
        if at < len(text) and not _begins(text[at]):
            continue
        piece = unicodedata.normalize("NFC", text[begun:at])
        pieces.append(piece)
        starts.append(length)
        origins.append(begun)
        length += len(piece)
        begun = at
    return "".join(pieces), starts, origins


def _begins(sign: str) -> bool:
    """Whether normalisation never joins this sign to the one before it."""
    if sign < "\u0300":
        return True
    if "\u1160" <= sign <= "\u11ff":  # the later letters of a Hangul syllable
        return False
    return unicodedata.combining(sign) == 0 and unicodedata.category(sign)[0] != "M"
