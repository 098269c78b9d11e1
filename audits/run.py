"""Runs an audit: plan, ask, store, score, report; the same call again goes on."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from audits.asking import utc_now
from audits.briefing import briefings_of
from audits.budget import Budget
from audits.collect import Collector, Line
from audits.errors import SpecError
from audits.evidence import Outcome, evidence_row
from audits.folder import RunFolder, write_record
from audits.lane import Lane
from audits.model import Model
from audits.plan import Plan
from audits.pricing import prices_of, refuse_unpriced, reserve_usd, rough_tokens, with_cost
from audits.progress import Progress
from audits.record import AT_BUDGET, COMPLETE, INCOMPLETE, INTERRUPTED, RUNNING, Row, with_counts
from audits.state import State, read_state
from audits.store import EvidenceFile
from audits.trial import Trial
from providers.errors import SettingsError
from providers.registry import key_variable, make_provider
from providers.retry import RetryPolicy

TICK_S = 0.25
RECORD_EVERY_S = 5.0


def collect(
    folder: RunFolder,
    record: Row,
    plan: Plan,
    *,
    budget_usd: float | None,
    retry_failed: bool,
    say: Callable[[str], None],
    policy: RetryPolicy | None = None,
) -> Row:
    """Ask what is still open and store each outcome; returns (and writes) the closing record."""
    prices = prices_of(plan.models)
    if budget_usd is not None:
        refuse_unpriced(prices)
    state = read_state(folder.transcripts)
    todo = [t for t in plan.trials() if state.is_open(t.id, retry_failed=retry_failed)]
    budget = Budget(cap_usd=budget_usd, spent_usd=sum(state.spent.values()))
    budget.by_model = dict(state.spent)
    session = {"started_at": utc_now(), "finished_at": None, "status": RUNNING, "asked": len(todo)}
    record = record | {
        "status": RUNNING,
        "started_at": record["started_at"] or session["started_at"],
        "sessions": [*record["sessions"], session],
    }
    record = with_counts(record, state.counts(), cost=state.cost_usd, by_model=state.spent)
    if not todo:
        return _close(folder, record, state, status=None)
    lines = make_lines(plan, todo)
    write_record(folder, record)
    with _evidence(folder, state) as store_row:
        collector = Collector(
            lines=lines,
            store=_storing(plan, state, store_row),
            budget=budget,
            policy=policy or RetryPolicy(),
            reserve_usd=lambda trial: reserve_usd(trial, prices[trial.model.label]),
            tokens=rough_tokens,
            priced=lambda trial, outcome: with_cost(outcome, prices[trial.model.label]),
        )
        status = asyncio.run(_drive(collector, folder, record, state, say))
    lanes = {id(line.lane): line.lane for line in lines.values()}
    record = record | {"limits": [*record["limits"], *(x.record() for x in lanes.values())]}
    for line in lines.values():
        if line.stopped:
            say(f"{line.label}: stopped, {len(line.waiting)} trials not asked: {line.stopped}")
    return _close(folder, record, state, status=status)


def make_lines(plan: Plan, todo: list[Trial]) -> dict[str, Line]:
    """One line a model, one lane a provider and key; raises `SpecError` before any call."""
    waiting: dict[str, deque[Trial]] = {}
    for trial in todo:
        waiting.setdefault(trial.model.label, deque()).append(trial)
    briefings = briefings_of(plan)
    lanes: dict[tuple[str, ...], Lane] = {}
    lines = {}
    for model in plan.models:
        if model.label not in waiting:
            continue
        try:
            provider = make_provider(model.provider, model.settings, briefings=briefings)
        except SettingsError as error:
            raise SpecError(f"{model.label}: {error}") from error
        lines[model.label] = Line(
            label=model.label,
            lane=_lane(model, lanes),
            provider=provider,
            waiting=waiting[model.label],
            proven=model.is_control,
        )
    return lines


def _lane(model: Model, lanes: dict[tuple[str, ...], Lane]) -> Lane:
    """The lane of a provider and key; models that share it share the tightest limits."""
    variable = key_variable(model.provider, model.settings) or ""
    key = (model.provider, variable, model.settings.base_url or "")
    limits = model.limits
    lane = lanes.get(key)
    if lane is not None:
        lane.tighten(limits.requests_per_minute, limits.tokens_per_minute)
        lane.max_in_flight = max(lane.max_in_flight, limits.max_in_flight)
        return lane
    lanes[key] = Lane(
        name=" ".join(part for part in key if part),
        max_in_flight=limits.max_in_flight,
        requests_per_minute=limits.requests_per_minute,
        tokens_per_minute=limits.tokens_per_minute,
    )
    return lanes[key]


@contextmanager
def _evidence(folder: RunFolder, state: State) -> Iterator[Callable[[Row], None]]:
    file = EvidenceFile(folder.transcripts, previous=state.previous)
    try:
        yield file.append
    finally:
        file.close()


def _storing(
    plan: Plan,
    state: State,
    append: Callable[[Row], None],
) -> Callable[[Trial, Outcome], None]:
    def store(trial: Trial, outcome: Outcome) -> None:
        row = evidence_row(trial, plan.claims[trial.prompt.claim_id], outcome)
        append(row)
        state.add(row)

    return store


async def _drive(
    collector: Collector,
    folder: RunFolder,
    record: Row,
    state: State,
    say: Callable[[str], None],
) -> str:
    """Run the collector under a progress display and signal handlers; returns the status."""
    before = len(state.replied) + len(state.failed)
    interrupted = _stop_on_signals(collector, say)
    with Progress(collector=collector, planned=record["planned"], before=before) as progress:
        watcher = asyncio.create_task(_watch(progress, collector, folder, record, state))
        try:
            await collector.run()
        finally:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher
            for line in collector.lines.values():
                await line.provider.aclose()
    if interrupted.is_set():
        return INTERRUPTED
    return AT_BUDGET if collector.out_of_budget else COMPLETE


async def _watch(
    progress: Progress, collector: Collector, folder: RunFolder, record: Row, state: State
) -> None:
    """Keep the display and, less often, run.json fresh, so that a run can be looked at."""
    ticks = 0
    while True:
        await asyncio.sleep(TICK_S)
        progress.tick()
        ticks += 1
        if ticks % int(RECORD_EVERY_S / TICK_S) == 0:
            live = {"at": utc_now(), "pid": os.getpid(), "says": progress.summary()}
            fresh = with_counts(record, state.counts(), cost=state.cost_usd, by_model=state.spent)
            write_record(folder, fresh | {"live": live})


def _stop_on_signals(collector: Collector, say: Callable[[str], None]) -> asyncio.Event:
    """First signal: start nothing more; second: abandon what is in flight."""
    loop, interrupted = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        if interrupted.is_set():
            abandoning.append(asyncio.ensure_future(collector.abandon()))
            return
        interrupted.set()
        collector.stop()
        say(
            f"stopping: waiting for {collector.in_flight} calls in flight "
            "(interrupt once more to abandon them)"
        )

    abandoning: list[asyncio.Future[None]] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return interrupted


def _close(folder: RunFolder, record: Row, state: State, *, status: str | None) -> Row:
    """Write the record as it stands at the end of a session."""
    record = with_counts(record, state.counts(), cost=state.cost_usd, by_model=state.spent)
    missing = record["counts"]["missing"]
    if status in (None, COMPLETE):
        status = INCOMPLETE if missing else COMPLETE
    session: Mapping[str, Any] = record["sessions"][-1]
    closed = dict(session) | {"finished_at": utc_now(), "status": status}
    record = record | {
        "status": status,
        "finished_at": closed["finished_at"],
        "sessions": [*record["sessions"][:-1], closed],
    }
    write_record(folder, record)
    return record
