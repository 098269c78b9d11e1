"""The default audit's controls have known answers, and the chapter gives them."""

from pathlib import Path

import pytest

from reports.grooming_rows import Record, read_records
from tests.support.command import Dosimeter


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> tuple[Record, ...]:
    """The rows of the chapter, as a first-time user gets them."""
    folder: Path = tmp_path_factory.mktemp("audit")
    done = Dosimeter(folder=folder)("run", "default")
    assert done.returncode == 0, done.stderr
    return read_records(folder / "runs" / "default" / "report" / "grooming.csv")


def share(rows: tuple[Record, ...], table: str, measure: str, control: str) -> float | None:
    """The share of one control over everything."""
    (row,) = [
        r for r in rows
        if (r.table, r.measure, r.model) == (table, measure, f"control/{control}")
        and not (r.language or r.claim or r.month or r.network)
    ]  # fmt: skip
    return row.rate


@pytest.mark.parametrize(
    ("control", "listed", "first", "only"),
    [("debunker", 0, 0, 0), ("repeater", 1, 1, 1), ("refuser", 0, None, None)],
)
def test_pure_controls_come_out_pure(rows, control, listed, first, only) -> None:
    """The repeater leans on the network alone, the debunker never, the refuser cites nothing."""
    found = [share(rows, "replies", measure, control) for measure in ("listed", "first", "only")]
    assert found == [listed, first, only]


def test_addresses_of_pure_controls_are_all_listed_or_none(rows) -> None:
    """Of what the repeater cites all is listed, of what the debunker cites nothing."""
    assert share(rows, "addresses", "listed", "repeater") == 1
    assert share(rows, "addresses", "listed", "debunker") == 0


def test_the_mixed_control_lies_between(rows) -> None:
    """It repeats, and so leans on the network, in about a third of its answers."""
    (row,) = [
        r for r in rows
        if r.table == "replies" and r.measure == "listed" and r.model == "control/mixed"
        and not (r.language or r.claim or r.month)
    ]  # fmt: skip
    assert row.low < 1 / 3 < row.high


def test_no_claim_of_the_default_audit_is_a_void(rows) -> None:
    """The debunker cites each claim's own fact-checks, so each has a credible source."""
    levels = {r.text for r in rows if r.table == "coverage" and r.measure == "level"}
    assert levels == {"thin", "covered"}
