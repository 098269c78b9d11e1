"""Which claims of a run are under embargo: one rule for every verb that publishes answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reports.load import Run

EMBARGOED = "embargoed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargo:
    """Claims *listed* (under embargo in the library), *named* by somebody, or marked in the run.

    Whichever of the three withholds a claim, it is withheld. That the library shows a claim of
    the same id is no proof that the one asked about is public: it may have been somebody's own.
    """

    listed: Collection[str] = ()
    named: Collection[str] = ()

    def claims(self, runs: Sequence[Run]) -> frozenset[str]:
        """The claims of *runs* to withhold; one that any of them marks, in all of them."""
        marked = {
            str(claim["id"])
            for run in runs
            for claim in run.meta.get("claims") or ()
            if claim.get("status") == EMBARGOED
        }
        return _planned(runs) & {*self.listed, *self.named, *marked}

    def missing(self, runs: Sequence[Run]) -> list[str]:
        """What somebody named that is in none of *runs*: misspelt, it would be published."""
        return sorted(set(self.named) - _planned(runs))


def _planned(runs: Sequence[Run]) -> frozenset[str]:
    """Claims asked about, and those that a run which was cut short lists with their prompts."""
    asked = {row.claim for run in runs for row in run.rows}
    listed = {str(claim["id"]) for run in runs for claim in run.meta.get("claims") or ()}
    return frozenset(asked | listed)
