"""The fitted dose-response curve: against statsmodels, against known truths, at its edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.dose_fit import Cell, band, expit, fieller, fit_curve, misfit
from tests.bench.sim_dose import control, experiment, tally

DOSES = (0, 1, 2, 3, 5)


def cells(share, *, claims=12, n=6, seed=1):
    """Answers of claims at doses whose true share of repeats is `share(dose, claim)`."""
    rng = np.random.default_rng(seed)
    return [
        Cell(claim=f"c{i}", dose=d, count=int(rng.binomial(n, share(d, i))), n=n)
        for i in range(claims)
        for d in DOSES
    ]


def logistic(half, slope, spread=0.0):
    return lambda d, i: float(expit(np.array(spread * (i % 3 - 1) + slope * (d - half))))


def test_slope_and_covariance_are_those_of_statsmodels():
    """The oracle: GEE, independent working correlation, bias-reduced covariance."""
    genmod = pytest.importorskip("statsmodels.genmod.api")
    made = cells(logistic(2.0, 1.0, spread=0.8), seed=4)
    y, x, groups = [], [], []
    for cell in made:
        for answer in range(cell.n):
            y.append(float(answer < cell.count))
            x.append([1.0, cell.dose])
            groups.append(int(cell.claim[1:]))
    family = genmod.families.Binomial()
    model = genmod.GEE(np.array(y), np.array(x), np.array(groups), family=family)
    expected = model.fit(cov_type="bias_reduced")
    found = fit_curve(made)
    assert np.allclose([found.intercept, found.slope], expected.params, atol=1e-6)
    covariance = np.array(found.covariance).reshape(2, 2)
    assert np.allclose(covariance, expected.cov_params(), rtol=1e-5)


def test_the_interval_of_the_half_effect_dose_is_where_the_curve_may_be_one_half():
    """At both of Fieller's ends the curve's own band just touches one half."""
    found = fit_curve(cells(logistic(2.0, 1.0)))
    low, high = band(found, [found.half_low, found.half_high])
    assert low[2] == pytest.approx(0.5)
    assert high[1] == pytest.approx(0.5)


def test_500_simulated_experiments_hold_the_half_effect_dose():
    """On 20 claims the 95 % interval holds the truth in 93 to 97 % of experiments."""
    rng = np.random.default_rng(7)
    made = [experiment(20, 1.0, 2.0, 1.2, rng) for _ in range(500)]
    within, _, told = tally(made, 2.0)
    assert 93 <= within <= 97
    assert told == 100


def test_the_control_of_known_rule_is_held_too():
    """The half-effect dose of control/dose is 2 and inside the interval in 93 to 97 %."""
    within, _, _ = tally([control(i, 20) for i in range(500)], 2.0)
    assert 93 <= within <= 97


def test_a_deaf_chatbot_shows_an_effect_in_5_per_cent_at_most():
    """The test keeps its error, within what 500 experiments can tell of it."""
    rng = np.random.default_rng(8)
    _, _, told = tally([experiment(20, 1.0, 2.0, 0.0, rng) for _ in range(500)], 2.0)
    assert told <= 7


def test_no_effect_gives_no_half_effect_dose():
    """Where the slope is not told from zero, neither half nor interval is given."""
    found = fit_curve(cells(lambda d, i: 0.4))
    assert (found.says, found.half, found.half_low) == ("cannot tell", None, None)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (lambda d, i: 0.0, "constant"),
        (lambda d, i: 1.0, "constant"),
        (lambda d, i: float(d >= 2), "separated"),
        (lambda d, i: float(d < 2), "separated"),
        (lambda d, i: {0: 0.0, 1: 0.5}.get(d, 1.0), "separated"),
    ],
)
def test_answers_that_fix_no_curve_are_named(share, expected):
    """All alike, or switching at once: no slope is made up."""
    found = fit_curve(cells(share))
    assert (found.says, found.slope, found.half) == (expected, None, None)


def test_few_claims_or_one_dose_give_no_curve():
    """Five claims, or answers at a single dose, are too few."""
    assert fit_curve(cells(logistic(2.0, 1.0), claims=5)).says == "too few"
    one = [cell for cell in cells(logistic(2.0, 1.0)) if cell.dose == 2]
    assert fit_curve(one).says == "too few"
    assert fit_curve([]).says == "too few"


def test_a_bend_is_noticed_and_a_logistic_curve_is_not_called_bent():
    """A share that rises and falls again bends; a logistic one does not."""
    hump = {0: 0.1, 1: 0.7, 2: 0.9, 3: 0.7, 5: 0.1}
    assert misfit(cells(lambda d, i: hump[d])) < 0.001
    assert misfit(cells(logistic(2.0, 0.6), seed=3)) > 0.01


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.sampled_from(DOSES), st.integers(0, 5), st.integers(0, 5)),
        max_size=60,
    )
)
def test_any_answers_get_an_answer(rows):
    """Whatever is counted, the fit ends, and its interval holds its own estimate."""
    made = [Cell(claim=f"c{c}", dose=d, count=min(y, n), n=n) for c, d, y, n in rows]
    found = fit_curve(made)
    if found.half is not None:
        assert found.half_low <= found.half <= found.half_high
    if found.slope is not None:
        assert found.slope_low <= found.slope <= found.slope_high
        assert 0 <= found.p <= 1


def test_an_unbounded_set_is_no_interval():
    """Where the slope may be zero, Fieller's set is no span."""
    assert fieller(np.array([0.1, 0.2]), np.eye(2), 2.0) is None
