"""One row of the chapter "Grooming", and how it is written to CSV and read back."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from reports.paired import Paired
from reports.safe import csv_cell
from reports.stats import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One figure: *table* and *measure* say what, the scope whom, *text* what words add.

    *rate_b*, *difference* and *p* belong to comparisons, where *low* and *high* are of the
    difference; *count* of *n* to shares.
    """

    table: str
    measure: str
    model: str = ""
    language: str = ""
    claim: str = ""
    month: str = ""
    network: str = ""
    role: str = ""
    count: int | None = None
    n: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    clusters: int | None = None
    rate_b: float | None = None
    difference: float | None = None
    p: float | None = None
    text: str = ""


_WHOLE = frozenset({"count", "n", "clusters"})
_REAL = frozenset({"rate", "low", "high", "rate_b", "difference", "p"})


def rated(table: str, measure: str, made: Rate, **scope: str) -> Record:
    """A share as a row."""
    return Record(
        table=table, measure=measure, count=made.count, n=made.n, rate=made.rate, low=made.low,
        high=made.high, clusters=made.clusters, **scope,  # type: ignore[arg-type]
    )  # fmt: skip


def compared(table: str, measure: str, made: Paired, n: int, **scope: str) -> Record:
    """A paired comparison as a row."""
    return Record(
        table=table, measure=measure, n=n, clusters=made.claims, rate=_round(made.rate_a),
        rate_b=_round(made.rate_b), difference=_round(made.difference), low=_round(made.low),
        high=_round(made.high), p=_round(made.p), **scope,  # type: ignore[arg-type]
    )  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def write_records(path: Path, rows: Iterable[Record]) -> Path:
    """Write *rows* as CSV, guarded against spreadsheet formulas; UTF-8 with a mark."""
    names = [f.name for f in fields(Record)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([csv_cell(getattr(row, name)) for name in names])
    return path


def read_records(path: Path) -> tuple[Record, ...]:
    """Read back what `write_records` wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(Record(**_values(row)) for row in csv.DictReader(file))


def _values(row: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, text in row.items():
        if name in _WHOLE:
            made[name] = int(text) if text else None
        elif name in _REAL:
            made[name] = float(text) if text else None
        else:
            made[name] = text
    return made
