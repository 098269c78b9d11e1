"""Writes a run in another tool's format, into a new folder."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from audits.errors import ExportError, StoreError
from audits.exporting.eee_lines import lines
from audits.exporting.eee_names import folder_of, uuid_of
from audits.exporting.eee_record import Evaluator, Lines, document
from audits.exporting.eee_results import results
from audits.exporting.inspect_log import write_log
from audits.exporting.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The *files* written, and the models *left_out* since nothing of them was scored."""

    files: list[Path]
    left_out: list[str]


def export_inspect(source: Source, to: Path) -> list[Path]:
    """Write a log of each model into the new folder *to*; returns the files."""
    with new_folder(to) as beside:
        written = [write_log(source, label, beside) for label in source.labels]
    return [to / path.relative_to(beside) for path in written]


def export_eee(source: Source, to: Path, evaluator: Evaluator) -> Exported:
    """Write a record of each model, and its lines, below the new folder *to*.

    A model of which nothing was scored has no record: the schema knows no evaluation without a
    score.
    """
    if source.dosed:
        raise ExportError(
            f"{source.run.folder}: a dose experiment has no rate over all its conditions, and the "
            "schema has no place for conditions; --format inspect keeps every answer with its own"
        )
    found = {label: results(source, label) for label in source.labels}
    scored = [label for label in source.labels if found[label]]
    if not scored:
        raise ExportError(f"{source.run.folder}: of these models nothing is scored")
    written: list[Path] = []
    with new_folder(to) as beside:
        for label in scored:
            written += _record(source, label, beside, evaluator, found[label])
    return Exported(
        files=[to / path.relative_to(beside) for path in written],
        left_out=[label for label in source.labels if not found[label]],
    )


def _record(
    source: Source, label: str, into: Path, evaluator: Evaluator, found: list[dict[str, Any]]
) -> list[Path]:
    folder = into / folder_of(source, label)
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid_of(source, label)
    beside = folder / f"{name}_samples.jsonl"
    record = document(source, label, evaluator, found, _write_lines(source, label, beside))
    path = folder / f"{name}.json"
    path.write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")
    return [path, beside]


def _write_lines(source: Source, label: str, path: Path) -> Lines:
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for line in lines(source, label):
            file.write(line)
            digest.update(line)
            count += 1
    return Lines(rows=count, sha256=digest.hexdigest())


@contextmanager
def new_folder(to: Path) -> Iterator[Path]:
    """A folder beside *to* that takes its place at the end: what lies at *to* is whole."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise ExportError(f"{to}: already there and not empty; give another folder with --to")
    whole = to.resolve()  # `.` has no name, and may be where we stand
    beside = whole.with_name(f".{whole.name}.part-{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        yield beside
        _put(beside, whole)
    except OSError as error:
        raise StoreError(f"{to}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put(made: Path, to: Path) -> None:
    """An empty folder that is there is filled, not replaced: somebody may stand in it."""
    if not to.exists():
        made.rename(to)
        return
    for path in sorted(made.iterdir()):
        path.rename(to / path.name)
