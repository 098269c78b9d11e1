"""What the wire shapes share: looking into bodies of any shape, and how a reading ends."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from providers.base import Citation, Reply, Role, Settings, Usage
from providers.errors import PermanentKind, TransientKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a shape read out of a successful answer.

    *problem* says why the reply must not count as an answer, *detail* explains it in words.
    *billed_input* and *billed_output* differ from the usage where a service counts thoughts, tool
    results or cached tokens apart.
    """

    reply: Reply
    problem: PermanentKind | TransientKind | None = None
    detail: str = ""
    billed_input: int | None = None
    billed_output: int | None = None


Reader = Callable[[Mapping[str, Any]], Reading | None]

_THOUGHT = re.compile(r"<(think|thinking)>.*?(?:</\1>|\Z)\s*", re.DOTALL)
_LONE_END = re.compile(r"\A.*?</think(?:ing)?>\s*", re.DOTALL)


def mapping(value: Any) -> Mapping[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; anything else is an empty list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """Return the value if it is text, else nothing."""
    return value if isinstance(value, str) else ""


def name_of(value: Any) -> str | None:
    """Return the value if it is a text that says something."""
    return value if isinstance(value, str) and value else None


def count_of(value: Any) -> int | None:
    """Return a count; services send None and floats too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value)


def money_of(value: Any) -> float | None:
    """Return a sum of money if it is a number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def citations(entries: Any, role: Role = Role.CITED) -> list[Citation]:
    """Read a list whose members are addresses, or objects that hold one."""
    found = []
    for entry in entries if isinstance(entries, list) else ():
        read = mapping(entry)
        url = entry if isinstance(entry, str) else _first_text(read, ("url", "uri", "link"))
        if url:
            found.append(Citation(url=url, title=text_of(read.get("title")), role=role))
    return found


def once(found: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return each address once per role, in order; a later title fills an empty one."""
    kept: dict[tuple[str, Role], Citation] = {}
    for entry in found:
        key = (entry.url, entry.role)
        if key not in kept or (entry.title and not kept[key].title):
            kept[key] = entry
    return tuple(kept.values())


def without_thoughts(text: str) -> str:
    """Return the answer without the reasoning that open models write into it.

    >>> without_thoughts("<think>Hm.</think>\\n\\nParis.")
    'Paris.'
    """
    if "</think" not in text and "<think" not in text:
        return text
    if text.lstrip().startswith("<think"):
        return _THOUGHT.sub("", text, count=1).lstrip()
    if "<think" not in text:  # some chat templates open the thought themselves
        return _LONE_END.sub("", text, count=1)
    return text


def spent(usage: Any) -> Usage:
    """Read tokens, searches and cost under the names of the OpenAI-shaped services."""
    read = mapping(usage)
    ticks = money_of(read.get("cost_in_usd_ticks"))
    return Usage(
        input_tokens=_count(read, ("prompt_tokens", "input_tokens")),
        output_tokens=_count(read, ("completion_tokens", "output_tokens")),
        searches=_searches(read),
        cost_usd=_cost(read.get("cost")) if ticks is None else ticks / 1e10,
    )


def sent(body: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Return a request body without what is None, with the user's own fields over it."""
    kept = {key: value for key, value in body.items() if value is not None}
    return {**kept, **settings.extra}


def _searches(usage: Mapping[str, Any]) -> int | None:
    for key in ("server_tool_use_details", "server_tool_use", "server_side_tool_usage_details"):
        tools = mapping(usage.get(key))
        found = _count(tools, ("web_search_requests", "web_search_calls"))
        if found is not None:
            return found
    return _count(usage, ("num_search_queries", "num_server_side_tools_used"))


def _cost(value: Any) -> float | None:
    return money_of(mapping(value).get("total_cost") if isinstance(value, dict) else value)


def _count(read: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    return next((n for name in names if (n := count_of(read.get(name))) is not None), None)


def _first_text(read: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := text_of(read.get(name)))), "")
