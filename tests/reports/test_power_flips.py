"""The power of planned audits at strict levels: never more than flipped signs can have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.plan_size import Request, plan_size
from reports.power import Likeness, Size, claims_needed, difference_shown, planned_power
from reports.power_flips import least_t, most_power, one_answer_power, spread
from reports.signs import mid_p
from tests.reports.test_power import simulated

RUNS = 1500


@pytest.mark.parametrize("comparisons", [3, 10, 45, 60, 300])
@pytest.mark.parametrize(("rate", "difference"), [(0.3, 0.6), (0.1, 0.5), (0.3, 0.3)])
def test_strict_levels_have_the_power_promised(comparisons, rate, difference):
    """At most three points (and the simulation's own error) less, over few claims too."""
    level = 0.05 / comparisons
    asked = {"rate": rate, "difference": difference, "likeness": Likeness(claim=0.15, prompt=0.0)}
    claims = claims_needed(power=0.8, prompts=6, level=level, **asked)
    size = Size(claims=claims, prompts=6)
    promised = planned_power(size, level=level, **asked)
    had = simulated(rate, difference, 0.15, size, runs=RUNS, level=level)
    assert abs(had - promised) < 0.035 + 2 * np.sqrt(0.16 / RUNS)


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 16), st.integers(1, 8), st.floats(1.01, 1000))
def test_no_power_where_no_p_value_is_so_small(claims, prompts, stricter):
    """Ten claims bear some fifty comparisons: then nothing is promised, asked for or shown."""
    level = 2.0**-claims / stricter
    size, likeness = Size(claims=claims, prompts=prompts), Likeness()
    asked = {"rate": 0.02, "likeness": likeness, "level": level}
    assert planned_power(size, difference=0.97, **asked) == 0
    assert difference_shown(size, power=0.8, **asked) is None
    needed = claims_needed(difference=0.97, power=0.8, prompts=prompts, **asked)
    assert needed > claims


def test_a_plan_for_sixty_comparisons_asks_for_claims_that_bear_them():
    """Ten claims would never show anything at that level, however different the models."""
    found = plan_size(Request(difference=0.6, comparisons=60))
    assert 2.0 ** -found["claims"] < 0.05 / 60 / 4
    assert found["shown"][0] == {"claims": 10, "difference": None}


@pytest.mark.parametrize(("claims", "level"), [(8, 0.05), (12, 0.005), (15, 0.001), (18, 0.05)])
def test_one_answer_a_claim_has_exactly_the_power_of_its_signs(claims, level):
    """Added up over every number of claims that can point either way."""
    from scipy.stats import multinomial

    of = spread(0.4, 0.5 - 0.16, 1)
    expected = 0.0
    for up in range(claims + 1):
        for down in range(claims - up + 1):
            p = 2.0**-4 if (up, down) == (4, 0) else mid_p([1] * up + [-1] * down)
            if p <= level and up > down:
                shares = [claims - up - down, up, down]
                expected += multinomial.pmf(shares, claims, [0.5, 0.45, 0.05])
    assert one_answer_power(of, claims, level) == pytest.approx(expected, rel=1e-3)


def test_with_many_claims_signs_ask_for_what_t_asks():
    """The quantile of the normal distribution, in the far tail as well."""
    from scipy.special import stdtrit

    for level in (0.05, 0.001, 1e-6):
        found = least_t(spread(0.02, 0.09, 6), 5000, level)
        assert found == pytest.approx(stdtrit(4999, 1 - level / 2), rel=0.01)


def test_few_claims_must_all_agree():
    """Twelve claims at a level of 2^-12: power is the chance that all twelve point one way."""
    of = spread(0.5, 0.04, 6)
    differ, contrary = of.ways
    expected = (differ * (1 - contrary)) ** 12
    assert most_power(of, 12, 2.0**-12) == pytest.approx(expected)


@given(st.floats(0.01, 0.9), st.floats(0.01, 0.9), st.integers(1, 200))
def test_chances_of_differences_add_up(mean, share, answers):
    """Whatever the claim: nothing negative, one in sum."""
    of = spread(mean, share * mean * (1 - mean), answers)
    assert of.chances.min() >= 0
    assert of.chances.sum() == pytest.approx(1)
