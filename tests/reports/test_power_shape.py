"""The shape of claims' differences, and what it does to power."""

import numpy as np
import pytest

from reports.power_shape import shape_of


def simulated(p, prompts, repeats, claim, within):
    """Cumulants of a claim's mean outcome, from many claims."""
    rng = np.random.default_rng(1)
    own = np.clip(rng.beta(p * (1 / claim - 1), (1 - p) * (1 / claim - 1), 400_000), 1e-9, 1)
    hits = np.zeros(len(own))
    for _ in range(prompts):
        scale = 1 / within - 1
        own_of_prompt = rng.beta(own * scale, np.clip(1 - own, 1e-9, 1) * scale)
        hits += rng.binomial(repeats, own_of_prompt)
    d = hits / (prompts * repeats)
    d -= d.mean()
    variance = (d**2).mean()
    return variance, (d**3).mean(), (d**4).mean() - 3 * variance**2


@pytest.mark.parametrize(("p", "q"), [(0.1, 0.3), (0.5, 0.2)])
def test_the_shape_is_that_of_simulated_claims(p, q):
    """Skewness and excess of the difference of two models that are clustered like that."""
    claim, prompt = 0.2, 0.3
    one, two = (simulated(x, 3, 2, claim, prompt / (1 - claim)) for x in (p, q))
    variance = one[0] + two[0]
    found = shape_of(p, q, prompts=3, repeats=2, claim=claim, prompt=prompt)
    skew = (two[1] - one[1]) / variance**1.5 * np.sign(q - p)
    assert found.skew == pytest.approx(skew, abs=0.02)
    assert found.excess == pytest.approx((one[2] + two[2]) / variance**2, abs=0.05)


def test_rare_outcomes_lean_towards_the_higher_rate():
    """Few claims carry the difference: skewed upwards, and more power than a t test promises."""
    rare = shape_of(0.02, 0.07, prompts=6, repeats=1, claim=0.15, prompt=0.0)
    assert rare.skew > 0.5
    assert rare.widened(2.8, 80) > 1.03


def test_rates_either_side_of_a_half_are_even():
    """40 % against 60 %: no excess to speak of, mirrored shapes, no correction worth a point."""
    even = shape_of(0.4, 0.6, prompts=6, repeats=1, claim=0.0, prompt=0.0)
    back = shape_of(0.6, 0.4, prompts=6, repeats=1, claim=0.0, prompt=0.0)
    assert even.skew == pytest.approx(back.skew)
    assert 0.95 < even.widened(2.8, 60) < 1.05


def test_outcomes_that_never_differ_have_no_shape():
    """At 0 against 1 nothing scatters."""
    assert shape_of(0.0, 1.0, prompts=6, repeats=1, claim=0.1, prompt=0.0).skew == 0.0


def test_claims_hard_for_both_models_have_a_shape_of_their_own():
    """Where one model is led astray on the very claims that lead the other, as simulated."""
    rng = np.random.default_rng(2)
    from scipy.special import betaincinv

    luck = rng.random(200_000)
    scale = 1 / 0.2 - 1
    one, two = (
        rng.binomial(4, betaincinv(p * scale, (1 - p) * scale, luck)) / 4 for p in (0.2, 0.4)
    )
    d = two - one - (two - one).mean()
    found = shape_of(0.2, 0.4, prompts=4, repeats=1, claim=0.0, prompt=0.0, total=0.8)
    assert found.skew == pytest.approx((d**3).mean() / d.var() ** 1.5, abs=0.03)
    assert found.excess == pytest.approx((d**4).mean() / d.var() ** 2 - 3, abs=0.06)
