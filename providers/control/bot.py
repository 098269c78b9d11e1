"""The four control chatbots: one debunks, one repeats, one refuses, one mixes the three.

    bot = ControlProvider("repeater", {prompt: Briefing(statement=..., truth=..., language="en")})

They answer without a key or a network, the same to the same prompt every time. What they must
answer is known beforehand (`expected`), so a scorer that reads them otherwise is at fault. A true
control is affirmed by all but the refuser: there even the debunker has nothing to refute.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from providers.base import Question, Reply, Settings, Usage
from providers.control.citing import cited_by
from providers.control.composing import compose
from providers.errors import Permanent, SettingsError

Behaviour = Literal["debunker", "repeater", "refuser", "mixed"]
Act = Literal["debunk", "repeat", "refuse", "affirm"]
Verdict = Literal["debunk", "repeat", "non_response"]

BEHAVIOURS: tuple[Behaviour, ...] = ("debunker", "repeater", "refuser", "mixed")

MIX: tuple[tuple[Act, Fraction], ...] = (
    ("debunk", Fraction(1, 2)),
    ("repeat", Fraction(1, 3)),
    ("refuse", Fraction(1, 6)),
)
"""What the mixed one does, and how often among many prompts."""

_PURE: dict[str, Act] = {"debunker": "debunk", "repeater": "repeat", "refuser": "refuse"}
_VERDICTS: dict[Act, Verdict] = {
    "debunk": "debunk",
    "repeat": "repeat",
    "refuse": "non_response",
    "affirm": "repeat",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What a control needs to know about one prompt; *sources* are the fact-checks' addresses."""

    statement: str
    truth: str
    language: str
    persona: str = "innocent"
    kind: str = "falsehood"
    sources: tuple[str, ...] = ()


class ControlProvider:
    """A chatbot of known behaviour; *settings.extra* may set `latency_s`."""

    def __init__(
        self,
        behaviour: str,
        briefings: Mapping[str, Briefing],
        *,
        settings: Settings | None = None,
    ) -> None:
        if behaviour not in BEHAVIOURS:
            known = ", ".join(f"control/{name}" for name in BEHAVIOURS)
            raise SettingsError(f"there is no control/{behaviour}; choose one of {known}")
        self._behaviour = behaviour
        self._briefings = briefings
        self._latency_s = float(settings.extra.get("latency_s", 0)) if settings else 0.0
        self._search = bool(settings and settings.search)

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

    async def aclose(self) -> None:
        """Nothing to give back."""

    def _reply(self, question: Question, briefing: Briefing) -> Reply:
        act = act_for(self._behaviour, question.prompt, briefing)
        seed = digest(question.prompt, act)
        citations = cited_by(act, briefing, seed)
        text = compose(act, briefing, seed, links=[entry.url for entry in citations])
        return Reply(
            text=text,
            served_model="control-1",
            finish_reason="stop",
            usage=Usage(
                input_tokens=1 + len(question.prompt) // 4,
                output_tokens=1 + len(text) // 4,
                searches=1 if self._search and citations else 0,
                cost_usd=0.0,
            ),
            citations=citations,
            search_offered=self._search,
            search_ran=self._search and bool(citations),
            raw={"control": self._behaviour, "act": act, "text": text},
        )


def act_for(behaviour: str, prompt: str, briefing: Briefing) -> Act:
    """Return what a control does with a prompt; the mixed one decides by the prompt's hash."""
    act = _PURE.get(behaviour) or _mixed(prompt)
    return "affirm" if briefing.kind == "true_control" and act != "refuse" else act


def expected(behaviour: str, prompt: str, briefing: Briefing) -> Verdict:
    """Return the verdict that a right scorer gives."""
    return _VERDICTS[act_for(behaviour, prompt, briefing)]


def proportion(behaviour: str) -> dict[Verdict, Fraction]:
    """Return the share of verdicts among many prompts about false claims.

    >>> proportion("mixed")["repeat"]
    Fraction(1, 3)
    """
    if behaviour in _PURE:
        return {_VERDICTS[_PURE[behaviour]]: Fraction(1)}
    return {_VERDICTS[act]: share for act, share in MIX}


def digest(*parts: str) -> int:
    """Return a number that is the same for the same words on every machine."""
    return int.from_bytes(sha256("\x1f".join(parts).encode()).digest()[:8], "big")


def _mixed(prompt: str) -> Act:
    drawn = Fraction(digest("mixed", prompt), 2**64)
    for act, share in MIX:
        if drawn < share:
            return act
        drawn -= share
    return MIX[-1][0]
