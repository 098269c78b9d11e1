"""Counts items a day by host, language and source channel."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.network.bursts import Burst, bursts_of
from audits.network.gather import Collection
from scoring.lists_types import WatchLists

Ints = NDArray[np.int64]
ENOUGH = 100  # items below which a series is not searched for bursts
DIMENSIONS = ("host", "language", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One host, language or source: its items and the days on which they fall (ordinals).

    *network* is the watch list's, for a host or channel that is on one.
    """

    name: str
    items: int
    undated: int
    days: int
    first: int | None
    last: int | None
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Items a day: parallel columns, one entry for each name and day that has any."""

    names: tuple[str, ...]
    name: Ints
    day: Ints
    items: Ints

    def rows(self) -> Iterator[tuple[str, int, int]]:
        """Name, day and items, in order."""
        for i in range(len(self.name)):
            yield self.names[self.name[i]], int(self.day[i]), int(self.items[i])

    def series(self, first: int, last: int) -> Iterator[tuple[str, Ints]]:
        """Each name with its items on every day from *first* to *last*, zeros included."""
        edges = np.flatnonzero(np.diff(self.name)) + 1
        for places in np.split(np.arange(len(self.name)), edges):
            if len(places):
                made = np.zeros(last - first + 1, np.int64)
                made[self.day[places] - first] = self.items[places]
                yield self.names[self.name[places[0]]], made


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a collection holds by day; *first* and *last* are None where no item has a day."""

    first: int | None
    last: int | None
    total: Ints
    lines: dict[str, tuple[Line, ...]]
    daily: dict[str, Daily]
    bursts: tuple[Burst, ...]

    @property
    def unlisted(self) -> tuple[Line, ...]:
        """Hosts on no watch list, the largest first."""
        return tuple(line for line in self.lines["host"] if not line.network)


def count(found: Collection, lists: WatchLists) -> Counts:
    """Count *found* by day and name, and find its bursts."""
    days = _column(found.day)
    dated = days > 0
    first = int(days[dated].min()) if dated.any() else None
    last = int(days[dated].max()) if dated.any() else None
    daily, lines = {}, {}
    for dimension in DIMENSIONS:
        names = getattr(found, f"{dimension}s").names
        numbers = _column(getattr(found, dimension))
        daily[dimension] = _daily(names, numbers, days)
        lines[dimension] = _lines(names, numbers, daily[dimension], lists, dimension)
    total = np.zeros(0, np.int64)
    if first is not None and last is not None:
        total = np.bincount(days[dated] - first, minlength=last - first + 1).astype(np.int64)
    return Counts(
        first=first,
        last=last,
        total=total,
        lines=lines,
        daily=daily,
        bursts=_bursts(total, daily, first, last),
    )


def _column(values: "array[int]") -> Ints:
    return np.frombuffer(values, np.int32).astype(np.int64)


def _daily(names: Sequence[str], numbers: Ints, days: Ints) -> Daily:
    dated = days > 0
    span = int(days.max(initial=0)) + 1
    keys, items = np.unique(numbers[dated] * span + days[dated], return_counts=True)
    return Daily(names=tuple(names), name=keys // span, day=keys % span, items=items)


def _lines(
    names: Sequence[str], numbers: Ints, daily: Daily, lists: WatchLists, dimension: str
) -> tuple[Line, ...]:
    size = len(names)
    items = np.bincount(numbers, minlength=size)
    dated = np.bincount(daily.name, weights=daily.items, minlength=size).astype(np.int64)
    days = np.bincount(daily.name, minlength=size)
    first, last = np.full(size, np.iinfo(np.int64).max), np.zeros(size, np.int64)
    np.minimum.at(first, daily.name, daily.day)
    np.maximum.at(last, daily.name, daily.day)
    made = [
        Line(
            name=names[i],
            items=int(items[i]),
            undated=int(items[i] - dated[i]),
            days=int(days[i]),
            first=int(first[i]) if days[i] else None,
            last=int(last[i]) if days[i] else None,
            network=_network(names[i], lists) if dimension != "language" else "",
        )
        for i in range(size)
        if names[i]
    ]
    return tuple(sorted(made, key=lambda line: (-line.items, line.name)))


def _network(name: str, lists: WatchLists) -> str:
    listing = lists.channels.get(name) or lists.match(name)
    return listing.network if listing is not None else ""


def _bursts(
    total: Ints, daily: dict[str, Daily], first: int | None, last: int | None
) -> tuple[Burst, ...]:
    if first is None or last is None:
        return ()
    made = bursts_of(total, first, dimension="all", name="")
    for dimension in DIMENSIONS:
        for name, series in daily[dimension].series(first, last):
            if name and series.sum() >= ENOUGH:
                made += bursts_of(series, first, dimension=dimension, name=name)
    return tuple(sorted(made, key=lambda b: (-b.items, b.dimension, b.name, b.first)))
