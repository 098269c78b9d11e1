"""The sign-flip test: how often do claims that differ point one way so strongly by luck alone?

Between sides that are alike, which side a claim favours is the toss of a coin. So the sum of the
claims' differences is set against all sums that other signs would have given: with no assumption
about how answers about one claim go together, and exactly, however few claims there are. The
p-value is the mid-p: sums as large as the one found count half. docs/methods-compare.md has the
reasons and the simulated figures.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from reports.stats import Floats

NONE = 1e-9  # differences below this are none; sums this near, for their size, are equal
FOUR, AMONG, EVEN = 4, 10, 3.5
"""Four claims that differ, among so many, all one way and about evenly, are a difference too."""
OF_FOUR = 0.0455  # their p-value: that of a normal deviate of two, as in McNemar's test
FEW = 14  # claims whose signs are tried out one by one where differences share no measure
PARTS, WHOLE = 128, 1e-6  # what one claim may add to the denominator; how near whole is whole
COSTLY = 10_000_000  # additions that one p-value may take
MANY = 500  # claims' effective number, from which the saddlepoint does where counting is costly
FINE = 1e-4  # where claims are rounded to be counted: the error in standard deviations of the sum


def mid_p(differences: Sequence[float] | Floats) -> float:
    """The two-sided mid-p value of claims' *differences* against random signs.

    >>> mid_p([1, 1, 1, 1, 1])
    0.03125
    """
    every = np.asarray(differences, dtype=float)
    d = every[np.abs(every) > NONE]
    if not len(d) or abs(d.sum()) <= NONE * np.abs(d).sum():
        return 1.0
    if _four(d, among=len(every)):
        return OF_FOUR
    d = d[np.argsort(np.abs(d))] * np.sign(d.sum())
    whole = _whole(d)
    if whole is not None and _cost(whole) <= COSTLY:
        return _counted(whole)
    size = np.abs(d)
    if len(d) <= FEW:
        return _tried(size, float(d.sum()))
    if _effective(size) >= MANY:
        return _saddlepoint(size, float(d.sum()))
    return _counted(_rounded(d))


def _four(d: Floats, *, among: int) -> bool:
    """Whether four claims stand for a difference, where signs alone give 1 in 8 or nothing.

    Among ten claims and more, four that differ are so seldom all one way that the test still
    errs in one audit of twenty. *Even*: their effective number, (sum)^2 / sum of squares.
    """
    if len(d) != FOUR or among < AMONG or abs(np.sign(d).sum()) < FOUR:
        return False
    return bool(d.sum() ** 2 / (d**2).sum() >= EVEN - NONE)


def _whole(d: Floats) -> Floats | None:
    """The differences in whole multiples of what measures all of them, if there is such a thing.

    Means of repeats share a denominator, whatever the repeats (of ten some may have failed). The
    smallest difference is the first guess at the measure; one that is no multiple divides it.
    """
    parts = d / np.abs(d).min()
    while np.abs(parts).max() < COSTLY:
        off = np.flatnonzero(np.abs(parts - np.rint(parts)) > WHOLE)
        if not len(off):
            return np.asarray(np.rint(parts), dtype=float)
        odd = float(parts[off[0]])
        found = Fraction(odd).limit_denominator(PARTS)
        if abs(odd - found) * found.denominator > WHOLE:
            return None
        parts = parts * found.denominator
    return None


def _rounded(d: Floats) -> Floats:
    """The differences in whole numbers, as fine as counting bears and the sum can need.

    Equal ones stay equal, so that ties among them count as such.
    """
    size = np.abs(d)
    wanted = np.sqrt(len(d) / 12 / (size**2).sum()) / FINE
    return np.asarray(np.rint(d * min(wanted, COSTLY / (len(d) * size.sum()))), dtype=float)


def _effective(size: Floats) -> float:
    """How many claims of equal size would scatter as evenly: few, if a few dominate."""
    return float((size**2).sum() ** 2 / (size**4).sum())


def _cost(whole: Floats) -> float:
    """How many additions `_counted` takes at most."""
    return float(len(whole) * np.abs(whole[whole < 0]).sum())


def _counted(whole: Floats) -> float:
    """Exactly: the chance of each sum of claims that random signs turn against the rest.

    Claims that did so, *below* in sum, are to be compared with: less is further out. So larger
    sums need no counting, and rounding errors cannot cancel, however far out.
    """
    below = int(np.abs(whole[whole < 0]).sum())
    chance = np.zeros(below + 1)
    chance[0], reach = 1.0, 0
    for step in np.abs(whole).astype(int).tolist():
        chance[: reach + 1] *= 0.5
        top = min(reach + step, below)
        if step <= top:  # what overlaps is copied first
            chance[step : top + 1] += chance[: top + 1 - step].copy()
        reach = top
    return min(float(2 * chance[:-1].sum() + chance[-1]), 1.0)


def _tried(size: Floats, found: float) -> float:
    """All signs tried out; the first may stay as it is, since both sides count."""
    sums = size[:1]
    for step in size[1:]:
        sums = np.concatenate([sums + step, sums - step])
    beyond = np.abs(sums) - found
    near = NONE * float(size.sum())
    return float((beyond > near).mean() + (np.abs(beyond) <= near).mean() / 2)


def _saddlepoint(size: Floats, found: float) -> float:
    """Lugannani and Rice's approximation, for claims of which none dominates; far out too."""
    from scipy.special import ndtr  # slow to import, and --help must not wait for it

    if found >= size.sum() * (1 - NONE):
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
