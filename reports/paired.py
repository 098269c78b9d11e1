"""Compares two sides on the prompts they share, with claims as clusters.

The test is a paired t test on claims: the difference of two rates is an average of per-claim sums,
so its variance comes from how these sums differ (CR2), and Student's quantile from how many of
them there are (Bell and McCaffrey's degrees of freedom). The interval is put together from
Wilson's intervals of both rates and their correlation (MOVER), which keeps it inside -1 to 1 and
never lets it have zero width; about zero it always says what the test says.
docs/methods-compare.md has the formulae, the reasons and the simulated figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.stats import ASSUMED, FLOOR, SPARSE, Floats, design, wilson

ENOUGH = 5  # so many claims must show a difference: 2 ** -4 is above 5 %
TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """How two rates differ over shared prompts. What cannot be said is None.

    *unit* is the variance of the difference for each unit of p(1 - p) summed over both sides;
    from it follows what difference these claims could have shown (`reports.power`).
    """

    claims: int
    rate_a: float | None = None
    rate_b: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    df: float | None = None
    unit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Per claim: the sum over prompts of the mean outcome; *answers* is how many a prompt had."""

    sums: Floats
    sizes: Floats
    answers: float

    @property
    def rate(self) -> float:
        """The share, every shared prompt weighing the same."""
        return float(self.sums.sum() / self.sizes.sum())


def paired(
    a: Sequence[float],
    b: Sequence[float],
    sizes: Sequence[int],
    *,
    answers: tuple[float, float] = (1.0, 1.0),
    level: float = 0.95,
) -> Paired:
    """Compare `a[i]` with `b[i]`, each summed over the `sizes[i]` shared prompts about claim i.

    >>> paired([3] * 20, [0] * 20, [6] * 20).p < 0.001
    True
    """
    m = np.asarray(sizes, dtype=float)
    kept = m > 0
    m = m[kept]
    one = Side(sums=np.asarray(a, dtype=float)[kept], sizes=m, answers=answers[0])
    two = Side(sums=np.asarray(b, dtype=float)[kept], sizes=m, answers=answers[1])
    if len(m) == 0:
        return Paired(claims=0)
    gap = one.rate - two.rate
    rates = {"rate_a": one.rate, "rate_b": two.rate, "difference": gap}
    if len(m) == 1:  # one claim says nothing about how claims differ
        return Paired(claims=1, **rates)
    df = _freedom(m)
    p = _p_value(one, two, gap, df)
    low, high = _interval(one, two, df, level)
    low, high = _reconciled(low, high, gap, p < 1 - level, _reach(one, two, df, level))
    return Paired(
        claims=len(m), **rates, low=low, high=high, p=p, df=df, unit=_unit(one, two)
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


def _cross(x: Side, y: Side) -> float:
    """The CR2 covariance of two rates over the same claims (the variance, if x is y)."""
    n = x.sizes.sum()
    weight = x.sizes / n
    left, right = x.sums - x.rate * x.sizes, y.sums - y.rate * y.sizes
    return float((left * right / (1 - weight)).sum() / n**2)


def _error(a: Side, b: Side) -> float:
    variance = _cross(a, a) + _cross(b, b) - 2 * _cross(a, b)
    return float(np.sqrt(variance)) if variance > TINY else 0.0


def _freedom(m: Floats) -> float:
    """Bell and McCaffrey's degrees of freedom, claims having the assumed correlation.

    With prompts spread evenly over claims this is the number of claims less one.
    """
    weight = m / m.sum()
    own = m * (1 + (m - 1) * ASSUMED)
    covariance = np.diag(own) - np.outer(own, weight) - np.outer(weight, own)
    covariance += np.outer(weight, weight) * own.sum()
    scale = 1 / np.sqrt(1 - weight)
    # The variance estimate is a quadratic form in the claims' sums; its mean and variance under
    # normality are traces.
    form = covariance * np.outer(scale, scale)
    return float(np.trace(form) ** 2 / (form**2).sum())


def _p_value(a: Side, b: Side, gap: float, df: float) -> float:
    from scipy.special import stdtr  # slow to import, and --help must not wait for it

    if abs(gap) < TINY:
        return 1.0
    error = _error(a, b)
    p = 2 * float(stdtr(df, -abs(gap) / error)) if error else 0.0
    # Between sides that are alike, signs are tosses of a coin: n claims that differ all point one
    # way in 2 of 2 ** n cases, of which mid-p counts half. No p-value may fall below that.
    showing = int((np.abs(a.sums - b.sums) > 1e-9).sum())
    return min(max(p, 2.0**-showing), 1.0)


def _reach(a: Side, b: Side, df: float, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2)) * _error(a, b)


