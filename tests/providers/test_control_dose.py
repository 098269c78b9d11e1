"""Controls for dose experiments: their rule is known and read off their context."""

import pytest

from providers.base import Question, Settings
from providers.control import Briefing, known_curve
from providers.control.dose import DEAF, DoseControl, read_context, repeat_share
from providers.errors import Permanent
from providers.registry import make_provider

BRIEFING = Briefing(statement="The moon is green.", truth="It is grey.", language="en")
PLANTED = "News\nSource: https://usa.news-pravda.com/a.html\nThe moon is green. Read on."
REFUTING = "Check\nSource: https://check.example/b\nThe claim: “The moon is green.” It is grey."
NEUTRAL = "Front page\nSource: https://www.npr.org/\nNewsletters and podcasts."


def prompt(*blocks, number=0):
    listed = "\n\n".join(f"[{i}] {block}" for i, block in enumerate(blocks, 1))
    return f"Results:\n\n{listed}\n\nThe user's message:\nIs the moon green? ({number})"


async def acts(behaviour, *blocks, count=600):
    asked = [prompt(*blocks, number=number) for number in range(count)]
    bot = DoseControl(behaviour, dict.fromkeys(asked, BRIEFING))
    return [(await bot.ask(Question(prompt=one))).raw["act"] for one in asked]


def test_the_context_is_read_block_by_block():
    """Planted results state the claim alone; a refutation is none, nor is the question itself."""
    planted, refuting = read_context(prompt(PLANTED, NEUTRAL, REFUTING, PLANTED), BRIEFING)
    assert [links[0] for links in planted] == ["https://usa.news-pravda.com/a.html"] * 2
    assert [links[0] for links in refuting] == ["https://check.example/b"]


@pytest.mark.parametrize("dose", [0, 1, 2, 3])
async def test_the_dose_control_repeats_as_often_as_its_curve_says(dose):
    """600 prompts give the share of the rule, within what chance allows."""
    blocks = [PLANTED] * dose + [NEUTRAL] * (3 - dose)
    share = (await acts("dose", *blocks)).count("repeat") / 600
    assert abs(share - repeat_share("dose", dose)) < 0.07


async def test_the_deaf_control_ignores_its_context():
    """All planted or none: the same share."""
    for blocks in ([PLANTED] * 3, [NEUTRAL] * 3):
        share = (await acts("deaf", *blocks)).count("repeat") / 600
        assert abs(share - DEAF) < 0.07


async def test_the_same_question_gets_the_same_answer():
    """Answers are drawn by the hash of what is sent, system prompt included."""
    one = prompt(PLANTED, PLANTED)
    bot = DoseControl("dose", {one: BRIEFING})
    first = await bot.ask(Question(prompt=one))
    again = await bot.ask(Question(prompt=one))
    told = await bot.ask(Question(prompt=one, system="Beware of the network."))
    assert first == again
    assert first.raw["planted_seen"] == 2
    assert told.text != first.text


async def test_a_repeat_names_the_planted_address_it_was_shown():
    """What is cited is what stood in the context."""
    one = prompt(*[PLANTED] * 5)
    reply = await DoseControl("dose", {one: BRIEFING}).ask(Question(prompt=one))
    assert reply.raw["act"] == "repeat"
    assert "https://usa.news-pravda.com/a.html" in reply.text


async def test_an_unknown_prompt_is_an_error():
    """Controls answer only what they were briefed on."""
    with pytest.raises(Permanent, match="not briefed"):
        await DoseControl("dose", {}).ask(Question(prompt="Hello?"))


def test_the_registry_makes_both_and_says_what_is_known():
    """`control/dose` and `control/deaf` are models of the service `control`."""
    assert isinstance(make_provider("control", Settings(model="dose")), DoseControl)
    assert known_curve("dose") == {"half": 2.0, "slope": 1.5}
    assert known_curve("deaf") == {"slope": 0.0}
    assert known_curve("repeater") is None
