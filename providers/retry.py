"""The one retry policy: what is worth another try, how long to wait, when to give up.

    reply, attempts = await ask_with_retries(lambda: provider.ask(question), policy=RetryPolicy())

Only `Transient` errors are tried again, so whether a failure deserves it was decided where its
meaning was read (`providers.classify`). Every attempt is kept, the failed ones too.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from providers.base import Reply
from providers.errors import CallError, Transient

_RANDOM = Random()  # noqa: S311 -- jitter, not secrecy


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: when, what it ended in, and how many seconds were waited after it.

    *error* and *kind* are None for the try that brought the reply.
    """

    at: str
    http_status: int | None = None
    wait_s: float = 0.0
    error: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how long.

    The wait doubles from *first_wait_s* up to *longest_wait_s*; a service that asks for longer is
    obeyed up to *longest_asked_s*, and beyond that the call is given up. *jitter* is the share by
    which a wait is randomly prolonged, never shortened, lest it fall before Retry-After.
    """

    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    longest_asked_s: float = 120.0
    jitter: float = 0.25


async def ask_with_retries(
    attempt: Callable[[], Awaitable[Reply]],
    *,
    policy: RetryPolicy,
    on_attempt: Callable[[Attempt], None] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: Random | None = None,
) -> tuple[Reply, tuple[Attempt, ...]]:
    """Ask until there is a reply; a final `CallError` carries its `attempts`."""
    log = _Log(policy=policy, on_attempt=on_attempt, clock=clock, random=random or _RANDOM)
    try:
        reply = await log.watch(attempt)
    except CallError as error:
        reply = await _again(attempt, error, log, sleep)
    return reply, tuple(log.attempts)


async def _again(
    attempt: Callable[[], Awaitable[Reply]],
    first: CallError,
    log: "_Log",
    sleep: Callable[[float], Awaitable[None]],
) -> Reply:
    """Let tenacity go on after a failed first try, whose error is its first round.

    Nearly every call succeeds at once; those are spared the machinery.
    """
    failed: CallError | None = first
    retrying = AsyncRetrying(
        retry=retry_if_exception(log.is_worth_it),
        wait=log.wait,
        sleep=sleep,
        before_sleep=log.record_failure,
        reraise=True,
    )
    async for state in retrying:
        with state:
            if failed is not None:
                error, failed = failed, None
                raise error
            return await log.watch(attempt)
    raise first  # tenacity has raised by now


class _Log:
    """Decides for tenacity and remembers every attempt."""

    def __init__(
        self,
        *,
        policy: RetryPolicy,
        on_attempt: Callable[[Attempt], None] | None,
        clock: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._clock = clock
        self._started = ""
        self.attempts: list[Attempt] = []
        self._policy = policy
        self._on_attempt = on_attempt
        self._random = random

    def is_worth_it(self, error: BaseException) -> bool:
        if not isinstance(error, Transient) or len(self.attempts) + 1 >= self._policy.attempts:
            return False
        return (error.retry_after_s or 0.0) <= self._policy.longest_asked_s

    async def watch(self, attempt: Callable[[], Awaitable[Reply]]) -> Reply:
        """Make one try; its success or final failure is recorded, others with their wait."""
        self._started = _stamp(self._clock())
        try:
            reply = await attempt()
        except CallError as error:
            if not self.is_worth_it(error):
                self.record(self._failure(error, 0.0))
                error.attempts = tuple(self.attempts)
            raise
        self.record(Attempt(at=self._started, http_status=200))
        return reply

    def wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = (error.retry_after_s or 0.0) if isinstance(error, CallError) else 0.0
        doubled = self._policy.first_wait_s * 2.0 ** (state.attempt_number - 1)
        wait: float = max(asked, min(doubled, self._policy.longest_wait_s))
        return wait * (1 + self._policy.jitter * self._random.random())

    def record_failure(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, CallError):
            self.record(self._failure(error, state.upcoming_sleep))

    def record(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        if self._on_attempt:
            self._on_attempt(attempt)

    def _failure(self, error: CallError, wait_s: float) -> Attempt:
        return Attempt(
            at=self._started,
            http_status=error.http_status,
            wait_s=round(wait_s, 3),
            error=error.message,
            kind=error.kind,
        )


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
