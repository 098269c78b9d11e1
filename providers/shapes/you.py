"""You.com's agents: an answer and the web results it was made from, as items of one list.

No recording of this shape was at hand when it was written: it follows You.com's documentation.
"""

from collections.abc import Mapping
from typing import Any

from providers.base import Question, Reply, Role, Settings, Usage
from providers.shapes.common import (
    Reading,
    citations,
    items,
    mapping,
    name_of,
    once,
    sent,
    text_of,
)

PATH = "/agents/runs"


def build(question: Question, settings: Settings) -> dict[str, Any]:
    """Return the body of a request; the model is the agent, `express` or `advanced`."""
    prompt = question.prompt
    if question.system is not None:
        prompt = f"{question.system}\n\n{prompt}"  # agents take no system prompt
    return sent(
        {
            "agent": settings.model,
            "input": prompt,
            "stream": False,
            "tools": [{"type": "web_search"}] if settings.search else None,
        },
        settings,
    )


def read(body: Mapping[str, Any]) -> Reading | None:
    """Read the body of a successful answer; None when it is no agent's run."""
    if not isinstance(body.get("output"), list):
        return None
    output = items(body.get("output"))
    answers = [item for item in output if "answer" in text_of(item.get("type"))]
    results = [item for item in output if "web_search" in text_of(item.get("type"))]
    found = [citation for item in results for citation in citations(_named(item), Role.RETRIEVED)]
    reply = Reply(
        text="".join(text_of(item.get("text")) for item in answers),
        served_model=name_of(body.get("agent")),
        finish_reason=name_of(body.get("status")),
        usage=Usage(searches=len(results)),
        citations=once(found),
        search_ran=bool(results),
        request_id=name_of(body.get("id")),
    )
    return Reading(reply=reply)


def _named(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    content = item.get("content")
    listed = items(content) or items(mapping(content).get("results"))
    return [
        {"url": each.get("url") or each.get("citation_uri"), "title": each.get("title")}
        for each in listed
    ]
