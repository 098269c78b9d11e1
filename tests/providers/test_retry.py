"""The one retry policy: what is tried again, how long it waits, what it records."""

from datetime import UTC, datetime
from random import Random

import pytest

from providers.base import Reply
from providers.errors import CallError, Permanent, Transient
from providers.retry import RetryPolicy, ask_with_retries

POLICY = RetryPolicy(attempts=4, first_wait_s=1, longest_wait_s=3, longest_asked_s=100, jitter=0)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def scripted(*steps):
    """Return an attempt that works off replies and errors in order."""
    left = list(steps)

    async def attempt():
        step = left.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    return attempt


def overloaded(wait=None):
    """Return an error that is worth another try."""
    return Transient("busy", kind="overloaded", http_status=529, retry_after_s=wait)


async def ask(*steps, policy=POLICY, random=None):
    """Run steps under the policy; return the outcome and the waits."""
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    try:
        outcome = await ask_with_retries(
            scripted(*steps), policy=policy, sleep=sleep, clock=lambda: NOON, random=random
        )
    except CallError as error:
        return error, waits
    return outcome, waits


async def test_success_at_once_is_one_attempt():
    """The reply comes with the record of its only try."""
    (reply, attempts), waits = await ask(Reply(text="Yes."))
    assert (reply.text, waits) == ("Yes.", [])
    assert [(a.at, a.http_status, a.error) for a in attempts] == [
        ("2026-11-22T12:00:00.000Z", 200, None)
    ]


async def test_waits_double_up_to_the_longest():
    """1, 2, then 3 seconds rather than 4."""
    (reply, attempts), waits = await ask(overloaded(), overloaded(), overloaded(), Reply(text="Y"))
    assert waits == [1, 2, 3]
    assert [a.wait_s for a in attempts] == [1, 2, 3, 0]
    assert [a.kind for a in attempts] == ["overloaded"] * 3 + [None]
    assert reply.text == "Y"


async def test_the_services_wish_is_honoured():
    """Retry-After prolongs the wait, beyond our own longest."""
    _, waits = await ask(overloaded(42), Reply(text="Y"))
    assert waits == [42]


async def test_jitter_only_prolongs():
    """No wait falls before what the service asked for."""
    policy = RetryPolicy(jitter=0.5)
    _, waits = await ask(overloaded(10), Reply(text="Y"), policy=policy, random=Random(1))
    assert 10 <= waits[0] <= 15


async def test_a_wish_beyond_patience_ends_the_call():
    """A service that asks for an hour is given up at once, and the record says so."""
    error, waits = await ask(overloaded(3600), Reply(text="never"))
    assert isinstance(error, Transient)
    assert waits == []
    assert len(error.attempts) == 1


async def test_attempts_run_out():
    """After the last attempt the error comes out with all attempts."""
    error, waits = await ask(*[overloaded()] * 4)
    assert len(waits) == 3
    assert [a.wait_s for a in error.attempts] == [1, 2, 3, 0]


@pytest.mark.parametrize("kind", ["key", "quota", "model", "request", "malformed", "truncated"])
async def test_what_is_final_is_not_tried_again(kind):
    """A permanent error ends the call after one attempt, which is recorded."""
    error, waits = await ask(Permanent("no", kind=kind, http_status=400), Reply(text="never"))
    assert waits == []
    assert [(a.http_status, a.kind) for a in error.attempts] == [(400, kind)]


async def test_a_final_error_after_a_passing_one_ends_the_call():
    """What turns out final in between is not tried again."""
    error, waits = await ask(overloaded(), Permanent("no", kind="key"), Reply(text="never"))
    assert waits == [1]
    assert [a.kind for a in error.attempts] == ["overloaded", "key"]


async def test_every_attempt_is_told_as_it_ends():
    """A scheduler can react to each failure, not only to the last."""
    seen = []

    async def sleep(_):
        pass

    await ask_with_retries(
        scripted(overloaded(), Reply(text="Y")), policy=POLICY, on_attempt=seen.append, sleep=sleep
    )
    assert [a.kind for a in seen] == ["overloaded", None]


async def test_other_errors_pass_through():
    """A bug is not retried as if the service were at fault."""
    with pytest.raises(ZeroDivisionError):
        await ask_with_retries(scripted(ZeroDivisionError()), policy=POLICY)
