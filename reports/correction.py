"""A rate corrected for a reader that errs, where people labelled a random part of its answers.

Prediction-powered inference with power tuning, which for a yes/no reading is Tenenbein's double
sampling estimator. It assumes nothing about the reader, and its interval carries the labels' and
the sample's uncertainty, both with claims as clusters, and spends the whole of its level on the
side on which it can miss. Formulae, reasons and simulated coverage: docs/methods-correction.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.stats import wilson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHOWING = (
    3.0  # so many effective claims with the rarer outcome: data and assumption weigh the same
)
STEEP = 10  # a step rather than a slope: above it the data speak for themselves
CLUSTERED = 0.25  # intra-claim correlation assumed below it: too wide harms less than too short
LEAST = 0.25  # claims balanced by luck may at most halve the standard error of independent answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A corrected rate with its interval; *labels* is the number of labels behind it."""

    rate: float
    low: float
    high: float
    labels: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader and people said of the answers of one scope, an element each.

    *label* is 1.0 or 0.0, and NaN where nobody labelled. *sure* marks what needs no reader
    (a block by the provider): there *said* is the truth.
    """

    claim: Ints
    said: NDArray[np.bool_]
    label: Floats
    weight: Floats
    sure: NDArray[np.bool_]


def from_sample(reading: Reading, *, level: float = 0.95) -> Estimate | None:
    """The corrected rate where a random part of the answers was labelled; None without labels."""
    labelled = ~np.isnan(reading.label) | reading.sure
    count = int((~np.isnan(reading.label) & ~reading.sure).sum())
    n, k = len(reading.said), int(reading.claim.max()) + 1 if len(reading.said) else 0
    if not count or k < 2:
        return None
    truth = np.where(reading.sure, reading.said.astype(float), np.nan_to_num(reading.label))
    weight = np.where(reading.sure, 1.0, reading.weight)
    cells = _strata(reading, labelled)
    size = np.bincount(cells, minlength=4).astype(np.float64)
    mass = _weighed(cells[labelled], weight[labelled])
    share = _over(_weighed(cells[labelled], (weight * truth)[labelled]), mass)
    rate = float(size @ share / n)
    own = share[cells] - rate
    own[labelled] += (_over(size, mass)[cells] * weight * (truth - share[cells]))[labelled]
    totals = np.bincount(reading.claim, own, minlength=k).astype(float)
    variance = k / (k - 1) * float((totals**2).sum()) / n**2
    smooth, label_part, unseen = _smoothed(size, share, weight, cells, labelled)
    variance += unseen
    seen = np.bincount(reading.claim[labelled], minlength=k).astype(float)
    yes = np.bincount(reading.claim[labelled], truth[labelled], minlength=k).astype(float)
    doubt = doubtful(yes, seen - yes)
    answers = np.bincount(reading.claim, minlength=k).astype(float)
    variance = _drawn_up(variance, doubt, answers, smooth, label_part)
    z = quantiles(level, doubt, freedom(totals))
    low, high = bounds(rate, smooth * (1 - smooth) / variance, float(z[0]), float(z[1]))
    return estimate(rate, low, high, labels=count, claims=k)


def _drawn_up(
    variance: float, doubt: float, answers: Floats, rate: float, label_part: float
) -> float:
    """The variance, in doubt no less than that of clustered answers."""
    n = answers.sum()
    alone = rate * (1 - rate) / n
    crowd = (answers**2).sum() / n - 1
    clustered = alone * (1 + crowd * CLUSTERED) + label_part
    drawn = variance + doubt * max(clustered - variance, 0.0)
    return float(max(drawn, LEAST * (alone + label_part)))


def bounds(rate: float, n: float, both: float, one: float) -> tuple[float, float]:
    """Wilson's interval on *n* effective answers, all of its level on the side that can miss.

    *both* is the quantile of a two-sided interval, *one* that of a one-sided. A rate so low that
    not even a sample without any yes would speak against it can be missed only from above: there
    the one-sided quantile holds the level (and at the other end likewise).
    """
    low, high = wilson(rate, n, both)
    low_one, high_one = wilson(rate, n, one)
    never = both**2 / (n + both**2)  # the upper bound had no yes been seen
    return min(low_one, max(low, never)), max(high_one, min(high, 1 - never))


def _strata(reading: Reading, labelled: NDArray[np.bool_]) -> Ints:
    """Read as no, read as yes, surely no, surely yes; the first two as one if one has no label."""
    said = reading.said.astype(np.int64)
    open_ = ~reading.sure
    seen = [bool((labelled & open_ & (said == v)).any()) for v in (0, 1)]
    there = [bool((open_ & (said == v)).any()) for v in (0, 1)]
    if any(t and not s for t, s in zip(there, seen, strict=True)):
        said = np.where(open_, 0, said)
    return np.where(reading.sure, 2 + reading.said.astype(np.int64), said)


def _smoothed(
    size: Floats, share: Floats, weight: Floats, cells: Ints, labelled: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """The rate and the labels' part of its variance with half a label added to either side, and
    what of that part comes from strata in which all labels are alike.

    That no error was seen among 45 labels does not mean that there is none.
    """
    mass = _weighed(cells[labelled], weight[labelled])
    squares = _weighed(cells[labelled], weight[labelled] ** 2)
    effective = _over(mass**2, squares)
    drawn = np.bincount(cells[labelled], minlength=4)
    soft = np.where(drawn < size, (effective * share + 0.5) / (effective + 1), share)
    unread = 1 - _over(drawn.astype(float), size)
    heavy = _over((size / size.sum()) ** 2 * unread, effective)
    parts = heavy * soft * (1 - soft)
    rate = float(size @ soft / size.sum())
    one_sided = (share == 0) | (share == 1)
    return min(max(rate, 1e-6), 1 - 1e-6), float(parts.sum()), float(parts[one_sided].sum())


def doubtful(yes: Floats, no: Floats) -> float:
    """How far an assumed correlation must take over: few claims show the rarer outcome.

    Counted are effective claims, (sum of counts)^2 / sum of squares: ten claims of which one holds
    nearly all yeses tell no more of how claims differ than one does.
    """
    showing = min(_effective(yes), _effective(no))
    return float(1 / (1 + (showing / SHOWING) ** STEEP))


def _effective(counts: Floats) -> float:
    squares = float((counts**2).sum())
    return float(counts.sum()) ** 2 / squares if squares else 0.0


def freedom(totals: Floats) -> float:
    """Degrees of freedom: fewer where a few claims carry most of the variance."""
    k, fourth = len(totals), float((totals**4).sum())
    carried = 2 * float((totals**2).sum()) ** 2 / fourth - 1 if fourth else k - 1
    return max(min(carried, k - 1), min(3.0, k - 1))


def estimate(rate: float, low: float, high: float, *, labels: int, claims: int) -> Estimate:
    """An estimate inside 0 and 1, its interval around it."""
    low, high = min(max(low, 0.0), rate), max(min(high, 1.0), rate)
    return Estimate(
        rate=round(float(rate), 6), low=round(float(low), 6), high=round(float(high), 6),
        labels=labels, claims=claims,
    )  # fmt: skip


def quantiles(level: float, doubt: float, degrees: float) -> Floats:
    """Student's quantiles, two- and one-sided; normal as far as the correlation is assumed."""
    from scipy.special import ndtri, stdtrit  # slow to import, and --help must not wait for it

    tails = np.array([(1 + level) / 2, level])
    made: Floats = doubt * ndtri(tails) + (1 - doubt) * np.asarray(stdtrit(degrees, tails))
    return made


def _weighed(cells: Ints, weight: Floats) -> Floats:
    """The weight in each of the four strata."""
    return np.bincount(cells, weight, minlength=4).astype(np.float64)


def _over(part: Floats, whole: Floats) -> Floats:
    """Quotients, and 0 over nothing."""
    made: Floats = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return made
