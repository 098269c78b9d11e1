"""Kimi (Moonshot): its search tool wants its own arguments echoed back before it answers."""

from collections.abc import Mapping
from typing import Any

from providers.base import Settings
from providers.service import Shape
from providers.services.wires import OPENAI_CLIENT
from providers.shapes import openai_chat
from providers.shapes.common import items, mapping, text_of
from providers.spec import Service

TOOL = "$web_search"


def _search_tool(settings: Settings) -> dict[str, Any]:
    if not settings.search:
        return {}
    tool = {"type": "builtin_function", "function": {"name": TOOL}}
    return {"tools": [tool], "thinking": {"type": "disabled"}}


def follow_up(request: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the request that hands the search its arguments back; None when it answered."""
    choice = next(iter(items(answer.get("choices"))), {})
    message = mapping(choice.get("message"))
    calls = items(message.get("tool_calls"))
    if choice.get("finish_reason") != "tool_calls" or not calls:
        return None
    echoes = [_echo(call) for call in calls if mapping(call.get("function")).get("name") == TOOL]
    if len(echoes) != len(calls):
        return None
    return {**request, "messages": [*request.get("messages", ()), dict(message), *echoes]}


def _echo(call: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "role": "tool",
        "tool_call_id": call.get("id"),
        "name": TOOL,
        "content": text_of(mapping(call.get("function")).get("arguments")),
    }


SERVICE = Service(
    name="kimi",
    title="Kimi (Moonshot)",
    apis={
        "chat": Shape(
            path=lambda _: openai_chat.PATH,
            build=openai_chat.builder(_search_tool),
            read=openai_chat.read,
            follow_up=follow_up,
            merge=openai_chat.merge,
        )
    },
    base_url="https://api.moonshot.ai/v1",
    key_env="MOONSHOT_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="no location; no citations, only links in the text; keys of .ai and .cn are not"
    " interchangeable",
)
