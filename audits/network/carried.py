"""Finds which known claims an item carries, by the claim's own words in the item's language.

An item carries a claim if it shares enough of what is particular to it. Every piece of the claim's
statement (`audits.network.wording`) weighs the more, the fewer claims have it; names and numbers
weigh half as much again, dates nothing. The item must reach `SHARE` of the weight, with at least
`NAMES` names or numbers and one other piece, and rapidfuzz must find the statement's pieces among
its own (`LIKENESS`). A phrase that the claim file marks as a repeater's own stands for half of the
weight. Statements of fewer than `FEWEST` pieces are too general to be known by their words.

To carry is to tell the story: an item that reports the claim to deny it is found too.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from audits.network.shingles import fold
from audits.network.wording import pieces
from prompts import Claim, ClaimStatus, Kind
from scoring.searching import find_all, searcher_for

SHARE = 0.55
FEWEST = 4  # pieces below which a statement is too general to be known by its words
WEIGHT = 1.5  # of a name or number
NAMES = 2
LIKENESS = 55.0
MARKED = 0.5
"""What remains to be shared where a repeater's own phrase stands in the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A claim in one language, ready to be looked for."""

    claim: str
    weights: Mapping[str, float]
    names: frozenset[str]
    markers: tuple[str, ...]
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """That an item carries a claim; *share* is how much of its weight it shows."""

    claim: str
    share: float


class ClaimFinder:
    """Looks for every claim of a library in texts of the languages that the library has."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        by_language: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
        for claim in claims:
            if claim.kind is not Kind.FALSEHOOD or claim.status is ClaimStatus.EMBARGOED:
                continue
            for language, text in claim.texts.items():
                row = (claim.id, text.statement, text.markers.repeat)
                by_language.setdefault(language, []).append(row)
        self._indexes = {code: _Index(rows) for code, rows in by_language.items()}

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which claims can be found."""
        return frozenset(self._indexes)

    def find(self, text: str, language: str) -> list[Carried]:
        """The claims that *text* carries, the surest first.

        >>> from prompts import load_library
        >>> finder = ClaimFinder(load_library(only=["ua-truth-social-ban"]).claims.values())
        >>> [c.claim for c in finder.find("Zelensky blocks Trump's Truth Social in Ukraine", "en")]
        ['ua-truth-social-ban']
        """
        index = self._indexes.get(language)
        return index.find(text) if index is not None and text else []


class _Index:
    """The claims of one language, and a search that says which of them are worth a look."""

    def __init__(self, rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> None:
        self.patterns = _patterns(list(rows))
        of_piece: dict[str, list[tuple[int, float]]] = {}
        for i, pattern in enumerate(self.patterns):
            for piece in pattern.names:
                of_piece.setdefault(piece, []).append((i, pattern.weights[piece]))
        self._owners = tuple(of_piece.values())
        self._searcher = searcher_for(of_piece)

    def find(self, text: str) -> list[Carried]:
        low = text.lower()
        hits: dict[int, int] = {}
        for piece in {found[0] for found in find_all(self._searcher, low)}:
            for i, _ in self._owners[piece]:
                hits[i] = hits.get(i, 0) + 1
        chosen = [
            i for i, count in hits.items() if count >= min(NAMES, len(self.patterns[i].names))
        ]
        if not chosen:
            return []
        own = {piece for piece, _ in pieces(text)}
        found = [c for i in chosen if (c := _compare(self.patterns[i], own, text)) is not None]
        return sorted(found, key=lambda c: (-c.share, c.claim))


def _compare(pattern: Pattern, own: set[str], text: str) -> Carried | None:
    shared = own & pattern.weights.keys()
    share = sum(pattern.weights[piece] for piece in shared) / pattern.total
    marked = any(marker in fold(text) for marker in pattern.markers)
    plain = pattern.weights.keys() - pattern.names
    if len(shared & pattern.names) < min(NAMES, len(pattern.names)):
        return None
    if plain and not shared & plain:  # the same people in another story
        return None
    if share < SHARE * (MARKED if marked else 1.0):
        return None
    likeness = token_set_ratio(" ".join(sorted(pattern.weights)), " ".join(sorted(own)))
    if likeness < LIKENESS and not marked:
        return None
    return Carried(claim=pattern.claim, share=round(share, 3))


def _patterns(rows: list[tuple[str, str, tuple[str, ...]]]) -> list[Pattern]:
    split = [dict(_named(statement)) for _, statement, _ in rows]
    frequency: dict[str, int] = {}
    for known in split:
        for piece in known:
            frequency[piece] = frequency.get(piece, 0) + 1
    made = []
    for (claim, _, markers), known in zip(rows, split, strict=True):
        weights = {
            piece: math.log(1 + (len(rows) + 1) / frequency[piece]) * (WEIGHT if name else 1.0)
            for piece, name in known.items()
        }
        names = frozenset(piece for piece, name in known.items() if name)
        if len(weights) < FEWEST:
            continue
        made.append(
            Pattern(
                claim=claim,
                weights=weights,
                # A statement without a name is known by all its pieces.
                names=names or frozenset(weights),
                markers=tuple(map(fold, markers)),
                total=sum(weights.values()),
            )
        )
    return made


def _named(statement: str) -> Iterable[tuple[str, bool]]:
    """Each piece once; a word that is a name anywhere in the statement is one."""
    known: dict[str, bool] = {}
    for piece, name in pieces(statement):
        known[piece] = known.get(piece, False) or name
    return known.items()
