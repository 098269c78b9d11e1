"""The spreadsheet way: guarded cells out, checked rows in, all problems at once."""

import csv
import json
from pathlib import Path

import pytest

from audits.errors import RunError
from audits.folder import RunFolder
from audits.review.desk import open_desk
from audits.review.sampling import Plan
from audits.review.sheet import export_sheet, import_sheet
from tests.reports.conftest import build_run

TEN = Plan(size=10, seed=1)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A made-up run, some of its answers hostile."""
    return build_run(tmp_path / "run")


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def filled(run: Path, tmp_path: Path, **more: str) -> tuple:
    desk = open_desk(RunFolder(run), TEN)
    export_sheet(desk, tmp_path / "sheet.csv", "ann")
    rows = rows_of(tmp_path / "sheet.csv")
    return desk, [{**row, "verdict": "debunk", "detail": "refuted", **more} for row in rows]


def test_no_cell_starts_a_formula_and_nothing_gives_the_chatbot_away(run: Path, tmp_path: Path):
    """Every answer of the run, hostile ones too; model and machine's verdict are not in it."""
    desk = open_desk(RunFolder(run), Plan())
    count = export_sheet(desk, tmp_path / "sheet.csv", "")
    rows = rows_of(tmp_path / "sheet.csv")
    assert count == len(rows) == len(desk.drawn)
    cells = [cell for row in rows for cell in row.values()]
    assert not [c for c in cells if c.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r")]
    text = (tmp_path / "sheet.csv").read_text("utf-8-sig")
    assert not any(d.row.model in text for d in desk.drawn)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_filled_sheet_comes_back_whatever_the_spreadsheet_made_of_it(
    run: Path, tmp_path: Path, delimiter: str
) -> None:
    """Commas, semicolons or tabs; a second import of the same sheet adds nothing."""
    desk, rows = filled(run, tmp_path, note="'=not a formula")
    rows[0]["verdict"] = ""
    path = write(tmp_path / "back.csv", rows, delimiter)
    assert import_sheet(desk, path) == 9
    lines = [json.loads(x) for x in (run / "reviews.jsonl").read_text("utf-8").splitlines()]
    assert {(x["reviewer"], x["verdict"], x["reason"]) for x in lines} == {
        ("ann", "debunk", "=not a formula")
    }
    assert all(x["sample"]["weight"] > 1 for x in lines)
    assert import_sheet(open_desk(RunFolder(run), TEN), path) == 0


def test_every_problem_of_every_row_is_named_and_nothing_is_stored(run: Path, tmp_path: Path):
    """Unknown trial, wrong verdict, wrong detail, no name, a label given twice: with lines."""
    desk, rows = filled(run, tmp_path)
    rows[0]["trial_id"] = "unknown"
    rows[1]["verdict"] = "true"
    rows[2]["detail"] = "hedged"
    rows[3]["reviewer"] = ""
    rows.append(dict(rows[5]))
    with pytest.raises(RunError) as refused:
        import_sheet(desk, write(tmp_path / "back.csv", rows))
    told = str(refused.value).splitlines()
    assert len(told) == 5
    for words in ("'unknown'", "`true`", "`hedged`", "needs a name", "labelled this answer at"):
        assert any(words in line and "back.csv:" in line for line in told), words
    assert not (run / "reviews.jsonl").exists()


def test_line_numbers_count_lines_not_rows(run: Path, tmp_path: Path) -> None:
    """Answers run over several lines; the number is where an editor finds the row's end."""
    desk, rows = filled(run, tmp_path)
    rows[1]["verdict"] = "true"
    path = write(tmp_path / "back.csv", rows)
    with pytest.raises(RunError) as refused:
        import_sheet(desk, path)
    number = int(str(refused.value).split("back.csv:")[1].split(":")[0])
    assert "true" in "\n".join(path.read_text("utf-8").splitlines()[:number])
    assert "true" not in path.read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "lacks the column trial_id"),
        (b"", "lacks the column"),
        ("trial_id,reviewer,verdict\nx,Zoë,debunk\n".encode("latin-1"), "no CSV in UTF-8"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(run: Path, tmp_path: Path, content: bytes, says: str):
    """The message says how to begin."""
    (tmp_path / "back.csv").write_bytes(content)
    with pytest.raises(RunError, match=says):
        import_sheet(open_desk(RunFolder(run), TEN), tmp_path / "back.csv")
