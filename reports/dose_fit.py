"""Fits a dose-response curve: logistic in the dose, with claims as clusters.

The curve is fitted as if all answers were independent (a generalised estimating equation with
independent working correlation); its covariance is the cluster-robust sandwich, in which every
claim's residuals are inflated for the pull that the claim has on the curve, and Student's quantile
has as many degrees of freedom as there are claims beyond the two parameters. The half-effect dose
is where the curve passes one half; its interval is Fieller's: all doses at which the curve cannot
be told from one half. Where the slope is not told from zero that set is no interval, and none is
given. docs/dose.md has the reasons and the simulated coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Says = Literal["rises", "falls", "cannot tell", "too few", "constant", "separated"]

ENOUGH = 6  # so many claims before a curve is fitted; fewer were not simulated
STEPS = 50
STEEP = 15.0  # a logit beyond which a fitted rate is 0 or 1 for every purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """*count* of *n* answers about *claim* at *dose*."""

    claim: str
    dose: float
    count: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What a fit says; what cannot be said is None.

    *says* is `rises` or `falls` where the slope is told from zero, `cannot tell` where not,
    `too few` claims, `constant` (all answers the same) or `separated` (the answers switch from
    none to all, so that any steep curve fits). *half* is the half-effect dose; its interval may
    be open at an end (None) only together with *half* being None. *covariance* is that of
    intercept and slope, row by row.
    """

    claims: int
    n: int
    says: Says
    intercept: float | None = None
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    p: float | None = None
    df: int | None = None
    covariance: tuple[float, float, float, float] | None = None
    half: float | None = None
    half_low: float | None = None
    half_high: float | None = None

    @property
    def drawn(self) -> bool:
        """Whether there is a curve to draw."""
        return self.slope is not None


def fit_curve(cells: Sequence[Cell], *, level: float = 0.95) -> Curve:
    """The curve through *cells*.

    >>> cells = [
    ...     Cell(claim=f"c{i}", dose=d, count=min(max(d + i % 3 - 1, 0), 4), n=4)
    ...     for i in range(12) for d in range(5)
    ... ]
    >>> fit_curve(cells).says
    'rises'
    """
    used = [cell for cell in cells if cell.n > 0]
    names = sorted({cell.claim for cell in used})
    total = sum(cell.n for cell in used)
    nothing = Curve(claims=len(names), n=total, says="too few")
    if len(names) < ENOUGH or len({cell.dose for cell in used}) < 2:
        return nothing
    y = np.array([cell.count for cell in used], dtype=float)
    n = np.array([cell.n for cell in used], dtype=float)
    x = np.column_stack([np.ones(len(used)), [cell.dose for cell in used]])
    if y.sum() in (0, total):
        return replace(nothing, says="constant")
    if separated(x[:, 1], y, n):
        return replace(nothing, says="separated")
    beta = logistic(x, y, n)
    groups = np.searchsorted(names, [cell.claim for cell in used])
    covariance = sandwich(x, y, n, beta, groups)
    return _told(nothing, beta, covariance, level)


def logistic(x: Floats, y: Floats, n: Floats) -> Floats:
    """Maximum likelihood by Newton's steps, halved where they overshoot."""
    beta = np.zeros(x.shape[1])
    best = _likelihood(x, y, n, beta)
    for _ in range(STEPS):
        p = expit(x @ beta)
        step = np.linalg.solve(_information(x, n * p * (1 - p)), x.T @ (y - n * p))
        while (found := _likelihood(x, y, n, beta + step)) < best - 1e-9:
            step = step / 2
        beta, best = beta + step, found
        if np.abs(step).max() < 1e-9 or np.abs(x @ beta).max() > 2 * STEEP:
            break
    return beta


def _likelihood(x: Floats, y: Floats, n: Floats, beta: Floats) -> float:
    eta = x @ beta
    return float((y * eta - n * np.logaddexp(0, eta)).sum())


def _information(x: Floats, weight: Floats) -> Floats:
    return np.asarray(x.T @ (x * weight[:, None]))


def sandwich(x: Floats, y: Floats, n: Floats, beta: Floats, groups: NDArray[np.intp]) -> Floats:
    """The cluster-robust covariance with Mancl and DeRouen's correction for few clusters."""
    p = expit(x @ beta)
    weight, residual = n * p * (1 - p), y - n * p
    bread = np.linalg.inv(_information(x, weight))
    meat = np.zeros_like(bread)
    for group in np.unique(groups):
        own = groups == group
        xs = x[own]
        pull = (weight[own][:, None] * xs) @ bread @ xs.T
        inflated = np.linalg.lstsq(np.eye(len(pull)) - pull, residual[own], rcond=None)[0]
        score = xs.T @ inflated
        meat += np.outer(score, score)
    return np.asarray(bread @ meat @ bread)


