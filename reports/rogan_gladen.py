"""A rate corrected for a reader that errs, where labels of other answers say how it errs.

The Rogan-Gladen estimator, with an interval in the manner of Lang and Reiczigel (shares drawn in,
then the test of each rate inverted; Feldman and Cousins near 0 and 1), with claims as clusters
among answers and among labels. It assumes that the reader errs here as it erred there. Formulae
and simulated coverage: docs/methods-correction.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.corrected_edges import normal_quantile, normal_scores, surprise
from reports.correction import CLUSTERED, Estimate, Floats, Ints, doubtful, estimate, freedom
from reports.stats import FLOOR, anova

ERRORS_ASSUMED = 0.05  # correlation of a reader's errors about one claim, where none can be told
LEAST_INFORMATION = 0.2  # sensitivity + specificity - 1 below which nothing can be corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """How the reader erred on labelled answers of one group, a row a claim.

    Of `positives[i]` answers that people called so, it found `found[i]`; of `negatives[i]` that
    people did not, it passed `passed[i]`.
    """

    found: Floats
    positives: Floats
    passed: Floats
    negatives: Floats

    @property
    def informs(self) -> bool:
        """Whether both kinds of error can be told at all."""
        return bool(self.positives.sum() > 0 and self.negatives.sum() > 0)


def from_elsewhere(
    said: NDArray[np.bool_],
    claim: Ints,
    group: Sequence[str],
    errors: dict[str, Errors],
    *,
    level: float = 0.95,
) -> Estimate | None:
    """The corrected rate where labels of other answers measured the reader, group by group.

    The interval holds every rate that would not make the reader's share of yes surprising. None
    if a group has no labels of both kinds, if the reader tells yes from no too badly
    (sensitivity + specificity - 1 below `LEAST_INFORMATION`), or if no rate could have made it
    say yes so often or so seldom: then it errs otherwise here than it erred there.
    """
    names = sorted(set(group))
    if not names or any(name not in errors or not errors[name].informs for name in names):
        return None
    where = np.asarray(group)
    sizes = np.array([(where == name).mean() for name in names])
    found = [_shares(errors[name].found, errors[name].positives) for name in names]
    passed = [_shares(errors[name].passed, errors[name].negatives) for name in names]
    shares = np.array([said[where == name].mean() for name in names])
    told = np.array([f.plain + p.plain - 1 for f, p in zip(found, passed, strict=True)])
    if told.min() < LEAST_INFORMATION:
        return None
    rates = np.clip((shares + np.array([p.plain for p in passed]) - 1) / told, 0.0, 1.0)
    hit = _pooled(found, sizes * np.clip(rates, 0.01, None))
    correct = _pooled(passed, sizes * np.clip(1 - rates, 0.01, None))
    if hit.soft + correct.soft <= 1:
        return None
    found_range = _inverted(said, claim, hit, correct, level)
    if found_range is None:
        return None
    low, high, k = found_range
    labels = sum(int((errors[x].positives + errors[x].negatives).sum()) for x in names)
    return estimate(float(sizes @ rates), low, high, labels=labels, claims=k)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of labels, plain and drawn in by half a label on either side, with its variance."""

    plain: float
    soft: float
    variance: float
    freedom: float


def _shares(right: Floats, of: Floats) -> Share:
    """Labels of one claim count for as many independent ones as they are worth."""
    there = of > 0
    k = int(there.sum())
    effect, doubt = _clustered(right[there], of[there])
    n = float(of.sum()) / effect
    plain = float(right.sum() / of.sum())
    soft = (n * plain + 0.5) / (n + 1)
    return Share(
        plain=plain,
        soft=soft,
        variance=soft * (1 - soft) / (n + 1),
        freedom=max(k - 1, 1) / max(1 - doubt, 0.01),  # what is assumed is not estimated
    )


def _clustered(right: Floats, of: Floats) -> tuple[float, float]:
    """The design effect of a reader's errors, and how much of it is assumed.

    A reader errs for reasons of wording rather than of topic: errors about one claim go together
    less than answers do.
    """
    k, n = len(of), of.sum()
    if k < 2 or n == k:
        return 1.0, 1.0
    doubt = doubtful(right, of - right)
    rho = (1 - doubt) * max(anova(right, of), 0.0) + doubt * ERRORS_ASSUMED
    return float(1 + ((of**2).sum() / n - 1) * rho), doubt


