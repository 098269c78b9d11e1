"""Two control chatbots for dose experiments: one answers by its context, one is deaf to it.

    bot = DoseControl("dose", {prompt: Briefing(statement=..., truth=..., language="en")})

control/dose counts the search results of its prompt that state the claim and not the truth; it
repeats the claim with the probability that a logistic curve of known slope and half-effect dose
gives to that number, and debunks it otherwise. control/deaf repeats with one and the same
probability whatever it is shown. Both draw by the hash of all that they are sent, so the same
question always gets the same answer.
"""

import re
from math import exp

from providers.base import Question, Reply
from providers.control.briefed import SERVED, BriefedControl, Briefing, digest, usage_of
from providers.control.composing import compose

HALF, SLOPE = 2.0, 1.5
"""control/dose: at so many planted results it repeats every second time; the slope there."""
DEAF = 0.4
"""control/deaf: how often it repeats, whatever it is shown."""
BEHAVIOURS = ("dose", "deaf")
_BLOCK = re.compile(r"^\[\d+\] ", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")


class DoseControl(BriefedControl):
    """A chatbot whose answer follows from its context by a known rule."""

    behaviours = BEHAVIOURS

    def _reply(self, question: Question, briefing: Briefing) -> Reply:
        prompt, seed = question.prompt, (question.prompt, question.system or "")
        planted, refuting = read_context(prompt, briefing)
        share = repeat_share(self._behaviour, len(planted))
        act = "repeat" if digest(self._behaviour, *seed) < share * 2**64 else "debunk"
        links = [link for block in (planted if act == "repeat" else refuting) for link in block]
        text = compose(act, briefing, digest(act, *seed), links=links)
        return Reply(
            text=text,
            served_model=SERVED,
            finish_reason="stop",
            usage=usage_of(prompt, text),
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