def separated(dose: Floats, y: Floats, n: Floats) -> bool:
    """Whether the answers switch from none to all (or back) at one dose or between two."""
    with_any, without_any = dose[y > 0], dose[y < n]
    return bool(with_any.min() >= without_any.max() or with_any.max() <= without_any.min())


def expit(eta: Floats) -> Floats:
    """The share that a logit stands for."""
    return np.asarray(1 / (1 + np.exp(-np.clip(eta, -700, 700))))


def _told(nothing: Curve, beta: Floats, covariance: Floats, level: float) -> Curve:
    """Slope with interval and test, and the half-effect dose where the slope is told."""
    from scipy.special import stdtr, stdtrit  # slow to import, and --help must not wait for it

    df = nothing.claims - 2
    t = float(stdtrit(df, (1 + level) / 2))
    slope, error = float(beta[1]), float(np.sqrt(covariance[1, 1]))
    p = 2 * float(stdtr(df, -abs(slope) / error)) if error > 0 else 1.0
    curve = replace(
        nothing,
        says="cannot tell",
        intercept=float(beta[0]),
        slope=slope,
        slope_low=slope - t * error,
        slope_high=slope + t * error,
        p=p,
        df=df,
        covariance=(
            float(covariance[0, 0]),
            float(covariance[0, 1]),
            float(covariance[1, 0]),
            float(covariance[1, 1]),
        ),
    )
    span = fieller(beta, covariance, t)
    if p >= 1 - level or span is None:
        return curve
    return replace(
        curve,
        says="rises" if slope > 0 else "falls",
        half=float(-beta[0] / slope),
        half_low=span[0],
        half_high=span[1],
    )


def fieller(beta: Floats, covariance: Floats, t: float) -> tuple[float, float] | None:
    """All doses at which the logit is within *t* standard errors of zero, if they are a span."""
    (v00, v01), (_, v11) = covariance
    a = beta[1] ** 2 - t**2 * v11
    b = beta[0] * beta[1] - t**2 * v01
    c = beta[0] ** 2 - t**2 * v00
    root = b**2 - a * c
    if a <= 0 or root < 0:
        return None
    reach = np.sqrt(root)
    return float((-b - reach) / a), float((-b + reach) / a)


def band(
    curve: Curve, doses: Sequence[float], *, level: float = 0.95
) -> list[tuple[float, float, float]]:
    """The fitted rate at each dose with its pointwise interval; empty without a curve."""
    if curve.intercept is None or curve.slope is None or curve.covariance is None:
        return []
    from scipy.special import stdtrit

    t = float(stdtrit(curve.df, (1 + level) / 2))
    covariance = np.array(curve.covariance).reshape(2, 2)
    made = []
    for dose in doses:
        row = np.array([1.0, dose])
        eta, error = curve.intercept + curve.slope * dose, float(np.sqrt(row @ covariance @ row))
        rates = expit(np.array([eta, eta - t * error, eta + t * error]))
        made.append((float(rates[0]), float(rates[1]), float(rates[2])))
    return made


def misfit(cells: Sequence[Cell]) -> float | None:
    """The p-value of a bend beside the logistic curve (a squared dose); None if not testable."""
    used = [cell for cell in cells if cell.n > 0]
    names = sorted({cell.claim for cell in used})
    dose = np.array([cell.dose for cell in used], dtype=float)
    if len(names) < ENOUGH or len(np.unique(dose)) < 4:
        return None
    y = np.array([cell.count for cell in used], dtype=float)
    n = np.array([cell.n for cell in used], dtype=float)
    if y.sum() in (0, n.sum()) or separated(dose, y, n):
        return None
    from scipy.special import stdtr

    x = np.column_stack([np.ones(len(used)), dose, dose**2])
    beta = logistic(x, y, n)
    if np.abs(x @ beta).max() > STEEP:
        return None
    covariance = sandwich(x, y, n, beta, np.searchsorted(names, [c.claim for c in used]))
    error = float(np.sqrt(covariance[2, 2]))
    return 2 * float(stdtr(len(names) - 3, -abs(float(beta[2])) / error)) if error > 0 else None
