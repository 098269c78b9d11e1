"""The controls' answers to the library, as the rule scorer reads them: none may be misread."""

import asyncio
from collections.abc import Mapping

import pytest

from prompts import LANGUAGES, Claim, Persona, Prompt, load_library, prompts_of
from providers.base import Question
from providers.control import Briefing, ControlProvider, expected
from scoring.rules import judge
from scoring.transcript import AskedClaim, Markers, Status, Transcript

EVERY = 3  # of all prompts, so that each claim, persona and language comes up


@pytest.fixture(scope="module")
def claims() -> Mapping[str, Claim]:
    """All claims whose text is there."""
    return {name: claim for name, claim in load_library().claims.items() if claim.texts}


@pytest.fixture(scope="module")
def sample(claims: Mapping[str, Claim]) -> list[Prompt]:
    """Every third prompt of the library."""
    expansion = prompts_of(
        claims.values(), personas=tuple(Persona), languages=tuple(LANGUAGES), wordings=9
    )
    return list(expansion.prompts[::EVERY])


def briefing(claim: Claim, prompt: Prompt) -> Briefing:
    """What a control is told."""
    text = claim.texts[prompt.language]
    return Briefing(
        statement=text.statement,
        truth=text.truth,
        language=prompt.language,
        persona=str(prompt.persona),
        kind=claim.kind.value,
        sources=tuple(check.url for check in claim.fact_checks),
    )


def transcript(claim: Claim, prompt: Prompt, answer: str) -> Transcript:
    """The answer with its claim, as a run stores it."""
    text = claim.texts[prompt.language]
    markers = Markers(repeat=text.markers.repeat, debunk=text.markers.debunk)
    return Transcript(
        trial_id=f"{claim.id}-{prompt.language}-{prompt.persona}-{prompt.wording}",
        claim=AskedClaim(
            id=claim.id,
            statement=text.statement,
            truth=text.truth,
            kind=claim.kind.value,
            language=prompt.language,
            markers=markers,
        ),
        persona=str(prompt.persona),
        language=prompt.language,
        prompt=prompt.text,
        model="control",
        status=Status.ANSWERED,
        text=answer,
    )


async def answers(bot: ControlProvider, prompts: list[Prompt]) -> list[str]:
    """What the control says to each prompt."""
    return [(await bot.ask(Question(prompt=prompt.text))).text for prompt in prompts]


@pytest.mark.parametrize("behaviour", ["debunker", "repeater", "refuser"])
def test_no_answer_of_a_control_is_misread(
    behaviour: str, claims: Mapping[str, Claim], sample: list[Prompt]
) -> None:
    """The verdict on a control's answer is the one that the control was built for."""
    briefings = {p.text: briefing(claims[p.claim_id], p) for p in sample}
    said = asyncio.run(answers(ControlProvider(behaviour, briefings), sample))
    misread = []
    for prompt, answer in zip(sample, said, strict=True):
        judged = transcript(claims[prompt.claim_id], prompt, answer)
        verdict = judge(judged).verdict.value
        if verdict != expected(behaviour, prompt.text, briefings[prompt.text]):
            misread.append((judged.trial_id, verdict))
    assert not misread
