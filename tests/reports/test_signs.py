"""The sign-flip test: exact where it counts, near the exact value where it does not."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.signs import MANY, OF_FOUR, _effective, _saddlepoint, mid_p

WHOLE = st.lists(st.integers(-6, 6), min_size=1, max_size=9)
REPEATED = st.lists(st.integers(-12, 12).map(lambda n: n / 12), min_size=1, max_size=9)
# No two sums of these are nearer than a thousandth, unless they are equal: no tolerance decides.
ROOTS = st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(lambda n: n[0] + n[1] * 2**0.5)
UNLIKE = st.lists(ROOTS, min_size=5, max_size=9)
# Of differences like these a few dominate, or no common denominator is small.
DOMINATED = st.tuples(
    st.lists(st.sampled_from([42, -42, 40, -41, 43]), min_size=1, max_size=8),
    st.lists(st.sampled_from([1, -1, 2, -2, 3]), min_size=8, max_size=12),
).map(lambda parts: parts[0] + parts[1])


def counted(wholes) -> float:
    """The mid-p of whole numbers, exactly: ways to each sum, as whole numbers of any size."""
    ways, found = Counter({0: 1}), abs(sum(wholes))
    for d in wholes:
        sums = Counter()
        for total, n in ways.items():
            sums[total + d] += n
            sums[total - d] += n
        ways = sums
    beyond = sum(n for total, n in ways.items() if abs(total) > found)
    equal = sum(n for total, n in ways.items() if abs(total) == found)
    return (2 * beyond + equal) / 2 ** (len(wholes) + 1) if found else 1.0


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
    assert mid_p(scaled) == pytest.approx(mid_p(differences), rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(DOMINATED, st.sampled_from([1, 6, 7, 11, 13, 35, 63, 77, 2520]))
def test_a_few_large_differences_are_counted_exactly(wholes, denominator):
    """Whatever the repeats, and however many of them failed: sevenths, elevenths, mixtures."""
    expected = counted(wholes)
    assert mid_p([n / denominator for n in wholes]) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 12), st.integers(5, 11)), min_size=15, max_size=18))
def test_repeats_that_failed_here_and_there_are_counted_exactly(parts):
    """Every claim may have a denominator of its own."""
    wholes = [n * 27_720 // m for n, m in parts if n]
    assume(len(wholes) != 4)
    assert mid_p([n / m for n, m in parts]) == pytest.approx(counted(wholes), rel=1e-9)


@pytest.mark.parametrize(
    ("sevenths", "exact"),
    [
        ([-42, 42, 42, 42, -42, 42, 42, 42, 42, 1, 2, 1, 1, 2, 1, -2, 2, 1], 0.042633),
        ([42, -42, 42, 42, 42, 42, 2, 1, 2, 2, 2, 1, 2, 2, 2, -1], 0.031708),
    ],
)
def test_seven_repeats_can_tell(sevenths, exact):
    """Three repeats of ten failed: an approximation said 0.08 here."""
    assert mid_p([n / 7 for n in sevenths]) == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize("claims", [15, 25, 40, 100])
@pytest.mark.parametrize("large", [1, 3, 8])
def test_what_has_no_common_measure_is_counted_after_rounding(claims, large):
    """A few large claims, a little of everything beside: within a part in a hundred."""
    rng = np.random.default_rng(claims + large)
    few = rng.choice([-1, 1], large, p=[0.4, 0.6]) * (42 + np.pi * np.arange(large) / 7)
    many = rng.normal(0.3, 1, claims - large)
    d = np.concatenate([few, many])
    signs = rng.choice([-1.0, 1.0], (50_000, claims))
    share = (np.abs(signs @ d) > abs(d.sum())).mean()
    assert mid_p(d) == pytest.approx(share, rel=0.01, abs=4 * np.sqrt((share + 1e-4) / 50_000))


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


@pytest.mark.parametrize("claims", [500, 900])
def test_the_saddlepoint_comes_near_the_exact_value(claims):
    """Also far out in the tail, where Holm's correction looks."""
    rng = np.random.default_rng(claims)
    size = np.sort(rng.integers(1, 4, claims))
    assert _effective(size.astype(float)) > MANY / 1.5
    for lean in (0.51, 0.53, 0.55, 0.6):
        d = size * np.where(rng.random(claims) < lean, 1, -1)
        d = d if d.sum() > 0 else -d
        near = _saddlepoint(size.astype(float), float(d.sum()))
        assert near == pytest.approx(counted(d.tolist()), rel=0.01)


def test_very_many_claims_are_told_too():
    """Thousands without a common measure; and all one way is 2 to the minus their number."""
    rng = np.random.default_rng(3)
    signs = np.where(rng.random(5000) < 0.52, 1, -1)
    wholes = rng.integers(5, 8, 5000) * signs
    noise = 1 + rng.random(5000) * 1e-4
    assert mid_p(wholes * noise) == pytest.approx(mid_p(wholes), rel=0.02)
    assert mid_p([5.0] * 1000) == 2.0**-1000
    assert mid_p([0.1234567] * 20) == 2.0**-20
    assert mid_p(1 + rng.random(800)) == 2.0**-800


def test_a_few_large_claims_among_thousands_are_not_smoothed_over():
    """Six of six large claims one way, among thousands of hardly any difference."""
    rng = np.random.default_rng(4)
    small = rng.normal(0, 1e-4, 3000)
    assert mid_p([*(1 + rng.random(6) / 100), *small]) == pytest.approx(2**-6, rel=0.02)
