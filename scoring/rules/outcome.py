"""What the decision hands on: a verdict, the sentences behind it, how certain it is."""

from dataclasses import dataclass

from scoring.verdict import Detail, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with the indexes of the sentences that decided it."""

    verdict: Verdict
    detail: Detail
    at: tuple[int, ...]
    certainty: float
