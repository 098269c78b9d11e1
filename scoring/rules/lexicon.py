"""The cue words of one language, compiled into one automaton that finds them all in one pass."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

from scoring.rules.grader import GRADER_STEMS
from scoring.rules.stems import without_accents

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
    *("dismiss", "jest", "concede", "sum", "up", "down", "than"),
)
# Kinds that matter in one place only; they never hide a cue that they contain.
_PASSIVE = frozenset({"yes", "no", "write", "up", "down", "than", "grader"})
_OVERRULED = ("deny", "absent", "doubt", "refuse", "noinfo", "both")
_GAP_CHARACTERS = {"ja": 14, "zh": 10}
_GAP_DEFAULT = 32


class Hit(NamedTuple):  # a tuple, since there are dozens in every reply
    """A cue found at `folded[start:end]`; *kind* is its category in the cue file."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Link:
    """A literal in a cue with a gap: what must stand before it, what it completes, if anything."""

    before: str
    kind: str
    open_ended: bool


class _Literal(NamedTuple):
    """What the automaton holds for one literal."""

    text: str
    length: int
    worded: bool  # begins with a letter or digit, so that it must begin a word
    whole: tuple[str, ...]  # kinds where it ends a word
    inside: tuple[str, ...]  # kinds where the word goes on
    links: tuple[_Link, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is needed to find the cues of one language."""

    language: str
    stop: frozenset[str]
    common: frozenset[str]  # words of any news text: they count half
    automaton: ahocorasick.Automaton
    gap: int
    # Cues without a negation that a claim may overrule, with the words that carry them.
    bare_cues: Mapping[str, tuple[str, ...]]
    plain_stop: frozenset[str]
    plain_common: frozenset[str]

    @property
    def spaced(self) -> bool:
        """Whether this language writes spaces between words."""
        return self.language not in UNSPACED

    def hits(self, folded: str) -> list[Hit]:
        """All cues in *folded*, in order; a cue inside a longer one does not count."""
        return _outermost(self._found(folded))

    def _found(self, folded: str) -> Iterator[Hit]:
        spaced = self.spaced
        seen: dict[str, tuple[int, int]] = {}
        for last, literal in self.automaton.iter(folded):
            start, end = last + 1 - literal.length, last + 1
            kinds = literal.whole
            if spaced:
                if literal.worded and start and folded[start - 1].isalnum():
                    continue
                if folded[last].isalnum() and folded[end : end + 1].isalnum():
                    kinds = literal.inside
            for kind in kinds:
                yield Hit(start, end, kind)
            if literal.links:
                yield from self._linked(literal, start, end, seen, folded)

    def _linked(
        self,
        literal: _Literal,
        start: int,
        end: int,
        seen: dict[str, tuple[int, int]],
        folded: str,
    ) -> Iterator[Hit]:
        """Cues with a gap that *literal* completes; remembers it where more must follow."""
        in_word = self.spaced and folded[end : end + 1].isalnum()
        for link in literal.links:
            begin = self._begin(link, start, seen, folded)
            if begin < 0 or (in_word and not link.open_ended):
                continue
            if link.kind:
                yield Hit(begin, end, link.kind)
            else:
                seen[literal.text] = (begin, end)

    def _begin(
        self, link: _Link, start: int, seen: dict[str, tuple[int, int]], folded: str
    ) -> int:
        """Where the cue begins that *link* goes on with; -1 where its first part is missing."""
        if not link.before:
            return start
        begin, end = seen.get(link.before, (-1, start + 1))
        if not 0 <= start - end <= self.gap or _CLAUSE_END.search(folded, end, start):
            return -1
        return begin


def _outermost(found: Iterator[Hit]) -> list[Hit]:
    """Drop hits inside longer ones; the automaton yields by end, the longest first."""
    kept: list[Hit] = []
    for hit in found:
        while kept and _hides(hit, kept[-1]):
            kept.pop()
        if not (kept and _hides(kept[-1], hit)):
            kept.append(hit)
    return kept


def _hides(longer: Hit, shorter: Hit) -> bool:
    """Whether *shorter* lies inside *longer* and means nothing of its own there."""
    return (
        longer.start <= shorter.start
        and shorter.end <= longer.end
        and longer[:2] != shorter[:2]
        and longer.kind not in _PASSIVE
    )


def load(language: str) -> Lexicon:
    """The lexicon of *language*; English where there is none."""
    return _load(language if language in LANGUAGES else "en")


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Lexicon:
    text = (files("scoring") / "cues" / f"{language}.toml").read_text(encoding="utf-8")
    lists = {name: _entries(value) for name, value in tomllib.loads(text).items()}
    automaton = ahocorasick.Automaton()
    for literal in _literals(lists):
        automaton.add_word(literal.text, literal)
    automaton.make_automaton()
    return Lexicon(
        language=language,
        stop=frozenset(lists.get("stop", ())),
        common=frozenset(lists["common"]),
        automaton=automaton,
        gap=_GAP_CHARACTERS.get(language, _GAP_DEFAULT),
        bare_cues=_bare_cues(language, lists),
        plain_stop=frozenset(without_accents(word) for word in lists.get("stop", ())),
        plain_common=frozenset(without_accents(word) for word in lists["common"]),
    )


def _bare_cues(language: str, lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    negations, stop = lists["neg"], set(lists.get("stop", ()))
    cues = (cue.replace("*", "") for kind in _OVERRULED for cue in lists[kind])
    if language in UNSPACED:
        return {c: () for c in cues if not any(n in c for n in negations)}
    worded = {c: tuple(without_accents(w) for w in c.split() if w not in stop) for c in cues}
    return {
        c: words for c, words in worded.items() if words and not set(c.split()) & set(negations)
    }


def _entries(value: str) -> list[str]:
    cues = (cue.strip(" \t") for line in value.splitlines() for cue in line.split(" | "))
    return [" ".join(one.split()) for cue in cues if cue for one in _spelt_out(cue)]


def _spelt_out(cue: str) -> list[str]:
    """All that a cue with choices stands for: "{no,nunca} {vino,fue}" is four."""
    before, brace, rest = cue.partition("{")
    if not brace:
        return [cue]
    choices, _, after = rest.partition("}")
    tails = _spelt_out(after)
    return [before + choice + tail for choice in choices.split(",") for tail in tails]


def _literals(lists: dict[str, list[str]]) -> Iterator[_Literal]:
    plain: dict[str, list[tuple[str, bool]]] = {}
    links: dict[str, list[_Link]] = {}
    for kind in KINDS:
        for cue in lists.get(kind, ()):
            *firsts, final = (p.strip() for p in cue.replace("* ", "* .. ").split(" .. "))
            if not firsts:
                plain.setdefault(final.removesuffix("*"), []).append((kind, final.endswith("*")))
                continue
            before = ""
            for part in firsts:
                text = part.removesuffix("*")
                links.setdefault(text, []).append(_Link(before, "", part.endswith("*")))
                before = text
            end = final.removesuffix("*")
            links.setdefault(end, []).append(_Link(before, kind, final.endswith("*")))
    for stem in GRADER_STEMS:
        plain.setdefault(stem, []).append(("grader", True))
    for text in plain.keys() | links.keys():
        kinds = plain.get(text, [])
        yield _Literal(
            text=text,
            length=len(text),
            worded=text[0].isalnum(),
            whole=tuple(dict.fromkeys(kind for kind, _ in kinds)),
            inside=tuple(dict.fromkeys(kind for kind, open_ended in kinds if open_ended)),
            links=tuple(dict.fromkeys(links.get(text, ()))),
        )
