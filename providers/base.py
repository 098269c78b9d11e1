"""The words every chatbot service is translated into: question, reply, citation, usage."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Role(StrEnum):
    """How an address came into a reply."""

    CITED = "cited"  # attached to the answer
    RETRIEVED = "retrieved"  # a search result the model was given
    OPENED = "opened"  # a page the model read


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One address of a reply; *raw_url* is the redirect that *url* was resolved from, if any."""

    url: str
    title: str = ""
    role: Role = Role.CITED
    raw_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens, searches and US dollars of one reply; None means that the service did not tell."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    searches: int | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back from a chatbot.

    *text* is the final answer only: no queries, reasoning or commentary. *blocked* names the
    category of a provider-side block (then *text* is empty). *refusal* is a refusal the service
    itself marked. *raw* is the body with secrets removed. *echoed* is what the service said of our
    settings (location, tools). *left_out* names parameters that were not sent because the model
    refuses them.
    """

    text: str
    served_model: str | None = None
    finish_reason: str | None = None
    refusal: str | None = None
    blocked: str | None = None
    usage: Usage = field(default_factory=Usage)
    citations: tuple[Citation, ...] = ()
    search_offered: bool = False
    search_ran: bool | None = None
    fingerprint: str | None = None
    request_id: str | None = None
    rate_headers: dict[str, str] = field(default_factory=dict)
    echoed: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    raw: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one model is asked; everything here is part of what makes a trial the trial it is.

    *model* is the id the service knows. None always means "not sent". *deadline_s* is wall-clock
    seconds for one attempt, whatever bytes drip in.
    """

    model: str
    base_url: str | None = None
    api: str | None = None
    search: bool | None = None
    location: dict[str, str] | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    key_env: str | None = None
    deadline_s: float = 300.0
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Plain text in: the prompt and, where the spec sets one, a system prompt."""

    prompt: str
    system: str | None = None


class Provider(Protocol):
    """A chatbot that can be asked; one attempt a call, no retries of its own."""

    async def ask(self, question: Question) -> Reply:
        """Return the reply, or raise `CallError`."""
        ...

    async def aclose(self) -> None:
        """Give back connections."""
        ...