def _pooled(shares: Sequence[Share], weight: Floats) -> Share:
    """Groups together, each as heavy as its answers of this kind."""
    w = weight / weight.sum()
    return Share(
        plain=float(w @ [s.plain for s in shares]),
        soft=float(w @ [s.soft for s in shares]),
        variance=float(w**2 @ [s.variance for s in shares]),
        freedom=float(sum(s.freedom for s in shares)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What each rate makes the reader's share of yes: its mean and its standard error."""

    rates: Floats
    mean: Floats
    error: Floats
    freedom: Floats


def _inverted(
    said: NDArray[np.bool_], claim: Ints, hit: Share, correct: Share, level: float
) -> tuple[float, float, int] | None:
    """The rates at which the reader's share of yes would be no surprise, and the claims."""
    _, index = np.unique(claim, return_inverse=True)
    answers = np.bincount(index).astype(float)
    effect, doubt, degrees = _among_answers(np.bincount(index, said).astype(float), answers)
    one = _expected(float(said.mean()), effect / len(said), degrees, (hit, correct))
    far = normal_scores((said.mean() - one.mean) / one.error, one.freedom, doubt)
    limit = normal_quantile(level)
    if far[0] < -limit or far[-1] > limit:
        return None  # not even 0, or 1, explains it
    below, above = one.mean - one.mean[0], one.mean[-1] - one.mean
    low, high = _ends(one.rates, surprise(far, below / one.error, above / one.error), level)
    # A reading beyond an edge leaves an absurdly short interval; it keeps a quarter of the usual.
    room = limit * one.error / (one.mean[-1] - one.mean[0]) / 2
    if high == 1.0:
        low = min(low, 1 - float(room[-1]))
    if low == 0.0:
        high = max(high, float(room[0]))
    return low, high, len(answers)


def _ends(rates: Floats, surprises: Floats, level: float) -> tuple[float, float]:
    """Where the surprise crosses the level, between two rates of the grid."""
    fits = np.flatnonzero(surprises <= level)
    first, last = [fits[0], max(fits[0] - 1, 0)], [fits[-1], min(fits[-1] + 1, len(rates) - 1)]
    low = rates[0] if fits[0] == 0 else np.interp(level, surprises[first], rates[first])
    high = rates[-1] if last[0] == last[1] else np.interp(level, surprises[last], rates[last])
    return float(low), float(high)


def _expected(
    share: float, spread: float, degrees: float, errors: tuple[Share, Share]
) -> Expected:
    """For a grid of rates that holds the best: answers and both kinds of labels vary."""
    hit, correct = errors
    best = (share + correct.soft - 1) / (hit.soft + correct.soft - 1)
    rates = np.union1d(np.linspace(0.0, 1.0, 501), np.clip(best, 0.0, 1.0))
    mean = rates * hit.soft + (1 - rates) * (1 - correct.soft)
    parts = np.array(
        [
            mean * (1 - mean) * spread,
            rates**2 * hit.variance,
            (1 - rates) ** 2 * correct.variance,
        ]
    )
    own = np.array([[degrees], [hit.freedom], [correct.freedom]])
    return Expected(
        rates=rates,
        mean=mean,
        error=np.sqrt(parts.sum(0)),
        freedom=parts.sum(0) ** 2 / (parts**2 / own).sum(0),
    )


def _among_answers(yes: Floats, answers: Floats) -> tuple[float, float, float]:
    """The design effect of the answers, how much of it is assumed, and its degrees of freedom."""
    k, n = len(answers), float(answers.sum())
    if n == k:
        return 1.0, 1.0, float(max(k - 1, 1))
    crowd = float((answers**2).sum()) / n - 1
    if k == 1:
        return 1 + crowd * CLUSTERED, 1.0, 1.0
    doubt = doubtful(yes, answers - yes)
    rho = anova(yes, answers)
    rho += doubt * max(CLUSTERED - rho, 0.0)
    totals = yes - answers * yes.sum() / n
    return max(1 + crowd * rho, FLOOR), doubt, freedom(totals)
