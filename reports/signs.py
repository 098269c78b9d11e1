"""The sign-flip test: how often do claims that differ point one way so strongly by luck alone?

Between sides that are alike, which side a claim favours is the toss of a coin. So the sum of the
claims' differences is set against all sums that other signs would have given: with no assumption
about how answers about one claim go together, and exactly, however few claims there are. The
p-value is the mid-p: sums as large as the one found count half. docs/methods-compare.md has the
reasons and the simulated figures.
"""

from collections.abc import Sequence

import numpy as np

from reports.stats import Floats

NONE = 1e-9  # differences below this are none
FOUR, AMONG, EVEN = 4, 10, 3.5
"""Four claims that differ, among so many, all one way and about evenly, are a difference too."""
OF_FOUR = 0.0455  # their p-value: that of a normal deviate of two, as in McNemar's test
DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 20, 30, 60)
COSTLY = 100_000  # claims times sum of differences, beyond which the saddlepoint does as well
FEW = 14  # claims whose signs are tried out one by one where differences share no denominator


def mid_p(differences: Sequence[float] | Floats) -> float:
    """The two-sided mid-p value of claims' *differences* against random signs.

    >>> mid_p([1, 1, 1, 1, 1])
    0.03125
    """
    every = np.asarray(differences, dtype=float)
    d = every[np.abs(every) > NONE]
    if not len(d) or abs(d.sum()) <= NONE:
        return 1.0
    if _four(d, among=len(every)):
        return OF_FOUR
    size = np.sort(np.abs(d))
    found = abs(float(d.sum()))
    whole = _whole(size)
    if whole is not None and len(whole) * sum(whole) <= COSTLY:
        return _counted(whole, round(found * sum(whole) / float(size.sum())))
    return _tried(size, found) if len(size) <= FEW else _saddlepoint(size, found)


def _four(d: Floats, *, among: int) -> bool:
    """Whether four claims stand for a difference, where signs alone give 1 in 8 or nothing.

    Among ten claims and more, four that differ are so seldom all one way that the test still
    errs in one audit of twenty. *Even*: their effective number, (sum)^2 / sum of squares.
    """
    if len(d) != FOUR or among < AMONG or abs(d.sum()) < np.abs(d).sum() - NONE:
        return False
    return bool(d.sum() ** 2 / (d**2).sum() >= EVEN - NONE)


def _whole(size: Floats) -> list[int] | None:
    """The differences in whole numbers of their common denominator, if there is a small one."""
    for denominator in DENOMINATORS:
        scaled = np.rint(size * denominator)
        if np.abs(size * denominator - scaled).max() < 1e-6:
            return [int(x) for x in scaled]
    return None


def _counted(whole: Sequence[int], found: int) -> float:
    """Exactly: how many choices of signs give each sum, as the digits of one very large number.

    A claim multiplies the generating function by 1 + x^difference; x is a power of two above all
    counts, so that this is a shift and an addition. The remainder by x - 1 is the sum of digits.
    """
    digit = len(whole) + 1
    ways = 1
    for step in whole:
        ways += ways << (step * digit)
    tail = ways >> ((sum(whole) + found) // 2 * digit)  # sums from the one found upwards
    largest = (1 << digit) - 1
    return min((2 * (tail % largest) - (tail & largest)) / (1 << len(whole)), 1.0)


def _tried(size: Floats, found: float) -> float:
    """All signs tried out; the first may stay as it is, since both sides count."""
    sums = size[:1]
    for step in size[1:]:
        sums = np.concatenate([sums + step, sums - step])
    beyond = np.abs(sums) - found
    return float((beyond > NONE).mean() + (np.abs(beyond) <= NONE).mean() / 2)


def _saddlepoint(size: Floats, found: float) -> float:
    """Lugannani and Rice's approximation: right to a part in a hundred, in the far tail too."""
    from scipy.special import ndtr  # slow to import, and --help must not wait for it

    if found >= size.sum() - NONE:
        return float(2.0 ** -len(size))
    u = _tilt(size, found)
    pull = size * u
    exponent = u * found - float((pull + np.log1p(np.exp(-2 * pull)) - np.log(2)).sum())
    w = float(np.sqrt(2 * max(exponent, 0.0)))
    v = u * float(np.sqrt((size**2 / np.cosh(np.minimum(pull, 300)) ** 2).sum()))
    normal = float(ndtr(-w))
    if w > 0.05:  # nearer to the middle the correction is smaller than its rounding
        normal += float(np.exp(-w * w / 2) / np.sqrt(2 * np.pi)) * (1 / v - 1 / w)
    return min(max(2 * normal, 2.0 ** -len(size)), 1.0)


def _tilt(size: Floats, found: float) -> float:
    """The exponential tilt under which *found* is what is expected (Newton, from below)."""
    u = found / float((size**2).sum())
    for _ in range(200):
        pull = size * u
        slope = float((size**2 / np.cosh(np.minimum(pull, 300)) ** 2).sum())
        step = (found - float((size * np.tanh(pull)).sum())) / max(slope, 1e-300)
        u += step
        if abs(step) <= 1e-10 * u:
            break
    return u
