"""The sign-flip test: exact where it counts, near the exact value where it does not."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.signs import COSTLY, OF_FOUR, _counted, _saddlepoint, mid_p

WHOLE = st.lists(st.integers(-6, 6), min_size=1, max_size=9)
REPEATED = st.lists(st.integers(-12, 12).map(lambda n: n / 12), min_size=1, max_size=9)
UNLIKE = st.lists(st.floats(-1, 1).filter(lambda x: abs(x) > 1e-3), min_size=5, max_size=9)


def tried(differences) -> float:
    """The mid-p by trying every choice of signs."""
    d = np.array([x for x in differences if x])
    found = abs(d.sum())
    if found < 1e-9:
        return 1.0
    sums = np.abs([np.dot(signs, d) for signs in product((-1, 1), repeat=len(d))])
    return float((sums > found + 1e-9).mean() + (np.abs(sums - found) <= 1e-9).mean() / 2)


@settings(max_examples=150, deadline=None)
@given(st.one_of(WHOLE, REPEATED, UNLIKE))
def test_the_p_value_counts_all_signs(differences):
    """For whole numbers, means of repeats and numbers without a common denominator."""
    assume(mid_p(differences) != OF_FOUR)
    assert mid_p(differences) == pytest.approx(tried(differences), abs=1e-9)


@given(WHOLE)
def test_claims_that_do_not_differ_say_nothing(differences):
    """Beside fewer than ten claims, zeros change nothing."""
    few = differences[:5]
    assert mid_p([*few, 0, 0, 0]) == mid_p(few)


@given(UNLIKE, st.floats(0.1, 10))
def test_the_unit_of_differences_does_not_matter(differences, factor):
    """Percentage points say what shares say."""
    scaled = [x * factor for x in differences]
    assert mid_p(scaled) == pytest.approx(mid_p(differences), abs=1e-9)


@pytest.mark.parametrize(
    ("differences", "claims", "expected"),
    [
        ([1, 1, 1], 30, 2**-3),
        ([1, 1, 1, 1], 9, 2**-4),
        ([1, 1, 1, 1], 10, OF_FOUR),
        ([-1, -1, -1, -1], 60, OF_FOUR),
        ([2, 2, 1, 1], 10, OF_FOUR),
        ([3, 1, 1, 1], 10, 2**-4),
        ([1, 1, 1, -1], 10, 0.375),
    ],
)
def test_four_claims_tell_only_if_all_agree_and_many_were_asked(differences, claims, expected):
    """Four of ten, all one way and about evenly, count like a normal deviate of two."""
    zeros = [0] * (claims - len(differences))
    assert mid_p([*differences, *zeros]) == pytest.approx(expected)


@pytest.mark.parametrize("claims", [10, 12, 20, 60])
def test_four_claims_are_a_difference_in_one_audit_of_twenty_at_most(claims):
    """Whatever the share of claims that differ (all by the same), errors stay near 5 %."""
    from scipy.stats import binom

    shares = np.linspace(0.01, 0.7, 70)
    total = np.zeros_like(shares)
    for s in range(1, claims + 1):
        for more in range(s + 1):
            d = [1] * more + [-1] * (s - more) + [0] * (claims - s)
            if mid_p(d) < 0.05:
                total += binom.pmf(s, claims, shares) * binom.pmf(more, s, 0.5)
    assert 0.04 < total.max() < 0.055


def test_mcnemars_mid_p_is_that_of_statsmodels():
    """With one prompt a claim this is McNemar's exact test, the case found counting half."""
    from scipy.stats import binom
    from statsmodels.stats.contingency_tables import mcnemar

    for more, fewer in ((14, 6), (18, 5), (20, 12), (7, 0)):
        exact = mcnemar([[20, more], [fewer, 40]], exact=True).pvalue
        expected = exact - binom.pmf(fewer, more + fewer, 0.5)
        assert mid_p([1] * more + [-1] * fewer) == pytest.approx(expected, rel=1e-9)


def test_the_exact_value_is_that_of_scipy():
    """scipy's permutation test tries the same signs."""
    from scipy.stats import permutation_test

    d = np.array([3, -1, 2, 2, -2, 4, 1, 5, -1, 1.0])
    upper, lower = (
        permutation_test(
            (d,), np.sum, permutation_type="samples", n_resamples=2**10, alternative=side
        ).pvalue
        for side in ("greater", "less")
    )
    assert mid_p(d) == pytest.approx(upper + 1 - lower)


@pytest.mark.parametrize("claims", [25, 60, 150])
def test_the_saddlepoint_comes_near_the_exact_value(claims):
    """Also far out in the tail, where Holm's correction looks."""
    rng = np.random.default_rng(claims)
    size = np.sort(rng.integers(1, 7, claims))
    for share in (0.15, 0.3, 0.5, 0.7):
        found = int(share * size.sum()) // 2 * 2 + int(size.sum()) % 2
        exact = _counted(size.tolist(), found)
        assert _saddlepoint(size.astype(float), found) == pytest.approx(exact, rel=0.03)


def test_very_many_claims_take_the_saddlepoint():
    """A thousand claims are told at once, and all one way is still 2 to the minus thousand."""
    rng = np.random.default_rng(3)
    d = rng.integers(-6, 8, 1000)
    assert len(d) * np.abs(d).sum() > COSTLY
    assert 0 < mid_p(d) < 0.05
    assert mid_p([5.0] * 1000) == 2.0**-1000
    assert mid_p([0.1234567] * 20) == 2.0**-20
