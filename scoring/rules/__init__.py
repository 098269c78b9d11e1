"""The verdict scorer that needs no model: does a reply assert, deny or avoid its claim?

It reads the reply with the cue words of its language (`scoring/cues`) and the words of its claim,
sentence by sentence, and says `undecided` where the two sides weigh about the same.
"""

from scoring.errors import ScorerError
from scoring.rules.decide import decide, declined
from scoring.rules.outcome import Outcome
from scoring.rules.reading import Reading, read
from scoring.rules.wording import reason
from scoring.transcript import Status, Transcript
from scoring.verdict import Detail, Judgement, Span, Verdict

__all__ = ["VERSION", "certainty", "judge", "judge_with_certainty"]

VERSION = "3"


def judge(transcript: Transcript) -> Judgement:
    """The verdict on one reply, with the stretch of its text that decided it."""
    return judge_with_certainty(transcript)[0]


def certainty(transcript: Transcript) -> float:
    """How sure the verdict on this reply is, from 0 to 1."""
    return judge_with_certainty(transcript)[1]


def judge_with_certainty(transcript: Transcript) -> tuple[Judgement, float]:
    """The verdict and how sure it is, from 0 to 1, to decide whether a model must look too."""
    if transcript.status is Status.FAILED:
        raise ScorerError(
            f"trial {transcript.trial_id} failed and has no reply: leave failed trials unscored"
        )
    if transcript.status is Status.BLOCKED:
        return _silent(Detail.BLOCKED, "The provider blocked the reply."), 1.0
    if not transcript.text.strip() and not transcript.refusal:
        return _silent(Detail.EMPTY, "The reply is empty."), 1.0
    reading = read(transcript)
    outcome = declined(decide(reading)) if transcript.refusal else decide(reading)
    return _judgement(reading, outcome), outcome.certainty


def _silent(detail: Detail, reason: str) -> Judgement:
    return Judgement(verdict=Verdict.NON_RESPONSE, detail=detail, reason=reason)


def _judgement(reading: Reading, outcome: Outcome) -> Judgement:
    return Judgement(
        verdict=outcome.verdict,
        detail=outcome.detail,
        reason=reason(outcome, reading),
        evidence=tuple(_span(reading, at) for at in outcome.at if at >= 0),
    )


def _span(reading: Reading, at: int) -> Span:
    stretch = reading.sentences[at].stretch
    position = reading.prepared.position
    return Span(start=position(stretch.start), end=position(stretch.end - 1) + 1)
