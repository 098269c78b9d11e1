"""A trial and what came of it as one line of transcripts.jsonl."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audits.model import sent_settings
from audits.trial import Trial
from providers.base import Citation, Reply
from providers.errors import CallError
from providers.retry import Attempt
from scoring.transcript import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a trial ended: with a reply, with a block, or with the error that ended it.

    *asked_at*, *answered_at* are UTC in ISO 8601; *latency_s* is wall-clock seconds over all
    attempts, waits included.
    """

    reply: Reply | None
    error: CallError | None
    attempts: tuple[Attempt, ...]
    asked_at: str
    answered_at: str
    latency_s: float

    @property
    def status(self) -> Status:
        """Answered, blocked or failed."""
        if self.error is not None or self.reply is None:
            return Status.FAILED
        return Status.BLOCKED if self.reply.blocked else Status.ANSWERED


def evidence_row(trial: Trial, claim: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    """One line, ready to be chained and stored; *claim* is its row in run.json."""
    row = {
        "trial_id": trial.id,
        "claim": asked_claim(claim, trial.prompt.language),
        "persona": str(trial.prompt.persona),
        "language": trial.prompt.language,
        "wording": trial.prompt.wording,
        "prompt": trial.prompt.text,
        "system": trial.system,
        "model": {
            "label": trial.model.label,
            "provider": trial.model.provider,
            "requested": trial.model.requested,
            "settings": sent_settings(trial.model.settings),
            "control": trial.model.is_control,
            "surface": "api",
        },
        "repeat": trial.repeat,
    }
    if trial.prompt.condition is not None:
        row["dose"] = asdict(trial.prompt.condition)
    return row | outcome_part(outcome)


def outcome_part(outcome: Outcome) -> dict[str, Any]:
    """What a line says of how a call ended: status, error, reply, raw body, attempts, times."""
    reply = outcome.reply or (outcome.error.reply if outcome.error else None)
    raw = outcome.error.raw if outcome.error else reply.raw if reply else None
    return {
        "status": outcome.status.value,
        "error": _error_row(outcome.error),
        "reply": reply_row(reply) if reply else None,
        "raw": raw,
        "attempts": [asdict(attempt) for attempt in outcome.attempts],
        "asked_at": outcome.asked_at,
        "answered_at": outcome.answered_at,
        "latency_s": round(outcome.latency_s, 3),
    }


def asked_claim(claim: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The claim as it is asked, so that the run can be scored after the library has moved on."""
    text = claim["texts"][language]
    return {
        "id": claim["id"],
        "statement": text["statement"],
        "truth": text["truth"],
        "kind": claim["kind"],
        "language": language,
        "networks": claim["networks"],
        "markers": text["markers"],
        "sha256": claim["sha256"],
    }


def reply_row(reply: Reply) -> dict[str, Any]:
    """A reply as plain data; everything but the raw body, which stands beside it."""
    return {
        "text": reply.text,
        "served_model": reply.served_model,
        "finish_reason": reply.finish_reason,
        "refusal": reply.refusal,
        "blocked": reply.blocked,
        "usage": {
            "input_tokens": reply.usage.input_tokens,
            "output_tokens": reply.usage.output_tokens,
            "searches": reply.usage.searches,
            "cost_usd": reply.usage.cost_usd,
        },
        "citations": _citation_rows(reply.citations),
        "search_offered": reply.search_offered,
        "search_ran": reply.search_ran,
        "fingerprint": reply.fingerprint,
        "request_id": reply.request_id,
        "rate_headers": reply.rate_headers,
        "echoed": reply.echoed,
        "left_out": list(reply.left_out),
    }


def _citation_rows(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    rows = []
    for citation in citations:
        row = {"url": citation.url, "title": citation.title, "role": citation.role.value}
        if citation.raw_url is not None:
            row["raw_url"] = citation.raw_url
        rows.append(row)
    return rows


def _error_row(error: CallError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {"kind": error.kind, "message": error.message, "http_status": error.http_status}
