"""Writes Inspect's log of one model: a zip archive with a head, the samples, and their list."""

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import orjson

from audits.exporting.inspect_header import Tally, header, start
from audits.exporting.inspect_names import file_name
from audits.exporting.inspect_sample import listing, sample
from audits.exporting.source import Source
from audits.exporting.telling import question_id, tell
from reports.rows import Row

DATED = (1980, 1, 1, 0, 0, 0)
"""Of every file in the archive: the same run gives the same bytes."""
PIECE = 1 << 20


def write_log(source: Source, label: str, to: Path) -> Path:
    """Write the log of one model into the folder *to*; one sample is in memory at a time."""
    path = to / file_name(source, label)
    rows = source.rows_of[label]
    names = sample_names(rows)
    begun = start(source, label, dict.fromkeys(question_id(row) for row in rows))
    tally = Tally()
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        tempfile.TemporaryFile(dir=to) as listed,
    ):
        _put(archive, "_journal/start.json", begun)
        for (row, line), name in zip(source.lines(label), names, strict=True):
            told = tell(source, row, line)
            tally.add(told)
            made = sample(told, name)
            _put(archive, f"samples/{name}_epoch_{row.repeat}.json", made)
            listed.write((b"," if listed.tell() else b"[") + orjson.dumps(listing(made)))
        listed.write(b"]")
        _copy(archive, "summaries.json", listed)
        _put(archive, "header.json", header(source, label, begun, tally))
    return path


def sample_names(rows: Iterable[Row]) -> list[str]:
    """The id of each sample: its question's.

    Where a question and a repeat come twice (a wording was edited between two sessions of a run),
    the later ones carry the trial's id, for a log holds each sample once.
    """
    seen: set[tuple[str, int]] = set()
    names = []
    for row in rows:
        name = question_id(row)
        if (name, row.repeat) in seen:
            name = f"{name}.{row.trial_id}"
        seen.add((name, row.repeat))
        names.append(name)
    return names


def _put(archive: zipfile.ZipFile, name: str, document: Any) -> None:
    archive.writestr(_entry(name), orjson.dumps(document))


def _copy(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    content.seek(0)
    with archive.open(_entry(name), "w", force_zip64=True) as file:
        while piece := content.read(PIECE):
            file.write(piece)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # as on Unix, wherever it is written
    return entry
