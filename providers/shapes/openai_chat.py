"""Chat Completions, the shape that most services speak; here with all their additions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from providers.base import Citation, Question, Reply, Role, Settings
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
    without_thoughts,
)

PATH = "/chat/completions"

_TRUNCATED = frozenset({"length", "model_length", "max_tokens", "MAX_TOKENS"})
_BLOCKED = frozenset({"content_filter", "blacklist", "sensitive", "safety", "recitation"})
_FAILED = frozenset({"error", "network_error", "insufficient_system_resource"})


Extend = Callable[[Settings], dict[str, Any]]
"""Adds what one service wants otherwise or besides, above all its search switch."""


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request; what a setting leaves open is not sent."""
    return sent(_body(question, settings), settings)


def builder(
    extend: Extend, *, renamed: Mapping[str, str] | None = None
) -> Callable[[Question, Settings], dict[str, Any]]:
    """Return a build function with a service's own fields, and parameters under its names."""

    def build_extended(question: Question, settings: Settings) -> dict[str, Any]:
        body = _body(question, settings)
        for ours, theirs in (renamed or {}).items():
            body[theirs] = body.pop(ours)
        return sent({**body, **extend(settings)}, settings)

    return build_extended


def merge(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the last answer of a tool round trip, with the tokens of all."""
    usages = [mapping(answer.get("usage")) for answer in answers]
    usage = dict(usages[-1])
    for key in ("prompt_tokens", "completion_tokens", "total_tokens"):
        usage[key] = sum(count_of(each.get(key)) or 0 for each in usages)
    return {**answers[-1], "usage": usage}


def _body(question: Question, settings: Settings) -> dict[str, Any]:
    messages = [{"role": "user", "content": question.prompt}]
    if question.system is not None:
        messages.insert(0, {"role": "system", "content": question.system})
    return {
        "model": settings.model,
        "messages": messages,
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "max_tokens": settings.max_tokens,
        "seed": settings.seed,
    }


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is no chat completion."""
    choices = items(body.get("choices"))
    if not choices:
        return None
    choice = choices[0]
    message = mapping(choice.get("message"))
    text = without_thoughts(_text(message.get("content")) or text_of(choice.get("text")))
    refusal = name_of(message.get("refusal"))
    finish = name_of(choice.get("finish_reason"))
    reply = Reply(
        text=text,
        served_model=name_of(body.get("model")),
        finish_reason=finish,
        refusal=refusal,
        blocked=_block_category(choice) if finish in _BLOCKED else None,
        usage=spent(body.get("usage")),
        citations=once(_citations(body, message)),
        search_ran=_searched(body, message),
        fingerprint=name_of(body.get("system_fingerprint")),
        request_id=name_of(body.get("id")),
        echoed=_echo(body, choice),
    )
    return _ending(reply, finish, choice)


def _ending(reply: Reply, finish: str | None, choice: Mapping[str, Any]) -> Reading:
    error = mapping(choice.get("error"))
    if finish in _FAILED or error:
        said = text_of(error.get("message")) or "the service broke the answer off"
        return Reading(reply=reply, problem="server", detail=said)
    if finish in _TRUNCATED:
        return Reading(reply=reply, problem="truncated", detail="cut off at the token limit")
    if finish in ("tool_calls", "function_call") and not reply.text.strip():
        return Reading(reply=reply, problem="unfinished", detail="asked for a tool, not answered")
    return Reading(reply=reply)


def _text(content: Any) -> str:
    """Join the text parts of an answer; thinking is left out."""
    if isinstance(content, list):
        return "".join(
            part if isinstance(part, str) else text_of(mapping(part).get("text"))
            for part in content
            if isinstance(part, str)
            or mapping(part).get("type", "text") in ("text", "output_text")
        )
    return text_of(content)


def _citations(body: Mapping[str, Any], message: Mapping[str, Any]) -> list[Citation]:
    annotations = [
        mapping(note.get("url_citation")) or note
        for note in items(message.get("annotations"))
        if note.get("type") in ("url_citation", None)
    ]
    found = citations(annotations)
    # Perplexity puts the same addresses as strings and, with titles, as search results.
    found += citations(body.get("citations")) + citations(message.get("citations"))
    found += citations(body.get("search_results"), Role.RETRIEVED)
    found += citations(body.get("web_search"), Role.RETRIEVED)
    for tool in items(message.get("executed_tools")):
        found += _groq_results(tool)
    return found


def _groq_results(tool: Mapping[str, Any]) -> list[Citation]:
    results = tool.get("search_results")
    listed = results if isinstance(results, list) else mapping(results).get("results")
    return citations(listed, Role.RETRIEVED)


def _searched(body: Mapping[str, Any], message: Mapping[str, Any]) -> bool | None:
    signs = (body.get("search_results"), body.get("citations"), body.get("web_search"))
    ran_tools = [t for t in items(message.get("executed_tools")) if t.get("search_results")]
    if any(signs) or message.get("annotations") or ran_tools:
        return True
    searches = spent(body.get("usage")).searches
    return None if searches is None else searches > 0


def _block_category(choice: Mapping[str, Any]) -> str:
    """Name what Azure's filter found, or the finish reason itself."""
    results = mapping(choice.get("content_filter_results"))
    found = [name for name, result in results.items() if mapping(result).get("filtered")]
    return ", ".join(found) or str(choice.get("finish_reason"))


def _echo(body: Mapping[str, Any], choice: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        "provider": body.get("provider"),
        "service_tier": body.get("service_tier"),
        "native_finish_reason": choice.get("native_finish_reason"),
    }
    return {key: value for key, value in told.items() if value is not None}
