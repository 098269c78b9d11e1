"""Runs trials through their lanes, as many at once as each lane bears, and stores each outcome."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from audits.asking import ask_trial
from audits.budget import Budget
from audits.evidence import Outcome
from audits.lane import Lane
from audits.trial import Trial
from providers.base import Provider
from providers.errors import STOPS_MODEL
from providers.retry import RetryPolicy
from scoring.transcript import Status

STOPS_LANE = frozenset({"key", "quota"})
"""What one model proves for every model behind the same key."""


@dataclass(slots=True, kw_only=True)
class Line:
    """One model's share of a run: what waits, what came, and why it stopped, if it did."""

    label: str
    lane: Lane
    provider: Provider
    waiting: deque[Trial]
    in_flight: int = 0
    proven: bool = False
    stopped: str | None = None
    counts: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))
    kinds: dict[str, int] = field(default_factory=dict)

    def next_trial(self) -> Trial | None:
        """The next trial to ask now; until one call came back, one is asked at a time.

        So a wrong key or an unknown model costs one call, not as many as fit in flight.
        """
        if self.stopped or not self.waiting or (self.in_flight and not self.proven):
            return None
        return self.waiting.popleft()


@dataclass(slots=True, kw_only=True)
class Collector:
    """Asks all waiting trials; `store` is called once for each that ended, in order of arrival.

    *price* gives the most that a trial may cost (US dollars, None when unknown) and *tokens* its
    rough size, for the cap and the token rate; *priced* fills in what a reply cost. Ends when nothing waits, when `stop` was called
    and the calls in flight are back, or when the budget allows no further call.
    """

    lines: Mapping[str, Line]
    store: Callable[[Trial, Outcome], None]
    budget: Budget
    policy: RetryPolicy
    reserve_usd: Callable[[Trial], float]
    tokens: Callable[[Trial], int]
    priced: Callable[[Trial, Outcome], Outcome]
    out_of_budget: bool = False
    stopping: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _fatal: BaseException | None = None
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Ask everything; raises what `store` raised, after the calls in flight were ended."""
        self._pump_all()
        try:
            while self._tasks:
                self._idle.clear()
                await self._idle.wait()
        except asyncio.CancelledError:
            await self.abandon()
            raise
        if self._fatal is not None:
            raise self._fatal

    def stop(self) -> None:
        """Start nothing more; what is in flight may come back."""
        self.stopping = True

    async def abandon(self) -> None:
        """End the calls in flight; their trials stay unasked."""
        self.stopping = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def in_flight(self) -> int:
        """Calls out now."""
        return len(self._tasks)

    @property
    def waiting(self) -> int:
        """Trials that can still be asked."""
        return sum(len(line.waiting) for line in self.lines.values() if not line.stopped)

    def _pump_all(self) -> None:
        started = True
        while started:
            started = False
            for line in _in_turn(self.lines.values()):
                started = self._start_one(line) or started
        if not self._tasks:
            self._idle.set()

    def _start_one(self, line: Line) -> bool:
        """Start the line's next trial if lane, budget and the run allow one."""
        if self.stopping or self.out_of_budget or not line.lane.has_room():
            return False
        trial = line.next_trial()
        if trial is None:
            return False
        reserved = self.reserve_usd(trial)
        if not self.budget.reserve(reserved):
            line.waiting.appendleft(trial)
            self.out_of_budget = self.budget.can_never_afford(reserved)
            return False
        line.in_flight += 1
        line.lane.in_flight += 1
        task = asyncio.create_task(self._ask(line, trial, reserved))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return True

    async def _ask(self, line: Line, trial: Trial, reserved: float) -> None:
        cost: float | None = 0.0
        try:
            outcome = await ask_trial(
                trial,
                provider=line.provider,
                lane=line.lane,
                policy=self.policy,
                tokens=self.tokens(trial),
            )
            outcome = self.priced(trial, outcome)
            cost = _cost(outcome)
            self._judge_line(line, outcome)
            self.store(trial, outcome)
        finally:
            line.in_flight -= 1
            line.lane.in_flight -= 1
            self.budget.settle(line.label, reserved_usd=reserved, cost_usd=cost)

    def _judge_line(self, line: Line, outcome: Outcome) -> None:
        """Count the outcome, and stop what it proves hopeless."""
        line.counts[outcome.status] += 1
        line.proven = True
        if outcome.error is None:
            return
        kind = outcome.error.kind
        line.kinds[kind] = line.kinds.get(kind, 0) + 1
        if kind in STOPS_MODEL:
            line.stopped = outcome.error.message
        if kind in STOPS_LANE:
            for other in self.lines.values():
                if other.lane is line.lane and not other.stopped:
                    other.stopped = outcome.error.message

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and self._fatal is None:
            self._fatal = error
            self.stopping = True
            for other in self._tasks:
                other.cancel()
        self._pump_all()


def _cost(outcome: Outcome) -> float | None:
    """What a trial cost; a failed call without a reply is taken to cost nothing."""
    reply = outcome.reply or (outcome.error.reply if outcome.error else None)
    return 0.0 if reply is None else reply.usage.cost_usd


def _in_turn(lines: Iterable[Line]) -> list[Line]:
    """Lines with the fewest calls in flight first, so that none in a shared lane starves."""
    return sorted(lines, key=lambda line: line.in_flight)
