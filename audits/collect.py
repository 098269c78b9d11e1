"""Runs jobs through their lanes, as many at once as each lane bears, and stores each outcome.

A job is a trial, or a vote of a judge: anything that a question can be made of.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from audits.asking import ask_question
from audits.budget import Budget
from audits.evidence import Outcome
from audits.lane import Lane
from providers.base import Provider, Question
from providers.errors import STOPS_MODEL
from providers.retry import RetryPolicy
from scoring.transcript import Status

Job = TypeVar("Job")

STOPS_LANE = frozenset({"key", "quota"})
"""What one model proves for every model behind the same key."""


@dataclass(slots=True, kw_only=True)
class Line(Generic[Job]):
    """One model's share of a run: what waits, what came, and why it stopped, if it did."""

    label: str
    lane: Lane
    provider: Provider
    waiting: deque[Job]
    in_flight: int = 0
    proven: bool = False
    stopped: str | None = None
    counts: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))
    kinds: dict[str, int] = field(default_factory=dict)

    def next_job(self) -> Job | None:
        """The next job to ask now; until one call came back, one is asked at a time.

        So a wrong key or an unknown model costs one call, not as many as fit in flight.
        """
        if self.stopped or not self.waiting or (self.in_flight and not self.proven):
            return None
        return self.waiting.popleft()


@dataclass(slots=True, kw_only=True)
class Collector(Generic[Job]):
    """Asks all waiting jobs; `store` is called once for each that ended, in order of arrival.

    *reserve_usd* gives the most that a job may cost (US dollars, 0 when unknown) and *tokens*
    its rough size, for the cap and the token rate; *question* is what is asked; *priced* fills
    in what a reply cost. Ends when nothing waits, when `stop` was called and the calls in flight
    are back, or when the budget allows no further call.
    """

    lines: Mapping[str, Line[Job]]
    question: Callable[[Job], Question]
    store: Callable[[Job, Outcome], None]
    budget: Budget
    policy: RetryPolicy
    reserve_usd: Callable[[Job], float]
    tokens: Callable[[Job], int]
    priced: Callable[[Job, Outcome], Outcome]
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
        """End the calls in flight; their jobs stay unasked."""
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
        """Jobs that can still be asked."""
        return sum(len(line.waiting) for line in self.lines.values() if not line.stopped)

    def _pump_all(self) -> None:
        started = True
        while started:
            started = False
            for line in _in_turn(self.lines.values()):
                started = self._start_one(line) or started
        if not self._tasks:
            self._idle.set()

    def _start_one(self, line: Line[Job]) -> bool:
        """Start the line's next job if lane, budget and the run allow one."""
        if self.stopping or self.out_of_budget or not line.lane.has_room():
            return False
        job = line.next_job()
        if job is None:
            return False
        reserved = self.reserve_usd(job)
        if not self.budget.reserve(reserved):
            line.waiting.appendleft(job)
            self.out_of_budget = self.budget.can_never_afford(reserved)
            return False
        line.in_flight += 1
        line.lane.in_flight += 1
        task = asyncio.create_task(self._ask(line, job, reserved))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return True

    async def _ask(self, line: Line[Job], job: Job, reserved: float) -> None:
        cost: float | None = 0.0
        try:
            outcome = await ask_question(
                self.question(job),
                provider=line.provider,
                lane=line.lane,
                policy=self.policy,
                tokens=self.tokens(job),
            )
            outcome = self.priced(job, outcome)
            cost = _cost(outcome)
            self._judge_line(line, outcome)
            self.store(job, outcome)
        finally:
            line.in_flight -= 1
            line.lane.in_flight -= 1
            self.budget.settle(line.label, reserved_usd=reserved, cost_usd=cost)

    def _judge_line(self, line: Line[Job], outcome: Outcome) -> None:
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
    """What a job cost; a failed call without a reply is taken to cost nothing."""
    reply = outcome.reply or (outcome.error.reply if outcome.error else None)
    return 0.0 if reply is None else reply.usage.cost_usd


def _in_turn(lines: Iterable[Line[Job]]) -> list[Line[Job]]:
    """Lines with the fewest calls in flight first, so that none in a shared lane starves."""
    return sorted(lines, key=lambda line: line.in_flight)
