"""Mistral's Conversations, the only door to its web search.

No recording of this shape was at hand when it was written: it follows Mistral's own types.
"""

from collections.abc import Mapping
from typing import Any

from providers.base import Question, Reply, Settings
from providers.shapes.common import (
    Reading,
    citations,
    count_of,
    items,
    mapping,
    name_of,
    once,
    sent,
    spent,
    text_of,
)

PATH = "/conversations"


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request; nothing is stored at Mistral."""
    arguments = {
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "max_tokens": settings.max_tokens,
        "random_seed": settings.seed,
    }
    chosen = {key: value for key, value in arguments.items() if value is not None}
    return sent(
        {
            "model": settings.model,
            "inputs": question.prompt,
            "instructions": question.system,
            "completion_args": chosen or None,
            "tools": [{"type": "web_search"}] if settings.search else None,
            "store": False,
            "stream": False,
        },
        settings,
    )


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is no conversation."""
    outputs = items(body.get("outputs"))
    messages = [item for item in outputs if item.get("type") == "message.output"]
    if not isinstance(body.get("outputs"), list):
        return None
    chunks = [chunk for message in messages for chunk in _chunks(message.get("content"))]
    usage = mapping(body.get("usage"))
    searches = count_of(mapping(usage.get("connectors")).get("web_search"))
    ran = [item for item in outputs if item.get("type") == "tool.execution"]
    served = [name_of(item.get("model")) for item in messages]
    reply = Reply(
        text="".join(text_of(chunk.get("text")) for chunk in chunks if _is_text(chunk)),
        served_model=next((model for model in served if model), None),
        usage=spent({**usage, "num_search_queries": len(ran) if searches is None else searches}),
        citations=once(
            citations([chunk for chunk in chunks if chunk.get("type") == "tool_reference"])
        ),
        search_ran=bool(ran) or bool(searches),
        request_id=name_of(body.get("conversation_id")),
    )
    asked = any(item.get("type") == "function.call" for item in outputs)
    if asked and not reply.text.strip():
        detail = "asked for a tool, not answered"
        return Reading(reply=reply, problem="unfinished", detail=detail)
    return Reading(reply=reply)


def _chunks(content: Any) -> list[Mapping[str, Any]]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return items(content)


def _is_text(chunk: Mapping[str, Any]) -> bool:
    return chunk.get("type") == "text"
