"""How a trend is put in words: its table, its sentences, its marks."""

from collections.abc import Iterable, Iterator

from reports.compare import CANNOT_TELL, Compared
from reports.compare_warnings import Warned
from reports.compare_words import CompareWords, number, p_text, points, span, warning_text
from reports.safe import visible
from reports.stats import Rate
from reports.trend import Line, Point, Trend

LISTED = 12  # anchor claims named in a sentence; the rest is in --json


def trend_title(words: CompareWords, trend: Trend) -> str:
    """What is followed, from when to when."""
    rate = words(f"rate_name.{trend.rate}")
    return words("trend.title", rate=rate, first=trend.months[0], last=trend.months[-1])


def trend_warning_texts(words: CompareWords, trend: Trend) -> list[str]:
    """All warnings of a trend as sentences."""
    return [warning_text(words, w, "trend_warning") for w in trend.warnings]


def anchor_text(words: CompareWords, line: Line) -> str:
    """Which claims the line of a chatbot runs over."""
    if len(line.points) == 1:
        return words("trend.one_month")
    if not line.anchors:
        return words("trend.no_anchors")
    counts = {"prompts": line.prompts, "claims": len(line.anchors)}
    if all(p.comparable for p in line.points if p.pooled):
        return words("trend.anchors_same", **counts)
    named = words("comma").join(visible(claim) for claim in line.anchors[:LISTED])
    more = "…" if len(line.anchors) > LISTED else ""
    return words("trend.anchors", list=named + more, **counts)


def change_sentences(words: CompareWords, line: Line) -> list[str]:
    """The months in which a change can be told, or that there is none."""
    told = [
        _change_sentence(words, p, p.change)
        for p in line.points
        if p.change is not None and p.change.says != CANNOT_TELL
    ]
    tested = any(p.change is not None and p.change.found.p is not None for p in line.points)
    return told or ([words("trend.no_change")] if tested else [])


def _change_sentence(words: CompareWords, point: Point, change: Compared) -> str:
    found = change.found
    return words(
        "trend.changed",
        month=point.month,
        since=point.since or "",
        difference=points(words, found.difference),
        rate_before=words.percent(found.rate_b),
        rate_now=words.percent(found.rate_a),
        low=number(words, found.low or 0.0),
        high=number(words, found.high or 0.0),
        claims=len(change.match.claims),
    )


def rate_parts(words: CompareWords, found: Rate | None) -> tuple[str, ...]:
    """A rate, its interval (if it has one), its count."""
    if found is None or found.rate is None:
        return (words("none"),)
    interval = words.interval(found.low, found.high)
    count = f"{words.number(found.count)}/{words.number(found.n)}"
    return tuple(part for part in (words.percent(found.rate), interval, count) if part)


def mark_names(words: CompareWords, marks: Iterable[Warned]) -> str:
    """The marks of a month, in brief."""
    return words("comma").join(words(f"trend_mark.{mark.code}") for mark in marks)


def mark_details(words: CompareWords, marks: Iterable[Warned]) -> list[str]:
    """The marks of a month, in full."""
    return [warning_text(words, mark, "trend_detail") for mark in marks]


def point_cells(words: CompareWords, point: Point) -> dict[str, tuple[str, ...]]:
    """One month as a row of the table, by column: a figure, and what stands below it."""
    return {
        "month": (point.month,),
        "asked": (words.number(len(point.side.rows)),),
        "failed": (words.number(point.failed),),
        "anchor": rate_parts(words, point.anchor),
        "pooled": () if point.comparable else rate_parts(words, point.pooled),
        **_change_cells(words, point),
        "notes": tuple(words(f"trend_mark.{mark.code}") for mark in point.marks),
    }


def _change_cells(words: CompareWords, point: Point) -> dict[str, tuple[str, ...]]:
    says = _says(words, point)
    cells: dict[str, tuple[str, ...]] = {"change": (), "says": (says,) if says else ()}
    change = point.change
    if change is None or change.found.difference is None:
        return cells
    parts = (
        points(words, change.found.difference),
        span(words, change.found.low, change.found.high),
        words("trend.since", month=point.since),
    )
    would = points(words, change.smallest, signed=False)
    p = f"p {p_text(words, change.p_adjusted)}"
    return {
        "change": tuple(part for part in parts if part),
        "says": (says, p) if change.p_adjusted is not None else (says,),
        "smallest": (would,),
    }


def _says(words: CompareWords, point: Point) -> str:
    if point.change is None:
        return ""
    if point.change.trouble:
        return words(f"trouble.{point.change.trouble}")
    return words(f"trend_says.{point.change.says}")


COLUMNS = ("month", "asked", "failed", "anchor", "pooled", "change", "says", "smallest", "notes")


def table_rows(words: CompareWords, line: Line) -> Iterator[dict[str, str]]:
    """One chatbot's months as a table with headings in the language."""
    for point in line.points:
        cells = point_cells(words, point)
        yield {words(f"trend_column.{key}"): _flat(cells.get(key, ()), key) for key in COLUMNS}


def _flat(parts: tuple[str, ...], key: str) -> str:
    if key == "notes" or len(parts) < 2:
        return ", ".join(parts)
    return f"{parts[0]} ({'; '.join(parts[1:])})"
