"""Scores a run's transcripts, streaming: on one core or many, the same bytes come out."""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from audits.clock import utc_now
from audits.errors import StoreError
from audits.folder import RunFolder, read_record, write_record
from audits.score_pieces import Mapper, Scored, cut_pieces, local_mapper
from audits.scorers import Scorer, make_scorers
from audits.seal import file_hash, refuse_sealed
from audits.store import repair_lines
from scoring.transcript import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The file that a scorer goes on with, and from which byte of the transcripts."""

    scorer: Scorer
    file: str
    start: int


def score_run(
    folder: RunFolder,
    names: Iterable[str],
    *,
    networks: Path | None = None,
    again: bool = False,
    workers: int | None = None,
    scored_at: str | None = None,
    mapper: Mapper | None = None,
) -> dict[str, int]:
    """Score what is not scored yet; returns the number of new lines by scorer.

    A scorer whose version has changed begins a new file (`rules.2.jsonl`), as does every scorer
    with *again*; nothing is overwritten. *workers* of None uses all cores where it is worth it.
    """
    refuse_sealed(folder)
    record = read_record(folder)
    scorers = make_scorers(names, networks)
    targets = [_target(folder, record, scorer, again=again) for scorer in scorers]
    new: dict[str, int] = {}
    for start in sorted({target.start for target in targets}):
        together = [target for target in targets if target.start == start]
        pieces = cut_pieces(
            folder.transcripts,
            start,
            scorers=tuple(target.scorer.name for target in together),
            networks=networks,
            scored_at=scored_at or score_time(),
        )
        new |= _append(folder, together, (mapper or local_mapper(workers))(pieces))
    write_record(folder, _with_scorers(folder, record, targets))
    return new


def score_time() -> str:
    """The time to stamp on scores; SOURCE_DATE_EPOCH (reproducible-builds.org) can fix it."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed.isdigit():
        return utc_now()
    return datetime.fromtimestamp(int(fixed), UTC).isoformat().replace("+00:00", "Z")


def _target(folder: RunFolder, record: dict[str, Any], scorer: Scorer, *, again: bool) -> Target:
    known = {row["name"]: row for row in record["scorers"]}.get(scorer.name)
    if known and known["version"] == scorer.version and not again:
        path = folder.scores / known["file"]
        repair_lines(path)
        start = _resume_at(folder.transcripts, path)
        return Target(scorer=scorer, file=known["file"], start=start)
    return Target(scorer=scorer, file=fresh_name(folder.scores, scorer.name), start=0)


def fresh_name(scores: Path, name: str) -> str:
    """The name of a file that is not there yet: `rules.jsonl`, else `rules.2.jsonl` and on."""
    number, file = 1, f"{name}.jsonl"
    while (scores / file).exists():
        number += 1
        file = f"{name}.{number}.jsonl"
    return file


def _resume_at(transcripts: Path, scored: Path) -> int:
    """The byte after the last transcript that has its score.

    Scores stand in the order of the transcripts, so their number says how far scoring came.
    """
    if not scored.exists() or not transcripts.exists():
        return 0
    with scored.open("rb") as file:
        left = sum(1 for _ in file)
    at = 0
    with transcripts.open("rb") as file:
        for line in file:
            if left == 0:
                break
            at += len(line)
            left -= b'"status":"failed"' not in line or not _failed(line)
    return at


def _failed(line: bytes) -> bool:
    return bool(orjson.loads(line)["status"] == Status.FAILED)


def _append(folder: RunFolder, targets: list[Target], scored: Iterable[Scored]) -> dict[str, int]:
    """Write each scorer's lines to its file as they come; returns how many, by scorer."""
    count = dict.fromkeys((target.scorer.name for target in targets), 0)
    try:
        folder.scores.mkdir(exist_ok=True)
        with ExitStack() as stack:
            files = {
                target.scorer.name: stack.enter_context((folder.scores / target.file).open("ab"))
                for target in targets
            }
            for lines in scored:
                for name, rows in lines.items():
                    files[name].write(rows)
                    count[name] += rows.count(b"\n")
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{folder.scores}: cannot be written ({error.strerror}); the transcripts are intact: "
            f"make room and run `dosimeter score {folder.path}`"
        ) from error
    return count


def _with_scorers(
    folder: RunFolder, record: dict[str, Any], targets: list[Target]
) -> dict[str, Any]:
    rows = [
        {
            "name": target.scorer.name,
            "version": target.scorer.version,
            "file": target.file,
            "sha256": file_hash(folder.scores / target.file),
        }
        for target in targets
    ]
    fresh = {row["name"] for row in rows}
    others = [row for row in record["scorers"] if row["name"] not in fresh]
    return record | {"scorers": others + rows}
