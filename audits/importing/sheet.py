"""Reads answers from a sheet (CSV as any spreadsheet saves it) and from JSON lines."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from audits.errors import ImportFailed
from audits.importing.dates import Wrong
from audits.importing.entry import Given, Reading
from audits.importing.fields import COLUMNS, NAMES, is_unfilled, read_entry
from audits.importing.text import read_text, unguarded

NEEDED = frozenset({"prompt", "answer"})
_DELIMITERS = ",;\t"
_LONGEST_FIELD = 10_000_000


def read_sheet(content: bytes, path: Path, given: Given, *, now: datetime) -> Reading:
    """Every row of a CSV file; separated by commas, semicolons or tabs, as its head shows."""
    text = read_text(content, str(path))
    rows = _rows(text, path)
    _, head = next(rows, (1, []))
    names = [_column(name) for name in head]
    _refuse_head(names, path)
    reading = Reading()
    unread = [name for name in names if name and name not in COLUMNS]
    if unread:
        reading.notes.append(f"{path.name}: columns not read: {', '.join(unread)}")
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{path}:{line}"
        if len(cells) > len(names):
            reading.problems.append(
                f"{place}: {len(cells)} cells under {len(names)} columns; a text with a separator "
                "in it must stand in quotes"
            )
            continue
        row = {n: unguarded(c) for n, c in zip(names, cells, strict=False) if n in COLUMNS}
        _take(row, place, reading, given, path, now)
    return reading


def read_lines(content: bytes, path: Path, given: Given, *, now: datetime) -> Reading:
    """Every line of a JSON Lines file, one object with the sheet's columns as keys."""
    reading = Reading()
    for number, line in enumerate(read_text(content, str(path)).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            reading.problems.append(f"{place}: no JSON ({error})")
            continue
        if not isinstance(row, dict):
            reading.problems.append(f"{place}: expected an object, one a line")
            continue
        row = {_column(key): value for key, value in row.items()}
        if unknown := [key for key in row if key not in COLUMNS]:
            reading.problems.append(
                f"{place}: unknown key {', '.join(unknown)}; known are {', '.join(COLUMNS)}"
            )
            continue
        _take(row, place, reading, given, path, now)
    return reading


def _take(
    row: Mapping[str, Any], place: str, reading: Reading, given: Given, path: Path, now: datetime
) -> None:
    if is_unfilled(row):
        reading.empty += 1
        return
    try:
        entry = read_entry(row, place=place, given=given, folder=path.parent, now=now)
    except Wrong as wrong:
        reading.problems += [f"{place}: {line}" for line in str(wrong).splitlines()]
        return
    reading.entries.append(entry)


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line; a line `sep=;` before the head is obeyed."""
    head = text.partition("\n")[0].strip()
    start, delimiter = 0, _delimiter(head)
    if head.lower().startswith("sep=") and len(head) == 5:
        start, delimiter = 1, head[4]
        text = text.partition("\n")[2]
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ImportFailed(
                f"{path}:{start + line}: no CSV ({error}); save the sheet anew as CSV UTF-8"
            ) from error
        if cells is None:
            return
        yield start + line, cells
        line = reader.line_num + 1


def _delimiter(head: str) -> str:
    return max(_DELIMITERS, key=head.count)


def _column(name: str) -> str:
    plain = name.strip().strip("\ufeff").lower().replace(" ", "_")
    return NAMES.get(plain, plain)


def _refuse_head(names: list[str], path: Path) -> None:
    missing = sorted(NEEDED.difference(names))
    if missing:
        raise ImportFailed(
            f"{path}:1: no column {' and no column '.join(missing)}; the first line names the "
            "columns (`dosimeter import --template SPEC --to sheet.csv` writes them)"
        )
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise ImportFailed(f"{path}:1: two columns are called {', '.join(twice)}")
