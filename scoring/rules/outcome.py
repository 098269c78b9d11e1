"""What the decision hands on: a verdict, the sentences behind it, how certain it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from scoring.verdict import Detail, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with the indexes of the sentences that decided it."""

    verdict: Verdict
    detail: Detail
    at: tuple[int, ...]
    certainty: float


def chances_of(totals: Mapping[Verdict, float]) -> dict[Verdict, float]:
    """Sums turned into chances that add up to one."""
    highest = max(totals.values())
    powers = {v: exp(total - highest) for v, total in totals.items()}
    whole = sum(powers.values())
    return {v: power / whole for v, power in powers.items()}
