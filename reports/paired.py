"""Compares two sides on the prompts they share, with claims as clusters.

The test flips the signs of the claims' differences (`reports.signs`): between sides that are
alike these are tosses of a coin. The interval is Newcombe's for two rates, on the effective number
of answers that the variance between claims' differences (CR2) gives, with Student's quantile (Bell
and McCaffrey's degrees of freedom): it stays inside -1 to 1, leans where rates are near 0 or 1,
and never has zero width; about zero it always says what the test says.
docs/methods-compare.md has the formulae, the reasons and the simulated figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from reports.signs import NONE, mid_p
from reports.stats import ASSUMED, FLOOR, SPARSE, Floats, wilson

ENOUGH = 5  # over fewer claims than these nothing is ever told: 2 ** -4 is above 5 %
SILENT = 1.5  # so many claims that differ: their variance and an assumed one weigh the same
TINY = 1e-12
EDGE = 1e-6  # how near to zero an interval ends that must leave it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """How two rates differ over shared prompts. What cannot be said is None.

    *error* is the standard error of the difference (CR2). *unit* is its variance for each unit of
    p(1 - p) summed over both sides; from it follows what difference these claims could have shown
    (`reports.power`).
    """

    claims: int
    rate_a: float | None = None
    rate_b: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    df: float | None = None
    error: float | None = None
    unit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Two rates over the same claims, and what is known of their difference.

    *n* is how many answers the side with fewer repeats gave; *scale* is p(1 - p) summed over both
    sides; *showing* counts the claims that differ. *assumed* is the variance of the difference for
    each unit of scale, with the assumed correlation of answers about one claim.
    """

    rate_a: float
    rate_b: float
    n: float
    error: float
    scale: float
    showing: int
    assumed: float

    @property
    def size(self) -> float:
        """The difference."""
        return self.rate_a - self.rate_b


def paired(
    a: Sequence[float],
    b: Sequence[float],
    sizes: Sequence[int],
    *,
    answers: tuple[float, float] = (1.0, 1.0),
    level: float = 0.95,
) -> Paired:
    """Compare `a[i]` with `b[i]`, each summed over the `sizes[i]` shared prompts about claim i.

    *answers* is how many repeats a prompt had on either side.

    >>> paired([3] * 20, [0] * 20, [6] * 20).p < 0.001
    True
    """
    m = np.asarray(sizes, dtype=float)
    kept = m > 0
    m, left, right = m[kept], np.asarray(a, dtype=float)[kept], np.asarray(b, dtype=float)[kept]
    if len(m) == 0:
        return Paired(claims=0)
    one, two = float(left.sum() / m.sum()), float(right.sum() / m.sum())
    rates = {"rate_a": one, "rate_b": two, "difference": one - two}
    if len(m) == 1:  # one claim says nothing about how claims differ
        return Paired(claims=1, **rates)
    gap = _gap(left, right, m, min(answers))
    df = _freedom(m)
    p = mid_p(left - right)
    low, high = _reconciled(*_interval(gap, df, level), gap.size, p < 1 - level)
    return Paired(
        claims=len(m), **rates, low=low, high=high, p=p, df=df, error=gap.error, unit=_unit(gap)
    )  # fmt: skip


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Holm's correction over all *values* that are p-values; None stays None."""
    known = sorted((p, i) for i, p in enumerate(values) if p is not None)
    adjusted: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (p, i) in enumerate(known):
        highest = max(highest, min(p * (len(known) - rank), 1.0))
        adjusted[i] = highest
    return adjusted


