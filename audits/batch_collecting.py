"""Turns the results of a batch into transcripts: unordered, partly expired, some not ours."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from audits.batch_log import Batch, BatchLog
from audits.budget import Budget
from audits.clock import utc_now
from audits.evidence import Outcome
from audits.model import Price
from audits.pricing import with_cost
from audits.record import Row
from audits.trial import Trial
from providers.base import Reply
from providers.batches.client import Batcher, Told
from providers.batches.reading import ended_without
from providers.errors import CallError
from providers.retry import Attempt


@dataclass(slots=True, kw_only=True)
class Collecting:
    """Stores each result under the trial whose id it carries.

    *trials* are the open ones; what is stored already is passed over, so that a collection that
    was cut off can be made again.
    """

    log: BatchLog
    trials: dict[str, Trial]
    prices: Mapping[str, Price | None]
    store: Callable[[Trial, Outcome, Row], None]
    reserve: Callable[[Trial], float]
    budget: Budget
    say: Callable[[str], None]

    async def collect(self, batch: Batch, batcher: Batcher, told: Told) -> None:
        """Fetch and store everything; raises `CallError` if the results cannot be fetched."""
        waiting = {key for key in batch.trials if key in self.trials}
        counts: Counter[str] = Counter()
        strange = 0
        async for custom_id, read in batcher.results(str(batch.job), told):
            if custom_id in waiting:
                waiting.remove(custom_id)
                counts[self._store(batch, custom_id, read)] += 1
            strange += custom_id not in batch.trials
        if strange and not counts and waiting:
            self._not_ours(batch)
            return
        ending = told.progress.ending or "done"
        url = batcher.context.base_url + batcher.batch.poll(str(batch.job))
        for key in batch.trials:
            if key in waiting:
                error = ended_without(ending, url=url, said=told.progress.said)
                counts[self._store(batch, key, error)] += 1
        self.log.write("collected", batch.mark, counts=counts, strange=strange)
        self._tell(batch, ending, counts, strange)

    def _store(self, batch: Batch, trial_id: str, read: Reply | CallError) -> str:
        trial = self.trials.pop(trial_id)
        outcome = with_cost(_outcome(batch, read), self.prices[trial.model.label])
        self.store(trial, outcome, {"batch": {"job": batch.job, "mark": batch.mark}})
        reply = outcome.reply or (outcome.error.reply if outcome.error else None)
        self.budget.settle(
            trial.model.label,
            reserved_usd=self.reserve(trial),
            cost_usd=0.0 if reply is None else reply.usage.cost_usd,
        )
        return outcome.status.value

    def _not_ours(self, batch: Batch) -> None:
        """A batch that was found by its size and time turned out to be somebody else's."""
        self.log.write("lost", batch.mark)
        self.say(
            f"{batch.label}: batch {batch.job} is not this run's; its trials are handed in by "
            "the next run"
        )

    def _tell(self, batch: Batch, ending: str, counts: Counter[str], strange: int) -> None:
        parts = [f"{counts[key]} {key}" for key in ("answered", "blocked", "failed")]
        more = f"; {strange} results belong to no trial of it" if strange else ""
        self.say(f"{batch.label}: batch {batch.job} {ending}: {', '.join(parts)}{more}")


def _outcome(batch: Batch, read: Reply | CallError) -> Outcome:
    """A result as the outcome of one attempt, that lasted from handing in to collecting."""
    error = read if isinstance(read, CallError) else None
    asked_at, answered_at = batch.submitted_at or batch.at, utc_now()
    attempt = Attempt(
        at=asked_at,
        http_status=error.http_status if error else 200,
        error=error.message if error else None,
        kind=error.kind if error else None,
    )
    return Outcome(
        reply=read if isinstance(read, Reply) else None,
        error=error,
        attempts=(attempt,),
        asked_at=asked_at,
        answered_at=answered_at,
        latency_s=_seconds(asked_at, answered_at),
    )


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
