"""What whoever opens a run's folder knows beside what its files say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """*stopped*: nobody works on the run, whatever its record says; *altered* lines of evidence
    do not fit the hashes that they were stored with."""

    stopped: bool = False
    altered: int = 0


NOTHING = Known()
