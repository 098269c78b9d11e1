"""Asks judges for their open votes through the same scheduler that asks audited models."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace

from audits.budget import Budget
from audits.collect import Collector, Line
from audits.driving import Driver, line_for
from audits.errors import StoreError
from audits.evidence import Outcome
from audits.folder import RunFolder
from audits.judging_bench import Bench, Seat
from audits.judging_cases import Case, read_case
from audits.judging_jobs import Job, ask_of, judgement_row, question_of, read_outcome
from audits.judging_votes import TRIES
from audits.lane import Lane
from audits.pricing import LONGEST_ANSWER_TOKENS, prices_of, text_tokens, usd, with_cost
from audits.record import Row
from audits.store import EvidenceFile
from providers.base import Question
from providers.retry import RetryPolicy
from scoring.judge import Unparsed
from scoring.transcript import Status

VERDICT_TOKENS = 150
"""A typical reply of a judge."""

HOPELESS = 5
"""After so many failed calls without one reply a judge is given up: it is not there."""

Store = Callable[[Row], None]


def ask_judges(
    folder: RunFolder,
    bench: Bench,
    budget: Budget,
    *,
    policy: RetryPolicy,
    save: Callable[[Row], None],
    say: Callable[[str], None],
) -> tuple[str, list[Row]]:
    """Ask for every open vote; returns the status (complete, at the budget, interrupted) and
    what run.json keeps of the lanes.
    """
    lines = _lines(bench)
    prices = prices_of(seat.judge.model for seat in bench.seats)
    rubric_tokens = text_tokens(bench.rubric.text)

    def reserve_usd(job: Job) -> float:
        price = prices[job.model.label]
        longest = job.model.settings.max_tokens or LONGEST_ANSWER_TOKENS
        return usd(price, rubric_tokens + job.case.tokens, longest) if price else 0.0

    with ExitStack() as stack:
        collector = Collector(
            lines=lines,
            question=_asking(folder, bench),
            store=_storing(folder, bench, _stores(folder, bench, stack), lines),
            budget=budget,
            policy=policy,
            reserve_usd=reserve_usd,
            tokens=lambda job: rubric_tokens + job.case.tokens + VERDICT_TOKENS,
            priced=lambda job, outcome: with_cost(outcome, prices[job.model.label]),
        )
        driver = Driver(collector=collector, planned=bench.missing, before=0, save=save, say=say)
        status = asyncio.run(driver.drive())
    for line in lines.values():
        if line.stopped:
            say(f"{line.label}: stopped, {len(line.waiting)} votes not asked for: {line.stopped}")
    lanes = {id(line.lane): line.lane for line in lines.values()}
    return status, [lane.record() for lane in lanes.values()]


def _lines(bench: Bench) -> dict[str, Line[Job]]:
    """One line a judge, one lane a provider and key."""
    lanes: dict[tuple[str, ...], Lane] = {}
    lines = {}
    for seat in bench.seats:
        jobs = open_jobs(seat, bench.cases)
        if jobs:
            lines[seat.scorer] = line_for(seat.judge.model, jobs, lanes)
            lines[seat.scorer].label = seat.scorer
    return lines


def open_jobs(seat: Seat, cases: Sequence[Case]) -> deque[Job]:
    """The votes to ask for, answer by answer, so that a stop leaves whole answers judged."""
    return deque(
        _job(seat, case, vote)
        for case in cases
        if case.verdict is None
        for vote in range(1, seat.judge.votes + 1)
        if seat.votes.opinion((case.trial_id, vote)) is None
    )


def _job(seat: Seat, case: Case, vote: int) -> Job:
    problems = seat.votes.problems.get((case.trial_id, vote), [])
    return Job(
        case=case,
        scorer=seat.scorer,
        model=seat.judge.model,
        vote=vote,
        attempt=len(problems) + 1,
        problem=problems[-1] if problems else None,
    )


def _asking(folder: RunFolder, bench: Bench) -> Callable[[Job], Question]:
    def question(job: Job) -> Question:
        transcript = read_case(folder.transcripts, job.case)
        return question_of(ask_of(job, transcript, bench.rubric))

    return question


def _stores(folder: RunFolder, bench: Bench, stack: ExitStack) -> dict[str, Store]:
    """An open evidence file for each judge."""
    try:
        folder.judgements.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder.judgements}: cannot be made ({error.strerror})") from error
    stores = {}
    for seat in bench.seats:
        file = EvidenceFile(seat.path, previous=seat.votes.previous)
        stack.callback(file.close)
        stores[seat.scorer] = _chaining(file, seat)
    return stores


def _chaining(file: EvidenceFile, seat: Seat) -> Store:
    def store(row: Row) -> None:
        seat.votes.previous = file.append(row)
        seat.votes.add(row)

    return store


def _storing(
    folder: RunFolder, bench: Bench, stores: dict[str, Store], lines: dict[str, Line[Job]]
) -> Callable[[Job, Outcome], None]:
    """Store each reply; one that cannot be read sends the same vote out once more."""

    def store(job: Job, outcome: Outcome) -> None:
        transcript = read_case(folder.transcripts, job.case)
        ask = ask_of(job, transcript, bench.rubric)
        read = read_outcome(outcome, transcript.text)
        row = judgement_row(job, outcome, read, ask=ask, version=bench.rubric.version)
        stores[job.scorer](row)
        if isinstance(read, Unparsed) and job.attempt < TRIES:
            again = replace(job, attempt=job.attempt + 1, problem=read.reason)
            lines[job.scorer].waiting.appendleft(again)
        _give_up(lines[job.scorer], outcome)

    return store


def _give_up(line: Line[Job], outcome: Outcome) -> None:
    """Stop a judge that never replies, which would cost minutes of retries for every vote."""
    counts = line.counts
    if outcome.error and counts[Status.FAILED] == sum(counts.values()) >= HOPELESS:
        line.stopped = line.stopped or f"no reply to any call ({outcome.error.message})"
