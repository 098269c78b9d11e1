"""Reads what a judge replied, strictly: one JSON object as the rubric describes it, or no vote.

Nothing is guessed: no letter fished out of prose, no last object taken of two, no default.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Never

from scoring.judge.locating import decides_nothing, locate
from scoring.verdict import DETAILS, Detail, Span, Verdict

LONGEST = 20_000
"""Code points of a reply; a longer one is no verdict with a quotation, and is not parsed."""

CHOICES: dict[Verdict, tuple[Detail, ...]] = {
    verdict: tuple(d for d in details if d not in (Detail.EMPTY, Detail.BLOCKED))
    for verdict, details in DETAILS.items()
    if verdict is not Verdict.UNDECIDED
}
"""What a judge may say; empty and blocked answers are seen without one."""

KEYS = ("verdict", "detail", "quotation", "confidence")

_FENCED = re.compile(r"\A```(?:json|JSON)?[ \t]*\n(.*)\n[ \t]*```\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A judge's verdict on one answer; *span* is where its quotation stands in that answer."""

    verdict: Verdict
    detail: Detail
    quotation: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Unparsed:
    """No vote; *reason* says why in words of ours, never in the judge's."""

    reason: str


def read_judgement(reply: str, answer: str) -> Parsed | Unparsed:
    """Read a judge's reply about *answer*."""
    try:
        return _read(_object(reply), answer)
    except _Unusable as unusable:
        return Unparsed(str(unusable))


class _Unusable(Exception):
    """Carries the reason out of the reading."""


def _object(reply: str) -> dict[str, Any]:
    text = reply.strip()
    if not text:
        raise _Unusable("it was empty")
    if len(text) > LONGEST:
        raise _Unusable(f"it was longer than {LONGEST} characters")
    fenced = _FENCED.match(text)
    if fenced:
        text = fenced[1].strip()
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _Unusable("it was not one JSON object and nothing else") from None
    if not isinstance(value, dict):
        raise _Unusable("it was not a JSON object")
    return value


def _pairs(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _Unusable("a key was given twice")
        made[key] = value
    return made


def _no_number(_: str) -> Never:
    raise _Unusable("the confidence was not a number from 0 to 1")


def _read(value: dict[str, Any], answer: str) -> Parsed:
    if set(value) != set(KEYS):
        raise _Unusable(f"its keys were not exactly {', '.join(KEYS)}")
    verdict = _verdict(value["verdict"])
    detail = _detail(value["detail"], verdict)
    confidence = _confidence(value["confidence"])
    quotation = value["quotation"]
    if not isinstance(quotation, str) or not quotation.strip():
        raise _Unusable("the quotation was missing")
    span = locate(quotation, answer)
    if span is None:
        raise _Unusable("the quotation does not stand in the answer, sign by sign")
    if decides_nothing(quotation, answer):
        raise _Unusable("the quotation was too short to decide anything")
    return Parsed(
        verdict=verdict, detail=detail, quotation=quotation, span=span, confidence=confidence
    )


def _verdict(value: Any) -> Verdict:
    for verdict in CHOICES:
        if value == verdict.value:
            return verdict
    raise _Unusable(f"the verdict was none of {', '.join(CHOICES)}")


def _detail(value: Any, verdict: Verdict) -> Detail:
    for detail in CHOICES[verdict]:
        if value == detail.value:
            return detail
    raise _Unusable(f"the detail was none of {verdict}'s: {', '.join(CHOICES[verdict])}")


def _confidence(value: Any) -> float:
    number = not isinstance(value, bool) and isinstance(value, int | float)
    if not number or not 0 <= value <= 1:  # NaN is neither
        raise _Unusable("the confidence was not a number from 0 to 1")
    return float(value)
