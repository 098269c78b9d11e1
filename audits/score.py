"""Scores a run's transcripts, streaming: on one core or many, the same bytes come out."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from audits.clock import utc_now
from audits.errors import RunError, StoreError
from audits.folder import RunFolder, read_record, write_record
from audits.scorers import Scorer, make_scorers
from audits.seal import file_hash, refuse_sealed
from audits.store import repair_lines
from scoring.errors import TranscriptError
from scoring.transcript import Status, read_transcript

CHUNK_BYTES = 4 << 20
"""About how much of transcripts.jsonl one piece of work covers."""
WORTH_A_POOL = 4 * CHUNK_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of transcripts.jsonl, whole lines, and with what to score it."""

    path: str
    start: int
    end: int
    scorers: tuple[str, ...]
    networks: str | None
    scored_at: str


Scored = dict[str, bytes]
"""The score lines that a piece gave, by scorer, in the order of the transcripts."""


def score_piece(piece: Piece) -> Scored:
    """Score one stretch; the only function that does, whatever runs it."""
    networks = Path(piece.networks) if piece.networks else None
    scorers = make_scorers(piece.scorers, networks)
    lines: dict[str, list[bytes]] = {scorer.name: [] for scorer in scorers}
    with Path(piece.path).open("rb") as file:
        file.seek(piece.start)
        while file.tell() < piece.end:
            _score_line(file.readline(), piece, scorers, lines)
    return {name: b"".join(rows) for name, rows in lines.items()}


def _score_line(
    line: bytes, piece: Piece, scorers: Iterable[Scorer], lines: dict[str, list[bytes]]
) -> None:
    try:
        transcript = read_transcript(orjson.loads(line))
    except (orjson.JSONDecodeError, TranscriptError) as error:
        raise RunError(
            f"{piece.path}: a line near byte {piece.start} cannot be read ({error}); "
            "`dosimeter check` names it"
        ) from error
    if transcript.status is Status.FAILED:
        return
    for scorer in scorers:
        row = scorer.score(transcript, piece.scored_at)
        lines[scorer.name].append(orjson.dumps(row) + b"\n")


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
    mapper: "Mapper | None" = None,
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
        pieces = _pieces(folder.transcripts, together, networks, scored_at or score_time())
        new |= _append(folder, together, (mapper or _mapper(workers))(pieces))
    write_record(folder, _with_scorers(folder, record, targets))
    return new


def score_time() -> str:
    """The time to stamp on scores; SOURCE_DATE_EPOCH (reproducible-builds.org) can fix it."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed.isdigit():
        return utc_now()
    return datetime.fromtimestamp(int(fixed), UTC).isoformat().replace("+00:00", "Z")


Mapper = Callable[[list[Piece]], Iterator[Scored]]


def _mapper(workers: int | None) -> Mapper:
    """How pieces are scored: here, or over processes; results come in the order of the pieces."""

    def run(pieces: list[Piece]) -> Iterator[Scored]:
        size = sum(piece.end - piece.start for piece in pieces)
        count = workers or (os.cpu_count() or 1 if size > WORTH_A_POOL else 1)
        if count == 1 or len(pieces) < 2:
            yield from map(score_piece, pieces)
            return
        with ProcessPoolExecutor(count) as pool:
            yield from _in_order(pool, pieces, ahead=2 * count)

    return run


def _in_order(pool: ProcessPoolExecutor, pieces: list[Piece], *, ahead: int) -> Iterator[Scored]:
    """Results in order with only a few pieces under way, so that memory stays flat."""
    waiting = iter(pieces)
    under_way = [pool.submit(score_piece, piece) for piece in islice(waiting, ahead)]
    while under_way:
        yield under_way.pop(0).result()
        under_way.extend(pool.submit(score_piece, piece) for piece in islice(waiting, 1))


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


def _pieces(
    transcripts: Path, targets: list[Target], networks: Path | None, scored_at: str
) -> list[Piece]:
    """Cut the rest of the transcripts into stretches of whole lines, the same on every machine."""
    if not transcripts.exists():
        return []
    pieces, start, size = [], targets[0].start, transcripts.stat().st_size
    with transcripts.open("rb") as file:
        while start < size:
            file.seek(min(start + CHUNK_BYTES, size) - 1)
            file.readline()
            end = file.tell()
            pieces.append(
                Piece(
                    path=str(transcripts.resolve()),
                    start=start,
                    end=end,
                    scorers=tuple(target.scorer.name for target in targets),
                    networks=str(networks.resolve()) if networks else None,
                    scored_at=scored_at,
                )
            )
            start = end
    return pieces


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
