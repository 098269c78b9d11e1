"""One vote of one judge on one answer: the question, the reading of the reply, the evidence."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from audits.evidence import Outcome, outcome_part
from audits.judging_cases import Case
from audits.model import Model, sent_settings
from providers.base import Question
from scoring.judge import Ask, Parsed, Rubric, Unparsed, ask_about, codes_for, read_judgement
from scoring.transcript import Status, Transcript

UNREADABLE = {
    "empty": "it was empty",
    "truncated": "it was cut off",
    "unfinished": "it was not finished",
    "too_large": "it was far too long",
}
"""Failures in which the judge did reply, but with nothing that could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The *attempt*-th asking for a vote; *problem* is what was wrong with the one before."""

    case: Case
    scorer: str
    model: Model
    vote: int
    attempt: int = 1
    problem: str | None = None


def file_name(scorer: str) -> str:
    """A scorer's name as a file may be called, without suffix; two scorers never share one.

    >>> file_name("judge:openai/gpt-5.2")
    'judge-openai-gpt-5.2-fbdb85'
    """
    safe = re.sub(r"[^A-Za-z0-9._]+", "-", scorer).strip("-.")[:100]
    return f"{safe}-{hashlib.sha256(scorer.encode()).hexdigest()[:6]}"


def ask_of(job: Job, transcript: Transcript, rubric: Rubric) -> Ask:
    """What the judge is asked; the same job gives the same bytes."""
    draw = codes_for(transcript, rubric, vote=job.vote, attempt=job.attempt)
    return ask_about(transcript, rubric, draw=draw, problem=job.problem)


def question_of(ask: Ask) -> Question:
    """The same as a provider takes it."""
    return Question(prompt=ask.prompt, system=ask.system)


def read_outcome(outcome: Outcome, answer: str) -> Parsed | Unparsed | None:
    """The vote, or why there is none; None where the call failed and says nothing of either."""
    if outcome.status is Status.BLOCKED:
        return Unparsed("the judge's provider blocked it")
    if outcome.error is not None:
        why = UNREADABLE.get(outcome.error.kind)
        return Unparsed(why) if why else None
    return read_judgement(outcome.reply.text if outcome.reply else "", answer)


def judgement_row(
    job: Job, outcome: Outcome, read: Parsed | Unparsed | None, *, ask: Ask, version: str
) -> dict[str, Any]:
    """One line of `judgements/<judge>.jsonl`, ready to be chained and stored."""
    row = {
        "trial_id": job.case.trial_id,
        "transcript_sha256": job.case.sha256,
        "scorer": job.scorer,
        "version": version,
        "judge": judge_row(job.model),
        "vote": job.vote,
        "attempt": job.attempt,
        "question_sha256": question_hash(ask),
        "answer_left_out": ask.left_out,
        "parsed": _parsed_row(read) if isinstance(read, Parsed) else None,
        "problem": read.reason if isinstance(read, Unparsed) else None,
    }
    return row | outcome_part(outcome)


def judge_row(model: Model) -> dict[str, Any]:
    """A judge as evidence and run.json keep it."""
    return {
        "label": model.label,
        "provider": model.provider,
        "requested": model.requested,
        "settings": sent_settings(model.settings),
    }


def question_hash(ask: Ask) -> str:
    """SHA-256 over the system prompt, a null byte and the prompt."""
    return hashlib.sha256(f"{ask.system}\0{ask.prompt}".encode("utf-8", "replace")).hexdigest()


def _parsed_row(parsed: Parsed) -> dict[str, Any]:
    return {
        "verdict": parsed.verdict.value,
        "detail": parsed.detail.value,
        "quotation": parsed.quotation,
        "start": parsed.span.start,
        "end": parsed.span.end,
        "confidence": parsed.confidence,
    }
