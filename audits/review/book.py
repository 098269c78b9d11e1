"""Appends to reviews.jsonl, the moment a label is given, from any number of processes.

Lines are chained by hashes like transcripts. A lock on the file itself orders the writers, so two
servers on one run cannot cut into each other, and each line is on the disk before its writer is
told so.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from audits.clock import utc_now
from audits.errors import RunError, StoreError
from audits.folder import RunFolder
from audits.seal import refuse_sealed
from audits.store import GENESIS, line_digest, repair, seal_line
from scoring.reviews import Labels, ReviewError


class Book:
    """The labels of a run, and the file behind them.

    `labels` holds what this process has read; `refresh` reads what other processes have added.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.path = folder.reviews
        self.labels = Labels()
        self._read = 0
        self.lines = 0
        self._previous = GENESIS
        self.refresh()

    def refresh(self) -> None:
        """Take in whole lines that were added since; half a line waits for its other half."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._read:
            raise RunError(f"{self.path}: became shorter while in use; restore it, begin again")
        if size == self._read:
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._take(line)

    def append(self, row: Mapping[str, Any]) -> str:
        """Store one line and return its hash; it is on the disk when this returns."""
        refuse_sealed(self.folder)
        with self._alone() as file:
            self.refresh()
            stamped = {**row, "reviewed_at": utc_now()}
            line, digest = seal_line(stamped, self._previous)
            _write(file, line, self.path)
            self._take(line)
        return digest

    def append_all(self, rows: list[dict[str, Any]]) -> None:
        """Store many lines in one write, all or none (an imported sheet)."""
        refuse_sealed(self.folder)
        with self._alone() as file:
            self.refresh()
            lines, previous = [], self._previous
            for row in rows:
                line, previous = seal_line({**row, "reviewed_at": utc_now()}, previous)
                lines.append(line)
            _write(file, b"".join(lines), self.path)
            self.refresh()

    def _take(self, line: bytes) -> None:
        where = f"{self.path}:{self.lines + 1}"
        try:
            row = orjson.loads(line)
            self.labels.take(row)
        except (orjson.JSONDecodeError, ReviewError, KeyError, TypeError) as error:
            raise RunError(f"{where}: not a review line ({error}); restore the file") from error
        self._previous = line_digest(line)[0] or GENESIS
        self._read += len(line)
        self.lines += 1

    @contextmanager
    def _alone(self) -> Iterator[int]:
        file = os.open(self.path, os.O_APPEND | os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            repair(self.path)  # half a line of a writer that was killed
            yield file
        finally:
            os.close(file)  # lets go of the lock


def _write(file: int, content: bytes, path: Path) -> None:
    """One write, synced; raises `StoreError` with the file as it was before."""
    size = os.fstat(file).st_size
    try:
        written = os.write(file, content)
        if written != len(content):
            raise OSError(28, "the disk is full")
        os.fsync(file)
    except OSError as error:
        os.ftruncate(file, size)
        raise StoreError(
            f"{path}: the label was not stored ({error.strerror}); make room and give it again"
        ) from error
