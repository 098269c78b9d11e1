"""The cue words of one language, compiled so that one pass finds them all."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from scoring.rules.grader import GRADER_STEMS
from scoring.rules.letters import initialled
from scoring.rules.stems import without_accents
from scoring.searching import find_all, searcher_for

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
    "plain",  # no cue at all, but the words of one: it hides what it contains
)
# Kinds that matter in one place only; they never hide a cue that they contain.
_PASSIVE = frozenset({"absent", "sum", "yes", "no", "write", "up", "down", "than", "grader"})
_OVERRULED = ("deny", "absent", "doubt", "refuse", "noinfo", "both")
_GAP_CHARACTERS = {"ja": 14, "zh": 10}
_GAP_DEFAULT = 32


Hit = tuple[int, int, str]
"""A cue found: start, end, and its kind, the category in the cue file.

A bare tuple, since every reply makes dozens.
"""
_NOTHING: Hit = (-1, -1, "")  # stands before the first hit


class _Link(NamedTuple):
    """A literal in a cue with a gap: what must stand before it, what it completes, if anything."""

    before: str
    kind: str
    open_ended: bool


class _Chain(NamedTuple):
    """The part of a literal in cues with a gap."""

    text: str
    begins: bool  # a cue with a gap begins with it
    begins_inside: bool  # also where the word goes on
    links: tuple[_Link, ...]  # what it completes or goes on with
    befores: frozenset[str]  # what must have been seen for any of them


Kinds = tuple[str, ...]
_Literal = tuple[bool, Kinds, Kinds, _Chain | None]
"""What is known of one literal: whether a word may go on behind it, its kinds where it ends a
word, its kinds where the word goes on, and its part in cues with a gap. Bare, as hits are."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is needed to find the cues of one language."""

    language: str
    stop: frozenset[str]
    common: frozenset[str]  # words of any news text: they count half
    searcher: AhoCorasick
    literals: tuple[_Literal, ...]  # by the numbers that *searcher* gives
    gap: int
    # Cues without a negation that a claim may overrule, with the words that carry them.
    bare_cues: Mapping[str, tuple[str, ...]]
    plain_stop: frozenset[str]
    plain_common: frozenset[str]

    @property
    def spaced(self) -> bool:
        """Whether this language writes spaces between words."""
        return self.language not in UNSPACED

    def searched(self, folded: str) -> str:
        """The text as it is searched, which costs a little to make."""
        return initialled(folded) if self.spaced else folded

    def hits(self, folded: str) -> list[Hit]:
        """All cues in *folded*, in order; a cue inside a longer one does not count."""
        return self.hits_in(folded, self.searched(folded))

    def hits_in(self, folded: str, searched: str) -> list[Hit]:
        """The same, for who has made `searched(folded)` already."""
        kept = [_NOTHING]
        seen: dict[str, tuple[int, int]] = {}
        literals, letters = self.literals, folded + " "
        for number, start, end in find_all(self.searcher, searched):
            wordlike, whole, inside, chain = literals[number]
            goes_on = wordlike and letters[end].isalnum()
            if kinds := inside if goes_on else whole:
                if start < kept[-1][1]:
                    _keep(kept, start, end, kinds)
                else:  # clear of all before it, as most are
                    for kind in kinds:
                        kept.append((start, end, kind))
            if chain:
                if chain.befores.isdisjoint(seen):  # as nearly always
                    if chain.begins and (chain.begins_inside or not goes_on):
                        seen[chain.text] = (start, end)
                else:
                    self._go_on(chain, (start, end), goes_on, seen, kept, folded)
        return kept[1:]

    def _go_on(
        self,
        chain: _Chain,
        place: tuple[int, int],
        goes_on: bool,
        seen: dict[str, tuple[int, int]],
        kept: list[Hit],
        folded: str,
    ) -> None:
        """Go on with cues whose first part was seen, unless too much stands between."""
        for before, kind, open_ended in chain.links:
            if before not in seen or (goes_on and not open_ended):
                continue
            begin, end = seen[before]
            if not 0 <= place[0] - end <= self.gap or _CLAUSE_END.search(folded, end, place[0]):
                continue
            if kind:
                _keep(kept, begin, place[1], (kind,))
            else:
                seen[chain.text] = (begin, place[1])
        if chain.begins and (chain.begins_inside or not goes_on):
            seen[chain.text] = place


