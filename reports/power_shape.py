"""The shape of claims' differences in a planned audit, for its power (`reports.power`).

A t test has more power than its formula says where claims with a large difference are few (the
mean and its error then grow together), and less where claims with none are. How much follows from
the third and fourth cumulants of what a claim contributes. They are those of answers whose rates
differ from claim to claim, and from prompt to prompt, by beta distributions.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.polynomial import Polynomial

T = TypeVar("T", float, Polynomial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a claim's difference is distributed: skewness, seen in its direction, and excess."""

    skew: float
    excess: float

    def widened(self, shift: float, claims: int) -> float:
        """How much wider the t statistic scatters for normal differences than for these.

        By the delta method, *shift* being the expected t: its variance is 1 - shift * skew /
        sqrt(k) + shift^2 (excess + 2) / 4k.
        """
        normal = 1 + shift**2 / (2 * claims)
        own = normal - shift * self.skew / np.sqrt(claims) + shift**2 * self.excess / (4 * claims)
        return float(np.sqrt(normal / max(own, normal / 4)))


def shape_of(
    rate: float, other: float, *, prompts: int, repeats: int, claim: float, prompt: float
) -> Shape:
    """The shape of the difference *other* - *rate* of a claim's mean outcomes.

    *claim* is the correlation of answers about one claim, *prompt* what repeats of one prompt have
    in common beyond that.
    """
    within = min(prompt / (1 - claim), 1.0) if claim < 1 else 0.0
    one = _cumulants(rate, prompts, repeats, claim, within)
    two = _cumulants(other, prompts, repeats, claim, within)
    variance = one[0] + two[0]
    if variance <= 0:
        return Shape(skew=0.0, excess=0.0)
    skew = (two[1] - one[1]) * float(np.sign(other - rate)) / variance**1.5
    return Shape(skew=skew, excess=(one[2] + two[2]) / variance**2)


def _cumulants(
    rate: float, prompts: int, repeats: int, claim: float, within: float
) -> tuple[float, float, float]:
    """The second to fourth cumulant of a claim's mean outcome."""
    chance = [1.0, *_powers(rate, claim)]
    e = [float(np.dot(poly, chance[: len(poly)])) for poly in _hits(prompts, repeats, within)]
    _, second, third, fourth = _from_raw(e[0], e[1], e[2], e[3])
    n = float(prompts * repeats)
    return second / n**2, third / n**3, fourth / n**4


@lru_cache(maxsize=64)
def _hits(prompts: int, repeats: int, within: float) -> tuple[list[float], ...]:
    """The first four moments of a claim's number of hits, as polynomials in its rate."""
    power = _powers(Polynomial([0.0, 1.0]), within)
    falling = np.cumprod([repeats - i for i in range(4)])
    f = [float(n) * e for n, e in zip(falling, power, strict=True)]
    one = _from_raw(f[0], f[0] + f[1], f[0] + 3 * f[1] + f[2], f[0] + 7 * f[1] + 6 * f[2] + f[3])
    # Prompts are independent, given the claim's rate: their cumulants add up.
    return tuple([float(c) for c in poly.coef] for poly in _raw(*(prompts * k for k in one)))


def _powers(mean: T, correlation: float) -> list[T]:
    """The expected first to fourth power of a beta variable with this *mean*."""
    made = [mean]
    for i in range(1, 4):
        share = 1 - correlation + i * correlation
        made.append(made[-1] * (mean * (1 - correlation) + i * correlation) / share)
    return made


def _from_raw(a: T, b: T, c: T, d: T) -> tuple[T, T, T, T]:
    """Cumulants from the first four moments about zero."""
    third = c - 3 * b * a + 2 * a**3
    return a, b - a**2, third, d - 4 * c * a - 3 * b**2 + 12 * b * a**2 - 6 * a**4


def _raw(a: T, b: T, c: T, d: T) -> tuple[T, T, T, T]:
    """The first four moments about zero from cumulants."""
    third = c + 3 * b * a + a**3
    return a, b + a**2, third, d + 4 * c * a + 3 * b**2 + 6 * b * a**2 + a**4
