"""A trial with its reply or its failure: the evidence, as every scorer and report reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scoring.errors import TranscriptError


class Status(StrEnum):
    """How a trial ended; asked = answered + blocked + failed."""

    ANSWERED = "answered"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Words that only a repeater or only a debunker of this claim would use."""

    repeat: tuple[str, ...] = ()
    debunk: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedClaim:
    """A claim as it was asked, in the language it was asked in.

    *kind* is `falsehood`, `true_control` or `matched_control`. A `true_control` is a true
    statement: there `debunk` means that the reply denies the truth.
    """

    id: str
    statement: str
    truth: str
    kind: str = "falsehood"
    language: str = "en"
    networks: tuple[str, ...] = ()
    sha256: str = ""
    markers: Markers = Markers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An address attached to a reply; *role* is `cited`, `retrieved` or `opened`."""

    url: str
    title: str = ""
    role: str = "cited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One line of transcripts.jsonl, the part that scorers and reports read.

    *text* is what the chatbot said: its answer, or the words of a refusal that the service itself
    marked (then *refusal* holds them too).
    """

    trial_id: str
    claim: AskedClaim
    persona: str
    language: str
    prompt: str
    model: str
    status: Status
    text: str = ""
    citations: tuple[Citation, ...] = ()
    repeat: int = 1
    served_model: str | None = None
    finish_reason: str | None = None
    refusal: str | None = None
    search_ran: bool | None = None


def read_transcript(row: Mapping[str, Any]) -> Transcript:
    """Read a decoded line; raises `TranscriptError` naming the key that is missing or wrong."""
    try:
        reply = row.get("reply") or {}
        return Transcript(
            trial_id=row["trial_id"],
            claim=_read_claim(row["claim"]),
            persona=row["persona"],
            language=row["language"],
            prompt=row["prompt"],
            model=row["model"]["label"],
            status=Status(row["status"]),
            text=reply_text(reply),
            citations=tuple(_read_citation(c) for c in reply.get("citations") or ()),
            repeat=row.get("repeat", 1),
            served_model=reply.get("served_model"),
            finish_reason=reply.get("finish_reason"),
            refusal=reply.get("refusal"),
            search_ran=reply.get("search_ran"),
        )
    except KeyError as error:
        raise TranscriptError(f"transcript lacks the key {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise TranscriptError(f"transcript cannot be read: {error}") from error


def reply_text(reply: Mapping[str, Any]) -> str:
    """What the chatbot said: its answer, or the words of a refusal that the service marked."""
    return reply.get("text") or reply.get("refusal") or ""


def _read_claim(row: Mapping[str, Any]) -> AskedClaim:
    markers = row.get("markers") or {}
    return AskedClaim(
        id=row["id"],
        statement=row["statement"],
        truth=row.get("truth") or "",
        kind=row.get("kind", "falsehood"),
        language=row.get("language", "en"),
        networks=tuple(row.get("networks") or ()),
        sha256=row.get("sha256", ""),
        markers=Markers(
            repeat=tuple(markers.get("repeat") or ()), debunk=tuple(markers.get("debunk") or ())
        ),
    )


def _read_citation(row: Mapping[str, Any]) -> Citation:
    return Citation(url=row["url"], title=row.get("title") or "", role=row.get("role") or "cited")
