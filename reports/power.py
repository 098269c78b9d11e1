"""How many claims show a difference, and what difference so many claims could have shown.

The variance of a difference of two rates is taken as proportional to p(1 - p) of both sides. The
factor falls with claims, and less so with prompts and repeats, as far as answers about one claim
(and repeats of one prompt) go together. Power is that of a paired t test on claims which asks for
as large a t as flipped signs do (`reports.power_flips`), put right for the shape that claims'
differences have at these rates (`reports.power_shape`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reports.paired import ENOUGH, Paired
from reports.power_flips import least_t, most_power, one_answer_power, spread
from reports.power_shape import Shape, shape_of
from reports.stats import ASSUMED

LEAST = 10  # claims; with fewer, one claim weighs too much for any promise
MOST = 20_000
FURTHEST = 37.0  # standard errors; beyond this power is 1 and nctdtr fails
ASSUMED_RATE = 0.3
ASSUMED_REPEAT = 0.5  # correlation of two answers to the same prompt, if nobody measured it


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How differences between two models go together: within a claim, and within a prompt.

    All are shares of p(1 - p) summed over both models; *prompt* comes on top of *claim*. *total*
    is the variance of one difference: below 1 where the same claims are hard for both models.
    """

    claim: float = ASSUMED
    prompt: float = ASSUMED_REPEAT - ASSUMED
    total: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """An audit's size: claims, prompts for each claim, repeats of each prompt."""

    claims: int
    prompts: int
    repeats: int = 1


def power(error: float, df: float, difference: float, *, level: float = 0.05) -> float:
    """The probability that a two-sided t test finds *difference* with standard error *error*."""
    from scipy.special import nctdtr, stdtrit

    if error <= 0:
        return 1.0
    bound = float(stdtrit(df, 1 - level / 2))
    below = float(nctdtr(df, min(abs(difference) / error, FURTHEST), -bound))
    above = _beyond(bound, df, difference / error)
    return min(max(above + (0.0 if np.isnan(below) else below), 0.0), 1.0)


def _beyond(bound: float, df: float, shift: float) -> float:
    from scipy.special import nctdtr

    return min(max(1 - float(nctdtr(df, min(abs(shift), FURTHEST), bound)), 0.0), 1.0)


def unit_variance(size: Size, likeness: Likeness) -> float:
    """The variance of a difference for each unit of p(1 - p) of both models."""
    rest = max(likeness.total - likeness.claim - likeness.prompt, 0.0)
    per_prompt = likeness.prompt + rest / size.repeats
    return (likeness.claim + per_prompt / size.prompts) / size.claims


def planned_power(
    size: Size, likeness: Likeness, *, rate: float, difference: float, level: float = 0.05
) -> float:
    """The power of an audit of *size* for *rate* against *rate* + *difference*."""
    if 2.0**-size.claims > level:
        return 0.0
    other = rate + difference
    scale = rate * (1 - rate) + other * (1 - other)
    error = float(np.sqrt(unit_variance(size, likeness) * scale))
    if error <= 0:
        return 1.0
    answers = size.prompts * size.repeats
    claim = spread(abs(difference), size.claims * error**2, answers)
    if answers == 1:
        return one_answer_power(claim, size.claims, level)
    most = most_power(claim, size.claims, level)
    bound = least_t(claim, size.claims, level)
    if bound is None:
        return most
    shape = shape_of(
        rate, other, prompts=size.prompts, repeats=size.repeats, claim=likeness.claim,
        prompt=likeness.prompt, total=likeness.total,
    )  # fmt: skip
    shift = abs(difference) / error
    return min(_shaped(_beyond(bound, size.claims - 1, shift), shape, shift, size.claims), most)


def _shaped(plain: float, shape: Shape, shift: float, claims: int) -> float:
    """The power *plain* of a t test, put right for the shape of claims' differences."""
    from scipy.special import ndtr, ndtri

    if not 0 < plain < 1:
        return plain
    return float(ndtr(ndtri(plain) * shape.widened(shift, claims)))


def claims_needed(
    *,
    difference: float,
    power: float,
    rate: float,
    likeness: Likeness,
    prompts: int,
    repeats: int = 1,
    level: float = 0.05,
) -> int | None:
    """The fewest claims (at least ten) that reach *power*; None if `MOST` would not do."""

    def enough(claims: int) -> bool:
        size = Size(claims=claims, prompts=prompts, repeats=repeats)
        reached = planned_power(size, likeness, rate=rate, difference=difference, level=level)
        return reached >= power

    low, high = LEAST, LEAST
    while not enough(high):
        if high == MOST:
            return None
        low, high = high + 1, min(high * 2, MOST)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def difference_shown(
    size: Size, likeness: Likeness, *, rate: float, power: float, level: float = 0.05
) -> float | None:
    """The smallest rise from *rate* that an audit of *size* would show, or None."""

    def reached(difference: float) -> float:
        return planned_power(size, likeness, rate=rate, difference=difference, level=level)

    if size.claims < ENOUGH:
        return None
    return _smallest(reached, power, 1 - rate)


def smallest_detectable(
    found: Paired, *, wanted: float = 0.8, level: float = 0.05
) -> float | None:
    """The smallest difference that the claims behind *found* would have shown.

    Around the pooled rate of both sides, with power *wanted*. None where no difference could:
    no p-value over so many claims is as small as a strict *level* asks.
    """
    if found.unit is None or found.df is None or found.claims < ENOUGH:
        return None
    if 2.0**-found.claims > level:
        return None
    unit, df = found.unit, found.df
    middle = ((found.rate_a or 0.0) + (found.rate_b or 0.0)) / 2

    def reached(difference: float) -> float:
        high = min(max(middle + difference / 2, difference), 1.0)
        low = high - difference
        scale = high * (1 - high) + low * (1 - low)
        return power(float(np.sqrt(unit * scale)), df, difference, level=level)

    return _smallest(reached, wanted, 1.0)


def _smallest(reached: Callable[[float], float], wanted: float, most: float) -> float | None:
    if reached(most) < wanted:
        return None
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) >= wanted else (middle, high)
    return float(high)
