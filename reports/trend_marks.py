"""What is written on a trend's line beside the figures: changes of model, scorer, claims; gaps."""

from collections.abc import Iterable

from reports.compare_warnings import (
    Warned,
    misread,
    scorer_of,
    served_by,
    settings_of,
    warn,
)
from reports.load import FALSEHOOD
from reports.pairing import Measure, Side
from reports.planned import unfinished, whole_plan
from scoring.transcript import Status

MANY_FAILED = 0.05


def marks_of(side: Side, state: str, previous: Side | None, measure: Measure) -> Iterable[Warned]:
    """The marks of one chatbot in one month; *previous* is the last month with answers."""
    yield from _gaps(side, state)
    bad = misread(side.run)
    if bad:
        yield warn("control", models=", ".join(bad))
    if previous is None:
        return
    if state == "usable":
        yield from _answered_by(side, previous)
        yield from _read_by(side, previous, measure)
    yield from _claims(side, previous)


def _gaps(side: Side, state: str) -> Iterable[Warned]:
    meta = side.run.meta
    planned, done = int(meta.get("planned") or 0), len(side.run.rows)
    failed = sum(row.status is Status.FAILED for row in side.rows)
    if state == "running":
        yield warn("running", done=done, planned=planned)
    elif unfinished(meta):
        whole = whole_plan(meta)
        yield warn("incomplete", missing=max(whole - done, 0), planned=whole)
    if state == "failed":
        yield warn("failed", n=failed)
    elif state == "no_answers":
        yield warn("no_answers")
    elif state == "usable" and failed > MANY_FAILED * len(side.rows):
        yield warn("many_failed", n=failed, asked=len(side.rows))
    unread = sum(r.verdict is None and r.status is not Status.FAILED for r in side.rows)
    if unread and state == "usable":
        yield warn("unscored", n=unread)


def _answered_by(side: Side, previous: Side) -> Iterable[Warned]:
    before, now = served_by(previous.rows), served_by(side.rows)
    if before and now and before != now:
        yield warn("served", before=", ".join(before), now=", ".join(now))
    if settings_of(side) != settings_of(previous):
        yield warn("settings")


def _read_by(side: Side, previous: Side, measure: Measure) -> Iterable[Warned]:
    before, now = instrument(previous, measure.name), instrument(side, measure.name)
    if before != now:
        yield warn("scorer", before=before, now=now)


def instrument(side: Side, rate: str) -> str:
    """Scorer, version and rubric behind a rate."""
    name = scorer_of(side, rate)
    rows = side.run.meta.get("scorers") or ()
    own = (r for r in rows if r.get("name") == side.run.scorer and r.get("rubric"))
    rubrics = sorted({str(r["rubric"]) for r in own})
    return " ".join([name, *(f"({rubric})" for rubric in rubrics)])


def _claims(side: Side, previous: Side) -> Iterable[Warned]:
    before, now = _versions(previous), _versions(side)
    added, retired = now.keys() - before.keys(), before.keys() - now.keys()
    edited = [claim for claim in now.keys() & before.keys() if now[claim] != before[claim]]
    if added or retired or edited:
        yield warn("claims", added=len(added), retired=len(retired), edited=len(edited))


def _versions(side: Side) -> dict[str, str]:
    listed = {
        c["id"]: str(c.get("sha256") or "")
        for c in side.run.meta.get("claims") or ()
        if c.get("kind", FALSEHOOD) == FALSEHOOD
    }
    return listed or {row.claim: row.claim_sha256 for row in side.rows}
