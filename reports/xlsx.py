"""Renders the workbook: rates and trials as a spreadsheet with types, no cell a formula."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reports.control import control_check
from reports.errors import FormatError
from reports.facts import facts
from reports.load import Run
from reports.safe import visible
from reports.story import tell
from reports.tables import RATE_COLUMNS, TRIAL, rate_rows, trial_rows
from reports.words import Words

MOST = 1_048_575  # rows that a sheet holds below its heading
CELL = 32_767  # characters that a cell holds
OPTIONS = {
    "constant_memory": True,  # a row is written and forgotten
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render_xlsx(run: Run, to: Path, words: Words) -> list[Path]:
    """Write report.xlsx; needs the extra `xlsx`."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise FormatError(
            "the workbook needs xlsxwriter, which is not installed; install dosimeter[xlsx]"
        ) from error
    path = to / "report.xlsx"
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        # The time of writing would make other bytes of the same rows.
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        bold = book.add_format({"bold": True})
        _fill(book.add_worksheet("about"), bold, ("", ""), _about(run, words))
        _fill(book.add_worksheet("rates"), bold, RATE_COLUMNS, rate_rows(run))
        _fill(book.add_worksheet("trials"), bold, TRIAL, trial_rows(run, most=MOST))
    return [path]


def _about(run: Run, words: Words) -> Iterable[list[str]]:
    story, told = tell(run, words), facts(run, words, control_check(run))
    yield ["", story.headline]
    yield from (["", text] for text in story.standfirst)
    yield from (["!", caveat.text] for caveat in told["caveats"])
    yield from ([words("section.findings"), text] for text in story.findings)
    yield from ([words("section.methods"), text] for text in told["methods"])
    yield from ([words("section.limits"), text] for text in told["limits"])
    yield from ([words(f"version.{key}"), value] for key, value in told["versions"])
    yield [words("section.cite"), told["cite"]]
    yield from ([words("section.corrections"), text] for text in told["corrections"])


def _fill(sheet: Any, bold: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value)


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    """Numbers as numbers, all else as text that stays text."""
    if value is None or value == "":
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, visible(str(value))[:CELL])
