"""Brings together what a collection of articles shows: counts, copies, claims, candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from audits.network.carried import ClaimFinder
from audits.network.copies import Copies
from audits.network.counts import Counts
from audits.network.gather import Collection
from audits.network.narratives import Told, candidates, told
from prompts import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyCounts:
    """How many items are copies of others; *of* items were long enough to compare.

    `copied` items have a near-duplicate at all, `hosts` one on another host, `languages` one that
    the list gives another language. `relayed` items share their post or their declared versions
    with an item on another host, `translated` with one in another language. `extra` is how many
    items would be gone if each text were kept once.
    """

    of: int
    copied: int
    hosts: int
    languages: int
    relayed: int
    translated: int
    extra: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """Everything that the page, the tables and the JSON say."""

    found: Collection
    counts: Counts
    copies: CopyCounts
    claims: tuple[Told, ...]
    candidates: tuple[Told, ...]
    statements: Mapping[str, Mapping[str, str]]
    unread: Mapping[str, int]
    marked: int


def survey(found: Collection, counts: Counts, copies: Copies, library: Library) -> Flood:
    """Look for the claims of *library*, and for stories that none of them covers."""
    finder = ClaimFinder(library.claims.values())
    by_claim = _search(found, finder)
    claims = [told(found, claim, np.array(items)) for claim, items in by_claim.items()]
    claims.sort(key=lambda t: (-t.spread.items, t.key))
    covered = sorted({item for items in by_claim.values() for item in items})
    languages = found.languages.names
    unread = {
        line.name: line.items
        for line in counts.lines["language"]
        if line.name not in finder.languages
    }
    return Flood(
        found=found,
        counts=counts,
        copies=count_copies(found, copies),
        claims=tuple(claims),
        candidates=tuple(candidates(found, copies.stories, covered)),
        statements={
            claim: {code: text.statement for code, text in library.claims[claim].texts.items()}
            for claim in by_claim
        },
        unread=unread if languages else {},
        marked=len(covered),
    )


def _search(found: Collection, finder: ClaimFinder) -> dict[str, list[int]]:
    names = found.languages.names
    by_claim: dict[str, list[int]] = {}
    item = 0
    for texts in found.texts.chunks():
        for text in texts:
            for carried in finder.find(text, names[found.language[item]]):
                by_claim.setdefault(carried.claim, []).append(item)
            item += 1
    return dict(sorted(by_claim.items()))


def count_copies(found: Collection, copies: Copies) -> CopyCounts:
    """Count copies by what they cross."""
    host = np.asarray(found.host, dtype=np.int64)
    language = np.asarray(found.language, dtype=np.int64)
    usable = copies.comparable
    alike, stories = copies.alike.astype(np.int64), copies.stories.astype(np.int64)
    sizes = np.bincount(alike, minlength=len(alike) or 1)
    copied = usable & (sizes[alike] > 1) if len(alike) else usable
    return CopyCounts(
        of=int(usable.sum()),
        copied=int(copied.sum()),
        hosts=int((copied & _crosses(alike, host)).sum()),
        languages=int((copied & _crosses(alike, language)).sum()),
        relayed=int(_crosses(stories, host).sum()),
        translated=int(_crosses(stories, language).sum()),
        extra=int(usable.sum() - len(np.unique(alike[usable]))),
    )


def _crosses(labels: Any, values: Any) -> Any:
    """Whether an item's group has more than one of *values*."""
    if not len(labels):
        return np.zeros(0, np.bool_)
    low = np.full(len(labels), np.iinfo(np.int64).max)
    high = np.full(len(labels), -1)
    np.minimum.at(low, labels, values)
    np.maximum.at(high, labels, values)
    return (low != high)[labels]
