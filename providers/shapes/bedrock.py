"""Amazon Bedrock's Converse: text and citations in turns, guardrails that may alter the text."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from providers.base import Citation, Question, Reply, Settings, Usage
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

_TRUNCATED = ("max_tokens", "model_context_window_exceeded")


def path(settings: Settings) -> str:
    """Return the path; here it names the model."""
    return f"/model/{quote(settings.model, safe='')}/converse"


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request."""
    config = {
        "temperature": settings.temperature,
        "topP": settings.top_p,
        "maxTokens": settings.max_tokens,
    }
    chosen = {key: value for key, value in config.items() if value is not None}
    grounding = {"tools": [{"systemTool": {"name": "nova_grounding"}}]}
    return sent(
        {
            "messages": [{"role": "user", "content": [{"text": question.prompt}]}],
            "system": [{"text": question.system}] if question.system is not None else None,
            "inferenceConfig": chosen or None,
            "toolConfig": grounding if settings.search else None,
        },
        settings,
    )


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; the model is not named in it."""
    message = mapping(body.get("output")).get("message")
    if not isinstance(message, dict):
        return None
    blocks = items(message.get("content"))
    stop = name_of(body.get("stopReason"))
    usage = mapping(body.get("usage"))
    searches = sum(1 for block in blocks if _is_grounding(mapping(block.get("toolUse"))))
    masked = stop == "guardrail_intervened" and _was_masked(body)
    reply = Reply(
        text="".join(_text(block) for block in blocks),
        finish_reason=stop,
        blocked=_block(stop) if not masked else None,
        usage=Usage(
            input_tokens=count_of(usage.get("inputTokens")),
            output_tokens=count_of(usage.get("outputTokens")),
            searches=searches,
        ),
        citations=once(_citations(blocks)),
        search_ran=searches > 0,
    )
    problem, detail = _ending(stop, reply, masked=masked)
    return Reading(reply=reply, problem=problem, detail=detail)


def _ending(stop: str | None, reply: Reply, *, masked: bool) -> tuple[Any, str]:
    if masked:
        return "unfinished", "a guardrail of the account replaced words of the answer"
    if stop in _TRUNCATED:
        return "truncated", "cut off at the token limit"
    if stop == "tool_use" and not reply.text.strip():
        return "unfinished", "asked for a tool, not answered"
    if stop in ("malformed_model_output", "malformed_tool_use"):
        return "unfinished", "the service could not finish the answer"
    return None, ""


def _block(stop: str | None) -> str | None:
    return stop if stop in ("guardrail_intervened", "content_filtered") else None


def _was_masked(body: Mapping[str, Any]) -> bool:
    """Tell words replaced in an answer from an answer replaced as a whole."""
    reason = text_of(mapping(mapping(body.get("trace")).get("guardrail")).get("actionReason"))
    return "mask" in reason.lower() and "block" not in reason.lower()


def _text(block: Mapping[str, Any]) -> str:
    cited = items(mapping(block.get("citationsContent")).get("content"))
    return text_of(block.get("text")) + "".join(text_of(part.get("text")) for part in cited)


def _is_grounding(tool: Mapping[str, Any]) -> bool:
    return "grounding" in text_of(tool.get("name"))


def _citations(blocks: list[Mapping[str, Any]]) -> list[Citation]:
    """Read web addresses; locations in documents that the caller sent have none."""
    listed = [
        citation
        for block in blocks
        for citation in items(mapping(block.get("citationsContent")).get("citations"))
    ]
    webs = [mapping(mapping(each.get("location")).get("web")) for each in listed]
    titled = [
        {"url": web.get("url"), "title": each.get("title") or web.get("domain")}
        for each, web in zip(listed, webs, strict=True)
    ]
    return citations(titled)
