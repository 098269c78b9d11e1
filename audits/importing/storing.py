"""Writes collected answers into a run: all of a call's, or none."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.evidence import Outcome, asked_claim, outcome_part
from audits.folder import RunFolder, write_record
from audits.importing.attachments import copy_all
from audits.importing.entry import Entry
from audits.importing.planning import Collected
from audits.importing.record import with_imported
from audits.importing.text import same
from audits.record import COMPLETE, INCOMPLETE, RUNNING, ended, with_counts
from audits.state import read_state
from audits.store import EvidenceFile
from providers.base import Reply
from providers.errors import Permanent
from reports.planned import LIMITED
from scoring.transcript import Status

Row = dict[str, Any]


def store(
    folder: RunFolder,
    record: Row,
    answers: Sequence[Collected],
    *,
    files: Iterable[Row],
    now: str,
) -> Row:
    """Copy attachments, append transcripts in one write, then note both in run.json."""
    copy_all(folder.path, _copies(answers))
    claims = {claim["id"]: claim for claim in record["claims"]}
    rows = [transcript(answer, claims[answer.prompt.claim_id], now=now) for answer in answers]
    state = read_state(folder.transcripts)
    file = EvidenceFile(folder.transcripts, previous=state.previous)
    try:
        file.append_all(rows)
    finally:
        file.close()
    for row in rows:
        state.add(row)
    models = [answer.entry.app.row() for answer in answers]
    record = with_imported(record, models, (answer.planned() for answer in answers))
    record = _noted(record, answers, list(files), now)
    record = with_counts(record, state.counts(), cost=state.cost_usd, by_model=state.spent)
    record = record | {"status": _status(record), "finished_at": now}
    write_record(folder, record)
    return record


def transcript(answer: Collected, claim: Mapping[str, Any], *, now: str) -> Row:
    """One line of evidence: as of an API, with the surface `app` and how it was collected."""
    entry, prompt = answer.entry, answer.prompt
    model = entry.app.row()
    kept = ("label", "provider", "requested", "settings", "control", "surface")
    row = {
        "trial_id": answer.trial_id,
        "claim": asked_claim(claim, prompt.language),
        "persona": str(prompt.persona),
        "language": prompt.language,
        "wording": prompt.wording,
        "prompt": prompt.text,
        "system": None,
        "model": {key: model[key] for key in kept},
        "repeat": answer.repeat,
    }
    part = outcome_part(_outcome(entry)) | {"attempts": [], "latency_s": None}
    if part["reply"] is not None:
        part["reply"] = part["reply"] | {"search_offered": None}  # nobody can tell from outside
    part["raw"] = dict(entry.raw)
    return row | part | {"collection": _collection(answer, now)}


def _outcome(entry: Entry) -> Outcome:
    error = None
    if entry.status is Status.FAILED:
        said = entry.notes or entry.answer or "the app gave no answer"
        error = Permanent(f"{entry.app.label}: {said}", kind="unfinished")
    return Outcome(
        reply=None if error else _reply(entry),
        error=error,
        attempts=(),
        asked_at=entry.collected_at,
        answered_at=entry.collected_at,
        latency_s=0.0,
    )


def _reply(entry: Entry) -> Reply:
    blocked = entry.status is Status.BLOCKED
    return Reply(
        text="" if blocked else entry.answer,
        refusal=(entry.answer or None) if blocked else None,
        blocked=(entry.notes or "the app blocked the answer") if blocked else None,
        served_model=entry.served_model,
        citations=entry.citations,
        search_ran=entry.search_ran,
    )


def _collection(answer: Collected, now: str) -> Row:
    """Who collected the answer, when, where and how, and what shows it."""
    entry = answer.entry
    typed = entry.prompt if same(entry.prompt) != same(answer.prompt.text) else None
    return {
        "by": entry.collected_by,
        "at": entry.collected_at,
        "app": entry.app.name,
        "model": entry.app.model,
        "plan": entry.app.plan,
        "country": entry.app.country,
        "turn": entry.turn,
        "typed": typed,
        "notes": entry.notes,
        "attachments": [attachment.row() for attachment in answer.attachments],
        "place": Path(entry.place).name,
        "imported_at": now,
        "fingerprint": answer.fingerprint,
    }


def _copies(answers: Iterable[Collected]) -> list[tuple[Path, Any]]:
    return [
        pair
        for answer in answers
        for pair in zip(answer.entry.attachments, answer.attachments, strict=True)
    ]


def _noted(record: Row, answers: Sequence[Collected], files: list[Row], now: str) -> Row:
    """The record with what this import brought, and from which files."""
    typed = sum(same(a.entry.prompt) != same(a.prompt.text) for a in answers)
    brought = {
        "at": now,
        "answers": len(answers),
        "typed_differently": typed,
        "attachments": len({a.file for answer in answers for a in answer.attachments}),
        "files": files,
    }
    return record | {
        "imports": [*record.get("imports", ()), brought],
        "started_at": record["started_at"] or now,
    }


def _status(record: Row) -> str:
    """Ended once nothing is missing; a run that was killed while it asked is incomplete."""
    if not record["counts"]["missing"]:
        return ended(record)
    whole = record["status"] in (RUNNING, COMPLETE, LIMITED)
    return INCOMPLETE if whole else str(record["status"])
