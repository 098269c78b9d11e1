"""Finds bursts: days with far more items of a host, language or channel than the weeks before.

The rule. Let m be the median of the 28 days before (at least 14 of them; a day without items
counts as 0) and s the larger of two spreads: the square root of m, which is what chance alone does
to a count, and 1.4826 times the median absolute deviation. A day is a burst if it has at least 20
items, at least twice m, and at least m + 5 s. Days in a row are one burst. The first 14 days of a
series can hold none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BEFORE = 28
LEAST_BEFORE = 14
FEWEST = 20
TIMES = 2.0
SPREADS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """One burst of one series: its days, its items, and what the weeks before had a day."""

    dimension: str
    name: str
    first: int
    last: int
    items: int
    peak: int
    usual: float


def bursts_of(counts: NDArray[np.int64], start: int, *, dimension: str, name: str) -> list[Burst]:
    """The bursts of a series of counts a day that begins on day *start*.

    >>> series = np.array([5] * 20 + [60, 70] + [5] * 5)
    >>> [(b.first, b.last, b.items) for b in bursts_of(series, 100, dimension="all", name="")]
    [(120, 121, 130)]
    """
    usual = [_usual(counts, i) for i in range(len(counts))]
    hot = [base is not None and _is_burst(counts[i], *base) for i, base in enumerate(usual)]
    made: list[Burst] = []
    i = 0
    while i < len(counts):
        if not hot[i]:
            i += 1
            continue
        end = i
        while end + 1 < len(counts) and hot[end + 1]:
            end += 1
        base = usual[i]
        run = counts[i : end + 1]
        made.append(
            Burst(
                dimension=dimension,
                name=name,
                first=start + i,
                last=start + end,
                items=int(run.sum()),
                peak=int(run.max()),
                usual=base[0] if base else 0.0,
            )
        )
        i = end + 1
    return made


def _usual(counts: NDArray[np.int64], i: int) -> tuple[float, float] | None:
    before = counts[max(i - BEFORE, 0) : i]
    # No series of few items can burst, and most days are such: leave them without a median.
    if len(before) < LEAST_BEFORE or counts[i] < FEWEST:
        return None
    middle = float(np.median(before))
    spread = 1.4826 * float(np.median(np.abs(before - middle)))
    return middle, max(spread, middle**0.5)


def _is_burst(count: int, middle: float, spread: float) -> bool:
    return bool(count >= max(FEWEST, TIMES * middle, middle + SPREADS * spread))
