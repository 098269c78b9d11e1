"""Rates with intervals that know that answers about one claim move together.

The interval is Wilson's with two changes: the number of answers is divided by the design effect
(how much less n answers in clusters say than n independent ones), and the normal quantile gives
way to Student's, because the design effect is itself estimated from few claims. docs/methods.md
has the derivation and the simulated coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its interval: *count* of *n* answers about *clusters* claims.

    Over nothing (n = 0) *rate*, *low* and *high* are None. *effective* is the number of
    independent answers that would say as much. With one cluster the interval speaks of that claim
    only, since nothing can be learnt about how claims differ.
    """

    count: int
    n: int
    rate: float | None
    low: float | None
    high: float | None
    clusters: int
    effective: float | None = None


def rate(counts: Sequence[int], sizes: Sequence[int], *, level: float = 0.95) -> Rate:
    """The rate of `counts[i]` of `sizes[i]` answers about claim i, pooled over claims.

    >>> rate([0] * 30, [1] * 30).high > 0.1
    True
    """
    m = np.asarray(sizes, dtype=float)
    y = np.asarray(counts, dtype=float)[m > 0]
    m = m[m > 0]
    n, count = int(m.sum()), int(y.sum())
    if n == 0:
        return Rate(count=0, n=0, rate=None, low=None, high=None, clusters=0)
    effect, freedom = design(y, m)
    quantile = _t_quantile(level, freedom)
    low, high = wilson(count / n, n / effect, quantile)
    return Rate(
        count=count,
        n=n,
        rate=round(count / n, 6),
        low=round(min(low, count / n), 6),
        high=round(max(high, count / n), 6),
        clusters=len(m),
        effective=round(float(n / effect), 3),
    )


def surely_above(high: Rate, low: Rate) -> bool:
    """Whether Newcombe's interval of the difference *high* - *low* lies above zero.

    It takes the two rates for independent. Rates over the same claims go together, which makes
    this cautious.
    """
    if high.rate is None or high.low is None or low.rate is None or low.high is None:
        return False
    reach = np.hypot(high.rate - high.low, low.high - low.rate)
    return bool(high.rate - low.rate > reach)


def design(y: Floats, m: Floats) -> tuple[float, float]:
    """The design effect and the degrees of freedom of its estimate."""
    k, n = len(m), m.sum()
    if k < 2 or n == k:
        return 1.0, np.inf
    spread = (m**2).sum() / n - 1
    rho = 0.1 if y.sum() in (0, n) else max(anova(y, m), 0.0)
    return 1 + spread * rho, k - 1


def anova(y: Floats, m: Floats) -> float:
    """Intra-claim correlation by analysis of variance; may be negative."""
    k, n, p = len(m), m.sum(), y.sum() / m.sum()
    own = y / m
    between = (m * (own - p) ** 2).sum() / (k - 1)
    within = (m * own * (1 - own)).sum() / (n - k)
    m0 = (n - (m**2).sum() / n) / (k - 1)
    return float((between - within) / (between + (m0 - 1) * within))


def wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's interval for share *p* of *n* answers at quantile *z*."""
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return float(max(centre - half, 0.0)), float(min(centre + half, 1.0))


def _t_quantile(level: float, freedom: float) -> float:
    from scipy.special import ndtri, stdtrit  # slow to import, and --help must not wait for it

    tail = (1 + level) / 2
    return float(ndtri(tail) if np.isinf(freedom) else stdtrit(freedom, tail))
