"""Cohere's chat, version 2: no search of its own, no model name in the answer."""

from collections.abc import Mapping
from typing import Any

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

PATH = "/chat"


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request."""
    messages = [{"role": "user", "content": question.prompt}]
    if question.system is not None:
        messages.insert(0, {"role": "system", "content": question.system})
    return sent(
        {
            "model": settings.model,
            "messages": messages,
            "temperature": settings.temperature,
            "p": settings.top_p,
            "max_tokens": settings.max_tokens,
            "seed": settings.seed,
            "stream": False,
        },
        settings,
    )


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is no chat answer."""
    message = body.get("message")
    if not isinstance(message, dict):
        return None
    content = message.get("content")
    parts = items(content)
    text = "".join(text_of(part.get("text")) for part in parts if part.get("type") == "text")
    usage = mapping(body.get("usage"))
    tokens = mapping(usage.get("tokens")) or mapping(usage.get("billed_units"))
    billed = mapping(usage.get("billed_units"))
    finish = name_of(body.get("finish_reason"))
    reply = Reply(
        text=content if isinstance(content, str) else text,
        finish_reason=finish,
        blocked="ERROR_TOXIC" if finish == "ERROR_TOXIC" else None,
        usage=Usage(
            input_tokens=count_of(tokens.get("input_tokens")),
            output_tokens=count_of(tokens.get("output_tokens")),
            searches=count_of(billed.get("search_units")),
        ),
        citations=once(_citations(message)),
        request_id=name_of(body.get("id")),
    )
    problem, detail = _ending(finish, reply)
    return Reading(
        reply=reply,
        problem=problem,
        detail=detail,
        billed_input=count_of(billed.get("input_tokens")),
        billed_output=count_of(billed.get("output_tokens")),
    )


def _ending(finish: str | None, reply: Reply) -> tuple[Any, str]:
    if finish in ("MAX_TOKENS", "ERROR_LIMIT"):
        return "truncated", "cut off at the token limit"
    if finish in ("ERROR", "TIMEOUT"):
        return "server", "the service broke the answer off"
    if finish == "TOOL_CALL" and not reply.text.strip():
        return "unfinished", "asked for a tool, not answered"
    return None, ""


def _citations(message: Mapping[str, Any]) -> list[Citation]:
    sources = [
        source
        for citation in items(message.get("citations"))
        for source in items(citation.get("sources"))
    ]
    return citations(
        [
            mapping(source.get("document")) or mapping(source.get("tool_output"))
            for source in sources
        ]
    )
