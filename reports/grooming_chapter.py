"""Lays out the chapter "Grooming" from its rows: sentences, tables, one chart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.charts import Chart, draw
from reports.compare_words import p_text, points, span
from reports.grooming_coverage import coverage_part
from reports.grooming_parts import Part, Rows, Table
from reports.grooming_rows import Record
from reports.grooming_say import exposure_sentences, paired_sentences
from reports.paired import holm
from reports.safe import visible
from reports.words import Words

ROLES = ("retrieved", "cited", "opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The whole chapter; *parts* is empty where the run has nothing for it."""

    title: str
    lead: str
    parts: tuple[Part, ...]
    limits: tuple[str, ...]


def chapter(rows: Rows, words: Words) -> Chapter:
    """The chapter that *rows* make, in the language of *words*."""
    makers: tuple[Callable[[Rows, Words], Part | None], ...] = (
        _exposure, coverage_part, _matched, _search,
    )  # fmt: skip
    parts = [part for make in makers if (part := make(rows, words)) is not None]
    limits = ("training", "reported", "selected", "few", "poles")
    return Chapter(
        title=words("grooming.title"),
        lead=words("grooming.lead"),
        parts=tuple(parts),
        limits=tuple(words(f"grooming_limit.{key}") for key in limits),
    )


def figure(chart: Chart) -> dict[str, Markup]:
    """A chart in both widths, as the page shows it."""
    return {"wide": draw(chart), "narrow": draw(chart, narrow=True)}


def _exposure(rows: Rows, words: Words) -> Part | None:
    own = [r for r in rows if r.table in ("replies", "addresses", "stance")]
    if not own:
        return None
    tables = [_exposure_table("", own, words)]
    for dimension in ("language", "month", "claim"):
        if len({getattr(r, dimension) for r in own} - {""}) > 1:
            tables.append(_exposure_table(dimension, own, words))
    tables.append(_networks(own, words))
    return Part(
        title=words("grooming.exposure"),
        lead=words("grooming.exposure_lead"),
        sentences=tuple(exposure_sentences(own, words)),
        tables=tuple(table for table in tables if table.rows),
    )


def _exposure_table(dimension: str, rows: Rows, words: Words) -> Table:
    """One row for each chatbot, or for each chatbot and value of *dimension*."""
    others = {"language", "month", "claim", "network"} - {dimension}
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        value = getattr(row, dimension) if dimension else ""
        if any(getattr(row, name) for name in others) or bool(value) != bool(dimension):
            continue
        cells.setdefault((row.model, value), {})[_column(row)] = _share(row, words)
    known = [name for name in COLUMNS if any(name in cell for cell in cells.values())]
    return Table(
        title=words(f"grooming.by_{dimension}") if dimension else words("grooming.exposure"),
        columns=("model", *((dimension,) if dimension else ()), *known),
        rows=tuple(
            (
                visible(model),
                *((_value(dimension, value, words),) if dimension else ()),
                *(cell.get(name, words("none")) for name in known),
            )
            for (model, value), cell in cells.items()
        ),
        long=dimension == "claim",
    )


COLUMNS = ("replies", *ROLES, "first", "only", "support", "warning", "neither")


def _column(row: Record) -> str:
    if row.table == "addresses":
        return row.role
    return "replies" if row.measure == "listed" else row.measure


def _value(dimension: str, value: str, words: Words) -> str:
    return words.name("language_name", value) if dimension == "language" else visible(value)


def _share(row: Record, words: Words) -> str:
    if not row.n:
        return words("none")
    interval = words.interval(row.low, row.high)
    told = f"{words.percent(row.rate)} ({words.number(row.count or 0)}/{words.number(row.n)})"
    return f"{told} {interval}".strip()


def _networks(rows: Rows, words: Words) -> Table:
    kept = [
        row for row in rows
        if row.table == "addresses" and row.network
        and not (row.language or row.claim or row.month)
    ]  # fmt: skip
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in kept:
        cells.setdefault((row.model, row.network), {})[row.role] = _share(row, words)
    roles = [role for role in ROLES if any(role in cell for cell in cells.values())]
    return Table(
        title=words("grooming.by_network"),
        columns=("model", "network", *roles),
        rows=tuple(
            (
                visible(model),
                visible(words.name("network_name", network)),
                *(cell.get(role, "") for role in roles),
            )
            for (model, network), cell in cells.items()
        ),
    )


def _matched(rows: Rows, words: Words) -> Part | None:
    own = [r for r in rows if r.table == "matched"]
    if not own:
        return None
    pairs = tuple(tuple(r.text.split(" | ", 1)) for r in rows if r.table == "pair")
    return Part(
        title=words("grooming.matched"),
        lead=words("grooming.matched_lead"),
        sentences=tuple(paired_sentences(own, words)),
        tables=(
            _paired_table(own, words, ("rate_a", "rate_b")),
            Table(title=words("grooming.pairs"), columns=("claim", "control"), rows=pairs),
        ),
    )


def _search(rows: Rows, words: Words) -> Part | None:
    own = [r for r in rows if r.table == "search"]
    if not own:
        return None
    return Part(
        title=words("grooming.search"),
        lead=words("grooming.search_lead"),
        sentences=tuple(paired_sentences(own, words)),
        tables=(_paired_table(own, words, ("on", "off")),),
    )


def _paired_table(rows: Iterable[Record], words: Words, names: tuple[str, str]) -> Table:
    units = "claims" if names[0] == "on" else "pairs"
    columns = ("model", "measure", units, "n", *names, "difference", "interval", "p")
    kept = list(rows)
    adjusted = holm([row.p for row in kept])
    lines = [_paired_line(row, p, words) for row, p in zip(kept, adjusted, strict=True)]
    return Table(title="", columns=columns, rows=tuple(lines))


def _paired_line(row: Record, p: float | None, words: Words) -> tuple[Any, ...]:
    return (
        visible(row.model) or words("grooming.all"),
        words(f"grooming_measure.{row.measure}"),
        words.number(row.clusters or 0),
        words.number(row.n or 0),
        words.percent(row.rate),
        words.percent(row.rate_b),
        points(words, row.difference),
        span(words, row.low, row.high),
        p_text(words, p),
    )
