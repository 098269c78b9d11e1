"""Rates with intervals that know that answers about one claim move together.

The interval is Wilson's on the *effective* number of answers: n divided by the design effect,
which says how much less n answers in clusters tell than n independent ones. The design effect is
estimated from the same few claims, so Student's quantile takes the place of the normal one. Where
hardly any claim shows the rarer outcome (in the extreme, where all answers are the same) the
claims say next to nothing about their correlation; there an assumed value takes over, little by
little. docs/methods.md has the formulae, the reasons and the simulated coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ASSUMED = 0.15  # intra-claim correlation where the data cannot tell
SPARSE = 5.5  # so many claims with the rarer outcome: data and assumption weigh the same
PAIRS = 1.5  # the square of that number for a rate's interval, for each answer a claim has
HANDFUL = 5  # claims, of which fewer never settle their correlation
FLOOR = 0.5  # claims balanced by luck may at most double the effective number of answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its interval: *count* of *n* answers about *clusters* claims.

    Over nothing (n = 0) *rate*, *low* and *high* are None. *effective* is the number of
    independent answers that would say as much. With one cluster there is a rate and no interval:
    one claim shows nothing of how claims differ, however many answers were given about it.
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
    if len(m) == 1:
        return Rate(count=count, n=n, rate=round(count / n, 6), low=None, high=None, clusters=1)
    effect, doubt = design(y, m, doubt=_doubt(y, m))
    low, high = wilson(count / n, n / effect, _quantile(level, len(m), doubt))
    return Rate(
        count=count,
        n=n,
        rate=round(count / n, 6),
        low=round(min(low, count / n), 6),
        high=round(max(high, count / n), 6),
        clusters=len(m),
        effective=round(float(n / effect), 3),
    )


def design(y: Floats, m: Floats, *, doubt: float | None = None) -> tuple[float, float]:
    """The design effect, and how much of it is assumed rather than estimated (0 to 1).

    Without *doubt*, with `SPARSE` claims that show the rarer outcome data and assumption weigh the
    same. One answer a claim leaves nothing to adjust for: then the interval is Wilson's.
    """
    k, n = len(m), m.sum()
    if n == k:
        return 1.0, 1.0
    showing = _showing(y, m)
    if doubt is None:
        doubt = 1 / (1 + (showing / SPARSE) ** 4)
    rho = ASSUMED if showing == 0 else anova(y, m)
    rho += doubt * max(ASSUMED - rho, 0.0)
    spread = (m**2).sum() / n - 1  # Kish: unequal numbers of answers a claim cost more
    return max(1 + spread * rho, FLOOR), float(doubt)


def _showing(y: Floats, m: Floats) -> int:
    """How many claims show the rarer outcome."""
    return int(min((y > 0).sum(), (y < m).sum()))


def _doubt(y: Floats, m: Floats) -> float:
    """How little these claims tell of their correlation, for the interval of a rate (0 to 1).

    The fewer show the rarer outcome, and the more answers a claim has, since then a correlation
    believed too low costs more. If all claims show it, nothing is rare; but of a handful that says
    little.
    """
    showing = _showing(y, m)
    few = 1 / (1 + (showing**2 / (PAIRS * (m**2).sum() / m.sum())) ** 2)
    rare = 1 - (showing / len(m)) ** 2 if len(m) >= HANDFUL else 1.0
    return float(few * rare)


def anova(y: Floats, m: Floats) -> float:
    """Intra-claim correlation by analysis of variance; negative where claims are balanced."""
    k, n, p = len(m), m.sum(), y.sum() / m.sum()
    own = y / m
    between = (m * (own - p) ** 2).sum() / (k - 1)
    within = (m * own * (1 - own)).sum() / (n - k)
    m0 = (n - (m**2).sum() / n) / (k - 1)
    total = between + (m0 - 1) * within
    return float((between - within) / total) if total > 0 else 0.0


def wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's interval for share *p* of *n* answers at quantile *z*."""
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return float(max(centre - half, 0.0)), float(min(centre + half, 1.0))


def surely_above(high: Rate, low: Rate) -> bool:
    """Whether Newcombe's interval of the difference *high* - *low* lies above zero.

    It takes the two rates for independent. Rates over the same claims go together, which makes
    this cautious.
    """
    if high.rate is None or high.low is None or low.rate is None or low.high is None:
        return False
    reach = np.hypot(high.rate - high.low, low.high - low.rate)
    return bool(high.rate - low.rate > reach)


def _quantile(level: float, clusters: int, doubt: float) -> float:
    """Student's quantile as far as the design effect is estimated, the normal one otherwise."""
    from scipy.special import ndtri, stdtrit  # slow to import, and --help must not wait for it

    tail = (1 + level) / 2
    normal = float(ndtri(tail))
    if doubt == 1.0:
        return normal
    return doubt * normal + (1 - doubt) * float(stdtrit(clusters - 1, tail))
