"""Imports files of collected answers into a run; finds everything wrong before it writes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audits.errors import ImportFailed
from audits.folder import RunFolder, locked, make_folder, read_record
from audits.importing.attachments import describe
from audits.importing.beginning import begin_record, refuse_another_plan
from audits.importing.dates import stamp
from audits.importing.decisions import Pending, append_pending, read_decisions
from audits.importing.entry import Given, Reading
from audits.importing.files import Source, read_file
from audits.importing.planning import Collected, number_repeats, read_taken
from audits.importing.record import with_taken
from audits.importing.sifting import Bounds, sift
from audits.importing.storing import store
from audits.plan import read_prompt
from audits.seal import refuse_sealed
from audits.store import repair

Row = dict[str, Any]
Read = Sequence[tuple[Source, Reading]]

SHOWN = 500
"""Wrong rows that are named one by one; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for beside files and run.

    *suite* or *spec* begin a run that is not there yet. *decisions* is the file in which similar
    prompts are accepted or turned down.
    """

    given: Given = field(default_factory=Given)
    bounds: Bounds = field(default_factory=Bounds)
    suite: str | None = None
    month: str | None = None
    spec: str | None = None
    claims: Path | None = None
    decisions: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What an import did.

    *before* answers were in the run already, *empty* rows had none, *pending* prompts wait for a
    decision; *apps* counts new answers by label.
    """

    record: Row
    apps: Counter[str]
    before: int
    empty: int
    pending: tuple[Pending, ...]
    notes: tuple[str, ...]


def import_files(files: Sequence[Path], run: Path, wishes: Wishes) -> Summary:
    """Read, match and store; raises `ImportFailed` naming every wrong row, with nothing stored."""
    now = datetime.now(UTC)
    read = [read_file(path, wishes.given, now=now) for path in files]
    folder = RunFolder(run)
    if not folder.exists():
        return _import(folder, begin_record(run, wishes), read, wishes, stamp(now), begins=True)
    refuse_sealed(folder)
    with locked(folder):
        record = read_record(folder)
        refuse_another_plan(record, wishes, run)
        return _import(folder, record, read, wishes, stamp(now), begins=False)


def _import(
    folder: RunFolder, record: Row, read: Read, wishes: Wishes, now: str, *, begins: bool
) -> Summary:
    if not begins and (torn := repair(folder.transcripts)):
        record = record | {"notes": [*record["notes"], torn]}
    taken, noted = read_taken(folder.transcripts), len(record.get("imported", ()))
    record = with_taken(record, taken)
    decisions = read_decisions(wishes.decisions)
    entries = [entry for _, reading in read for entry in reading.entries]
    prompts = map(read_prompt, record["prompts"])
    sifted = sift(entries, prompts, decisions, wishes.bounds)
    answers, before, twice = number_repeats(sifted.matched, taken)
    _refuse([*(p for _, r in read for p in r.problems), *sifted.problems, *twice], len(entries))
    if sifted.pending and wishes.decisions is not None:
        append_pending(wishes.decisions, sifted.pending, decisions)
    if answers or len(record["imported"]) != noted:
        with _ready(folder, begins=begins):
            sources = [source.row() for source, _ in read]
            record = store(folder, record, _with_files(answers), files=sources, now=now)
    return Summary(
        record=record,
        apps=Counter(answer.entry.app.label for answer in answers),
        before=before,
        empty=sum(reading.empty for _, reading in read),
        pending=tuple(sifted.pending),
        notes=(*(note for _, reading in read for note in reading.notes), *sifted.notes()),
    )


def _refuse(problems: Sequence[str], rows: int) -> None:
    """Say everything that is wrong at once; the last line says what became of the rest."""
    if not problems:
        return
    more = len(problems) - SHOWN
    lines = [*problems[:SHOWN], *([f"… and {more} more"] if more > 0 else [])]
    last = f"nothing was imported: {len(problems)} to mend, {rows} rows could be read"
    raise ImportFailed("\n".join([*lines, last]))


def _with_files(answers: Sequence[Collected]) -> list[Collected]:
    return [
        replace(answer, attachments=tuple(map(describe, answer.entry.attachments)))
        for answer in answers
    ]


@contextmanager
def _ready(folder: RunFolder, *, begins: bool) -> Iterator[None]:
    """The folder, made and locked where the run begins with this import."""
    if not begins:
        yield
        return
    with locked(make_folder(folder.path)):
        if folder.exists():
            raise ImportFailed(f"{folder.path}: a run was begun there meanwhile; import again")
        yield
