"""Anthropic's Messages: text in many blocks, searches among them, long turns that pause."""

from collections.abc import Mapping, Sequence
from typing import Any

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

PATH = "/messages"
VERSION = "2023-06-01"
"""Later versions refuse temperature and top_p; pinned so that months stay comparable."""

MAX_TOKENS = 4096
MAX_SEARCHES = 10

_TRUNCATED = ("max_tokens", "model_context_window_exceeded")


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request; max_tokens must be sent here, so it has a default."""
    return sent(
        {
            "model": settings.model,
            "max_tokens": settings.max_tokens or MAX_TOKENS,
            "system": question.system,
            "messages": [{"role": "user", "content": question.prompt}],
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "tools": [_search_tool(settings)] if settings.search else None,
        },
        settings,
    )


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is no message."""
    if not isinstance(body.get("content"), list):
        return None
    blocks = items(body.get("content"))
    stop = name_of(body.get("stop_reason"))
    text = "".join(text_of(block.get("text")) for block in blocks if block.get("type") == "text")
    usage = mapping(body.get("usage"))
    searches = count_of(mapping(usage.get("server_tool_use")).get("web_search_requests"))
    reply = Reply(
        text="" if stop == "refusal" else text,  # a refusal voids what came before it
        served_model=name_of(body.get("model")),
        finish_reason=stop,
        refusal=_explanation(body) if stop == "refusal" else None,
        blocked=_refusal_category(body) if stop == "refusal" else None,
        usage=Usage(
            input_tokens=count_of(usage.get("input_tokens")),
            output_tokens=count_of(usage.get("output_tokens")),
            searches=searches,
        ),
        citations=once(_citations(blocks)),
        search_ran=any(block.get("type") == "web_search_tool_result" for block in blocks),
        request_id=name_of(body.get("id")),
        echoed=_echo(blocks),
    )
    return _ending(reply, billed_input=_billed(usage))


def follow_up(request: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the request that goes on after a pause: the turn so far, sent back unchanged."""
    if answer.get("stop_reason") != "pause_turn":
        return None
    turn = {"role": "assistant", "content": answer.get("content")}
    return {**request, "messages": [*request.get("messages", ()), turn]}


def merge(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Join the parts of a paused turn: blocks in order, usage added up."""
    blocks = [block for answer in answers for block in items(answer.get("content"))]
    usages = [mapping(answer.get("usage")) for answer in answers]
    usage: dict[str, Any] = dict(usages[-1])
    for key in ("input_tokens", "output_tokens", *_CACHED):
        usage[key] = sum(count_of(each.get(key)) or 0 for each in usages)
    searches = [mapping(each.get("server_tool_use")).get("web_search_requests") for each in usages]
    usage["server_tool_use"] = {
        "web_search_requests": sum(count_of(each) or 0 for each in searches)
    }
    return {**answers[-1], "content": blocks, "usage": usage}


_CACHED = ("cache_creation_input_tokens", "cache_read_input_tokens")


def _search_tool(settings: Settings) -> dict[str, Any]:
    tool: dict[str, Any] = {
        "type": "web_search_20250305",
        "name": "web_search",
        "max_uses": MAX_SEARCHES,
    }
    place = settings.location or {}
    known = {key: place[key] for key in ("country", "region", "city", "timezone") if key in place}
    if known:
        tool["user_location"] = {"type": "approximate", **known}
    return tool


def _ending(reply: Reply, *, billed_input: int | None) -> Reading:
    if reply.finish_reason in _TRUNCATED:
        return Reading(
            reply=reply,
            problem="truncated",
            detail="cut off at the token limit",
            billed_input=billed_input,
        )
    if reply.finish_reason == "pause_turn":
        detail = "still searching after several rounds"
        return Reading(reply=reply, problem="unfinished", detail=detail, billed_input=billed_input)
    if reply.finish_reason == "tool_use" and not reply.text.strip():
        return Reading(
            reply=reply,
            problem="unfinished",
            detail="asked for a tool, not answered",
            billed_input=billed_input,
        )
    return Reading(reply=reply, billed_input=billed_input)


def _billed(usage: Mapping[str, Any]) -> int | None:
    """input_tokens leaves out what went through the cache."""
    plain = count_of(usage.get("input_tokens"))
    if plain is None:
        return None
    return plain + sum(count_of(usage.get(key)) or 0 for key in _CACHED)


def _explanation(body: Mapping[str, Any]) -> str | None:
    return name_of(mapping(body.get("stop_details")).get("explanation"))


def _refusal_category(body: Mapping[str, Any]) -> str:
    return text_of(mapping(body.get("stop_details")).get("category")) or "refusal"


def _citations(blocks: list[Mapping[str, Any]]) -> list[Citation]:
    found: list[Citation] = []
    for block in blocks:
        if block.get("type") == "text":
            found += citations(block.get("citations"))
        elif block.get("type") == "web_search_tool_result":
            found += citations(block.get("content"), Role.RETRIEVED)
        elif block.get("type") == "web_fetch_tool_result":
            found += citations([mapping(block.get("content"))], Role.OPENED)
    return found


def _echo(blocks: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Keep failed searches: the answer is then one without sources, and HTTP says 200."""
    failed = [
        text_of(mapping(block.get("content")).get("error_code"))
        for block in blocks
        if block.get("type") == "web_search_tool_result"
    ]
    codes = [code for code in failed if code]
    return {"search_errors": codes} if codes else {}
