"""How large an audit must be, and what an audit could have shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.paired import paired
from reports.power import (
    MOST,
    Likeness,
    Size,
    claims_needed,
    difference_shown,
    planned_power,
    smallest_detectable,
)


def simulated(rate, difference, rho, size, *, runs=1500, repeat=0.0, seed=1, level=0.05):
    """How often the paired test finds the difference, claims drawn anew for each model."""
    rng = np.random.default_rng(seed)
    found = 0
    k, m, r = size.claims, size.prompts, size.repeats
    for _ in range(runs):
        sums = []
        for p in (rate + difference, rate):
            own = rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1), k) if rho else np.full(k, p)
            if repeat:  # repeats of a prompt go together beyond what the claim explains
                within = repeat / (1 - rho)
                scale = 1 / within - 1
                own = np.clip(own, 1e-6, 1 - 1e-6)[:, None]
                own = rng.beta(own * scale, (1 - own) * scale, (k, m))
                sums.append(rng.binomial(r, own).sum(axis=1) / r)
            else:
                sums.append(rng.binomial(m * r, own) / r)
        p_value = paired(sums[0], sums[1], [m] * k, answers=(r, r)).p
        found += p_value < level
    return found / runs


@pytest.mark.parametrize(
    ("rate", "difference", "rho"),
    [(0.3, 0.1, 0.15), (0.1, 0.1, 0.1), (0.5, 0.2, 0.3), (0.2, 0.15, 0.0), (0.02, 0.05, 0.15)],
)
def test_the_power_promised_is_the_power_had(rate, difference, rho):
    """Within three points (and the simulation's own error) of a simulation."""
    likeness = Likeness(claim=rho, prompt=0.0)
    claims = claims_needed(
        difference=difference, power=0.8, rate=rate, likeness=likeness, prompts=6
    )
    size = Size(claims=claims, prompts=6)
    promised = planned_power(size, likeness, rate=rate, difference=difference)
    had = simulated(rate, difference, rho, size)
    assert abs(had - promised) < 0.03 + 2 * np.sqrt(0.16 / 1500)


def test_repeats_help_only_as_far_as_they_differ():
    """With repeats that go together the promise holds as well."""
    likeness = Likeness(claim=0.1, prompt=0.3)
    claims = claims_needed(
        difference=0.15, power=0.8, rate=0.3, likeness=likeness, prompts=3, repeats=3
    )
    size = Size(claims=claims, prompts=3, repeats=3)
    promised = planned_power(size, likeness, rate=0.3, difference=0.15)
    had = simulated(0.3, 0.15, 0.1, size, repeat=0.3, runs=800)
    assert abs(had - promised) < 0.03 + 2 * np.sqrt(0.16 / 800)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.02, 0.6), st.floats(0.03, 0.3), st.floats(0, 0.5), st.integers(1, 12),
    st.integers(1, 4),
)  # fmt: skip
def test_one_claim_fewer_would_not_do(rate, difference, rho, prompts, repeats):
    """The number of claims is the smallest that reaches the power, and at least ten."""
    likeness = Likeness(claim=rho, prompt=0.2)
    claims = claims_needed(
        difference=difference, power=0.8, rate=rate, likeness=likeness, prompts=prompts,
        repeats=repeats,
    )  # fmt: skip
    size = Size(claims=claims, prompts=prompts, repeats=repeats)
    fewer = Size(claims=claims - 1, prompts=prompts, repeats=repeats)
    assert planned_power(size, likeness, rate=rate, difference=difference) >= 0.8
    if claims > 10:
        assert planned_power(fewer, likeness, rate=rate, difference=difference) < 0.8


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 0.5), st.floats(0, 0.4), st.integers(10, 100))
def test_the_difference_shown_needs_that_many_claims(rate, rho, claims):
    """Asking what n claims show, and how many claims that needs, leads back to n."""
    likeness = Likeness(claim=rho, prompt=0.1)
    size = Size(claims=claims, prompts=6)
    shown = difference_shown(size, likeness, rate=rate, power=0.8)
    again = claims_needed(
        difference=shown + 1e-6, power=0.8, rate=rate, likeness=likeness, prompts=6
    )
    assert again <= claims


def test_what_no_audit_can_show_is_said():
    """A difference too small for any audit gives None, not a number."""
    likeness = Likeness()
    assert (
        claims_needed(difference=0.0005, power=0.8, rate=0.3, likeness=likeness, prompts=6) is None
    )


def test_the_largest_audit_is_tried_before_giving_up():
    """A difference that only the last thousands of claims show is not refused."""
    likeness = Likeness()
    asked = {"rate": 0.3, "difference": 0.009, "likeness": likeness}
    claims = claims_needed(power=0.8, prompts=6, **asked)
    assert 10_240 < claims < MOST
    assert planned_power(Size(claims=claims, prompts=6), **asked) >= 0.8
    promised = planned_power(Size(claims=MOST, prompts=6), **asked)
    assert MOST - 100 < claims_needed(power=promised, prompts=6, **asked) <= MOST


def test_four_claims_show_no_difference():
    """Below five claims nothing is detectable."""
    assert smallest_detectable(paired([3] * 4, [1] * 4, [6] * 4)) is None


def test_five_claims_bear_one_comparison_only():
    """No p-value over five claims is below 3.1 %, so halved for two chatbots nothing can show."""
    found = paired([3] * 5, [1] * 5, [6] * 5)
    assert smallest_detectable(found) is not None
    assert smallest_detectable(found, level=0.025) is None


def test_more_claims_show_smaller_differences():
    """The smallest detectable difference falls as claims are added."""
    rng = np.random.default_rng(5)
    shown = []
    for k in (10, 30, 90):
        a, b = rng.binomial(6, rng.beta(1.5, 3.5, (2, k)))
        shown.append(smallest_detectable(paired(a, b, [6] * k)))
    assert shown[0] > shown[1] > shown[2] > 0


def test_a_correction_for_many_comparisons_costs_power():
    """At a stricter level the smallest detectable difference is larger."""
    found = paired([2] * 10 + [3] * 10, [2] * 5 + [3] * 15, [6] * 20)
    assert smallest_detectable(found, level=0.005) > smallest_detectable(found)


def test_nothing_seen_still_has_a_detectable_difference():
    """Where no side ever repeated, the assumed correlation gives the figure."""
    shown = smallest_detectable(paired([0] * 30, [0] * 30, [6] * 30))
    assert 0.03 < shown < 0.2
