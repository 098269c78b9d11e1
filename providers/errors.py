"""What can go wrong between us and a chatbot, named by what to do about it.

ProviderError
├── SettingsError            the spec asks for what this service cannot do, or a key is missing
└── CallError                one call failed; `kind` says why
    ├── Transient            worth another try: `rate_limited`, `overloaded`, `server`, `network`,
    │                        `timeout`
    └── Permanent            not worth one: `key`, `quota`, `model`, `region`, `request`,
                             `malformed`, `too_large`, `empty`, `truncated`, `unfinished`;
                             in a batch also `expired`, `cancelled`

A block by the service's safety filter is no error: it is a `Reply` with `blocked` set.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from providers.base import Reply
    from providers.retry import Attempt

TransientKind = Literal["rate_limited", "overloaded", "server", "network", "timeout"]
PermanentKind = Literal[
    "key",
    "quota",
    "model",
    "region",
    "request",
    "malformed",
    "too_large",
    "empty",
    "truncated",
    "unfinished",
    "expired",
    "cancelled",
]

STOPS_MODEL: frozenset[str] = frozenset({"key", "quota", "model", "region"})
"""Kinds that will hold for every further call to the same model, so one proof is enough."""


class ProviderError(Exception):
    """Root of everything this package raises."""


class SettingsError(ProviderError):
    """The settings cannot be honoured; says which, and what would be right."""


class CallError(ProviderError):
    """One call failed.

    *message* is one line without secrets. *retry_after_s* is what the service asked for, in
    seconds. *raw* is the redacted body, *reply* what could be read of it (kept as evidence, never
    scored). *attempts* is filled in by `providers.retry`.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: TransientKind | PermanentKind,
        http_status: int | None = None,
        retry_after_s: float | None = None,
        raw: Any = None,
        reply: "Reply | None" = None,
        rate_headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.http_status = http_status
        self.retry_after_s = retry_after_s
        self.raw = raw
        self.reply = reply
        self.rate_headers = dict(rate_headers or {})
        self.attempts: tuple[Attempt, ...] = ()


class Transient(CallError):
    """Another try may succeed."""


class Permanent(CallError):
    """Another try would end the same way."""
