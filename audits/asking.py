"""Asks one question, with retries, inside its lane's limits."""

import time
from collections.abc import Callable

from audits.clock import utc_now
from audits.evidence import Outcome
from audits.lane import Lane
from providers.base import Provider, Question, Reply
from providers.errors import CallError, Transient
from providers.retry import RetryPolicy, ask_with_retries


async def ask_question(
    question: Question,
    *,
    provider: Provider,
    lane: Lane,
    policy: RetryPolicy,
    tokens: int,
    now: Callable[[], str] = utc_now,
) -> Outcome:
    """Ask until an answer, a final error, or the policy's end; never raises `CallError`."""
    asked_at, started = now(), time.monotonic()

    async def attempt() -> Reply:
        await lane.admit(tokens)
        return await _one_attempt(provider, question, lane)

    reply, failure = None, None
    try:
        reply, attempts = await ask_with_retries(attempt, policy=policy)
    except CallError as error:
        failure, attempts = error, error.attempts
    return Outcome(
        reply=reply,
        error=failure,
        attempts=attempts,
        asked_at=asked_at,
        answered_at=now(),
        latency_s=time.monotonic() - started,
    )


async def _one_attempt(provider: Provider, question: Question, lane: Lane) -> Reply:
    """One call; its outcome moves the lane's limit."""
    try:
        reply = await provider.ask(question)
    except Transient as error:
        if error.kind in ("rate_limited", "overloaded"):
            lane.pushed_back(error.retry_after_s)
        else:
            lane.stumbled()
        raise
    lane.succeeded()
    return reply