def _interval(a: Side, b: Side, df: float, level: float) -> tuple[float, float]:
    low_a, high_a, n_a = _margin(a, df, level)
    low_b, high_b, n_b = _margin(b, df, level)
    together = _together(a, b, min(n_a, n_b))
    gap = a.rate - b.rate
    down = _combine(a.rate - low_a, high_b - b.rate, together)
    up = _combine(high_a - a.rate, b.rate - low_b, together)
    return max(gap - down, -1.0), min(gap + up, 1.0)


def _together(a: Side, b: Side, n: float) -> float:
    """The correlation of both rates, with Newcombe's correction for continuity.

    Without it two sides that agree on every prompt would have an interval of zero width.
    """
    var_a, var_b = _cross(a, a), _cross(b, b)
    if var_a <= TINY or var_b <= TINY:
        return 0.0
    found = _cross(a, b) / np.sqrt(var_a * var_b)
    if found <= 0:
        return float(max(found, -1.0))
    spread = np.sqrt(a.rate * (1 - a.rate) * b.rate * (1 - b.rate))
    return float(max(min(found, 1.0) - 1 / (2 * n * spread), 0.0))


def _combine(x: float, y: float, together: float) -> float:
    return float(np.sqrt(max(x * x + y * y - 2 * together * x * y, 0.0)))


def _margin(side: Side, df: float, level: float) -> tuple[float, float, float]:
    """The interval of one side's rate, as `reports.stats.rate` makes it, and its effective n."""
    from scipy.special import ndtri, stdtrit

    y, m = side.sums * side.answers, side.sizes * side.answers
    effect, doubt = design(y, m)
    tail = (1 + level) / 2
    quantile = doubt * float(ndtri(tail)) + (1 - doubt) * float(stdtrit(df, tail))
    n = float(m.sum() / effect)
    low, high = wilson(side.rate, n, quantile)
    return min(low, side.rate), max(high, side.rate), n


def _reconciled(
    low: float, high: float, gap: float, significant: bool, reach: float
) -> tuple[float, float]:
    """The interval leaves out zero if and only if the test does."""
    if not significant:
        return min(low, 0.0), max(high, 0.0)
    if gap > 0 and low <= 0:
        return min(max(gap - reach, TINY), gap), high
    if gap < 0 and high >= 0:
        return low, max(min(gap + reach, -TINY), gap)
    return low, high


def _unit(a: Side, b: Side) -> float:
    """The variance of the difference, for each unit of p(1 - p) of both sides.

    Where few claims show a difference, the assumed correlation steps in, as for a single rate.
    """
    n = a.sizes.sum() * min(a.answers, b.answers)
    spread = (a.sizes**2).sum() / a.sizes.sum() * min(a.answers, b.answers) - 1
    assumed = (1 + max(spread, 0.0) * ASSUMED) / n
    showing = int((np.abs(a.sums - b.sums) > 1e-9).sum())
    scale = a.rate * (1 - a.rate) + b.rate * (1 - b.rate)
    if not showing or scale < TINY:
        return float(assumed)
    doubt = 1 / (1 + (showing / SPARSE) ** 4)
    measured = max(_error(a, b) ** 2 / scale, FLOOR / n)
    return float(doubt * assumed + (1 - doubt) * measured)
