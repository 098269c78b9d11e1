"""Cuts transcripts into pieces of work and scores them, here or over processes."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson

from audits.errors import RunError
from audits.scorers import Scorer, make_scorers
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

Mapper = Callable[[list[Piece]], Iterator[Scored]]
"""How pieces are scored; results come in the order of the pieces."""


def cut_pieces(
    transcripts: Path,
    start: int,
    *,
    scorers: tuple[str, ...],
    networks: Path | None,
    scored_at: str,
) -> list[Piece]:
    """Cut the rest of the transcripts into stretches of whole lines, the same on every machine."""
    if not transcripts.exists():
        return []
    pieces, size = [], transcripts.stat().st_size
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
                    scorers=scorers,
                    networks=str(networks.resolve()) if networks else None,
                    scored_at=scored_at,
                )
            )
            start = end
    return pieces


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


def local_mapper(workers: int | None) -> Mapper:
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
