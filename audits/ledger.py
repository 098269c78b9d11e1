"""How each trial of a run ended, a byte a trial: what a check of a million answers can afford."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scoring.transcript import Status

_ENDS = (None, Status.FAILED, Status.ANSWERED, Status.BLOCKED)


@dataclass(slots=True)
class Ledger:
    """Trials by id, each with how it ended; *hashes* begin those of the lines with the replies.

    *keep_hashes* is for runs with judges, whose votes name the answer that they read.
    """

    keep_hashes: bool = False
    hashes: dict[str, str] = field(default_factory=dict)
    _index: dict[str, int] = field(default_factory=dict)
    _ended: bytearray = field(default_factory=bytearray)
    planned: int = 0

    def plan(self, trials: Iterable[str]) -> None:
        """Enter the planned trials, none of them asked yet."""
        for trial in trials:
            self._index.setdefault(trial, len(self._index))
        self.planned = len(self._index)
        self._ended = bytearray(self.planned)

    def is_planned(self, trial: str) -> bool:
        """Whether the trial was planned."""
        return self._index.get(trial, self.planned) < self.planned

    def end(self, trial: str, status: Status, digest: str) -> bool:
        """Enter how a trial ended; False if it has a reply already."""
        place = self._index.setdefault(trial, len(self._ended))
        if place == len(self._ended):
            self._ended.append(0)
        if self._ended[place] > 1:
            return False
        self._ended[place] = _ENDS.index(status)
        if self.keep_hashes and status is not Status.FAILED:
            self.hashes[trial] = digest[:16]
        return True

    def missing(self) -> Iterator[str]:
        """Planned trials without a line, in order of the plan."""
        for trial, place in self._index.items():
            if place < self.planned and not self._ended[place]:
                yield trial

    def counts(self) -> Counter[Status]:
        """How many trials ended how."""
        return Counter({status: self._ended.count(i) for i, status in enumerate(_ENDS) if status})

    def replied(self) -> int:
        """How many trials have a reply."""
        return len(self._ended) - self._ended.count(0) - self._ended.count(1)

    def tally(self) -> "Tally":
        """An empty count of something that every reply must have exactly once."""
        return Tally(self)

    def place(self, trial: str) -> int | None:
        """Where a trial with a reply stands; None for any other."""
        place = self._index.get(trial)
        return place if place is not None and self._ended[place] > 1 else None

    def replies(self) -> Iterator[tuple[str, int]]:
        """The trials with a reply and where they stand."""
        for trial, place in self._index.items():
            if self._ended[place] > 1:
                yield trial, place


class Tally:
    """How often each reply was met, up to 255 times."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._met = bytearray(len(ledger._ended))
        self.total = 0

    def add(self, trial: str) -> bool:
        """Count one; False if the trial has no reply."""
        place = self._ledger.place(trial)
        if place is None:
            return False
        self._met[place] = min(255, self._met[place] + 1)
        self.total += 1
        return True

    def odd(self) -> Iterator[tuple[str, int]]:
        """The replies that were not met exactly once, and how often they were."""
        for trial, place in self._ledger.replies():
            if self._met[place] != 1:
                yield trial, self._met[place]
