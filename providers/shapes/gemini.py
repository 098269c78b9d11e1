"""Google's generateContent, of Gemini and of Vertex: grounding beside the text, blocks in 200."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from providers.base import Citation, Question, Reply, Role, Settings, Usage
from providers.shapes.common import (
    Reading,
    citations,
    count_of,
    items,
    mapping,
    name_of,
    once,
    sent,
    text_of,
)

_COMPLETE = ("STOP", "FINISH_REASON_UNSPECIFIED", None)
_UNFINISHED = (
    "MALFORMED_FUNCTION_CALL",
    "MALFORMED_RESPONSE",
    "UNEXPECTED_TOOL_CALL",
    "TOO_MANY_TOOL_CALLS",
    "NO_IMAGE",
    "MISSING_THOUGHT_SIGNATURE",
)


def path(settings: Settings) -> str:
    """Return the path; here it names the model."""
    model = settings.model.removeprefix("models/")
    return f"/models/{quote(model, safe='')}:generateContent"


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request."""
    config = {
        "temperature": settings.temperature,
        "topP": settings.top_p,
        "maxOutputTokens": settings.max_tokens,
        "seed": settings.seed,
    }
    chosen = {key: value for key, value in config.items() if value is not None}
    system = {"parts": [{"text": question.system}]} if question.system is not None else None
    return sent(
        {
            "contents": [{"role": "user", "parts": [{"text": question.prompt}]}],
            "systemInstruction": system,
            "generationConfig": chosen or None,
            "tools": [{"google_search": {}}] if settings.search else None,
            "toolConfig": _place(settings) if settings.search else None,
        },
        settings,
    )


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is nothing of Google's."""
    feedback = mapping(body.get("promptFeedback"))
    candidates = items(body.get("candidates"))
    if not candidates and not feedback.get("blockReason"):
        return _without_candidates(body)
    candidate = candidates[0] if candidates else {}
    finish = name_of(candidate.get("finishReason"))
    block = name_of(feedback.get("blockReason")) or _blocked(finish)
    usage = mapping(body.get("usageMetadata"))
    parts = items(mapping(candidate.get("content")).get("parts"))
    reply = Reply(
        text="".join(text_of(part.get("text")) for part in parts if not part.get("thought")),
        served_model=name_of(body.get("modelVersion")),
        finish_reason=finish or name_of(feedback.get("blockReason")),
        blocked=block,
        usage=Usage(
            input_tokens=count_of(usage.get("promptTokenCount")),
            output_tokens=count_of(usage.get("candidatesTokenCount")),
            searches=_searches(candidate),
        ),
        citations=once(_citations(candidate)),
        search_ran=bool(_searches(candidate)) or bool(_citations(candidate)),
        request_id=name_of(body.get("responseId")),
        echoed=_echo(candidate, usage),
    )
    return _ending(reply, usage)


def _without_candidates(body: Mapping[str, Any]) -> Reading | None:
    if "usageMetadata" not in body and "candidates" not in body:
        return None
    reply = Reply(text="", served_model=name_of(body.get("modelVersion")))
    return Reading(reply=reply, problem="empty", detail="an answer without candidates")


def _ending(reply: Reply, usage: Mapping[str, Any]) -> Reading:
    billed_input = _sum(usage, "promptTokenCount", "toolUsePromptTokenCount")
    billed_output = _sum(usage, "candidatesTokenCount", "thoughtsTokenCount")
    problem: Any = None
    detail = ""
    if reply.finish_reason == "MAX_TOKENS":
        problem, detail = "truncated", "cut off at the token limit"
    elif reply.finish_reason in _UNFINISHED:
        problem, detail = "unfinished", "the service could not finish the answer"
    return Reading(
        reply=reply,
        problem=problem,
        detail=detail,
        billed_input=billed_input,
        billed_output=billed_output,
    )


def _blocked(finish: str | None) -> str | None:
    """Every other end is a filter's: SAFETY, RECITATION, BLOCKLIST, SPII, LANGUAGE, OTHER ..."""
    if finish in _COMPLETE or finish in _UNFINISHED or finish == "MAX_TOKENS":
        return None
    return finish


def _place(settings: Settings) -> dict[str, Any] | None:
    place = settings.location or {}
    if "latitude" not in place or "longitude" not in place:
        return None
    spot = {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}
    return {"retrievalConfig": {"latLng": spot}}


def _citations(candidate: Mapping[str, Any]) -> list[Citation]:
    grounding = mapping(candidate.get("groundingMetadata"))
    chunks = [
        mapping(chunk.get("web")) or mapping(chunk.get("retrievedContext"))
        for chunk in items(grounding.get("groundingChunks"))
    ]
    opened = [
        each.get("retrievedUrl")
        for each in items(mapping(candidate.get("urlContextMetadata")).get("urlMetadata"))
    ]
    sources = citations(mapping(candidate.get("citationMetadata")).get("citationSources"))
    return citations(chunks) + sources + citations(opened, Role.OPENED)


def _searches(candidate: Mapping[str, Any]) -> int | None:
    queries = mapping(candidate.get("groundingMetadata")).get("webSearchQueries")
    return len(queries) if isinstance(queries, list) else 0


def _echo(candidate: Mapping[str, Any], usage: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        "finish_message": candidate.get("finishMessage"),
        "service_tier": usage.get("serviceTier") or usage.get("trafficType"),
    }
    return {key: value for key, value in told.items() if value}


def _sum(usage: Mapping[str, Any], *keys: str) -> int | None:
    found = [count_of(usage.get(key)) for key in keys]
    return sum(n for n in found if n is not None) if any(n is not None for n in found) else None
