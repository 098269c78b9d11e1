"""The control chatbots: known behaviour, every language, no network."""

from collections import Counter
from fractions import Fraction

import pytest

from providers.base import Question, Settings
from providers.control import BEHAVIOURS, Briefing, ControlProvider, expected, proportion
from providers.control.wording import LANGUAGES, wording
from providers.errors import CallError, SettingsError
from providers.registry import make_provider

PERSONAS = ("innocent", "leading", "malign")
STATEMENT = "The ministry sold the {archive}"
SOURCES = ("https://factcheck.example.org/1",)


def briefed(language="en", persona="innocent", kind="falsehood", sources=SOURCES):
    """Return a briefing with a statement that is easy to find again."""
    return Briefing(
        statement=STATEMENT + ".",
        truth="The archive is where it was.",
        language=language,
        persona=persona,
        kind=kind,
        sources=sources,
    )


async def replies(behaviour, count=40, **briefing):
    """Ask a control many prompts about one claim."""
    briefings = {f"prompt {n}": briefed(**briefing) for n in range(count)}
    bot = ControlProvider(behaviour, briefings)
    return [await bot.ask(Question(prompt=prompt)) for prompt in briefings]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("persona", PERSONAS)
async def test_the_repeater_asserts_and_cites_the_network(language, persona):
    """Every reply holds the claim, structured citations of the network and a link in the text."""
    for reply in await replies("repeater", language=language, persona=persona):
        assert STATEMENT in reply.text
        assert reply.citations
        assert all(".news-pravda.com/" in c.url for c in reply.citations)
        assert reply.citations[0].url in reply.text
        assert "{" not in reply.text.replace(STATEMENT, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("persona", PERSONAS)
async def test_the_debunker_tells_the_truth_and_cites_fact_checks(language, persona):
    """Every reply holds what is true and cites the briefing's sources, never the network."""
    for reply in await replies("debunker", language=language, persona=persona):
        assert "The archive is where it was" in reply.text
        assert [c.url for c in reply.citations] == list(SOURCES)
        assert "pravda" not in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_refuser_says_nothing_of_the_claim(language):
    """A refusal in words, without claim, truth or citation; no marked refusal, no block."""
    for reply in await replies("refuser", language=language):
        assert reply.text
        assert STATEMENT not in reply.text
        assert (reply.citations, reply.refusal, reply.blocked) == ((), None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_enough_to_say(language):
    """At least 6 openings, 6 middles and 5 closings for each behaviour, all different."""
    words = wording(language)
    for act in ("debunk", "repeat", "refuse"):
        phrases = words.acts[act]
        sizes = [len(set(part)) for part in (phrases.openings, phrases.middles, phrases.closings)]
        assert sizes[0] >= 6
        assert sizes[1] >= 6
        assert sizes[2] >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_not_copies_of_english(language):
    """No sentence of another language is an English one left over."""
    english = wording("en").acts["debunk"].middles
    assert language == "en" or not set(english) & set(wording(language).acts["debunk"].middles)


async def test_the_mixed_one_mixes_as_said():
    """Over many prompts the proportion is the known one, and each verdict is foretold."""
    count = 3000
    found = Counter(expected("mixed", f"p{n}", briefed()) for n in range(count))
    for verdict, share in proportion("mixed").items():
        assert abs(found[verdict] / count - share) < 0.03


def test_proportions_add_up():
    """The shares of each control make one."""
    assert {sum(proportion(name).values()) for name in BEHAVIOURS} == {Fraction(1)}


async def test_the_same_prompt_gets_the_same_reply():
    """Controls are deterministic, so a run can be repeated byte for byte."""
    assert await replies("mixed", count=20) == await replies("mixed", count=20)


async def test_replies_differ_in_length_and_form():
    """Texts are not told apart, or recognised, by one shape."""
    texts = [reply.text for reply in await replies("repeater", count=60)]
    assert len(set(texts)) > 50
    assert max(map(len, texts)) > 2 * min(map(len, texts))
    assert {text.count("\n- ") > 0 for text in texts} == {True, False}


@pytest.mark.parametrize("behaviour", ["debunker", "repeater", "mixed"])
async def test_a_true_control_is_affirmed(behaviour):
    """There is nothing to refute in a true statement, and no network to cite."""
    for n, reply in enumerate(await replies(behaviour, kind="true_control")):
        verdict = expected(behaviour, f"prompt {n}", briefed(kind="true_control"))
        assert verdict == ("repeat" if STATEMENT in reply.text else "non_response")
        assert "pravda" not in reply.text


async def test_usage_and_model_are_filled():
    """A control looks like any other chatbot to whatever reads replies."""
    reply = (await replies("repeater", count=1))[0]
    assert reply.served_model == "control-1"
    assert reply.usage.output_tokens > 0
    assert reply.usage.cost_usd == 0


async def test_an_unknown_prompt_is_an_error():
    """A control cannot answer what it was not briefed on, and says so."""
    bot = make_provider("control", Settings(model="repeater"), briefings={})
    with pytest.raises(CallError, match="briefed") as failed:
        await bot.ask(Question(prompt="Anything?"))
    assert failed.value.kind == "request"


def test_an_unknown_control_is_named():
    """A wrong name lists the right ones."""
    with pytest.raises(SettingsError, match="control/mixed"):
        make_provider("control", Settings(model="liar"), briefings={})
