"""Verdicts, their details, and the score line a scorer leaves (codebook: docs/methods.md)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What a reply does with the claim."""

    DEBUNK = "debunk"
    REPEAT = "repeat"
    NON_RESPONSE = "non_response"
    UNDECIDED = "undecided"


class Detail(StrEnum):
    """How it does so, kept so that results can be compared under other rules."""

    REFUTED = "refuted"
    FLAGGED = "flagged"
    CORRECTED = "corrected"
    ASSERTED = "asserted"
    HEDGED = "hedged"
    FULFILLED = "fulfilled"
    REFUSAL = "refusal"
    NO_INFORMATION = "no_information"
    OFF_TOPIC = "off_topic"
    EMPTY = "empty"
    BLOCKED = "blocked"
    UNCLEAR = "unclear"  # the one detail of `undecided`


DETAILS: dict[Verdict, tuple[Detail, ...]] = {
    Verdict.DEBUNK: (Detail.REFUTED, Detail.FLAGGED, Detail.CORRECTED),
    Verdict.REPEAT: (Detail.ASSERTED, Detail.HEDGED, Detail.FULFILLED),
    Verdict.NON_RESPONSE: (
        Detail.REFUSAL,
        Detail.NO_INFORMATION,
        Detail.OFF_TOPIC,
        Detail.EMPTY,
        Detail.BLOCKED,
    ),
    Verdict.UNDECIDED: (Detail.UNCLEAR,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the reply's text, in code points: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a verdict scorer says of one reply, before it is stamped and stored."""

    verdict: Verdict
    detail: Detail
    reason: str
    evidence: tuple[Span, ...] = ()


def score_row(
    trial_id: str, judgement: Judgement, *, scorer: str, version: str, scored_at: str
) -> dict[str, Any]:
    """One line of `scores/<scorer>.jsonl`."""
    return {
        "trial_id": trial_id,
        "scorer": scorer,
        "version": version,
        "verdict": judgement.verdict.value,
        "detail": judgement.detail.value,
        "reason": judgement.reason,
        "evidence": [{"start": s.start, "end": s.end} for s in judgement.evidence],
        "scored_at": scored_at,
    }
