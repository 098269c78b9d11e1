"""How hard one service may be asked: an adaptive limit for each provider and key.

Additive increase, multiplicative decrease, as in TCP congestion control (Jacobson 1988): a 429
or an overload halves the limit, success grows it, a server error only pauses the growth.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from aiolimiter import AsyncLimiter

START = 10
"""Calls in flight before anything is known of the service."""
COOL_S = 2.0
"""Seconds after a shrink in which further 429s are the same news, not more of it."""
PAUSE_S = 5.0
"""Seconds for which a server error keeps the limit from growing."""
HISTORY = 500
"""Changes of the limit that a run keeps for each lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a lane's limit; *at_s* counts from the lane's start."""

    at_s: float
    limit: int
    why: str


@dataclass(slots=True, kw_only=True)
class Lane:
    """The limits of one provider and key, shared by every model that is asked through them."""

    name: str
    max_in_flight: int
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    clock: Callable[[], float] = time.monotonic
    limit: float = 0.0
    in_flight: int = 0
    history: list[Change] = field(default_factory=list)
    _slow_start: bool = True
    _started: float = 0.0
    _shrunk_at: float = float("-inf")
    _no_growth_before: float = float("-inf")
    _closed_until: float = float("-inf")
    _requests: AsyncLimiter | None = None
    _tokens: AsyncLimiter | None = None

    def __post_init__(self) -> None:
        self._started = self.clock()
        self.limit = float(min(START, self.max_in_flight))
        self._requests = _limiter(self.requests_per_minute)
        self._tokens = _limiter(self.tokens_per_minute)
        self._note("start")

    def has_room(self) -> bool:
        """Whether one more call may be in flight now."""
        return self.in_flight < int(self.limit)

    def tighten(self, requests_per_minute: float | None, tokens_per_minute: float | None) -> None:
        """Take over tighter rates of another model behind the same key."""
        self.requests_per_minute = _tighter(self.requests_per_minute, requests_per_minute)
        self.tokens_per_minute = _tighter(self.tokens_per_minute, tokens_per_minute)
        self._requests = _limiter(self.requests_per_minute)
        self._tokens = _limiter(self.tokens_per_minute)

    async def admit(self, tokens: int) -> None:
        """Wait until the rates allow one more attempt of about *tokens* tokens."""
        wait = self._closed_until - self.clock()
        if wait > 0:
            await asyncio.sleep(wait)
        if self._requests is not None:
            await self._requests.acquire()
        if self._tokens is not None:
            await self._tokens.acquire(min(tokens, self._tokens.max_rate))

    def succeeded(self) -> None:
        """Grow: by one a success until the first shrink, then by one a round of calls."""
        if self.limit >= self.max_in_flight or self.clock() < self._no_growth_before:
            return
        before = int(self.limit)
        step = 1.0 if self._slow_start else 1.0 / self.limit
        self.limit = min(self.max_in_flight, self.limit + step)
        if int(self.limit) > before and self._worth_noting():
            self._note("grew")

    def pushed_back(self, retry_after_s: float | None) -> None:
        """Shrink after a 429 or an overload, and stay away as long as the service asked."""
        now = self.clock()
        if retry_after_s is not None:
            self._closed_until = max(self._closed_until, now + retry_after_s)
        if now - self._shrunk_at < COOL_S:
            return
        self._shrunk_at = now
        self._slow_start = False
        self.limit = max(1.0, self.limit / 2)
        self._note("pushed back")

    def stumbled(self) -> None:
        """Stop growing for a while after a server or network error."""
        self._no_growth_before = self.clock() + PAUSE_S

    def _worth_noting(self) -> bool:
        limit = int(self.limit)
        return limit == self.max_in_flight or limit & (limit - 1) == 0

    def _note(self, why: str) -> None:
        if len(self.history) < HISTORY:
            at_s = round(self.clock() - self._started, 3)
            self.history.append(Change(at_s=at_s, limit=int(self.limit), why=why))

    def record(self) -> dict[str, object]:
        """The lane's limits and their history, as run.json keeps them."""
        return {
            "lane": self.name,
            "max_in_flight": self.max_in_flight,
            "requests_per_minute": self.requests_per_minute,
            "tokens_per_minute": self.tokens_per_minute,
            "history": [asdict(change) for change in self.history],
        }


def _tighter(one: float | None, other: float | None) -> float | None:
    known = [rate for rate in (one, other) if rate is not None]
    return min(known) if known else None


def _limiter(per_minute: float | None) -> AsyncLimiter | None:
    """A leaky bucket that lets through a twelfth of a minute's worth at once."""
    if per_minute is None:
        return None
    return AsyncLimiter(max(1.0, per_minute / 12), max(5.0, 60 / per_minute))
