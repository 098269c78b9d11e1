"""Stored calibrations: what goes in comes out, and a damaged file is refused."""

from pathlib import Path

import numpy as np
import orjson
import pytest

from scoring.calibration import (
    Calibration,
    CalibrationError,
    errors_of,
    read_calibration,
    tabulate,
    write_calibration,
)

LABELS = ["repeat", "repeat", "debunk", "non_response", "repeat", "debunk"]
SAID = ["repeat", "debunk", "debunk", "repeat", "undecided", "debunk"]
LANGUAGES = ["en", "en", "en", "en", "ja", "ja"]
CLAIMS = ["a", "b", "a", "b", "a", "a"]


def made() -> Calibration:
    tables = tabulate(LABELS, SAID, LANGUAGES, CLAIMS)
    return Calibration(
        scorer="rules", version="1", made_at="2026-11-22T00:00:00Z", source="x", tables=tables,
        settings={"votes": {"judge:a": 3}},
    )  # fmt: skip


def test_what_is_stored_is_read_again(tmp_path: Path) -> None:
    """Tables, scorer, version and settings survive the file."""
    write_calibration(tmp_path / "c.json", made())
    found = read_calibration(tmp_path / "c.json")
    assert (found.scorer, found.version, found.n) == ("rules", "1", 6)
    assert found.settings == {"votes": {"judge:a": 3}}
    for language, table in made().tables.items():
        assert np.array_equal(found.tables[language], table)


def test_errors_are_counted_for_each_claim() -> None:
    """Of English repeats one was found (claim a) and one missed (claim b); one false alarm."""
    found, positives, passed, negatives = errors_of(made().tables["en"], "repeat")
    assert found.tolist() == [1, 0] and positives.tolist() == [1, 1]
    assert passed.tolist() == [1, 0] and negatives.tolist() == [1, 1]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"labels": ["repeat"]},
        {"languages": {"en": {"per_claim": [[1, 2]]}}},
        {"languages": {"en": {"per_claim": [[-1] * 12]}}},
        {"languages": 7},
        {"settings": ["votes"]},
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, change: dict) -> None:
    """One line that names the file."""
    path = tmp_path / "c.json"
    write_calibration(path, made())
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | change))
    with pytest.raises(CalibrationError, match=r"c\.json"):
        read_calibration(path)