def letters(names: Sequence[str], apart: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Letters for *names* in order: two that share one cannot be told apart, others can.

    >>> letters(["x", "y", "z"], [("x", "z")])
    {'x': 'a', 'y': 'ab', 'z': 'b'}
    """
    groups: list[frozenset[str]] = [frozenset(names)]
    for one, two in apart:
        split = [g for g in groups if {one, two} <= g]
        groups = [g for g in groups if g not in split]
        groups += [g - {x} for g in split for x in (one, two)]
        groups = [g for i, g in enumerate(groups) if not _covered(g, i, groups)]
    order = {name: i for i, name in enumerate(names)}
    groups.sort(key=lambda g: sorted(order[n] for n in g))
    return {n: "".join(_letter(i) for i, g in enumerate(groups) if n in g) for n in names}


def _covered(group: frozenset[str], i: int, groups: Sequence[frozenset[str]]) -> bool:
    return any(group < g or (group == g and j < i) for j, g in enumerate(groups))


def _letter(i: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[i] if i < 26 else _letter(i // 26 - 1) + _letter(i % 26)


def _gap(a: Floats, b: Floats, m: Floats, answers: float) -> Gap:
    n, one, two = m.sum(), a.sum() / m.sum(), b.sum() / m.sum()
    differences = a - b
    residuals = differences - (one - two) * m
    variance = (residuals**2 / (1 - m / n)).sum() / n**2  # CR2
    spread = max((m**2).sum() / n * answers - 1, 0.0)
    return Gap(
        rate_a=float(one),
        rate_b=float(two),
        n=float(n * answers),
        error=float(np.sqrt(variance)) if variance > TINY else 0.0,
        scale=float(one * (1 - one) + two * (1 - two)),
        showing=int((np.abs(differences) > NONE).sum()),
        assumed=float((1 + spread * ASSUMED) / (n * answers)),
    )


def _freedom(m: Floats) -> float:
    """Bell and McCaffrey's degrees of freedom, claims having the assumed correlation.

    With prompts spread evenly over claims this is the number of claims less one.
    """
    if (m == m[0]).all():
        return float(len(m) - 1)
    weight = m / m.sum()
    own = m * (1 + (m - 1) * ASSUMED)
    covariance = np.diag(own) - np.outer(own, weight) - np.outer(weight, own)
    covariance += np.outer(weight, weight) * own.sum()
    scale = 1 / np.sqrt(1 - weight)
    # The variance estimate is a quadratic form in the claims' sums; its mean and variance under
    # normality are traces.
    form = covariance * np.outer(scale, scale)
    return float(np.trace(form) ** 2 / (form**2).sum())


def _interval(gap: Gap, df: float, level: float) -> tuple[float, float]:
    """Newcombe's interval, as if both sides had so many answers that are all independent."""
    from scipy.special import ndtri, stdtrit  # slow to import, and --help must not wait for it

    unit, doubt = _spread(gap)
    tail = (1 + level) / 2
    quantile = doubt * float(ndtri(tail)) + (1 - doubt) * float(stdtrit(df, tail))
    low_a, high_a = wilson(gap.rate_a, 1 / unit, quantile)
    low_b, high_b = wilson(gap.rate_b, 1 / unit, quantile)
    down = hypot(gap.rate_a - low_a, high_b - gap.rate_b)
    up = hypot(high_a - gap.rate_a, gap.rate_b - low_b)
    return max(gap.size - down, -1.0), min(gap.size + up, 1.0)


def _spread(gap: Gap) -> tuple[float, float]:
    """The variance of the difference for each unit of scale, and how much of it is assumed.

    Much only where next to no claim differs: even one or two say how seldom claims do.
    """
    if not gap.showing or gap.scale < TINY:
        return gap.assumed, 1.0
    doubt = 1 / (1 + (gap.showing / SILENT) ** 4)
    # Where all claims differ by the same, the prompts that made them do so were still drawn.
    least = FLOOR * abs(gap.size) * (1 - abs(gap.size)) / gap.n
    measured = max(gap.error**2, least, TINY) / gap.scale
    return doubt * gap.assumed + (1 - doubt) * measured, doubt


def _reconciled(low: float, high: float, gap: float, significant: bool) -> tuple[float, float]:
    """The interval leaves out zero if and only if the test does."""
    if not significant:
        return min(low, 0.0), max(high, 0.0)
    if gap > 0:
        return max(low, min(EDGE, gap)), high
    return low, min(high, max(-EDGE, gap))


def _unit(gap: Gap) -> float:
    """The variance of the difference for each unit of scale, for what could have been shown.

    Here the assumed correlation steps in as for a single rate: where few claims differ now, more
    would if the difference were larger.
    """
    if not gap.showing or gap.scale < TINY:
        return gap.assumed
    doubt = 1 / (1 + (gap.showing / SPARSE) ** 4)
    measured = max(gap.error**2 / gap.scale, FLOOR / gap.n)
    return doubt * gap.assumed + (1 - doubt) * measured
