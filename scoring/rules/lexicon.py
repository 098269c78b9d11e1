"""The cue words of one language, compiled so that one pass finds them all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from scoring.rules.cue_files import (
    UNSPACED,
    Chain,
    Kinds,
    Literal,
    bare,
    bare_cues,
    literals_of,
    read_cues,
)
from scoring.rules.letters import initialled
from scoring.searching import find_all, searcher_for

_CLAUSE_END = re.compile(r"[.!?;:\n。！？；]")
LANGUAGES = ("ca", "de", "en", "es", "fr", "gl", "it", "ja", "pl", "ro", "ru", "uk", "zh")
# Kinds that matter in one place only; they never hide a cue that they contain.
_PASSIVE = frozenset({"absent", "sum", "yes", "no", "write", "up", "down", "than", "grader"})
_GAP_CHARACTERS = {"ja": 14, "zh": 10}
_GAP_DEFAULT = 32


Hit = tuple[int, int, str]
"""A cue found: start, end, and its kind, the category in the cue file.

A bare tuple, since every reply makes dozens.
"""
_NOTHING: Hit = (-1, -1, "")  # stands before the first hit


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is needed to find the cues of one language."""

    language: str
    stop: frozenset[str]
    common: frozenset[str]  # words of any news text: they count half
    searcher: AhoCorasick
    literals: tuple[Literal, ...]  # by the numbers that *searcher* gives
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
        chain: Chain,
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
    lists = read_cues(language)
    literals = dict(literals_of(lists, spaced=language not in UNSPACED))
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
        bare_cues=bare_cues(language, lists),
        plain_stop=frozenset(bare(lists.get("stop", ()))),
        plain_common=frozenset(bare(lists["common"])),
    )
