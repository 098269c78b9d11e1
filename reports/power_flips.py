"""What flipped signs can tell of few claims at strict levels, for the power of a planned audit.

A t test can reach any level with any number of claims. Signs cannot: of claims that differ, so
many must point one way, and the sum must lie further out than a t test asks for, the more so the
stricter the level. Both follow from how a planned claim's difference is distributed.
"""

from dataclasses import dataclass

import numpy as np

from reports.stats import Floats

FINEST = 30  # steps between no difference and a whole claim; finer ones change nothing
TILTS = np.geomspace(0.5, 40, 120)  # how far out sums are looked at, about in standard deviations


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The differences that a claim can show, as shares of its answers, and their chances."""

    sizes: Floats
    chances: Floats

    @property
    def ways(self) -> tuple[float, float]:
        """The chances that a claim differs, and that it then points the less likely way."""
        up = float(self.chances[self.sizes > 0].sum())
        down = float(self.chances[self.sizes < 0].sum())
        return min(up + down, 1.0), min(up, down) / max(up + down, 1e-300)


def spread(mean: float, variance: float, answers: int) -> Spread:
    """How a claim's difference is distributed, with so many *answers* about it on either side.

    A normal distribution, rounded to what so many answers can show; exact for one answer.
    """
    from scipy.special import ndtr  # slow to import, and --help must not wait for it

    if answers == 1:
        second = min(max(variance + mean**2, abs(mean)), 1.0)
        some = np.array([second - mean, 2 * (1 - second), second + mean]) / 2
        return Spread(sizes=np.array([-1.0, 0.0, 1.0]), chances=some)
    steps = min(answers, FINEST)
    sizes = np.arange(-steps, steps + 1) / steps
    own = np.sqrt(max(variance - 1 / (12 * steps**2), variance / 4))  # rounding adds the rest
    edges = ndtr((sizes[:-1] + 0.5 / steps - mean) / own)
    return Spread(sizes=sizes, chances=np.diff(edges, prepend=0.0, append=1.0))


def least_t(of: Spread, claims: int, level: float) -> float | None:
    """The t statistic from which flipped signs reach *level*; None if no sum is so far out.

    By the saddlepoint for claims like these: *tilt* by tilt the sum that it makes likely, and how
    rarely random signs give so large a sum.
    """
    from scipy.special import ndtr

    power = float((of.chances * of.sizes**2).sum())
    tilt = TILTS / np.sqrt(power * claims)
    pull = np.abs(np.outer(tilt, of.sizes))
    log = claims * ((pull + np.log1p(np.exp(-2 * pull)) - np.log(2)) @ of.chances)
    sums = claims * ((np.abs(of.sizes) * np.tanh(pull)) @ of.chances)
    bend = claims * ((of.sizes**2 / np.cosh(np.minimum(pull, 300)) ** 2) @ of.chances)
    w = np.sqrt(2 * np.maximum(tilt * sums - log, 1e-12))
    v = np.maximum(tilt * np.sqrt(bend), 1e-300)
    p = 2 * (ndtr(-w) + np.exp(-w * w / 2) / np.sqrt(2 * np.pi) * (1 / v - 1 / w))
    reached = np.flatnonzero(p <= level)
    if not len(reached):
        return None
    i = max(int(reached[0]), 1)
    around = np.log(np.maximum(p[[i, i - 1]], 1e-300))
    found = float(np.interp(np.log(level), around, sums[[i, i - 1]]))
    share = found / claims / np.sqrt(power)
    return float(share * np.sqrt((claims - 1) / (1 - share**2))) if share < 1 else None


def most_power(of: Spread, claims: int, level: float) -> float:
    """How often enough claims differ, and few enough of them the other way, for *level* at all.

    Of *s* claims that differ, *j* the other way, any of the j alone would have given a larger sum:
    at best 2^j - 1 of 2^s choices of signs do, either way, and one is equal.
    """
    s = np.arange(claims + 1.0)
    bits = s + np.log2(level)  # 2^bits choices may be as far out; beyond 2^50 one is nothing
    some = np.floor(np.log2(np.exp2(np.minimum(bits, 50)) + 1)) - 1
    other = np.where(bits < 0, -1, np.where(bits < 50, some, np.floor(bits) - 1))
    return _agreeing(of, s, other)


def one_answer_power(of: Spread, claims: int, level: float) -> float:
    """The power with one answer a claim, exactly: that of McNemar's test (mid-p)."""
    from scipy.special import bdtrik

    s = np.arange(claims + 1.0)
    near = np.ceil(np.nan_to_num(bdtrik(level / 2, s, 0.5)))
    other = np.full(len(s), -1.0)
    for fewer in (2, 1, 0):  # the inverse is only that near
        tried = np.clip(near - fewer, -1, s)
        p = _at_most(tried - 1, s, 0.5) + _at_most(tried, s, 0.5)
        other = np.where(p <= level, tried, other)
    return _agreeing(of, s, other)


def _agreeing(of: Spread, s: Floats, other: Floats) -> float:
    """The chance that at most *other* of the *s* claims that differ point the other way."""
    differ, contrary = of.ways
    every = np.full(len(s), s[-1])
    differing = np.diff(_at_most(s, every, differ), prepend=0.0)
    return float((differing * _at_most(other, s, contrary)).sum())


def _at_most(k: Floats, of: Floats, share: float) -> Floats:
    """The chance of at most *k* of so many (scipy.stats would take half a second to import)."""
    from scipy.special import bdtr

    found = bdtr(np.maximum(k, 0), of.astype(int), share)
    return np.asarray(np.where(k < 0, 0.0, found), dtype=float)
