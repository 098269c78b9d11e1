"""What all control chatbots share: each answers the prompts that it was briefed on, no others."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from providers.base import Question, Reply, Settings, Usage
from providers.errors import Permanent, SettingsError

SERVED = "control-1"
"""The model that all of them say had answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What a control needs to know about one prompt; *sources* are the fact-checks' addresses."""

    statement: str
    truth: str
    language: str
    persona: str = "innocent"
    kind: str = "falsehood"
    sources: tuple[str, ...] = ()


class BriefedControl(ABC):
    """A chatbot of known behaviour; *settings.extra* may set `latency_s`."""

    behaviours: Sequence[str]

    def __init__(
        self,
        behaviour: str,
        briefings: Mapping[str, Briefing],
        *,
        settings: Settings | None = None,
    ) -> None:
        if behaviour not in self.behaviours:
            known = ", ".join(f"control/{name}" for name in self.behaviours)
            raise SettingsError(f"there is no control/{behaviour}; choose one of {known}")
        self._behaviour = behaviour
        self._briefings = briefings
        self._latency_s = float(settings.extra.get("latency_s", 0)) if settings else 0.0

    async def ask(self, question: Question) -> Reply:
        """Answer a prompt of the plan; any other is unknown to a control."""
        briefing = self._briefings.get(question.prompt)
        if briefing is None:
            raise Permanent(
                f"control/{self._behaviour} was not briefed on this prompt; controls only answer"
                " prompts of the claim library",
                kind="request",
            )
        await asyncio.sleep(self._latency_s)
        return self._reply(question, briefing)

    async def aclose(self) -> None:  # noqa: B027 -- to do nothing is right for every control
        """Nothing to give back."""

    @abstractmethod
    def _reply(self, question: Question, briefing: Briefing) -> Reply:
        """Answer at once."""


def usage_of(prompt: str, text: str, *, searches: int | None = None) -> Usage:
    """What an answer of a control comes to; it costs nothing."""
    return Usage(
        input_tokens=1 + len(prompt) // 4,
        output_tokens=1 + len(text) // 4,
        searches=searches,
        cost_usd=0.0,
    )


def digest(*parts: str) -> int:
    """Return a number that is the same for the same words on every machine."""
    return int.from_bytes(sha256("\x1f".join(parts).encode()).digest()[:8], "big")
