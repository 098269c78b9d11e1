"""The append-only evidence file: one write a line, chained by hashes, repaired after a crash."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from audits.errors import StoreError

GENESIS = "0" * 64
"""What the first line names as the line before."""

_SEAL_START = b',"sha256":"'
_PREVIOUS = b',"previous":"'
_SEAL = len(_SEAL_START) + 64 + len(b'"}')
SYNC_EVERY_S = 1.0


def seal_line(row: dict[str, Any], previous: str) -> tuple[bytes, str]:
    """Encode a row with `previous` and, last, the `sha256` of the bytes before it.

    The hash covers the line exactly as stored, up to its own field, closed by a brace: one
    changed byte is found without decoding anything.
    """
    body = orjson.dumps(row | {"previous": previous}, option=orjson.OPT_NON_STR_KEYS)
    digest = hashlib.sha256(body).hexdigest()
    return body[:-1] + _SEAL_START + digest.encode() + b'"}\n', digest


def line_digest(line: bytes) -> tuple[str, str]:
    """The hash that a stored line claims and the one that its bytes give (both hex).

    A line that does not end as stored lines do claims nothing.
    """
    line = line.removesuffix(b"\n")
    found = hashlib.sha256(line[:-_SEAL] + b"}").hexdigest()
    if line[-_SEAL:-66] != _SEAL_START or line[-2:] != b'"}':
        return "", found
    return line[-66:-2].decode("ascii", "replace"), found


def named_previous(line: bytes) -> str:
    """The hash that a stored line names as that of the line before it; empty if it names none."""
    line = line.removesuffix(b"\n")
    start, end = -_SEAL - 65 - len(_PREVIOUS), -_SEAL - 65
    if line[start:end] != _PREVIOUS:
        return ""
    return line[end : -_SEAL - 1].decode("ascii", "replace")


def is_whole(line: bytes) -> bool:
    """Whether a line is a complete stored line, hash included."""
    claimed, found = line_digest(line)
    return claimed == found


class EvidenceFile:
    """`transcripts.jsonl`, open for appending.

    Each `append` is one `write` of one whole line. Synced to disk at most `SYNC_EVERY_S` seconds
    later and on `close`. Raises `StoreError` when the disk is full, with the file cut back to
    its last whole line.
    """

    def __init__(
        self,
        path: Path,
        *,
        previous: str = GENESIS,
        write: Callable[[int, bytes], int] = os.write,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self._write = write
        self._clock = clock
        self._previous = previous
        self._fd = os.open(path, os.O_APPEND | os.O_WRONLY | os.O_CREAT, 0o644)
        self._size = os.fstat(self._fd).st_size
        self._synced_at = clock()

    def append(self, row: dict[str, Any]) -> str:
        """Store one row, in the file (not yet on the platter) on return; returns its hash."""
        self.append_all([row])
        return self._previous

    def append_all(self, rows: Iterable[dict[str, Any]]) -> None:
        """Store rows in one write: all of them, or none."""
        lines, previous = [], self._previous
        for row in rows:
            line, previous = seal_line(row, previous)
            lines.append(line)
        whole = b"".join(lines)
        try:
            written = self._write(self._fd, whole)
        except OSError as error:
            raise self._undone(error.strerror or str(error)) from error
        if written != len(whole):
            raise self._undone("the disk is full")
        self._size += written
        self._previous = previous
        if self._clock() - self._synced_at >= SYNC_EVERY_S:
            self.sync()

    def _undone(self, why: str) -> StoreError:
        os.ftruncate(self._fd, self._size)
        return StoreError(
            f"{self.path}: cannot store an answer ({why}); what was stored before is intact: "
            "make room and run the same command again"
        )

    def sync(self) -> None:
        """Force what was written onto the disk."""
        try:
            os.fsync(self._fd)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot sync to disk ({error.strerror})") from error
        self._synced_at = self._clock()

    def close(self) -> None:
        """Sync and close."""
        try:
            self.sync()
        finally:
            os.close(self._fd)


def repair(path: Path) -> str | None:
    """Mend a torn last line; returns a note of what was done, or None if nothing was.

    A line that lacks only its line end gets it. What is half a line is moved to `<name>.torn`
    beside the file, so that not even that is lost.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    torn, start = _last_piece(path)
    if not torn:
        return None
    if is_whole(torn):
        with path.open("ab") as file:
            file.write(b"\n")
        return f"{path.name}: the last line had lost its line end; mended"
    with path.with_suffix(path.suffix + ".torn").open("ab") as file:
        file.write(torn + b"\n")
    os.truncate(path, start)
    return (
        f"{path.name}: the last line was torn ({len(torn)} bytes, moved to {path.name}.torn); "
        "its trial will be asked again"
    )


def _last_piece(path: Path) -> tuple[bytes, int]:
    """The bytes after the last line end, and where they start."""
    size = path.stat().st_size
    with path.open("rb") as file:
        back = 65536
        while True:
            start = max(0, size - back)
            file.seek(start)
            tail = file.read(size - start)
            cut = tail.rfind(b"\n")
            if cut >= 0:
                return tail[cut + 1 :], start + cut + 1
            if start == 0:
                return tail, 0
            back *= 4


def stored_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each whole line with its number from 1; nothing for a file that is not there."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n"):
                yield number, line


def repair_lines(path: Path) -> None:
    """Cut a torn last line off a file whose lines can be made again (scores)."""
    if path.exists():
        torn, start = _last_piece(path)
        if torn:
            os.truncate(path, start)
