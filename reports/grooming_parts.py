"""What the chapter "Grooming" is laid out in: parts with sentences, tables and a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts import Chart
from reports.grooming_rows import Record

Rows = Sequence[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as text: the columns (keys of `grooming_column`) and the rows; *long* ones fold."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One heading of the chapter."""

    title: str
    lead: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    chart: Chart | None = None
