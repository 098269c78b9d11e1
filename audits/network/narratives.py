"""Sums up what items carry: known claims, and stories that no claim covers yet, ranked.

A story is a set of copies (`audits.network.copies`). Candidates are stories that no known claim
was found in, with at least 3 items on at least 2 hosts; those whose headlines say nearly the same
are counted together. They are ranked by reach, the number of pairs of host and language that told
them, then by items. A candidate is not a falsehood: whether it is one is for a person to find
out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cdist

from audits.network.gather import Collection
from audits.network.shingles import fold

FEWEST_ITEMS = 3
FEWEST_HOSTS = 2
LISTED = 50  # candidates in the report
EXAMINED = 400  # stories whose headlines are compared
SAME = 85.0  # likeness of two headlines that tell one story

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What one claim or story did: how many items, where, in what languages, on which days.

    *by_host* counts items by host and day (ordinal, 0 where unknown).
    """

    items: int
    hosts: int
    languages: tuple[str, ...]
    sources: int
    first: int | None
    last: int | None
    reach: int
    by_host: Mapping[tuple[str, int], int] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim or a candidate with its spread and some of its headlines and addresses."""

    key: str
    spread: Spread
    headlines: tuple[tuple[str, str], ...]
    addresses: tuple[str, ...]


def spread_of(found: Collection, items: Ints) -> Spread:
    """What *items* add up to."""
    hosts, languages = found.hosts.names, found.languages.names
    host, language = _at(found.host, items), _at(found.language, items)
    days, sources = _at(found.day, items), _at(found.source, items)
    dated = days[days > 0]
    by_host: dict[tuple[str, int], int] = {}
    for i, day in zip(host, days, strict=True):
        key = (hosts[i], int(day))
        by_host[key] = by_host.get(key, 0) + 1
    return Spread(
        items=len(items),
        hosts=len(set(host.tolist())),
        languages=tuple(sorted(languages[i] for i in set(language.tolist()))),
        sources=len({s for s in sources.tolist() if found.sources.names[s]}),
        first=int(dated.min()) if len(dated) else None,
        last=int(dated.max()) if len(dated) else None,
        reach=len(set(zip(host.tolist(), language.tolist(), strict=True))),
        by_host=dict(sorted(by_host.items())),
    )


def told(found: Collection, key: str, items: Ints) -> Told:
    """*items* as one claim or story, with a headline in each of up to five languages."""
    language = _at(found.language, items)
    _, first = np.unique(language, return_index=True)
    shown = items[np.sort(first)[:5]]
    texts = found.texts.take(shown.tolist())
    urls = found.urls.take(items[:5].tolist())
    names = found.languages.names
    return Told(
        key=key,
        spread=spread_of(found, items),
        headlines=tuple((names[found.language[i]], headline(texts[i])) for i in shown.tolist()),
        addresses=tuple(urls[i] for i in items[:5].tolist()),
    )


def headline(text: str) -> str:
    """The first line of an item."""
    return text.partition("\n")[0].strip()


def candidates(
    found: Collection, stories: NDArray[np.int32], covered: Iterable[int], *, most: int = LISTED
) -> list[Told]:
    """The stories without a known claim, those of the widest reach first."""
    labels = _uncovered(found, stories, covered)
    groups = _same_story(found, labels)
    made = [told(found, "", np.sort(np.concatenate(items))) for items in groups]
    made.sort(key=lambda t: (-t.spread.reach, -t.spread.items, t.headlines))
    return made[:most]


def _uncovered(
    found: Collection, stories: NDArray[np.int32], covered: Iterable[int]
) -> list[Ints]:
    """The items of each story worth a look, widest reach first."""
    size = len(stories)
    taken = np.zeros(size, np.bool_)
    taken[stories[np.fromiter(covered, np.int64)]] = True
    items = np.bincount(stories, minlength=size)
    many = (items >= FEWEST_ITEMS) & ~taken
    kept = np.flatnonzero(many[stories])
    label = stories[kept].astype(np.int64)
    hosts = _distinct(label, _at(found.host, kept), size)
    reach = _distinct(label, _at(found.host, kept) * 4096 + _at(found.language, kept), size)
    chosen = np.flatnonzero((hosts >= FEWEST_HOSTS) & many)
    ranked = chosen[np.lexsort((chosen, -items[chosen], -reach[chosen]))][:EXAMINED]
    rank = np.full(size, -1, np.int64)
    rank[ranked] = np.arange(len(ranked))
    mine = kept[rank[label] >= 0]
    order = np.argsort(rank[stories[mine]], kind="stable")
    edges = np.flatnonzero(np.diff(rank[stories[mine][order]])) + 1
    return [part for part in np.split(mine[order], edges) if len(part)]


def _distinct(label: Ints, value: Ints, size: int) -> Ints:
    """How many distinct values each label has."""
    span = int(value.max(initial=0)) + 1
    pairs = np.unique(label * span + value)
    return np.bincount(pairs // span, minlength=size)


def _same_story(found: Collection, groups: Sequence[Ints]) -> list[list[Ints]]:
    """Stories whose first headlines say nearly the same, together; copies differ by more."""
    if not groups:
        return []
    firsts = found.texts.take(int(items[0]) for items in groups)
    titles = [fold(headline(firsts[int(items[0])])) for items in groups]
    alike = cdist(titles, titles, scorer=token_set_ratio, score_cutoff=SAME)
    made: list[list[Ints]] = []
    place: dict[int, int] = {}
    for i, items in enumerate(groups):
        close = [j for j in range(i) if alike[i, j] and min(len(titles[i]), len(titles[j])) >= 20]
        if close:
            place[i] = place[close[0]]
            made[place[i]].append(items)
        else:
            place[i] = len(made)
            made.append([items])
    return made


def _at(column: "Sequence[int]", places: Ints) -> Ints:
    return np.asarray(column, dtype=np.int64)[places]
