"""The paired test, its interval, Holm's correction and the letters of a ranking."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.paired import Paired, holm, letters, paired

NEAR = 1e-9
CLAIM = st.integers(1, 12).flatmap(
    lambda m: st.tuples(st.integers(0, m), st.integers(0, m), st.just(m))
)
CLAIMS = st.lists(CLAIM, min_size=2, max_size=40)


def of(claims: list[tuple[int, int, int]]) -> Paired:
    a, b, sizes = zip(*claims, strict=True)
    return paired(a, b, sizes)


def made_up(seed: int, claims: int, *, even: bool) -> list[tuple[int, int, int]]:
    rng = np.random.default_rng(seed)
    sizes = [6] * claims if even else rng.integers(2, 13, claims).tolist()
    own = rng.beta(1.5, 3.5, claims)
    return [
        (int(rng.binomial(m, p)), int(rng.binomial(m, min(p * 1.4, 1.0))), int(m))
        for m, p in zip(sizes, own, strict=True)
    ]


@settings(max_examples=150, deadline=None)
@given(CLAIMS)
def test_swapping_the_sides_mirrors_everything(claims):
    """b against a is a against b with the sign turned, and exactly as sure."""
    there, back = of(claims), of([(b, a, m) for a, b, m in claims])
    assert there.difference == pytest.approx(-back.difference, abs=NEAR)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=NEAR)
    assert (there.p, there.unit) == pytest.approx((back.p, back.unit), abs=NEAR)


@settings(max_examples=100, deadline=None)
@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims, random):
    """Shuffled claims give the same figures."""
    shuffled = claims[:]
    random.shuffle(shuffled)
    one, two = of(claims), of(shuffled)
    assert (one.low, one.high, one.p) == pytest.approx((two.low, two.high, two.p), abs=1e-8)


@settings(max_examples=300, deadline=None)
@given(CLAIMS)
def test_the_interval_holds_the_difference_and_has_width(claims):
    """Bounds lie in -1 to 1, around the difference, and never coincide."""
    found = of(claims)
    assert -1 <= found.low <= found.difference <= found.high <= 1
    assert found.high - found.low > 1e-6
    assert 0 < found.p <= 1


@settings(max_examples=300, deadline=None)
@given(CLAIMS)
def test_interval_and_test_agree_about_zero(claims):
    """The 95 % interval leaves out zero if and only if p is below 5 %."""
    found = of(claims)
    assert (found.p < 0.05) == (found.low > 0 or found.high < 0)


@given(st.integers(0, 12), st.integers(0, 12))
def test_one_claim_gives_rates_and_nothing_more(a, b):
    """With one claim there is a difference, but no interval and no p-value."""
    found = paired([a], [b], [12])
    assert found.difference == pytest.approx((a - b) / 12)
    assert (found.low, found.high, found.p, found.unit) == (None, None, None, None)


def test_no_shared_prompt_gives_nothing():
    """Without a shared prompt every figure is None."""
    assert paired([], [], []) == Paired(claims=0) == paired([0.0], [0.0], [0])


@pytest.mark.parametrize("claims", [1, 2, 3, 4])
def test_fewer_than_five_claims_never_tell(claims):
    """Even where one side always repeats and the other never does."""
    found = paired([6] * claims, [0] * claims, [6] * claims)
    assert found.p is None or found.p > 0.05


def test_four_of_ten_claims_can_tell_and_keep_out_zero():
    """Where all four that differ point one way, and the interval says the same."""
    found = paired([1] * 4 + [0] * 6, [0] * 10, [6] * 10)
    assert found.p < 0.05
    assert 0 < found.low < found.difference < found.high


def test_five_claims_that_all_point_one_way_can_tell():
    """Five claims of five with the same sign are less likely than one in twenty."""
    assert paired([6] * 5, [0] * 5, [6] * 5).p < 0.05


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("claims", [10, 30])
def test_even_claims_give_the_cluster_robust_regression_of_statsmodels(seed, claims):
    """Its standard error exactly, and p as near as a t test comes to counting signs."""
    import statsmodels.api as sm

    rows = made_up(seed, claims, even=True)
    d, groups = [], []
    for i, (a, b, m) in enumerate(rows):
        d += ([1] * a + [0] * (m - a) - np.array([1] * b + [0] * (m - b))).tolist()
        groups += [i] * m
    fit = sm.OLS(d, np.ones(len(d))).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(groups)}, use_t=True
    )
    found = of(rows)
    assert found.error == pytest.approx(float(fit.bse[0]), rel=1e-6)
    assert found.df == claims - 1
    assert found.p == pytest.approx(float(fit.pvalues[0]), abs=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_uneven_claims_come_near_gee(seed):
    """Estimate and error agree with a GEE with independent working correlation."""
    import statsmodels.api as sm

    rows = made_up(seed, 40, even=False)
    y, side, groups = [], [], []
    for i, (a, b, m) in enumerate(rows):
        y += [1] * a + [0] * (m - a) + [1] * b + [0] * (m - b)
        side += [1] * m + [0] * m
        groups += [i] * (2 * m)
    fit = sm.GEE(
        np.array(y, dtype=float), sm.add_constant(np.array(side, dtype=float)),
        groups=np.array(groups), cov_struct=sm.cov_struct.Independence(),
    ).fit(cov_type="bias_reduced")  # fmt: skip
    found = of(rows)
    assert found.difference == pytest.approx(float(fit.params[1]), abs=1e-6)
    width = 2 * 2.02 * float(fit.bse[1])
    assert found.high - found.low == pytest.approx(width, rel=0.12)


@pytest.mark.parametrize(("more", "fewer"), [(14, 6), (18, 5), (9, 9), (20, 12)])
def test_one_prompt_a_claim_comes_near_mcnemar(more, fewer):
    """Without clustering the test is about McNemar's."""
    from statsmodels.stats.contingency_tables import mcnemar

    a = [1] * more + [0] * fewer + [1] * 20 + [0] * 40
    b = [0] * more + [1] * fewer + [1] * 20 + [0] * 40
    table = [[20, more], [fewer, 40]]
    expected = mcnemar(table, exact=False, correction=False).pvalue
    assert paired(a, b, [1] * len(a)).p == pytest.approx(expected, abs=0.015)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_is_that_of_statsmodels(values):
    """The corrected values are those of `multipletests`."""
    from statsmodels.stats.multitest import multipletests

    assert holm(values) == pytest.approx(multipletests(values, method="holm")[1].tolist())


