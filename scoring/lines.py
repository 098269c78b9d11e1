"""Reads JSON Lines as a killed writer leaves them: whole lines, and perhaps half a last one."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from scoring.errors import ScoringError

Torn = Callable[[int], None]


class LineError(ScoringError):
    """A line of a JSON Lines file is not what it should be; the message names file and line."""


def read_jsonl(path: Path, on_torn: Torn | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield `(line number, object)` for each line of *path*, skipping blank lines.

    A last line that stops in the middle is what a killed writer leaves: it is skipped, and
    *on_torn* is told its number. A line that is broken anywhere else raises `LineError`.
    """
    for number, _, row in read_jsonl_at(path, on_torn):
        yield number, row


def read_jsonl_at(
    path: Path, on_torn: Torn | None = None
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Like `read_jsonl`, with the byte offset of each line, so that it can be read again alone."""
    offset = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            start, offset = offset, offset + len(line)
            if not line.strip():
                continue
            row = _decode(line)
            if row is None and not line.endswith(b"\n"):
                if on_torn is not None:
                    on_torn(number)
                return
            if row is None:
                raise LineError(
                    f"{path}:{number}: not a JSON object on one line; "
                    "repair or remove this line, nothing else in the file was touched"
                )
            yield number, start, row


def read_line_at(path: Path, offset: int) -> dict[str, Any]:
    """Read the one line that starts at byte *offset*, as `read_jsonl_at` gave it."""
    with path.open("rb") as file:
        file.seek(offset)
        row = _decode(file.readline())
    if row is None:
        raise LineError(f"{path}: no line starts at byte {offset}; the file changed while read")
    return row


def read_lines_at(path: Path, offsets: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Read the lines that start at *offsets*, in that order, opening the file once."""
    with path.open("rb") as file:
        for offset in offsets:
            file.seek(offset)
            row = _decode(file.readline())
            if row is None:
                raise LineError(f"{path}: no line starts at byte {offset}; the file changed")
            yield row


def _decode(line: bytes) -> dict[str, Any] | None:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
