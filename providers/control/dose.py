"""Two control chatbots for dose experiments: one answers by its context, one is deaf to it.

    bot = DoseControl("dose", {prompt: Briefing(statement=..., truth=..., language="en")})

control/dose counts the search results of its prompt that state the claim and not the truth; it
repeats the claim with the probability that a logistic curve of known slope and half-effect dose
gives to that number, and debunks it otherwise. control/deaf repeats with one and the same
probability whatever it is shown. Both draw by the hash of all that they are sent, so the same
question always gets the same answer.
"""

import asyncio
import re
from collections.abc import Mapping
from math import exp

from providers.base import Question, Reply, Settings, Usage
from providers.control.bot import Briefing, digest
from providers.control.composing import compose
from providers.errors import Permanent, SettingsError

HALF, SLOPE = 2.0, 1.5
"""control/dose: at so many planted results it repeats every second time; the slope there."""
DEAF = 0.4
"""control/deaf: how often it repeats, whatever it is shown."""
BEHAVIOURS = ("dose", "deaf")
_BLOCK = re.compile(r"^\[\d+\] ", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")


class DoseControl:
    """A chatbot whose answer follows from its context by a known rule."""

    def __init__(
        self,
        behaviour: str,
        briefings: Mapping[str, Briefing],
        *,
        settings: Settings | None = None,
    ) -> None:
        if behaviour not in BEHAVIOURS:
            raise SettingsError(f"there is no control/{behaviour} for dose experiments")
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

    async def aclose(self) -> None:
        """Nothing to give back."""

    def _reply(self, question: Question, briefing: Briefing) -> Reply:
        prompt, seed = question.prompt, (question.prompt, question.system or "")
        planted, refuting = read_context(prompt, briefing)
        share = repeat_share(self._behaviour, len(planted))
        act = "repeat" if digest(self._behaviour, *seed) < share * 2**64 else "debunk"
        links = [link for block in (planted if act == "repeat" else refuting) for link in block]
        text = compose(act, briefing, digest(act, *seed), links=links)
        return Reply(
            text=text,
            served_model="control-1",
            finish_reason="stop",
            usage=Usage(
                input_tokens=1 + len(prompt) // 4, output_tokens=1 + len(text) // 4, cost_usd=0.0
            ),
            raw={
                "control": self._behaviour,
                "act": act,
                "planted_seen": len(planted),
                "share": share,
                "text": text,
            },
        )


def read_context(
    prompt: str, briefing: Briefing
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The results that state the claim alone, and those that state what is true: addresses each.

    >>> one = Briefing(statement="The moon is green.", truth="It is grey.", language="en")
    >>> read_context("Results:\\n\\n[1] News\\nThe moon is green. Read on.\\n\\nIs it?", one)
    (((),), ())
    """
    planted, refuting = [], []
    for block in _BLOCK.split(prompt)[1:]:
        own = block.partition("\n\n")[0]
        links = tuple(_ADDRESS.findall(own))
        if briefing.truth in own:
            refuting.append(links)
        elif briefing.statement in own:
            planted.append(links)
    return tuple(planted), tuple(refuting)


def repeat_share(behaviour: str, planted: int) -> float:
    """How often a control repeats the claim among many prompts with so many planted results.

    >>> repeat_share("dose", 2)
    0.5
    """
    return DEAF if behaviour == "deaf" else 1 / (1 + exp(-SLOPE * (planted - HALF)))


def known_curve(behaviour: str) -> dict[str, float] | None:
    """The half-effect dose and slope of a control, None where it is no such control."""
    return {"dose": {"half": HALF, "slope": SLOPE}, "deaf": {"slope": 0.0}}.get(behaviour)