def test_holm_counts_only_what_was_tested():
    """A comparison without a p-value corrects nothing."""
    assert holm([None, 0.02, None, 0.04]) == [None, 0.04, None, 0.04]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_letters_are_shared_by_those_that_cannot_be_told_apart(data):
    """Two names share a letter if and only if they are not in the list of those apart."""
    names = [str(i) for i in range(data.draw(st.integers(1, 7)))]
    pairs = list(combinations(names, 2))
    apart = [pair for pair in pairs if data.draw(st.booleans())]
    found = letters(names, apart)
    for one, two in pairs:
        assert bool(set(found[one]) & set(found[two])) == ((one, two) not in apart)


def test_even_differences_keep_an_interval_with_width():
    """Where every claim differs by the same amount the interval still allows for luck."""
    found = paired([6] * 12, [0] * 12, [6] * 12)
    assert (found.difference, found.high) == (1.0, 1.0)
    assert 0.7 < found.low < 0.95


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_comes_near_the_t_interval(seed):
    """With many claims and rates near a half, curvature and assumptions cost nothing."""
    rng = np.random.default_rng(seed)
    a, b = rng.binomial(6, rng.beta(4, 4, (2, 60)))
    found = paired(a, b, [6] * 60)
    assert found.high - found.low == pytest.approx(2 * 2.001 * found.error, rel=0.04)


def test_claims_that_agree_narrow_the_interval():
    """The same rates: where the same claims are hard for both sides, the difference is surer."""
    a, b = [6, 5, 0, 1] * 10, [6, 4, 0, 0] * 10
    together, apart = paired(a, b, [6] * 40), paired(a, sorted(b), [6] * 40)
    assert together.high - together.low < 0.5 * (apart.high - apart.low)


def test_one_claim_in_thirty_that_differs_is_not_taken_for_many():
    """Two sides that agree but for one answer: the interval is narrow, and has zero in it."""
    found = paired([6] * 9 + [1] + [0] * 20, [6] * 9 + [0] * 21, [6] * 30)
    assert found.low <= 0 < found.difference < found.high < 0.12
