"""Turns a judge's stored votes into score lines, and says in run.json how the judging went."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from audits.errors import StoreError
from audits.folder import RunFolder
from audits.judge_names import PANEL
from audits.judging_bench import Bench, Seat
from audits.judging_cases import Case
from audits.judging_jobs import file_name, judge_row
from audits.model import Model
from audits.score import fresh_name, score_time
from audits.seal import file_hash
from audits.store import repair_lines, stored_lines
from scoring import rules
from scoring.judge import (
    CERTAIN,
    Independence,
    Opinion,
    decide,
    independence,
    self_agreement,
    weakest,
)
from scoring.verdict import Judgement

Row = dict[str, Any]
MARKS = {Independence.YES: True, Independence.NO: False, Independence.UNKNOWN: None}
"""Independence as a score line says it; null where a family is not known."""


def write_scores(folder: RunFolder, record: Row, bench: Bench, *, again: bool) -> Row:
    """Add the score lines that can be made now; returns the record with the scorers' rows."""
    rows = [
        _write(folder, record, bench, [seat], seat.scorer, again=again) for seat in bench.seats
    ]
    if len(bench.seats) > 1:
        rows.append(_write(folder, record, bench, bench.seats, PANEL, again=again))
    fresh = {row["name"] for row in rows}
    others = [row for row in record["scorers"] if row["name"] not in fresh]
    return record | {"scorers": others + rows}


def _write(
    folder: RunFolder,
    record: Row,
    bench: Bench,
    seats: Sequence[Seat],
    scorer: str,
    *,
    again: bool,
) -> Row:
    settings = _settings(bench, seats)
    file = _file(folder, record, bench, scorer, settings, again=again)
    path = folder.scores / file
    done = {orjson.loads(line)["trial_id"] for _, line in stored_lines(path)}
    row_of = _row_maker(seats, scorer, bench.rubric.version, score_time())
    todo = (case for case in bench.cases if case.trial_id not in done)
    _append(folder, path, (row for row in map(row_of, todo) if row is not None))
    return {
        "name": scorer,
        "version": bench.rubric.version,
        "file": file,
        "sha256": file_hash(path),
        "settings": settings,
    }


def said_by(bench: Bench, scorer: str) -> dict[str, Row]:
    """What a judge or the panel says of each answer, by its id, from the stored votes alone."""
    seats = bench.seats if scorer == PANEL else [s for s in bench.seats if s.scorer == scorer]
    rows = map(_row_maker(seats, scorer, bench.rubric.version, score_time()), bench.cases)
    return {row["trial_id"]: row for row in rows if row is not None}


def _settings(bench: Bench, seats: Sequence[Seat]) -> Row:
    """What makes other verdicts of the same votes."""
    settings: Row = {"votes": {seat.scorer: seat.judge.votes for seat in seats}}
    if bench.only_uncertain:
        settings["certain"] = _certain()
    return settings


def _certain() -> Row:
    levels = {verdict.value: level for verdict, level in CERTAIN.items()}
    return {"rules": rules.VERSION, "from": levels}


def _file(
    folder: RunFolder, record: Row, bench: Bench, scorer: str, settings: Row, *, again: bool
) -> str:
    """The file that this scorer goes on with, or a fresh one: nothing is overwritten."""
    known = {row["name"]: row for row in record["scorers"]}.get(scorer)
    same = known and (known["version"], known.get("settings")) == (bench.rubric.version, settings)
    if known and same and not again:
        repair_lines(folder.scores / known["file"])
        return str(known["file"])
    return fresh_name(folder.scores, PANEL if scorer == PANEL else file_name(scorer))


def _row_maker(
    seats: Sequence[Seat], scorer: str, version: str, at: str
) -> Callable[[Case], Row | None]:
    def row_of(case: Case) -> Row | None:
        if case.verdict is not None:
            said = _line(_settled(case.verdict), {"decided_by": "rules", "independent": True})
        else:
            found = [seat.opinion(case) for seat in seats]
            opinions = [o for o in found if o is not None]
            if len(opinions) < len(seats):
                return None
            said = _judged(case, seats, opinions, scorer)
        return (
            {"trial_id": case.trial_id, "scorer": scorer, "version": version}
            | said
            | {"scored_at": at}
        )

    return row_of


def _judged(case: Case, seats: Sequence[Seat], opinions: list[Opinion], scorer: str) -> Row:
    if scorer == PANEL:
        said = {seat.scorer: o.verdict.value for seat, o in zip(seats, opinions, strict=True)}
        whole, decided_by = decide(opinions, who="judges"), "panel"
    else:
        cast = seats[0].votes.opinions(case.trial_id, seats[0].judge.votes) or []
        said = {str(number): o.verdict.value for number, o in enumerate(cast, 1)}
        whole, decided_by = opinions[0], "judge"
    independent = weakest([independence_of(seat.judge.model, case) for seat in seats])
    return _line(
        whole, {"decided_by": decided_by, "independent": MARKS[independent], "votes": said}
    )


def _settled(judgement: Judgement) -> Opinion:
    return Opinion(
        verdict=judgement.verdict,
        detail=judgement.detail,
        reason=judgement.reason,
        evidence=judgement.evidence,
    )


def _line(opinion: Opinion, more: Mapping[str, Any]) -> Row:
    return {
        "verdict": opinion.verdict.value,
        "detail": opinion.detail.value if opinion.detail else None,
        "reason": opinion.reason,
        "evidence": [{"start": span.start, "end": span.end} for span in opinion.evidence],
        "confidence": opinion.confidence,
        **more,
    }


def independence_of(model: Model, case: Case) -> Independence:
    """Whether a judge is of another family than what it judges here."""
    return independence((model.provider, model.requested), case.audited, case.served)


def _append(folder: RunFolder, path: Path, rows: Iterable[Row]) -> None:
    try:
        folder.scores.mkdir(exist_ok=True)
        with path.open("ab") as file:
            for row in rows:
                file.write(orjson.dumps(row) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror}); the judgements are intact: make room "
            "and run the same command again"
        ) from error


def judging_row(bench: Bench) -> Row:
    """`judging` of run.json: who judged what, how reliably, how independently."""
    return {
        "version": bench.rubric.version,
        "rubric_sha256": bench.rubric.sha256,
        "certain": _certain() if bench.only_uncertain else None,
        "answers": len(bench.cases),
        "settled_by_rules": sum(1 for case in bench.cases if case.verdict is not None),
        "missing_votes": bench.missing,
        "judges": [_seat_row(seat, bench.cases) for seat in bench.seats],
    }


def _seat_row(seat: Seat, cases: Sequence[Case]) -> Row:
    votes = seat.votes
    cast = [votes.opinions(case.trial_id, seat.judge.votes) or [] for case in cases]
    agreed = self_agreement(cast)
    return {
        "scorer": seat.scorer,
        **judge_row(seat.judge.model),
        "votes": seat.judge.votes,
        "calls": votes.asked,
        "read": len(votes.given),
        "unreadable_replies": sum(map(len, votes.problems.values())),
        "failed_calls": dict(votes.failed),
        "missing_votes": seat.missing(cases),
        "self_agreement": {"pairs": agreed.pairs, "agree": agreed.agree, "share": agreed.share},
        "same_family": _labels(seat, cases, Independence.NO),
        "family_unknown": _labels(seat, cases, Independence.UNKNOWN),
        "file": seat.path.name,
        "lines": votes.lines,
        "last_sha256": votes.previous,
    }


def _labels(seat: Seat, cases: Iterable[Case], level: Independence) -> list[str]:
    model = seat.judge.model
    return sorted({case.label for case in cases if independence_of(model, case) is level})
