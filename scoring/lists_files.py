"""Reads the CSV files of a watch-list folder, keeping the line of every row for the errors."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from scoring.errors import ListError

_HEADERS = ({"domain", "network"}, {"kind", "value"}, {"network", "family"}, {"kind", "category"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a file; *cells* maps column to text without outer spaces."""

    file: str
    number: int
    cells: Mapping[str, str]

    def wrong(self, message: str) -> ListError:
        """Return the error that names this line."""
        return ListError(f"{self.file}:{self.number}: {message}")

    def need(self, column: str) -> str:
        """Return a cell that may not be empty."""
        if value := self.cells.get(column, ""):
            return value
        raise self.wrong(f"{column} is empty; every row needs one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One CSV file."""

    file: str
    sha256: str
    columns: frozenset[str]
    lines: tuple[Line, ...]


def read_tables(folder: Path | Traversable, *, only: Sequence[str] = ()) -> list[Table]:
    """Read the CSV files of *folder* in order of name, or *only* those; raises `ListError`."""
    try:
        files = [f for f in folder.iterdir() if f.name.endswith(".csv")]
    except OSError as error:
        raise ListError(
            f"{folder}: cannot be read as a folder of lists: {error.strerror}"
        ) from error
    if not files:
        raise ListError(f"{folder}: holds no .csv file; put one with domain,network,kind there")
    wanted = sorted((f for f in files if not only or f.name in only), key=lambda f: f.name)
    return [_read_table(file) for file in wanted]


def _read_table(file: Path | Traversable) -> Table:
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ListError(f"{file.name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ListError(f"{file.name}:{line}: is not UTF-8; save the file as UTF-8") from error
    return parse_table(file.name, text, sha256=hashlib.sha256(data).hexdigest())


def parse_table(
    name: str, text: str, *, sha256: str, headers: Sequence[set[str]] = _HEADERS
) -> Table:
    """Read the text of one CSV file; raises `ListError` with file and line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(name, header, headers)
        lines = tuple(_lines(name, header, ((reader.line_num, row) for row in reader)))
    except csv.Error as error:
        raise ListError(f"{name}:{reader.line_num}: is not CSV: {error}") from error
    return Table(file=name, sha256=sha256, columns=frozenset(header), lines=lines)


def _check_header(name: str, header: list[str], headers: Sequence[set[str]]) -> None:
    columns = set(header)
    if len(columns) < len(header):
        raise ListError(f"{name}:1: a column is named twice; give each a name of its own")
    if not any(needed <= columns for needed in headers):
        raise ListError(
            f"{name}:1: the first line must name the columns "
            + ", or ".join(" and ".join(sorted(needed)) for needed in headers[:2])
        )


def _lines(name: str, header: list[str], rows: Iterable[tuple[int, list[str]]]) -> Iterable[Line]:
    width = len(header)
    for number, row in rows:
        if len(row) != width:
            if not "".join(row).strip():
                continue
            raise ListError(f"{name}:{number}: has {len(row)} cells, the first line has {width}")
        yield Line(
            file=name,
            number=number,
            cells=dict(zip(header, [cell.strip() for cell in row], strict=True)),
        )
