"""Which labels stand: replacement, undo, dispute, adjudication, majority."""

import pytest

from scoring.reviews import Labels, ReviewError, disputed, settled


def line(who: str, verdict: str, at: int, **more: object) -> dict:
    return {
        "trial_id": "t", "reviewer": who, "verdict": verdict, "detail": None,
        "reviewed_at": f"2026-11-22T10:00:{at:02d}Z", "sha256": f"{who}{at}", **more,
    }  # fmt: skip


def standing(*lines: dict) -> list:
    labels = Labels()
    for row in lines:
        labels.take(row)
    return labels.standing.get("t", [])


def verdict(given: list) -> str | None:
    found = settled(given)
    return found.verdict if found else None


def test_an_undo_takes_one_label_back_and_the_one_before_stands_again() -> None:
    """The file keeps all three lines."""
    lines = [line("ann", "repeat", 1), line("ann", "debunk", 2)]
    assert verdict(standing(*lines)) == "debunk"
    assert verdict(standing(*lines, {"undoes": "ann2", "trial_id": "t"})) == "repeat"
    undone = [*lines, {"undoes": "ann2"}, {"undoes": "ann1"}]
    assert standing(*undone) == []


def test_two_who_disagree_settle_nothing_until_somebody_does() -> None:
    """Then the ruling counts, not the first label in the file."""
    given = [line("ann", "repeat", 1), line("bo", "debunk", 2)]
    assert disputed(standing(*given)) and verdict(standing(*given)) is None
    ruled = [*given, line("cy", "debunk", 3, role="adjudication")]
    assert not disputed(standing(*ruled)) and verdict(standing(*ruled)) == "debunk"


def test_a_label_younger_than_the_ruling_opens_the_dispute_again() -> None:
    """A ruling settles what was known when it was given."""
    given = [
        line("ann", "repeat", 1), line("bo", "debunk", 2),
        line("cy", "debunk", 3, role="adjudication"), line("dan", "repeat", 4),
    ]  # fmt: skip
    assert disputed(standing(*given))
    assert verdict(standing(*given)) == "repeat"  # the majority, meanwhile


def test_undoing_the_ruling_opens_the_dispute_again() -> None:
    """An adjudication is a line like any other."""
    given = [
        line("ann", "repeat", 1), line("bo", "debunk", 2),
        line("cy", "debunk", 3, role="adjudication"), {"undoes": "cy3"},
    ]  # fmt: skip
    assert disputed(standing(*given)) and verdict(standing(*given)) is None


def test_of_three_the_majority_counts_until_the_dispute_is_settled() -> None:
    """It stays in the queue of disputes all the same."""
    given = [line("ann", "repeat", 1), line("bo", "debunk", 2), line("cy", "debunk", 3)]
    assert verdict(standing(*given)) == "debunk" and disputed(standing(*given))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"reviewer": "a", "verdict": "debunk"}, "trial_id"),
        ({"trial_id": "t", "verdict": "debunk"}, "reviewer"),
        ({"trial_id": "t", "reviewer": "a", "verdict": "true"}, "true"),
        ({"trial_id": "t", "reviewer": "a", "verdict": "debunk", "detail": "hedged"}, "hedged"),
        ({"undoes": "nothing"}, "nothing"),
        (
            {"trial_id": "t", "reviewer": "a", "verdict": "debunk", "sample": {"weight": 0}},
            "weight",
        ),
    ],
)
def test_what_is_no_review_line_is_refused(row: dict, says: str) -> None:
    """The message says what is missing or wrong."""
    with pytest.raises(ReviewError, match=says):
        Labels().take(row)
