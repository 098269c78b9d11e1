"""Runs an audit: plan, ask, store, score, report; the same call again goes on."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from audits.batching import EVERY_S, Work, batchers_for, in_batches, make_batches
from audits.briefing import briefings_of
from audits.budget import Budget
from audits.clock import utc_now
from audits.collect import Collector, Line
from audits.driving import Driver, line_for
from audits.evidence import Outcome, evidence_row
from audits.folder import RunFolder, write_record
from audits.journal import Log, silent, trial_event
from audits.lane import Lane
from audits.plan import Plan
from audits.pricing import prices_of, reserve_usd, rough_tokens, with_cost
from audits.record import COMPLETE, INCOMPLETE, RUNNING, Row, ended, with_counts
from audits.refusals import refuse_all
from audits.spec import Judge
from audits.state import State, read_state
from audits.store import EvidenceFile
from audits.trial import Trial
from providers.base import Question
from providers.retry import RetryPolicy


def collect(
    folder: RunFolder,
    record: Row,
    plan: Plan,
    *,
    budget_usd: float | None,
    retry_failed: bool,
    say: Callable[[str], None],
    policy: RetryPolicy | None = None,
    judges: Sequence[Judge] = (),
    judges_spent: Mapping[str, float] | None = None,
    log: Log = silent,
    batch_every_s: float = EVERY_S,
    abandon_batches: bool = False,
) -> Row:
    """Ask what is still open and store each outcome; returns (and writes) the closing record.

    What lacks to ask models or *judges* is refused at once, before anything is written.
    *judges_spent* is what judges have cost the run so far; it counts against the same budget.
    Batches are looked at every *batch_every_s* seconds, at first; *abandon_batches* forgets those
    that are out.
    """
    prices = prices_of(plan.models)
    state = read_state(folder.transcripts)
    state.spent.update(judges_spent or {})
    todo = [t for t in plan.trials() if state.is_open(t.id, retry_failed=retry_failed)]
    asked = {trial.model.label: trial.model for trial in todo}.values()
    refuse_all(folder, asked, judges, prices, budget_usd=budget_usd)
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
    batched = in_batches(folder.batches, todo, abandon=abandon_batches)
    handed = {trial.id for trial in batched}
    lines = make_lines(plan, [trial for trial in todo if trial.id not in handed])
    batchers = batchers_for({trial.model.label: trial.model for trial in batched})
    log("start", run=record["name"], planned=record["planned"], to_ask=len(todo))
    write_record(folder, record)
    with _evidence(folder, state) as store_row:
        storing, saving = _storing(plan, state, store_row, log), _saving(folder, record, state)
        collector = Collector(
            lines=lines,
            question=_question,
            store=storing,
            budget=budget,
            policy=policy or RetryPolicy(),
            reserve_usd=lambda trial: reserve_usd(trial, prices[trial.model.label]),
            tokens=rough_tokens,
            priced=lambda trial, outcome: with_cost(outcome, prices[trial.model.label]),
        )
        driver = Driver(
            collector=collector,
            planned=record["planned"],
            before=len(state.replied) + len(state.failed),
            save=saving,
            say=say,
        )
        work = Work(question=_question, store=storing, prices=prices, budget=budget, say=say)
        batches = make_batches(
            folder.batches, batched, batchers, work, save=saving, every_s=batch_every_s
        )
        status = asyncio.run(batches.around(driver.drive) if batched else driver.drive())
    lanes = {id(line.lane): line.lane for line in lines.values()}
    record = record | {"limits": [*record["limits"], *(x.record() for x in lanes.values())]}
    log("end", status=status, counts=state.counts(), cost_usd=state.cost_usd)
    for line in lines.values():
        if line.stopped:
            log("stopped", model=line.label, why=line.stopped, not_asked=len(line.waiting))
            say(f"{line.label}: stopped, {len(line.waiting)} trials not asked: {line.stopped}")
    return _close(folder, record, state, status=status)


def _question(trial: Trial) -> Question:
    return Question(prompt=trial.prompt.text, system=trial.system)


def make_lines(plan: Plan, todo: list[Trial]) -> dict[str, Line[Trial]]:
    """One line a model, one lane a provider and key; raises `SpecError` before any call."""
    waiting: dict[str, deque[Trial]] = {}
    for trial in todo:
        waiting.setdefault(trial.model.label, deque()).append(trial)
    briefings = briefings_of(plan)
    lanes: dict[tuple[str, ...], Lane] = {}
    return {
        model.label: line_for(model, waiting[model.label], lanes, briefings)
        for model in plan.models
        if model.label in waiting
    }


@contextmanager
def _evidence(folder: RunFolder, state: State) -> Iterator[Callable[[Row], str]]:
    file = EvidenceFile(folder.transcripts, previous=state.previous)
    try:
        yield file.append
    finally:
        file.close()


def _storing(
    plan: Plan,
    state: State,
    append: Callable[[Row], str],
    log: Log,
) -> Callable[..., None]:
    def store(trial: Trial, outcome: Outcome, more: Row | None = None) -> None:
        row = evidence_row(trial, plan.claims[trial.prompt.claim_id], outcome) | (more or {})
        append(row)
        state.add(row)
        log("trial", **trial_event(trial, outcome))

    return store


def _saving(folder: RunFolder, record: Row, state: State) -> Callable[[Row], None]:
    def save(live: Row) -> None:
        fresh = with_counts(record, state.counts(), cost=state.cost_usd, by_model=state.spent)
        write_record(folder, fresh | {"live": live})

    return save


def _close(folder: RunFolder, record: Row, state: State, *, status: str | None) -> Row:
    """Write the record as it stands at the end of a session."""
    record = with_counts(record, state.counts(), cost=state.cost_usd, by_model=state.spent)
    missing = record["counts"]["missing"]
    if status in (None, COMPLETE):
        status = INCOMPLETE if missing else ended(record)
    session: Mapping[str, Any] = record["sessions"][-1]
    closed = dict(session) | {"finished_at": utc_now(), "status": status}
    record = record | {
        "status": status,
        "finished_at": closed["finished_at"],
        "sessions": [*record["sessions"][:-1], closed],
    }
    write_record(folder, record)
    return record
