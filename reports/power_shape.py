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

from reports.stats import Floats

Asked = tuple[int, int, float]
"""Prompts a claim, repeats of each, and what repeats of one prompt have in common."""
NODES = 200  # claims of evenly spaced difficulty, to add up over
T = TypeVar("T", float, Floats, Polynomial)


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
    rate: float,
    other: float,
    *,
    prompts: int,
    repeats: int,
    claim: float,
    prompt: float,
    total: float = 1.0,
) -> Shape:
    """The shape of the difference *other* - *rate* of a claim's mean outcomes.

    How differences go together is given as in `reports.power.Likeness`. Of the correlation of
    answers, the share that leaves the difference (*total* below 1) is that of claims which are as
    hard for one model as for the other; shapes are mixed in that proportion.
    """
    answers = min(max(claim + 1 - total, 0.0), 0.99)
    common = min(max((1 - total) / answers, 0.0), 1.0) if answers else 0.0
    asked = prompts, repeats, min(max(prompt, 0.0) / (1 - answers), 1.0)
    cumulants = _apart(rate, other, answers, asked)
    if common:
        together = _together(rate, other, answers, asked)
        cumulants = (1 - common) * cumulants + common * together
    variance, third, fourth = (float(x) for x in cumulants)
    if variance <= 0:
        return Shape(skew=0.0, excess=0.0)
    skew = third * float(np.sign(other - rate)) / variance**1.5
    return Shape(skew=skew, excess=fourth / variance**2)


def _apart(rate: float, other: float, answers: float, asked: Asked) -> Floats:
    """The difference's second to fourth cumulant, each model having hard claims of its own."""
    sides = []
    for p in (rate, other):
        chance = [1.0, *_powers(p, answers)]
        e = [float(np.dot(poly, chance[: len(poly)])) for poly in _hits(*asked)]
        sides.append(np.array(_from_raw(e[0], e[1], e[2], e[3])[1:]))
    return np.asarray(sides[1] + sides[0] * np.array([1, -1, 1]), dtype=float)


@lru_cache(maxsize=512)
def _together(rate: float, other: float, answers: float, asked: Asked) -> Floats:
    """The same where the hardest claims of one model are the hardest of the other."""
    from scipy.special import betaincinv  # slow to import, and --help must not wait for it

    luck = (np.arange(NODES) + 0.5) / NODES
    scale = 1 / max(answers, 1e-6) - 1
    own = [
        np.full(NODES, p) if p in (0.0, 1.0) else betaincinv(p * scale, (1 - p) * scale, luck)
        for p in (rate, other)
    ]
    one, two = (
        _from_raw(*(np.polynomial.polynomial.polyval(t, poly) for poly in _hits(*asked)))
        for t in own
    )
    given = [y + x * sign for x, y, sign in zip(one, two, (-1, 1, -1, 1), strict=True)]
    moments = [float(m.mean()) for m in _raw(given[0], given[1], given[2], given[3])]
    found = _from_raw(moments[0], moments[1], moments[2], moments[3])
    return np.array(found[1:])


@lru_cache(maxsize=64)
def _hits(prompts: int, repeats: int, within: float) -> tuple[list[float], ...]:
    """The first four moments of a claim's mean outcome, as polynomials in its rate."""
    power = _powers(Polynomial([0.0, 1.0]), within)
    falling = np.cumprod([repeats - i for i in range(4)])
    f = [float(n) * e for n, e in zip(falling, power, strict=True)]
    one = _from_raw(f[0], f[0] + f[1], f[0] + 3 * f[1] + f[2], f[0] + 7 * f[1] + 6 * f[2] + f[3])
    # Prompts are independent, given the claim's rate: their cumulants add up.
    hits = _raw(*(prompts * k for k in one))
    n = float(prompts * repeats)
    return tuple([float(c) / n ** (i + 1) for c in poly.coef] for i, poly in enumerate(hits))


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
