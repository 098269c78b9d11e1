"""Asks models in batches: hands trials in, waits, collects; a later session goes on with both.

Every step is written to batches.jsonl before and after, so that a run killed at any moment asks
nothing twice: what a service has is looked for in its list before anything is handed in again.
"""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audits.batch_collecting import Collecting
from audits.batch_handing import Handing
from audits.batch_log import Batch, BatchLog
from audits.budget import Budget
from audits.clock import utc_now
from audits.errors import SpecError
from audits.evidence import Outcome
from audits.model import Model, Price
from audits.pricing import reserve_usd
from audits.record import AT_BUDGET, INTERRUPTED, Row
from audits.trial import Trial
from providers.base import Question
from providers.batches.client import Batcher
from providers.batches.making import make_batcher
from providers.errors import CallError, SettingsError, Transient

Say = Callable[[str], None]

EVERY_S = 30.0
"""Seconds between two looks at a batch, at first."""
SLOWER, SLOWEST = 1.5, 10
"""How the time between looks grows, and to how many times the first."""


@dataclass(slots=True, kw_only=True)
class Batches:
    """The batches of a run; `around` is the whole life of them in one session.

    *save* keeps the record fresh; *every_s* is the time between looks.
    """

    log: BatchLog
    handing: Handing
    collecting: Collecting
    batchers: Mapping[str, Batcher]
    save: Callable[[Row], None]
    say: Say
    every_s: float = EVERY_S
    clock: Callable[[], float] = time.monotonic
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _due: dict[str, tuple[float, float]] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)

    async def around(self, others: Callable[[], Awaitable[str]]) -> str:
        """Hand in, ask *others* one by one meanwhile, then wait; returns the run's status."""
        try:
            with self._obeying_signals():
                await self.handing.hand_in(self._stop)
            if self._stop.is_set():
                return self._interrupted()
            status = await others()
            if status == INTERRUPTED:
                return self._interrupted()
            with self._obeying_signals():
                await self._wait()
        finally:
            for batcher in self.batchers.values():
                await batcher.aclose()
        if self._stop.is_set():
            return self._interrupted()
        return AT_BUDGET if self.handing.out_of_budget else status

    def _interrupted(self) -> str:
        """Leave the services to their work."""
        waiting = sum(1 for batch in self._live())
        if waiting:
            self.say(f"{waiting} batches stay with their services; the next run collects them")
        return INTERRUPTED

    def _live(self) -> Iterator[Batch]:
        """Batches that can still be looked at in this session."""
        for batch in self.log.live():
            known = batch.job is not None and batch.label in self.batchers
            if known and batch.label not in self.handing.stopped:
                yield batch

    async def _wait(self) -> None:
        """Look after every batch until all have ended, or until told to stop."""
        while not self._stop.is_set() and (live := list(self._live())):
            now = self.clock()
            for batch in live:
                at, _ = self._due.get(batch.mark, (now, self.every_s))
                if at <= now and not self._stop.is_set():
                    await self._look(batch)
            due = [self._due[b.mark][0] for b in self._live() if b.mark in self._due]
            if due:
                await self._pause(max(0.0, min(due) - self.clock()))

    async def _look(self, batch: Batch) -> None:
        _, wait_s = self._due.get(batch.mark, (0.0, self.every_s / SLOWER))
        wait_s = min(wait_s * SLOWER, self.every_s * SLOWEST)
        self._due[batch.mark] = (self.clock() + wait_s, wait_s)
        batcher = self.batchers[batch.label]
        try:
            told = await batcher.look(str(batch.job))
            self._tell(batch, told.progress.state, told.progress.done, told.progress.total)
            if told.progress.ending is not None:
                await self.collecting.collect(batch, batcher, told)
        except Transient as error:
            self.say(f"{batch.label}: batch {batch.job}: {error.message}; looked at again later")
        except CallError as error:
            self.handing.stopped[batch.label] = error.message
            self.say(
                f"{batch.label}: batch {batch.job} cannot be looked at: {error.message} "
                "(if it is gone for good, --abandon-batches hands its trials in anew)"
            )

    def _tell(self, batch: Batch, state: str, done: int | None, total: int | None) -> None:
        counted = f", {done} of {total}" if done is not None else ""
        line = f"{batch.label}: batch {batch.job}: {state}{counted}"
        if self._said.get(batch.mark) != line:
            self._said[batch.mark] = line
            self.say(line)
        self.save({"at": utc_now(), "pid": os.getpid(), "says": line})

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), timeout=seconds)
        except TimeoutError:
            return

    @contextmanager
    def _obeying_signals(self) -> Iterator[None]:
        """First signal: stop after the step at work; second: break that step off."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop() -> None:
            if self._stop.is_set() and task is not None:
                task.cancel()
            self._stop.set()
            self.say("stopping after the step at work (interrupt once more to break it off)")

        numbers = (signal.SIGINT, signal.SIGTERM)
        for number in numbers:
            loop.add_signal_handler(number, stop)
        try:
            yield
        except asyncio.CancelledError:
            if task is None or not self._stop.is_set():
                raise
            task.uncancel()
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)


def in_batches(path: Path, todo: Sequence[Trial], *, abandon: bool) -> list[Trial]:
    """The open trials that go by batch, or that a batch of an earlier session works on.

    With *abandon* batches that are out are forgotten first: their trials are asked anew.
    """
    log = BatchLog(path)
    if abandon:
        for batch in log.live():
            log.write("lost", batch.mark, abandoned=True)
    held = {trial for batch in log.live() for trial in batch.trials}
    models = {trial.model.label: trial.model for trial in todo}
    labels = {label for label, model in models.items() if model.by_batch}
    return [trial for trial in todo if trial.id in held or trial.model.label in labels]


def batchers_for(models: Mapping[str, Model]) -> dict[str, Batcher]:
    """The way to batches of each model; raises `SpecError` before any call."""
    made = {}
    for label, model in models.items():
        try:
            made[label] = make_batcher(model.provider, model.settings)
        except SettingsError as error:
            raise SpecError(f"{label}: {error}") from error
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run lends to its batches: how a trial is asked, paid for and stored."""

    question: Callable[[Trial], Question]
    store: Callable[[Trial, Outcome, Row], None]
    prices: Mapping[str, Price | None]
    budget: Budget
    say: Say

    def reserve(self, trial: Trial) -> float:
        """What is set aside for a trial."""
        return reserve_usd(trial, self.prices[trial.model.label])


def make_batches(
    path: Path,
    trials: Sequence[Trial],
    batchers: Mapping[str, Batcher],
    work: Work,
    *,
    save: Callable[[Row], None],
    every_s: float = EVERY_S,
) -> Batches:
    """The batches of open *trials*, with what earlier sessions noted in the file at *path*."""
    log = BatchLog(path)
    open_trials = {trial.id: trial for trial in trials}
    handing = Handing(
        log=log,
        trials=open_trials,
        batchers=batchers,
        question=work.question,
        reserve=work.reserve,
        budget=work.budget,
        say=work.say,
    )
    collecting = Collecting(
        log=log,
        trials=open_trials,
        prices=work.prices,
        store=work.store,
        reserve=work.reserve,
        budget=work.budget,
        say=work.say,
    )
    return Batches(
        log=log,
        handing=handing,
        collecting=collecting,
        batchers=batchers,
        save=save,
        say=work.say,
        every_s=every_s,
    )
