"""A trend for programs to read: what `dosimeter trend --json` prints."""

from collections.abc import Sequence
from typing import Any

from reports.compare_json import comparison_json, rounded
from reports.compare_warnings import Warned, served_by
from reports.pairing import MEASURES
from reports.rates import as_json
from reports.trend import Line, Point, Trend
from reports.trend_marks import instrument

CHANGE = (
    "shared_trials", "shared_claims", "difference", "low", "high", "p", "p_adjusted", "says",
    "smallest_detectable",
)  # fmt: skip


def trend_document(trend: Trend, texts: Sequence[str] = ()) -> dict[str, Any]:
    """What `trend --json` prints; *texts* are the warnings in words, in their order."""
    told = texts or [w.code for w in trend.warnings]
    return {
        "rate": trend.rate,
        "months": list(trend.months),
        "models": [_line(line, trend.rate) for line in trend.lines],
        "warnings": [
            plain(w) | {"text": text} for w, text in zip(trend.warnings, told, strict=True)
        ],
    }


def plain(warned: Warned) -> dict[str, Any]:
    """A warning or mark with its values."""
    values = {k: ", ".join(v) if isinstance(v, tuple) else v for k, v in warned.values}
    return {"code": warned.code, **values}


def _line(line: Line, rate: str) -> dict[str, Any]:
    return {
        "model": line.model,
        "anchors": list(line.anchors),
        "anchor_prompts": line.prompts,
        "months": [_point(point, rate) for point in line.points],
    }


def _point(point: Point, rate: str) -> dict[str, Any]:
    meta = point.side.run.meta
    asked, applies = len(point.side.rows), MEASURES[rate].applies
    return {
        "month": point.month,
        "run": str(meta.get("name") or point.side.run.folder.name),
        "status": meta.get("status"),
        "state": point.state,
        "asked": asked,
        "failed": point.failed,
        "counted": sum(map(applies, point.side.rows)),
        "served": served_by(point.side.rows),
        "scorer": instrument(point.side, rate),
        "anchor": as_json(point.anchor) if point.anchor else None,
        "pooled": as_json(point.pooled) | {"comparable": point.comparable}
        if point.pooled
        else None,
        "change": _change(point),
        "marks": [plain(mark) for mark in point.marks],
    }


def _change(point: Point) -> dict[str, Any] | None:
    if point.change is None:
        return None
    shown = comparison_json(point.change)
    found = point.change.found
    return {
        "since": point.since,
        "rate_before": rounded(found.rate_b),
        "rate_now": rounded(found.rate_a),
    } | {key: shown[key] for key in CHANGE}
