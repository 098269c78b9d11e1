"""The cue words of one language, compiled into one automaton that finds them all in one pass."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

_CLAUSE_END = re.compile(r"[.!?;:\n。！？；]")
LANGUAGES = ("ca", "de", "en", "es", "fr", "gl", "it", "ja", "pl", "ro", "ru", "uk", "zh")
UNSPACED = frozenset({"ja", "zh"})
KINDS = (
    *(
        "neg",
        "deny",
        "absent",
        "doubt",
        "dispute",
        "correct",
        "alleged",
        "report",
        "both",
        "caution",
    ),
    *("refuse", "noinfo", "offer", "ask", "moral", "confirm", "yes", "no", "write", "craft"),
    *("dismiss", "up", "down", "than"),
)
_GAP_CHARACTERS = {"ja": 14, "zh": 10}
_GAP_DEFAULT = 32


class Hit(NamedTuple):  # a tuple, since there are dozens in every reply
    """A cue found at `folded[start:end]`; *kind* is its category in the cue file."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One literal of the automaton: a whole cue, or a link in a cue with a gap."""

    length: int
    open_ended: bool
    kind: str
    before: str  # the literal that must stand before this one, "" for none
    links: bool  # another literal may follow


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is needed to find the cues of one language."""

    language: str
    stop: frozenset[str]
    common: frozenset[str]  # words of any news text: they count half
    automaton: ahocorasick.Automaton
    gap: int
    bare_denials: frozenset[str]  # denial cues without a negation in them

    @property
    def spaced(self) -> bool:
        """Whether this language writes spaces between words."""
        return self.language not in UNSPACED

    def hits(self, folded: str) -> list[Hit]:
        """All cues in *folded*, in order; a cue inside a longer one does not count."""
        return _outermost(self._found(folded))

    def _found(self, folded: str) -> Iterator[Hit]:
        links: dict[str, tuple[int, int]] = {}
        for last, (literal, parts) in self.automaton.iter(folded):
            start = last + 1 - len(literal)
            edges = self._edges(folded, start, last)
            if edges is None:
                continue
            for part in parts:
                begin = -1
                if part.open_ended or not edges:
                    begin = self._begin(part, start, links, folded)
                if begin < 0:
                    continue
                if part.links:
                    links[literal] = (begin, last + 1)
                if part.kind:
                    yield Hit(begin, last + 1, part.kind)

    def _begin(
        self, part: _Part, start: int, links: dict[str, tuple[int, int]], folded: str
    ) -> int:
        """Where the cue begins that ends with *part*; -1 where the link before it is missing."""
        if not part.before:
            return start
        begin, end = links.get(part.before, (-1, start + 1))
        if not 0 <= start - end <= self.gap or _CLAUSE_END.search(folded, end, start):
            return -1
        return begin

    def _edges(self, folded: str, start: int, last: int) -> bool | None:
        """Whether the literal ends inside a word; None where it begins inside one."""
        if not self.spaced:
            return False
        if start and folded[start - 1].isalnum() and folded[start].isalnum():
            return None
        return folded[last].isalnum() and folded[last + 1 : last + 2].isalnum()


def _outermost(found: Iterator[Hit]) -> list[Hit]:
    """Drop hits inside longer ones; the automaton yields by end, the longest first."""
    kept: list[Hit] = []
    for hit in found:
        start, end, _ = hit
        while kept and kept[-1].start >= start and kept[-1][:2] != (start, end):
            kept.pop()
        if kept and kept[-1].end == end and kept[-1].start < start:
            continue
        kept.append(hit)
    return kept


def load(language: str) -> Lexicon:
    """The lexicon of *language*; English where there is none."""
    return _load(language if language in LANGUAGES else "en")


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Lexicon:
    text = (files("scoring") / "cues" / f"{language}.toml").read_text(encoding="utf-8")
    lists = {name: _entries(value) for name, value in tomllib.loads(text).items()}
    parts: dict[str, list[_Part]] = {}
    for kind in KINDS:
        for cue in lists.get(kind, ()):
            _add(parts, cue, kind)
    automaton = ahocorasick.Automaton()
    for literal, several in parts.items():
        automaton.add_word(literal, (literal, tuple(several)))
    automaton.make_automaton()
    return Lexicon(
        language=language,
        stop=frozenset(lists.get("stop", ())),
        common=frozenset(lists["common"]),
        automaton=automaton,
        gap=_GAP_CHARACTERS.get(language, _GAP_DEFAULT),
        bare_denials=_bare_denials(language, lists),
    )


def _bare_denials(language: str, lists: dict[str, list[str]]) -> frozenset[str]:
    negations = lists["neg"]
    cues = (cue.replace("*", "") for kind in ("deny", "doubt") for cue in lists[kind])
    if language in UNSPACED:
        return frozenset(c for c in cues if not any(n in c for n in negations))
    return frozenset(c for c in cues if not set(c.split()) & set(negations))


def _entries(value: str) -> list[str]:
    return [
        e for line in value.splitlines() for cue in line.split(" | ") if (e := cue.strip(" \t"))
    ]


def _add(parts: dict[str, list[_Part]], cue: str, kind: str) -> None:
    links = [link.strip() for link in cue.replace("* ", "* .. ").split(" .. ")]
    before = ""
    for index, link in enumerate(links):
        literal = link.removesuffix("*").strip()
        final = index == len(links) - 1
        part = _Part(len(literal), link.endswith("*"), kind if final else "", before, not final)
        parts.setdefault(literal, []).append(part)
        before = literal
