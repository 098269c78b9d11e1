"""The rows of every table and file of the flood: page, CSV and JSON read them here."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from audits.network.counts import DIMENSIONS, Line
from audits.network.flood import Flood
from audits.network.narratives import Told
from audits.network.problems import KINDS

Row = tuple[Any, ...]

COPY_ROWS = ("copied", "hosts", "languages", "relayed", "translated", "extra")
HEADERS: dict[str, tuple[str, ...]] = {
    "daily": ("dimension", "name", "day", "items"),
    "names": ("dimension", "name", "items", "undated", "days", "first", "last", "network"),
    "copies": ("measure", "items", "of"),
    "bursts": ("dimension", "name", "first", "last", "items", "peak", "usual"),
    "claims": (
        "claim", "items", "hosts", "languages", "sources", "reach", "first", "last", "statement",
        "headlines",
    ),
    "candidates": (
        "rank", "items", "hosts", "languages", "sources", "reach", "first", "last", "headlines",
        "addresses",
    ),
    "spread": ("kind", "name", "host", "day", "items"),
    "odd": ("kind", "file", "rows", "counts_as_article"),
    "odd_rows": ("kind", "file", "line", "says"),
}  # fmt: skip
"""The files of the CSV edition and their columns."""


def iso(day: int | None) -> str:
    """An ordinal as an ISO day, "" where there is none."""
    return date.fromordinal(day).isoformat() if day else ""


def rows(flood: Flood) -> dict[str, Iterator[Row]]:
    """The rows of every file, by its name."""
    return {
        "daily": daily(flood),
        "names": names(flood),
        "copies": copies(flood),
        "bursts": bursts(flood),
        "claims": claims(flood),
        "candidates": candidates(flood),
        "spread": spread(flood),
        "odd": odd(flood),
        "odd_rows": odd_rows(flood),
    }


def daily(flood: Flood) -> Iterator[Row]:
    """Items of each day: of all, of each host, language and source."""
    counts = flood.counts
    for i, items in enumerate(counts.total.tolist()):
        if items:
            yield "all", "", iso((counts.first or 0) + i), items
    for dimension in DIMENSIONS:
        for name, day, items in counts.daily[dimension].rows():
            yield dimension, name, iso(day), items


def names(flood: Flood) -> Iterator[Row]:
    """One row for each host, language and source."""
    for dimension in DIMENSIONS:
        for line in flood.counts.lines[dimension]:
            yield dimension, *_line(line)


def _line(line: Line) -> Row:
    return (
        line.name, line.items, line.undated, line.days, iso(line.first), iso(line.last),
        line.network,
    )  # fmt: skip


def copies(flood: Flood) -> Iterator[Row]:
    """What is a copy of what; the declared and relayed ones are of all items."""
    made = flood.copies
    for name in COPY_ROWS:
        of = len(flood.found) if name in ("relayed", "translated") else made.of
        yield name, getattr(made, name), of


def bursts(flood: Flood) -> Iterator[Row]:
    """One row a burst."""
    for b in flood.counts.bursts:
        yield b.dimension, b.name, iso(b.first), iso(b.last), b.items, b.peak, round(b.usual, 1)


def _told(entry: Told) -> Row:
    s = entry.spread
    languages = " ".join(s.languages)
    return s.items, s.hosts, languages, s.sources, s.reach, iso(s.first), iso(s.last)


def _headlines(entry: Told) -> str:
    return " | ".join(f"[{language}] {text}" for language, text in entry.headlines)


def claims(flood: Flood) -> Iterator[Row]:
    """One row for each claim that was found."""
    for entry in flood.claims:
        statement = flood.statements[entry.key].get("en", "")
        yield entry.key, *_told(entry), statement, _headlines(entry)


def candidates(flood: Flood) -> Iterator[Row]:
    """One row for each story without a claim."""
    for rank, entry in enumerate(flood.candidates, 1):
        yield rank, *_told(entry), _headlines(entry), " ".join(entry.addresses)


def spread(flood: Flood) -> Iterator[Row]:
    """Where and when each claim and candidate was told."""
    told = [("claim", entry.key, entry) for entry in flood.claims]
    told += [("candidate", str(i), entry) for i, entry in enumerate(flood.candidates, 1)]
    for kind, name, entry in told:
        for (host, day), items in entry.spread.by_host.items():
            yield kind, name, host, iso(day), items


def odd(flood: Flood) -> Iterator[Row]:
    """How many rows of each file are odd, and in which way; items on unlisted hosts too."""
    counts = flood.found.problems.counts
    order = list(KINDS)
    for (kind, file), count in sorted(counts.items(), key=lambda c: (order.index(c[0][0]), c[0])):
        yield kind, file, count, "yes" if KINDS[kind] else "no"
    unlisted = sum(line.items for line in flood.counts.unlisted)
    if unlisted:
        yield "unlisted", "", unlisted, "yes"


def odd_rows(flood: Flood) -> Iterator[Row]:
    """The first odd rows of each kind by name, then every host that no list has."""
    for row in flood.found.problems.named:
        yield row.kind, row.file, row.line, row.what
    for line in flood.counts.unlisted:
        yield "unlisted", "", "", f"{line.name}: {line.items}"


def document(flood: Flood) -> dict[str, Any]:
    """The content of network.json: every file but the daily ones, which are CSV only."""
    made = rows(flood)
    tables = {
        name: [dict(zip(HEADERS[name], row, strict=True)) for row in made[name]]
        for name in HEADERS
        if name not in ("daily", "spread")
    }
    counts = flood.counts
    return {
        "files": flood.found.rows,
        "items": len(flood.found),
        "first": iso(counts.first),
        "last": iso(counts.last),
        "languages_guessed": flood.found.guessed,
        "items_with_a_claim": flood.marked,
        "languages_without_claims": dict(flood.unread),
        **tables,
    }
