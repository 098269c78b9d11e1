"""The four control chatbots: one debunks, one repeats, one refuses, one mixes the three.

    bot = ControlProvider("repeater", {prompt: Briefing(statement=..., truth=..., language="en")})

They answer without a key or a network, the same to the same prompt every time. What they must
answer is known beforehand (`expected`), so a scorer that reads them otherwise is at fault. A true
control is affirmed by all but the refuser: there even the debunker has nothing to refute.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from providers.base import Question, Reply, Settings
from providers.control.briefed import SERVED, BriefedControl, Briefing, digest, usage_of
from providers.control.citing import cited_by
from providers.control.composing import compose

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


class ControlProvider(BriefedControl):
    """One of the four; searching changes nothing but what it says of its sources."""

    behaviours = BEHAVIOURS

    def __init__(
        self,
        behaviour: str,
        briefings: Mapping[str, Briefing],
        *,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(behaviour, briefings, settings=settings)
        self._search = bool(settings and settings.search)

    def _reply(self, question: Question, briefing: Briefing) -> Reply:
        act = act_for(self._behaviour, question.prompt, briefing)
        seed = digest(question.prompt, act)
        citations = cited_by(act, briefing, seed)
        text = compose(act, briefing, seed, links=[entry.url for entry in citations])
        return Reply(
            text=text,
            served_model=SERVED,
            finish_reason="stop",
            usage=usage_of(question.prompt, text, searches=1 if self._search and citations else 0),
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


def _mixed(prompt: str) -> Act:
    drawn = Fraction(digest("mixed", prompt), 2**64)
    for act, share in MIX:
        if drawn < share:
            return act
        drawn -= share
    return MIX[-1][0]
