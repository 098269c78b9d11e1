"""The Responses shape: OpenAI, Azure, xAI, Perplexity, DeepSeek, Meta, and Bedrock too."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from providers.base import Citation, Question, Reply, Role, Settings
from providers.errors import PermanentKind, TransientKind
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

PATH = "/responses"

Locate = Callable[[Settings], dict[str, Any] | None]

_NUMBERED = re.compile(r"\[(\d{1,3})\]")
_POLICY = re.compile(r"policy|invalid_prompt|content_filter|moderation|safety")


def builder(
    locate: Locate | None = None, *, include: tuple[str, ...] = ()
) -> Callable[[Question, Settings], dict[str, Any]]:
    """Return a build function; *locate* writes the place into the search tool."""

    def build(question: Question, settings: Settings) -> dict[str, Any]:
        searching = bool(settings.search)
        place = locate(settings) if locate and searching else None
        tool = {"type": "web_search", **({"user_location": place} if place else {})}
        return sent(
            {
                "model": settings.model,
                "input": question.prompt,
                "instructions": question.system,
                "temperature": settings.temperature,
                "top_p": settings.top_p,
                "max_output_tokens": settings.max_tokens,
                "tools": [tool] if searching else None,
                "include": list(include) if include and searching else None,
            },
            settings,
        )

    return build


def approximate(settings: Settings) -> dict[str, Any]:
    """Return OpenAI's place: without it the United States are assumed, so it is always sent."""
    place = settings.location or {}
    named = ("country", "region", "city", "timezone")
    return {"type": "approximate", **{str(key): place[key] for key in named if key in place}}


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is no response object."""
    output = body.get("output")
    if not isinstance(output, list):
        return None
    messages = [item for item in items(output) if item.get("type") == "message"]
    final = [item for item in messages if item.get("phase") == "final_answer"] or [
        item for item in messages if item.get("phase") != "commentary"
    ]
    parts = [part for message in final for part in items(message.get("content"))]
    text = "".join(text_of(part.get("text")) for part in parts if part.get("type") != "refusal")
    refusal = "".join(text_of(part.get("refusal")) for part in parts)
    reply = Reply(
        text=text,
        served_model=name_of(body.get("model")),
        finish_reason=name_of(body.get("status")),
        refusal=refusal or None,
        blocked=_blocked(body),
        usage=spent(_usage(body, items(output))),
        citations=once(_citations(items(output), messages, text)),
        search_ran=_searched(items(output)),
        fingerprint=_fingerprint(body),
        request_id=name_of(body.get("id")),
        echoed=_echo(body),
    )
    return _ending(reply, body)


def _ending(reply: Reply, body: Mapping[str, Any]) -> Reading:
    status = reply.finish_reason
    why = text_of(mapping(body.get("incomplete_details")).get("reason"))
    error = mapping(body.get("error"))
    if reply.blocked or status in (None, "completed"):
        return Reading(reply=reply)
    if status == "failed" or error:
        said = text_of(error.get("message")) or "the service gave up"
        return Reading(reply=reply, problem=_failure(text_of(error.get("code"))), detail=said)
    if status == "incomplete" and why.startswith("max_"):
        return Reading(reply=reply, problem="truncated", detail=f"cut off ({why})")
    return Reading(reply=reply, problem="unfinished", detail=f"not finished ({why or status})")


def _failure(code: str) -> PermanentKind | TransientKind:
    if "rate_limit" in code:
        return "rate_limited"
    return "quota" if "quota" in code else "server"


def _blocked(body: Mapping[str, Any]) -> str | None:
    """Name a block by policy, whether the service calls it incomplete or failed."""
    reason = text_of(mapping(body.get("incomplete_details")).get("reason"))
    code = text_of(mapping(body.get("error")).get("code"))
    return next((word for word in (reason, code) if _POLICY.search(word)), None)


def _citations(
    output: list[Mapping[str, Any]], messages: list[Mapping[str, Any]], text: str
) -> list[Citation]:
    found: list[Citation] = []
    for message in messages:
        for part in items(message.get("content")):
            notes = [n for n in items(part.get("annotations")) if n.get("type") == "url_citation"]
            found += citations([mapping(note.get("url_citation")) or note for note in notes])
    for item in output:
        found += _looked_up(item)
    return found + _numbered(output, text)


def _looked_up(item: Mapping[str, Any]) -> list[Citation]:
    if item.get("type") == "search_results":
        return citations(item.get("results"), Role.RETRIEVED)
    action = mapping(item.get("action"))
    found = citations(action.get("sources"), Role.RETRIEVED)
    found += citations(item.get("results"), Role.RETRIEVED)
    if action.get("type") in ("open_page", "find_in_page"):
        found += citations([action.get("url")], Role.OPENED)
    return found


def _numbered(output: list[Mapping[str, Any]], text: str) -> list[Citation]:
    """Map Perplexity's `[7]` in the text to the search result with that id."""
    results = {
        str(result.get("id")): result
        for item in output
        if item.get("type") == "search_results"
        for result in items(item.get("results"))
    }
    named = dict.fromkeys(_NUMBERED.findall(text)) if results else {}
    return citations([results[number] for number in named if number in results])


def _usage(body: Mapping[str, Any], output: list[Mapping[str, Any]]) -> dict[str, Any]:
    usage = dict(mapping(body.get("usage")))
    told = count_of(mapping(mapping(body.get("tool_usage")).get("web_search")).get("num_requests"))
    details = mapping(usage.get("server_side_tool_usage_details")).get("web_search_calls")
    counted = sum(1 for item in output if _is_search(item))
    if told is None and count_of(details) is None:
        told = counted
    usage["num_search_queries"] = told if told is not None else details
    return usage


def _is_search(item: Mapping[str, Any]) -> bool:
    if item.get("type") == "search_results":
        return True
    if item.get("type") != "web_search_call":
        return False
    return bool(mapping(item.get("action")).get("type", "search") == "search")


def _searched(output: list[Mapping[str, Any]]) -> bool:
    return any(item.get("type") in ("web_search_call", "search_results") for item in output)


def _fingerprint(body: Mapping[str, Any]) -> str | None:
    return name_of(body.get("system_fingerprint")) or name_of(
        mapping(body.get("metadata")).get("system_fingerprint")
    )


def _echo(body: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the service made of our search tool: the place it assumed shows here."""
    told = {"tools": items(body.get("tools")), "service_tier": body.get("service_tier")}
    return {key: value for key, value in told.items() if value}
