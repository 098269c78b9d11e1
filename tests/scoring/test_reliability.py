"""Agreement between people: published examples, an oracle, and what the interval must do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from scoring.reliability import cohen_kappa, krippendorff_alpha, reliability

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": four observers, twelve units,
# labels missing; nominal alpha is 0.743.
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def published() -> dict[str, dict[str, str]]:
    units: dict[str, dict[str, str]] = {}
    for person, row in OBSERVERS.items():
        for unit, label in enumerate(row.split()):
            if label != ".":
                units.setdefault(str(unit), {})[person] = label
    return units


def test_alpha_of_the_published_example_with_missing_labels() -> None:
    """Krippendorff prints 0.743 for these labels."""
    assert krippendorff_alpha(published()) == pytest.approx(0.743, abs=0.0005)


@given(st.integers(0, 10_000), st.integers(5, 60))
def test_kappa_is_that_of_statsmodels(seed: int, n: int) -> None:
    """For any two people over the same answers."""
    rng = np.random.default_rng(seed)
    first = rng.choice(["debunk", "repeat", "non_response"], n)
    second = np.where(rng.random(n) < 0.6, first, rng.choice(["debunk", "repeat"], n))
    names = sorted({*first, *second})
    table = np.array([[((first == a) & (second == b)).sum() for b in names] for a in names])
    ours = cohen_kappa(list(first), list(second))
    if ours is None:
        assert len(names) == 1
    else:
        assert ours == pytest.approx(cohens_kappa(table, return_results=False))


@pytest.mark.parametrize(
    ("labels", "alpha"),
    [
        ({"x": {"a": "r", "b": "r"}, "y": {"a": "d", "b": "d"}}, 1.0),
        ({"x": {"a": "r", "b": "r"}, "y": {"a": "r", "b": "r"}}, None),
        ({"x": {"a": "r"}, "y": {"b": "d"}}, None),
        ({}, None),
    ],
)
def test_alpha_at_its_edges(labels: dict, alpha: float | None) -> None:
    """Always agreeing is 1; all labels alike, or none paired, say nothing."""
    assert krippendorff_alpha(labels) == alpha


def test_two_people_give_one_kappa_and_three_give_three() -> None:
    """Every pair has its own figure over the answers that both labelled."""
    found = reliability(published(), {unit: unit for unit in published()})
    assert found["people"] == ["A", "B", "C", "D"]
    assert len(found["kappa"]) == 6
    pair = found["kappa"][0]
    assert (pair["people"], pair["n"], pair["same"]) == (["A", "B"], 9, 8)
    assert found["labelled_twice"] == 11


def test_the_interval_resamples_claims_not_answers() -> None:
    """Thirty answers about two claims leave more room than thirty about thirty."""
    rng = np.random.default_rng(3)
    ratings = {
        str(i): {"a": str(v), "b": str(v if rng.random() < 0.7 else 1 - v)}
        for i, v in enumerate(rng.integers(0, 2, 30))
    }
    apart = reliability(ratings, {k: k for k in ratings})["alpha"]
    together = reliability(ratings, {k: str(int(k) < 15) for k in ratings})["alpha"]
    assert apart["value"] == together["value"]
    assert apart["claims"] == 30 and together["claims"] == 2
    assert apart["interval"][0] <= apart["value"] <= apart["interval"][1]
    one = reliability(ratings, dict.fromkeys(ratings, "same"))["alpha"]
    assert one["interval"] is None


def test_the_same_seed_gives_the_same_interval() -> None:
    """Bootstraps are drawn by seed."""
    claims = {unit: unit for unit in published()}
    first = reliability(published(), claims, seed=5)
    assert first == reliability(published(), claims, seed=5)
    assert first["alpha"] != reliability(published(), claims, seed=6)["alpha"]
