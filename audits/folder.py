"""A run's folder: where its files lie, its record (`run.json`) and the lock on it."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from audits.errors import LockedError, RunError, StoreError


@dataclass(frozen=True, slots=True)
class RunFolder:
    """`runs/<name>/` and the names of the files in it."""

    path: Path

    @property
    def record(self) -> Path:
        """`run.json`: what was asked for and with what."""
        return self.path / "run.json"

    @property
    def transcripts(self) -> Path:
        """The evidence."""
        return self.path / "transcripts.jsonl"

    @property
    def batches(self) -> Path:
        """What was handed in to services as batches."""
        return self.path / "batches.jsonl"

    @property
    def scores(self) -> Path:
        """One file a scorer."""
        return self.path / "scores"

    @property
    def judgements(self) -> Path:
        """What judges replied, one file a judge."""
        return self.path / "judgements"

    @property
    def reviews(self) -> Path:
        """Human labels."""
        return self.path / "reviews.jsonl"

    @property
    def report(self) -> Path:
        """What `dosimeter report` rendered."""
        return self.path / "report"

    @property
    def manifest(self) -> Path:
        """The seal, once the run is closed."""
        return self.path / "manifest.json"

    def exists(self) -> bool:
        """Whether a run was begun here."""
        return self.record.exists()


def open_folder(path: Path) -> RunFolder:
    """The folder of an existing run; raises `RunError` for anything else."""
    folder = RunFolder(path)
    if not path.exists():
        raise RunError(f"{path}: no such run folder; `dosimeter run SPEC` makes one")
    if not folder.exists():
        raise RunError(f"{path}: not a run folder (it has no run.json)")
    return folder


def make_folder(path: Path) -> RunFolder:
    """Create the folder of a run if it is not there."""
    try:
        (path / "scores").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{path}: cannot make the run folder ({error.strerror})") from error
    return RunFolder(path)


def read_record(folder: RunFolder) -> dict[str, Any]:
    """The decoded `run.json`."""
    try:
        record = orjson.loads(folder.record.read_bytes())
    except FileNotFoundError:
        raise RunError(f"{folder.path}: not a run folder (it has no run.json)") from None
    except (OSError, orjson.JSONDecodeError) as error:
        raise RunError(
            f"{folder.record}: cannot be read ({error}); restore it from a copy"
        ) from error
    if not isinstance(record, dict) or record.get("format") != 1:
        raise RunError(f"{folder.record}: not a run record of format 1")
    return record


def write_record(folder: RunFolder, record: dict[str, Any]) -> None:
    """Replace `run.json` in one step: readers see the old or the new one, never half of it.

    Its last key is the hash of all before it, so that a later edit shows.
    """
    write_atomically(folder.record, record_bytes(record))


def record_bytes(record: dict[str, Any]) -> bytes:
    """A record as its file holds it, with its own hash last."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    bare = {key: value for key, value in record.items() if key != "sha256"}
    digest = hashlib.sha256(orjson.dumps(bare, option=options)).hexdigest()
    return orjson.dumps(bare | {"sha256": digest}, option=options)


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside, sync, rename; raises `StoreError` with the old file intact."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(
            f"{path}: cannot be written ({error.strerror}); what was stored before is intact: "
            "make room and run the same command again"
        ) from error


def is_held(folder: RunFolder) -> bool:
    """Whether another process works on the run, be it that its record was left in mid-work."""
    try:
        with (folder.path / ".lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read(32).strip() != str(os.getpid()).encode()
            return False
    except FileNotFoundError:
        return False


@contextmanager
def beginning(path: Path) -> Iterator[RunFolder]:
    """Hold the folder of a run, made if it is not there; a run that is refused leaves none."""
    made = [place for place in (path, *path.parents) if not place.exists()]
    folder = make_folder(path)
    with locked(folder):
        try:
            yield folder
        finally:
            if not folder.exists():
                _unmake(folder, made)


def _unmake(folder: RunFolder, made: Iterable[Path]) -> None:
    """Remove what was made for a run that never began; what else lies there stays."""
    (folder.path / ".lock").unlink(missing_ok=True)
    with suppress(OSError):
        for place in (folder.scores, *made):
            place.rmdir()


@contextmanager
def locked(folder: RunFolder) -> Iterator[None]:
    """Hold the run against other processes; a lock dies with its process, so none is stale."""
    with (folder.path / ".lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            owner = file.read(32).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(
                f"{folder.path}: another process (pid {owner}) is working on this run; "
                f"wait for it, or look with `dosimeter status {folder.path}`"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield
