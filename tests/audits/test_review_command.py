"""`dosimeter review` on the command line: sheets, agreement, calibration, refusals."""

import json
from pathlib import Path

import pytest

from tests.reports.conftest import Plan as MadeUp
from tests.reports.conftest import build_run
from tests.support.command import Dosimeter


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A made-up run."""
    return build_run(tmp_path / "run", MadeUp(claims=6, hostile=False))


def label_all(dosimeter: Dosimeter, *names: str) -> None:
    """Each of *names* labels a sample of 60 in a sheet."""
    for name in names:
        words = ("review", "run", "--sample", "60", "--reviewer", name)
        assert dosimeter(*words, "--export", "sheet.csv").returncode == 0
        text = (dosimeter.folder / "sheet.csv").read_text("utf-8-sig")
        verdict = {"ann": "debunk", "bo": "repeat"}.get(name, "debunk")
        text = text.replace(f",{name},,", f",{name},{verdict},")
        (dosimeter.folder / "sheet.csv").write_text(text, "utf-8")
        assert dosimeter(*words, "--import", "sheet.csv").stdout.startswith("60 labels stored")


def test_a_sheet_goes_out_and_comes_back_and_is_measured(dosimeter, run: Path) -> None:
    """Two who agree on everything; the tables name them and the scorer."""
    label_all(dosimeter, "ann", "cy")
    found = json.loads(dosimeter("review", "run", "--agreement", "--json").stdout)
    assert found["people"]["people"] == ["ann", "cy"]
    assert found["people"]["unanimous"] == found["labelled"] == 60
    assert found["scorers"]["rules"]["confusion"]["debunk"]["debunk"] > 0
    told = dosimeter("review", "run", "--agreement").stdout
    assert "Krippendorff's alpha" in told and "rules against people" in told


def test_two_who_disagree_leave_nothing_settled(dosimeter, run: Path) -> None:
    """All 60 wait for adjudication; no scorer is measured against them."""
    label_all(dosimeter, "ann", "bo")
    found = json.loads(dosimeter("review", "run", "--agreement", "--json").stdout)
    assert (found["disputed"], found["settled"]) == (60, 0)
    assert found["scorers"]["rules"] == {"n": 0}
    assert found["people"]["alpha"]["value"] < 0


def test_the_labels_of_a_run_make_a_calibration_for_another(dosimeter, run: Path) -> None:
    """Stored with scorer and version; `report --calibration` takes it."""
    label_all(dosimeter, "ann")
    assert dosimeter("review", "run", "--save-calibration", "c.json").returncode == 0
    stored = json.loads((dosimeter.folder / "c.json").read_text())
    assert (stored["scorer"], stored["version"]) == ("rules", "1")
    build_run(dosimeter.folder / "other", MadeUp(hostile=False))
    done = dosimeter("report", "other", "--format", "md", "--calibration", "c.json")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("review", "nowhere"), "no such run folder"),
        (("review", "run", "--agreement"), "no labels yet"),
        (("review", "run", "--save-calibration", "c.json"), "there are 0 labelled answers"),
        (("review", "run", "--stratify", "colour"), "--stratify: no `colour`"),
        (("review", "run", "--agreement", "--export", "x.csv"), "choose one of"),
        (("review", "run", "--import", "gone.csv"), "gone.csv"),
        (("report", "run", "--calibration", "run/run.json"), "not a calibration"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(dosimeter, run, words: tuple, says: str) -> None:
    """What, where, what to do; no stack."""
    done = dosimeter(*words)
    assert done.returncode == 2
    assert says in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_port_that_is_taken_is_said(dosimeter, run: Path) -> None:
    """With what to do instead."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = dosimeter("review", "run", "--port", port)
    assert done.returncode == 2 and "choose another, or 0" in done.stderr
