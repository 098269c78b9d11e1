"""Writes a trend as a page: one chart and one table for each chatbot."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.charts import shape
from reports.compare_words import CompareWords, warning_text
from reports.markup import digest, environment, text
from reports.safe import visible
from reports.trend import Line, Point, Trend
from reports.trend_chart import Spot, TrendChart, draw_trend
from reports.trend_words import (
    COLUMNS,
    anchor_text,
    change_sentences,
    mark_details,
    mark_names,
    point_cells,
    trend_title,
)

CHANGES = frozenset({"served", "settings", "scorer"})
QUIET = frozenset({"claims", "failed", "no_answers"})  # seen in the table, or by the cross
NUMBERS = frozenset({"asked", "failed", "anchor", "pooled", "change", "smallest"})
METHODS = ("anchors", "pooled", "change", "marks")


def write_trend_page(trend: Trend, path: Path, words: CompareWords) -> Path:
    """Write *trend* to *path*: one file that asks the network for nothing."""
    style = text("style.css") + text("compare.css")
    context = {
        "w": words,
        "title": trend_title(words, trend),
        "style": Markup(style),  # noqa: S704 - our own files
        "style_hash": digest(style),
        "warnings": [(warning_text(words, w, "trend_warning"), w.loud) for w in trend.warnings],
        "lines": [_line(trend, line, i, words) for i, line in enumerate(trend.lines, 1)],
        "legend": _legend(trend, words),
        "columns": COLUMNS,
        "numbers": NUMBERS,
        "methods": [words(f"trend_method.{key}") for key in METHODS]
        + [words("compare_method.test"), words("compare_method.interval")],
        "source": _source(trend, words),
    }
    page = environment().get_template("trend.html.j2").render(context)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def _line(trend: Trend, line: Line, number: int, words: CompareWords) -> dict[str, Any]:
    chart = trend_chart(trend, line, number, words)
    return {
        "id": f"model-{number}",
        "model": visible(line.model),
        "anchors": anchor_text(words, line),
        "changes": change_sentences(words, line),
        "caption": chart.title,
        "wide": draw_trend(chart),
        "narrow": draw_trend(chart, narrow=True),
        "rows": [point_cells(words, point) for point in line.points],
        "signs": _signs(line, words),
        "notes": [
            (point.month, detail)
            for point in line.points
            for detail in mark_details(words, [m for m in point.marks if m.code != "claims"])
        ],
    }


def trend_chart(trend: Trend, line: Line, number: int, words: CompareWords) -> TrendChart:
    """One chatbot's chart, a place for each month of the trend, with its text alternative."""
    known = {point.month: point for point in line.points}
    title = words("trend.chart", model=visible(line.model), rate=words(f"rate_name.{trend.rate}"))
    told = [_describe(words, point) for point in line.points]
    return TrendChart(
        id=f"trend-{number}",
        title=title,
        description=" ".join(told),
        spots=tuple(_spot(words, month, known.get(month)) for month in trend.months),
    )


def _spot(words: CompareWords, month: str, point: Point | None) -> Spot:
    if point is None:
        return Spot(month=month, asked=False)
    codes = {mark.code for mark in point.marks}
    signs = dict.fromkeys(words(f"trend_sign.{code}") for code in sorted(codes - QUIET))
    anchor, pooled = point.anchor, point.pooled
    return Spot(
        month=month,
        rate=anchor.rate if anchor else None,
        low=anchor.low if anchor else None,
        high=anchor.high if anchor else None,
        pooled=pooled.rate if pooled and not point.comparable else None,
        complete=point.complete,
        changed=bool(codes & CHANGES),
        signs="".join(signs),
    )


def _describe(words: CompareWords, point: Point) -> str:
    marks = mark_names(words, point.marks)
    values = {"month": point.month, "marks": f" ({marks})" if marks else ""}
    for found, key in ((point.anchor, "describe"), (point.pooled, "describe_pooled")):
        if found is not None and found.rate is not None:
            return words(
                f"trend.{key}",
                rate=words.percent(found.rate),
                interval=words.interval(found.low, found.high),
                n=found.n,
                **values,
            )
    return words("trend.describe_none", **values)


def _legend(trend: Trend, words: CompareWords) -> list[tuple[Markup, str]]:
    """What the marks of the charts mean, those that occur."""
    points = [point for line in trend.lines for point in line.points]
    made = []
    if any(p.anchor for p in points):
        made.append(("t-repeat", shape("circle", 8, 8), "anchor"))
    if any(p.pooled and not p.comparable for p in points):
        diamond = shape("diamond", 8, 8, 4.5).replace("mark", "mark open")
        made.append(("t-fourth", diamond, "pooled"))
    if any(p.anchor and not p.complete for p in points):
        made.append(("t-repeat", shape("ring", 8, 8), "incomplete"))
    if any(p.pooled is None for p in points):
        made.append(
            ("t-fourth", '<path class="cap none" d="M3 3l10 10m0 -10l-10 10"/>', "missing")
        )
    return [
        (
            Markup(f'<svg viewBox="0 0 16 16" class="chart-key {tone}">{mark}</svg>'),  # noqa: S704
            words(f"trend.legend_{key}"),
        )
        for tone, mark, key in made
    ]


def _signs(line: Line, words: CompareWords) -> list[tuple[str, str]]:
    codes = {m.code for p in line.points for m in p.marks} - QUIET
    return [(words(f"trend_sign.{code}"), words(f"trend_mark.{code}")) for code in sorted(codes)]


def _source(trend: Trend, words: CompareWords) -> str:
    points = [point for line in trend.lines for point in line.points]
    code = points[-1].side.run.meta.get("code") if points else None
    return words(
        "trend.source", first=trend.months[0], last=trend.months[-1],
        version=visible(str((code or {}).get("dosimeter") or "")),
    )  # fmt: skip
