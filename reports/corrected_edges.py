"""How surprising a reading is for a rate that cannot lie below 0 or above 1.

The unified test of Feldman and Cousins: what speaks against a rate is not how far it lies from the
reading, but how much better the best rate between 0 and 1 fits. Near an edge no other rate fits
better on that side, and the whole of the level goes to the other: an interval that is merely cut
off at an edge covers too much there. docs/methods-correction.md has the formulae.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def surprise(distance: Floats, to_zero: Floats, to_one: Floats) -> Floats:
    """The probability of a reading that speaks less against each rate than this one does.

    All in standard errors: *distance* of the reading from what the rate makes expect, and how far
    the expectations at 0 (*to_zero* below) and 1 (*to_one* above) lie from it.

    >>> far = np.array([9.0])
    >>> surprise(np.array([1.96]), far, far).round(3)
    array([0.95])
    >>> surprise(np.array([1.96]), np.array([0.5]), far).round(3)
    array([0.975])
    """
    from scipy.special import ndtr  # slow to import, and --help must not wait for it

    below, above = np.maximum(to_zero, 1e-9), np.maximum(to_one, 1e-9)
    better = np.clip(distance, -below, above)  # the reading, as far as a rate can follow it
    ratio = distance**2 - (distance - better) ** 2
    made: Floats = ndtr(_reached(ratio, above)) - ndtr(-_reached(ratio, below))
    return made


def _reached(ratio: Floats, edge: Floats) -> Floats:
    """The distance, toward an edge, at which the likelihood ratio has this value."""
    root = np.sqrt(ratio)
    made: Floats = np.where(root <= edge, root, (ratio + edge**2) / (2 * edge))
    return made


def normal_scores(t: Floats, freedom: Floats, doubt: float) -> Floats:
    """Studentised distances as normal ones; left as they are as far as the spread is assumed."""
    from scipy.special import ndtri, stdtr

    tail = np.maximum(stdtr(freedom, -np.abs(t)), 1e-300)
    made: Floats = np.sign(t) * (doubt * np.abs(t) - (1 - doubt) * ndtri(tail))
    return made


def normal_quantile(level: float) -> float:
    """The two-sided quantile of the normal distribution."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
