"""Follows chatbots over months, on the claims that the months share: `dosimeter trend`.

The line of a chatbot runs over its anchors: claims that every month planned in the same version,
asked with the same prompts. The change into a month is measured against the last complete month,
on all claims that these two share, and corrected for the chatbots compared in that month.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.compare import Compared, corrected, set_against
from reports.compare_sides import arrange_sides
from reports.compare_warnings import Warned, about_runs, warn
from reports.load import FALSEHOOD, Row, Run
from reports.pairing import MEASURES, Key, Measure, Side, prompt_key
from reports.planned import unfinished
from reports.rates import share
from reports.stats import Rate
from reports.trend_marks import marks_of
from scoring.transcript import Status

USABLE = "usable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One chatbot in one month. *state* is `usable`, or why there is no figure: `running`,
    `failed`, `no_answers`. *anchor* is the rate over the anchors, *pooled* over all answers."""

    month: str
    side: Side
    state: str
    complete: bool
    anchor: Rate | None = None
    pooled: Rate | None = None
    comparable: bool = False
    marks: tuple[Warned, ...] = ()
    since: str | None = None
    change: Compared | None = None

    @property
    def failed(self) -> int:
        """How many questions failed for technical reasons."""
        return sum(row.status is Status.FAILED for row in self.side.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One chatbot over the months, with the claims and prompts that anchor it."""

    model: str
    points: tuple[Point, ...]
    anchors: tuple[str, ...]
    prompts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """All that `dosimeter trend` has to say."""

    rate: str
    months: tuple[str, ...]
    lines: tuple[Line, ...]
    warnings: tuple[Warned, ...]


def trend(runs: Sequence[Run], *, rate: str = "repeat", labels: Sequence[str] = ()) -> Trend:
    """Put *runs* in order and follow every chatbot (or those in *labels*) through them."""
    ordered = sorted(runs, key=lambda run: (month_of(run), str(run.meta.get("started_at") or "")))
    months = _month_names(ordered)
    named = dict(zip(map(id, ordered), months, strict=True))
    sides: dict[str, list[Side]] = {}
    for side in arrange_sides(ordered, labels):
        sides.setdefault(side.name, []).append(side)
    measure = MEASURES[rate]
    lines = [_line(model, own, named, measure) for model, own in sides.items()]
    lines = _corrected(lines, months)
    return Trend(
        rate=rate,
        months=tuple(months),
        lines=tuple(lines),
        warnings=tuple(_warnings(ordered, months, lines)),
    )


def month_of(run: Run) -> str:
    """The month of a run: as it says, as its name begins, or when it started."""
    told = run.meta.get("month")
    if told:
        return str(told)
    found = re.match(r"\d{4}-(?:0[1-9]|1[0-2])(?!\d)", str(run.meta.get("name") or ""))
    return found[0] if found else str(run.meta.get("started_at") or "")[:7]


def _month_names(runs: Sequence[Run]) -> list[str]:
    plain = [month_of(run) or run.folder.name for run in runs]
    twice = {month for month, n in Counter(plain).items() if n > 1}
    seen: Counter[str] = Counter()
    made = []
    for month in plain:
        seen[month] += 1
        made.append(f"{month} ({seen[month]})" if month in twice else month)
    return made


def _line(model: str, sides: Sequence[Side], named: dict[int, str], measure: Measure) -> Line:
    anchors = frozenset.intersection(*(planned_keys(side) for side in sides))
    if len(sides) == 1:
        anchors = frozenset()
    points: list[Point] = []
    for side in sides:
        point = _point(side, named[id(side.run)], anchors, measure)
        before = _before(points)
        if before is not None and point.state == USABLE:
            change = set_against(
                point.side, before.side, scope={"model": model}, key=prompt_key, measure=measure
            )
            point = replace(point, since=before.month, change=change)
        previous = next((p for p in reversed(points) if p.state == USABLE), None)
        marks = marks_of(point.side, point.state, previous.side if previous else None, measure)
        points.append(replace(point, marks=tuple(marks)))
    claims = tuple(sorted({key[0] for key in anchors}))
    return Line(model=model, points=tuple(points), anchors=claims, prompts=len(anchors))


def planned_keys(side: Side) -> frozenset[Key]:
    """The prompts that a run meant to put to a chatbot, whether or not it came to that."""
    versions = {
        c["id"]: c.get("sha256") or ""
        for c in side.run.meta.get("claims") or ()
        if c.get("kind", FALSEHOOD) == FALSEHOOD
    }
    planned = {
        (p["claim_id"], versions[p["claim_id"]], p["language"], p["persona"], p.get("wording", 1))
        for p in side.run.meta.get("prompts") or ()
        if p["claim_id"] in versions
    }
    asked = {prompt_key(row) for row in side.rows}
    if side.surface != "api" or not planned:
        return frozenset(asked)
    if side.run.meta.get("status") == "complete" and not unfinished(side.run.meta):
        return frozenset(planned & asked)
    return frozenset(planned)


def _point(side: Side, month: str, anchors: frozenset[Key], measure: Measure) -> Point:
    state = _state(side, measure)
    meta = side.run.meta
    complete = meta.get("status", "complete") == "complete" and not unfinished(meta)
    if state != USABLE:
        return Point(month=month, side=side, state=state, complete=complete)
    rows = [row for row in side.rows if measure.applies(row)]
    anchored = [row for row in rows if prompt_key(row) in anchors]
    return Point(
        month=month,
        side=side,
        state=state,
        complete=complete,
        anchor=_rate(anchored, measure) if anchors else None,
        pooled=_rate(rows, measure),
        comparable=bool(anchors) and planned_keys(side) == anchors,
    )


def _rate(rows: Sequence[Row], measure: Measure) -> Rate:
    return share(rows, measure.counts)


def _state(side: Side, measure: Measure) -> str:
    if side.run.meta.get("status") == "running":
        return "running"
    if side.rows and all(row.status is Status.FAILED for row in side.rows):
        return "failed"
    return USABLE if any(map(measure.applies, side.rows)) else "no_answers"


def _before(points: Sequence[Point]) -> Point | None:
    """What a month is compared with: the last complete month with answers, else any with some."""
    usable = [p for p in points if p.state == USABLE]
    kept = [p for p in usable if p.complete] or usable
    return kept[-1] if kept else None


def _corrected(lines: Sequence[Line], months: Sequence[str]) -> list[Line]:
    """Correct the changes into one month together; other months are told on their own."""
    fixed: dict[tuple[str, str], Compared] = {}
    for month in months:
        found = [
            (line.model, p.change) for line in lines for p in line.points
            if p.month == month and p.change is not None
        ]  # fmt: skip
        for (model, _), change in zip(found, corrected([c for _, c in found]), strict=True):
            fixed[model, month] = change
    return [
        replace(line, points=tuple(
            replace(p, change=fixed.get((line.model, p.month))) for p in line.points
        ))
        for line in lines
    ]  # fmt: skip


def _warnings(runs: Sequence[Run], months: Sequence[str], lines: Sequence[Line]) -> list[Warned]:
    made = list(about_runs(runs))
    twice = Counter(map(month_of, runs))
    for month in sorted(m for m, n in twice.items() if n > 1):
        names = [str(r.meta.get("name") or r.folder.name) for r in runs if month_of(r) == month]
        made.append(warn("same_month", month=month, runs=", ".join(names)))
    for line in lines:
        if len(line.points) > 1 and not line.anchors:
            made.append(warn("no_anchors", model=line.model))
    return made + _scorer_changes(lines)


def _scorer_changes(lines: Sequence[Line]) -> list[Warned]:
    """One warning for each pair of months that were not read alike."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        for p in line.points:
            if p.since and any(mark.code == "scorer" for mark in p.marks):
                found.setdefault((p.since, p.month), []).append(line.model)
    return [
        warn("scorer", model=", ".join(models), before=before, month=month)
        for (before, month), models in sorted(found.items())
    ]
