"""Reads lists of articles row by row: CSV, JSON Lines, a JSON array, RSS and Atom, also gzipped.

A row is its number in the file and eight texts in the order of `FIELDS`. It is passed on as it
stands; what is odd about it is for `audits.network.gather` to see.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from audits.errors import NetworkError
from audits.network.columns import FIELDS, find_columns, map_columns
from audits.network.feeds import read_feed
from audits.network.opening import first_bytes, is_broken, mend, open_text
from audits.network.problems import Problems

Cells = tuple[str, ...]
Row = tuple[int, Cells]

LONGEST_CELL = 16_000_000
_DELIMITERS = ",;\t|"


def read_rows(path: Path, chosen: Mapping[str, str], problems: Problems) -> Iterator[Row]:
    """The rows of *path*; raises `NetworkError` where it is no list of articles.

    *chosen* names columns by field. Rows that are no item at all are noted in *problems*.
    """
    head = first_bytes(path).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise NetworkError(f"{path}: is empty; give a list of articles")
    if head.startswith(b"<"):
        return _feed_rows(path)
    if head.startswith(b"["):
        return _array_rows(path, chosen, problems)
    if head.startswith(b"{"):
        return _json_rows(path, chosen, problems)
    return _csv_rows(path, chosen, problems)


def _feed_rows(path: Path) -> Iterator[Row]:
    for number, cells in read_feed(path):
        yield number, tuple(cells.get(field, "") for field in FIELDS)


def _csv_rows(path: Path, chosen: Mapping[str, str], problems: Problems) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with open_text(path) as file:
        first = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(_DELIMITERS, key=first.count))
        try:
            yield from _csv_items(path, reader, chosen, problems)
        except (csv.Error, OSError, EOFError) as error:
            raise NetworkError(f"{path}:{reader.line_num}: cannot be read on: {error}") from error


def _csv_items(
    path: Path, reader: Any, chosen: Mapping[str, str], problems: Problems
) -> Iterator[Row]:
    names = next(reader)
    take = _taker(map_columns(names, chosen, file=path))
    width = len(names)
    for row in reader:
        if len(row) != width:
            if not row:
                continue
            problems.note("cells", path.name, reader.line_num, f"{len(row)} cells, not {width}")
            row = (row + [""] * width)[:width]
        row.append("")
        yield reader.line_num, take(row)


def _taker(places: Mapping[str, int]) -> Callable[[Sequence[str]], Cells]:
    """Takes the cells in the order of `FIELDS`; the last, empty cell stands for missing ones."""
    return itemgetter(*(places.get(field, -1) for field in FIELDS))


def _json_rows(path: Path, chosen: Mapping[str, str], problems: Problems) -> Iterator[Row]:
    pick = _Picker(chosen, path)
    with open_text(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            if is_broken(line):
                line = mend(line)
                problems.note("encoding", path.name, number, line.strip()[:80])
            row = _decode(line)
            if row is None:
                problems.note("not_an_item", path.name, number, line.strip()[:80])
                continue
            yield number, pick(row)


def _decode(line: str) -> dict[str, Any] | None:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _array_rows(path: Path, chosen: Mapping[str, str], problems: Problems) -> Iterator[Row]:
    pick = _Picker(chosen, path)
    with open_text(path) as file:
        try:
            rows = orjson.loads(file.read().encode("utf-8", "replace"))
        except orjson.JSONDecodeError as error:
            raise NetworkError(f"{path}: is no whole JSON: {error}") from error
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield number, pick(row)
        else:
            problems.note("not_an_item", path.name, number, str(row)[:80])


class _Picker:
    """Takes the fields of JSON objects; objects of a kind share their keys, looked up once."""

    def __init__(self, chosen: Mapping[str, str], path: Path) -> None:
        self._chosen = chosen
        self._path = path
        self._known: dict[tuple[str, ...], list[str | None]] = {}

    def __call__(self, row: Mapping[str, Any]) -> Cells:
        keys = tuple(row)
        if keys not in self._known:
            self._known[keys] = self._learn(keys)
        return tuple("" if key is None else _text(row[key]) for key in self._known[keys])

    def _learn(self, keys: tuple[str, ...]) -> list[str | None]:
        # The first object must have an address; later ones may lack keys and are counted.
        seek = find_columns if self._known else self._map
        places = seek(keys, self._chosen)
        return [keys[places[field]] if field in places else None for field in FIELDS]

    def _map(self, keys: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
        return map_columns(keys, chosen, file=self._path)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, dict):
        return " ".join(map(str, value.values()))
    if isinstance(value, list):
        return ";".join(map(_text, value))
    return str(value)
