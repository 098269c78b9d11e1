"""Hands trials in as batches, and finds out what became of a handing-in that was cut off."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import orjson

from audits.batch_log import Batch, BatchLog
from audits.budget import Budget
from audits.trial import Trial
from providers.base import Question
from providers.batches.client import Batcher
from providers.batches.shape import Item, Listed, Order
from providers.errors import CallError, Transient

Got = TypeVar("Got")

TRIES = 5
"""How often a batch is offered to a service that says "too many requests"."""
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 120.0
BEFORE, AFTER = timedelta(minutes=2), timedelta(minutes=30)
"""When a batch without our mark may have been made, around the time at which we handed it in."""
_OVERHEAD_BYTES = 200


@dataclass(slots=True, kw_only=True)
class Handing:
    """Hands in what waits; `stopped` says which models it gave up, and why."""

    log: BatchLog
    trials: Mapping[str, Trial]
    batchers: Mapping[str, Batcher]
    question: Callable[[Trial], Question]
    reserve: Callable[[Trial], float]
    budget: Budget
    say: Callable[[str], None]
    out_of_budget: bool = False
    stopped: dict[str, str] = field(default_factory=dict)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def hand_in(self, stop: asyncio.Event) -> None:
        """Find what was cut off, set its price aside, hand in the rest; *stop* ends it early."""
        for batch in list(self.log.live()):
            if batch.job is None and batch.label in self.batchers:
                await self._find(batch)
        for label in self.batchers:
            for chunk in self._chunks(label):
                if stop.is_set() or label in self.stopped:
                    self._give_back(chunk)
                    break
                await self._submit(label, chunk)

    def _taken(self) -> set[str]:
        """Trials that a service has, or may have."""
        return {trial for batch in self.log.live() for trial in batch.trials}

    def _chunks(self, label: str) -> Iterator[list[Trial]]:
        """Open trials of a model in portions that the service takes and the budget allows."""
        batch, taken = self.batchers[label].batch, self._taken()
        self._set_aside_for_live(label)
        chunk: list[Trial] = []
        size = 0
        for trial in self.trials.values():
            if trial.model.label != label or trial.id in taken:
                continue
            if not self.budget.reserve(self.reserve(trial)):
                self.out_of_budget = True
                break
            item_bytes = len(orjson.dumps(self._item(trial).body)) + _OVERHEAD_BYTES
            if chunk and (len(chunk) >= batch.max_requests or size + item_bytes > batch.max_bytes):
                yield chunk
                chunk, size = [], 0
            chunk.append(trial)
            size += item_bytes
        if chunk:
            yield chunk

    def _set_aside_for_live(self, label: str) -> None:
        """What services work on already will cost, whatever the cap says now."""
        for batch in self.log.live():
            if batch.label == label:
                trials = (self.trials[key] for key in batch.trials if key in self.trials)
                self.budget.reserved_usd += sum(map(self.reserve, trials))

    def _give_back(self, trials: Sequence[Trial]) -> None:
        for trial in trials:
            self.budget.settle(trial.model.label, reserved_usd=self.reserve(trial), cost_usd=0.0)

    def _item(self, trial: Trial) -> Item:
        return self.batchers[trial.model.label].item(trial.id, self.question(trial))

    async def _submit(self, label: str, trials: list[Trial]) -> None:
        """Hand in one batch, noted before and after."""
        batcher, mark = self.batchers[label], f"dosimeter-{secrets.token_hex(8)}"
        order = batcher.order([self._item(trial) for trial in trials], mark)
        try:
            order = await self._patiently(batcher.upload, order)
        except CallError as error:
            self._refused(label, error, trials)
            return
        batch = self.log.write(
            "submitting", mark, label=label, trials=[trial.id for trial in trials]
        )
        try:
            job = await self._patiently(batcher.create, order)
        except CallError as error:
            if _was_refused(error):
                self.log.write("refused", mark, kind=error.kind, message=error.message)
                self._refused(label, error, trials)
            else:
                self.say(f"{label}: a batch may or may not have been taken: {error.message}")
                await self._find(batch)
                if self.log.batches[mark].closed:
                    self._refused(label, error, trials)
            return
        self.log.write("submitted", mark, job=job)
        self.say(f"{label}: {len(trials)} trials handed in as batch {job}")

    async def _patiently(self, step: Callable[[Order], Awaitable[Got]], order: Order) -> Got:
        """A step, again after a while where the service says that it is too busy for it."""
        wait_s = FIRST_WAIT_S
        for _ in range(TRIES - 1):
            try:
                return await step(order)
            except Transient as error:
                if error.http_status != 429:
                    raise
                await self.sleep(min(max(wait_s, error.retry_after_s or 0.0), LONGEST_WAIT_S))
                wait_s *= 2
        return await step(order)

    def _refused(self, label: str, error: CallError, trials: Sequence[Trial]) -> None:
        self._give_back(trials)
        self.stopped[label] = error.message
        self.say(f"{label}: a batch of {len(trials)} trials was not taken: {error.message}")

    async def _find(self, batch: Batch) -> None:
        """Look for a batch whose handing-in was cut off, in the service's own list."""
        told = f"{batch.label}: handing in {len(batch.trials)} trials at {batch.at} was cut off"
        try:
            listed = await self.batchers[batch.label].listed()
        except CallError as error:
            self.stopped[batch.label] = error.message
            self.say(f"{told}; whether the service has them cannot be found out: {error.message}")
            return
        job = _ours(batch, listed, self.log.jobs())
        if job is None:
            self.log.write("lost", batch.mark)
            self.say(f"{told}; the service does not have them")
        else:
            self.log.write("submitted", batch.mark, job=job, found=True)
            self.say(f"{told}; the service has them as batch {job}")


def _was_refused(error: CallError) -> bool:
    """Whether the service surely did not begin the batch: it answered, and said no."""
    return error.http_status is not None and error.http_status < 500


def _ours(batch: Batch, listed: Sequence[Listed], known: set[str]) -> str | None:
    """The batch with our mark; where the service keeps none, the one of that size and time."""
    for entry in listed:
        if entry.mark == batch.mark:
            return entry.job
    at = datetime.fromisoformat(batch.at)
    fitting = [
        entry
        for entry in listed
        if entry.mark is None
        and entry.job not in known
        and entry.total in (None, len(batch.trials))
        and (made := _moment(entry.created_at)) is not None
        and at - BEFORE <= made <= at + AFTER
    ]
    return fitting[-1].job if fitting else None


def _moment(text: str) -> datetime | None:
    try:
        if text.replace(".", "", 1).isdecimal():
            return datetime.fromtimestamp(float(text), UTC)
        return datetime.fromisoformat(text)
    except ValueError:
        return None