def _keep(kept: list[Hit], start: int, end: int, kinds: Kinds) -> None:
    """Add a hit of each kind unless they lie in a longer one; drop those that lie in them.

    Hits come by their ends, the longest first; one inside another means nothing of its own.
    """
    last = kept[-1]
    if kinds[0] not in _PASSIVE:
        while last[0] >= start and (last[0] != start or last[1] != end):
            kept.pop()
            last = kept[-1]
    if last[1] == end and last[0] < start and last[2] not in _PASSIVE:
        return
    for kind in kinds:
        kept.append((start, end, kind))


def load(language: str) -> Lexicon:
    """The lexicon of *language*; English where there is none."""
    return _load(language if language in LANGUAGES else "en")


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Lexicon:
    text = (files("scoring") / "cues" / f"{language}.toml").read_text(encoding="utf-8")
    lists = {name: _entries(value) for name, value in tomllib.loads(text).items()}
    literals = dict(_literals(lists, spaced=language not in UNSPACED))
    # All at once, since each call costs more than a letter.
    joined = "\n".join(literals)
    texts = (joined if language in UNSPACED else initialled(joined)).split("\n")
    return Lexicon(
        language=language,
        stop=frozenset(lists.get("stop", ())),
        common=frozenset(lists["common"]),
        searcher=searcher_for(texts),
        literals=tuple(literals.values()),
        gap=_GAP_CHARACTERS.get(language, _GAP_DEFAULT),
        bare_cues=_bare_cues(language, lists),
        plain_stop=frozenset(_bare(lists.get("stop", ()))),
        plain_common=frozenset(_bare(lists["common"])),
    )


def _bare_cues(language: str, lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    negations, stop = lists["neg"], set(lists.get("stop", ()))
    negated = frozenset(negations)
    cues = (cue.replace("*", "") for kind in _OVERRULED for cue in lists[kind])
    if language in UNSPACED:
        return {c: () for c in cues if not any(n in c for n in negations)}
    worded = {c: c.split() for c in cues}
    told = {c: [w for w in words if w not in stop] for c, words in worded.items()}
    kept = {c: words for c, words in told.items() if words and negated.isdisjoint(worded[c])}
    bare = iter(_bare([w for words in kept.values() for w in words]))
    return {c: tuple(islice(bare, len(words))) for c, words in kept.items()}


def _bare(words: Sequence[str]) -> list[str]:
    """The words without accents; all at once, since each call costs more than a letter."""
    return without_accents("\n".join(words)).split("\n") if words else []


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


def _literals(lists: dict[str, list[str]], *, spaced: bool) -> Iterator[tuple[str, _Literal]]:
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
        whole, inside = _both_kinds(plain.get(text, []))
        chain = _chain(text, links[text]) if text in links else None
        yield text, (spaced and text[-1].isalnum(), whole, inside, chain)


def _both_kinds(kinds: list[tuple[str, bool]]) -> tuple[Kinds, Kinds]:
    """The kinds of a literal, and those of them that it has where the word goes on."""
    if len(kinds) == 1:  # as nearly all have, of thousands
        kind, open_ended = kinds[0]
        return (kind,), (kind,) if open_ended else ()
    every = tuple(dict.fromkeys(kind for kind, _ in kinds))
    return every, tuple(dict.fromkeys(kind for kind, open_ended in kinds if open_ended))


def _chain(text: str, links: list[_Link]) -> _Chain:
    return _Chain(
        text=text,
        begins=any(not link.before for link in links),
        begins_inside=any(not link.before and link.open_ended for link in links),
        links=tuple(dict.fromkeys(link for link in links if link.before)),
        befores=frozenset(link.before for link in links if link.before),
    )
