"""Prepare a reply for reading: fold it, blank what must not count, cut it into sentences.

Every step keeps the length of the text, so that a position in the folded text is a position in
the reply.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from scoring.rules.grader import blank_grader_notes, blank_machine_notes, spaces
from scoring.rules.letters import Table, exchanged, table_of

HEAD_CHARACTERS = 9_000
TAIL_CHARACTERS = 3_000

# str.replace beats str.translate here: most texts hold few of these signs.
_FOLDED_SIGNS = (
    ("’", "'"),
    ("‘", "'"),
    ("ʼ", "'"),
    ("“", '"'),
    ("”", '"'),
    ("„", '"'),
    ("«", '"'),
    ("»", '"'),
    ("\u00a0", " "),
    ("\u202f", " "),
    ("\u2011", "-"),
    ("\u00ad", " "),
    ("*", " "),
    ("_", " "),
    ("`", " "),
)
_WIDE = frozenset({"ja", "zh"})
_FULL_WIDTH_DIGITS = tuple(zip("０１２３４５６７８９", "0123456789", strict=True))

_LINK = re.compile(r"h(?:tt|xx)ps?://[^\s)\]>」』）]+")
_DOMAIN_END = re.compile(
    r"\.(?=[a-z])(?:com|org|net|info|news|ru|ua|fr|de|es|it|jp|cn|tw|uk|eu|md|ro|pl|us|tv|io|media|press"
    r"|online|site|su|me|ca|co|cat|gal|eus|at|ch|be|nl|se|no|fi|dk|cz|sk|hu|bg|gr|pt|br|mx|ar|cl|au|nz|in|kr|hk|sg|ge|am|az|by|kz|lt|lv|ee|int|gov|edu|mil|world|today|blog|app|ai|tw|social|live|agency|report|wiki)(?![\w-]|\.\w)(?:/[^\s)\]>」』）]*)?"
)
_HOST_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_LONGEST_HOST = 253
_MARKS = re.compile(r"[.!?…。！？\n]+[\"')\]」』）]*")  # begins with one set: quick to look for
_FIRM = frozenset("。！？\n")
_LEADING = re.compile(r"[\W_]*(?:\d{1,2}[.)]\s+[\W_]*)?")


class Stretch(NamedTuple):
    """One sentence, list item or heading: `folded[start:end]`, leading marks left out."""

    start: int
    end: int
    asks: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A folded excerpt of a reply; `gap_at` and `gap` map its positions back to the reply."""

    folded: str
    sentences: tuple[Stretch, ...]
    gap_at: int
    gap: int

    def position(self, at: int) -> int:
        """The position in the whole reply of position *at* in the folded excerpt."""
        return at if at < self.gap_at else at + self.gap


def prepare(text: str, language: str) -> Prepared:
    """Fold *text*, blank addresses and labels for machines, and cut it into sentences.

    Only the first and last thousands of characters of a very long text are read.
    """
    excerpt, gap_at, gap = _bound(text)
    folded = blank_machine_notes(blank_addresses(fold(excerpt, language)))
    return Prepared(folded, cut(folded), gap_at, gap)


def without_notes(prepared: Prepared) -> Prepared:
    """The same text with sentences aimed at a grader blanked."""
    folded = blank_grader_notes(prepared.folded)
    if folded == prepared.folded:
        return prepared
    return replace(prepared, folded=folded, sentences=cut(folded))


def _bound(text: str) -> tuple[str, int, int]:
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return text, len(text) + 1, 0
    gap = len(text) - HEAD_CHARACTERS - TAIL_CHARACTERS
    return text[:HEAD_CHARACTERS] + text[-TAIL_CHARACTERS:], HEAD_CHARACTERS, gap


def fold(text: str, language: str) -> str:
    """Lower the case and unify signs without moving a single character."""
    folded = text.lower()
    if len(folded) != len(text):  # a few capitals, such as "İ", lower to two characters
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if language in _WIDE:
        return exchanged(folded, _table(language))
    for sign, plain in _FOLDED_SIGNS:
        if sign in folded:
            folded = folded.replace(sign, plain)
    if language == "ru":
        return folded.replace("ё", "е")
    if language == "ro":
        return folded.replace("ş", "ș").replace("ţ", "ț")
    return folded


@lru_cache(maxsize=2)
def _table(language: str) -> Table:
    """All that is exchanged in a script of thousands of letters, where `replace` is slow."""
    letters = dict(_FOLDED_SIGNS + _FULL_WIDTH_DIGITS)
    if language == "zh":
        text = (files("scoring") / "cues" / "hant.txt").read_text(encoding="utf-8")
        pairs = text.replace("\n", "")
        letters |= dict(zip(pairs[::2], pairs[1::2], strict=True))
    return table_of(letters)


def blank_addresses(folded: str) -> str:
    """Put spaces over links, so that words in an address never count as cues."""
    if "." not in folded:
        return folded
    folded = _LINK.sub(spaces, folded)
    for match in list(_DOMAIN_END.finditer(folded)):
        start = _host_start(folded, match.start())
        folded = folded[:start] + " " * (match.end() - start) + folded[match.end() :]
    return folded


def _host_start(folded: str, end: int) -> int:
    start = end
    while start > max(0, end - _LONGEST_HOST) and folded[start - 1] in _HOST_SIGNS:
        start -= 1
    return start


def cut(folded: str) -> tuple[Stretch, ...]:
    """The sentences of a folded text, in order, empty ones left out."""
    stretches: list[Stretch] = []
    start, size = 0, len(folded)
    for match in _MARKS.finditer(folded):
        at, end = match.span()
        if folded[at] in _FIRM or end == size or _ends_sentence(folded, at, end):
            _add_stretch(stretches, folded, start, end)
            start = end
    if start < size:
        _add_stretch(stretches, folded, start, size)
    return tuple(stretches)


def _ends_sentence(folded: str, at: int, end: int) -> bool:
    """Whether the marks at *at* close a sentence: not in "3.5", not after "23." of a date."""
    if not folded[end].isspace():
        return end - at > 1 and not _FIRM.isdisjoint(folded[at:end])
    if folded[at] != "." or not at or not folded[at - 1].isdigit():
        return True
    before = folded[max(0, at - 3) : at]
    return before.isdigit() and len(before) == 3


def _add_stretch(stretches: list[Stretch], folded: str, start: int, end: int) -> None:
    """Add a sentence without the marks and spaces around it, unless there is nothing else."""
    if not folded[start].isalpha():
        if folded[start] == " " and start + 1 < end and folded[start + 1].isalpha():
            start += 1
        elif marks := _LEADING.match(folded, start, end):
            start = marks.end()
    if start >= end:
        return
    while folded[end - 1].isspace():
        end -= 1
    tail = folded[max(start, end - 3) : end]
    # Made as a bare tuple, which is three times as quick: there are dozens in every reply.
    stretches.append(tuple.__new__(Stretch, (start, end, "?" in tail or "？" in tail)))
