"""One trial as a sample of an Inspect log, and as the line that lists it there."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.exporting.telling import Said, Told, facts
from reports.rates import cites

Json = dict[str, Any]

STOPS = {
    **dict.fromkeys(("stop", "end_turn", "completed", "complete", "stop_sequence"), "stop"),
    **dict.fromkeys(("length", "max_tokens", "max_output_tokens"), "max_tokens"),
    **dict.fromkeys(("content_filter", "safety", "blocklist", "refusal"), "content_filter"),
    **dict.fromkeys(("prohibited_content", "spii", "recitation"), "content_filter"),
    **dict.fromkeys(("tool_calls", "tool_use"), "tool_calls"),
    "model_length": "model_length",
}
"""Inspect's word for how services say that an answer ended; any other is `unknown` there."""
SHORT = 600
"""Characters of a text in the list of samples; the sample has it whole."""
LISTED = ("claim", "claim_kind", "persona", "language", "status", "trial_id")


def sample(told: Told, name: str) -> Json:
    """The sample called *name*: what was asked, what came back, what scorers said of it."""
    line = told.line
    made: Json = {
        "id": name,
        "epoch": told.row.repeat,
        "input": _question(told),
        "target": told.truth,
        "messages": _messages(told),
        "output": _output(told),
        "metadata": facts(told),
        "uuid": told.row.trial_id,
        "started_at": line.get("asked_at"),
        "completed_at": line.get("answered_at"),
        "total_time": line.get("latency_s"),
    }
    if (usage := tokens(told)) is not None:
        made["model_usage"] = {model_of(told): usage}
    # A failed call has no score, also where half an answer came: nobody read it.
    return made | ({"error": _error(told)} if told.failed else {"scores": scores(told)})


def listing(made: Json) -> Json:
    """The short form of a sample by which viewers list it."""
    error = made.get("error")
    kept = ("id", "epoch", "target", "uuid", "started_at", "completed_at", "total_time")
    short = {
        **{key: made[key] for key in kept},
        "input": _short(_last(made["input"])),
        "target": _short(made["target"]),
        "metadata": {k: made["metadata"][k] for k in LISTED if k in made["metadata"]},
        "scores": {name: _shorter(score) for name, score in made.get("scores", {}).items()},
        "model_usage": made.get("model_usage", {}),
        "completed": True,
        "message_count": len(made["messages"]),
    }
    return short | ({"error": _short(error["message"])} if error else {})


def scores(told: Told) -> Json:
    """What each scorer said: the verdict as value, never a number that nobody gave."""
    made = {said.scorer: _score(said) for said in told.said}
    return made if told.network is None else made | {"sources": _sources(told)}


def tokens(told: Told) -> Json | None:
    """The tokens of a reply; None where the service did not count both ways."""
    spent, came = told.usage.get("input_tokens"), told.usage.get("output_tokens")
    if spent is None or came is None:
        return None
    price = told.usage.get("cost_usd")
    counted = {"input_tokens": spent, "output_tokens": came, "total_tokens": spent + came}
    return counted if price is None else counted | {"total_cost": price}


def model_of(told: Told) -> str:
    """The model that answered, as the service names it, else as it was asked for."""
    return told.row.served_model or told.row.requested or told.row.model


def _question(told: Told) -> str | list[Json]:
    prompt, system = str(told.line["prompt"]), told.line.get("system")
    if system is None:
        return prompt
    return [{"role": "system", "content": system}, {"role": "user", "content": prompt}]


def _messages(told: Told) -> list[Json]:
    asked = _question(told)
    begun = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
    sent: list[Json] = [one | {"source": "input"} for one in begun]
    return [*sent, _answer(told)] if told.replied else sent


def _answer(told: Told) -> Json:
    content: Json = {"type": "text", "text": told.text}
    if told.reply.get("refusal"):
        content["refusal"] = True
    cited = [_citation(c) for c in told.citations if _is_link(c)]
    if cited:
        content["citations"] = cited
    return {
        "role": "assistant",
        "content": [content],
        "source": "generate",
        "model": model_of(told),
    }


def _is_link(citation: Mapping[str, Any]) -> bool:
    """Whether the format has a place for it: what an answer cites, by an address of the web."""
    web = str(citation["url"]).startswith(("http://", "https://"))
    return web and (citation.get("role") or "cited") == "cited"


def _citation(citation: Mapping[str, Any]) -> Json:
    made = {"type": "url", "url": citation["url"]}
    return made | ({"title": citation["title"]} if citation.get("title") else {})


def _output(told: Told) -> Json:
    made: Json = {"model": model_of(told)}
    if not told.replied:
        return made
    choice = {"message": _answer(told), "stop_reason": _stop(told)}
    made |= {"choices": [choice], "completion": told.text, "usage": tokens(told)}
    made |= {"time": told.line.get("latency_s"), "response_id": told.reply.get("request_id")}
    if told.blocked:
        made["error"] = str(told.reply.get("blocked") or "blocked by the service")
    return made


def _stop(told: Told) -> str:
    said = str(told.reply.get("finish_reason") or "").lower()
    return STOPS.get(said, "content_filter" if told.blocked else "unknown")


def _score(said: Said) -> Json:
    made: Json = {"value": said.verdict, "metadata": dict(said.more)}
    if said.quotation:
        made["answer"] = said.quotation
    if said.reason:
        made["explanation"] = said.reason
    return made


def _sources(told: Told) -> Json:
    """1 where the reply names a listed network, as network_citation counts it, else 0."""
    kinds = ("network", "infrastructure", "state_media")
    found = {kind: cites(told.row, category=kind) for kind in kinds}
    metadata: Json = dict(found)
    if not told.withheld:
        metadata["hits"] = list(told.hits)
    said = _told_hits(told.hits)
    made: Json = {"value": int(bool(told.network)), "metadata": metadata}
    return made | ({"explanation": said} if said else {})


def _told_hits(hits: Sequence[Mapping[str, Any]]) -> str:
    named = (f"{h.get('domain')} ({h.get('network')}, {h.get('role')})" for h in hits)
    return "; ".join(dict.fromkeys(named))


def _error(told: Told) -> Json:
    """Why there is no reply. What a service wrote may quote a prompt that is withheld."""
    error = told.line.get("error") or {}
    kind, message = error.get("kind") or "unknown", error.get("message") or ""
    said = kind if told.withheld or not message else f"{kind}: {message}"
    return {"message": said, "traceback": "", "traceback_ansi": ""}


def _last(question: str | list[Json]) -> str:
    return question if isinstance(question, str) else str(question[-1]["content"])


def _shorter(score: Json) -> Json:
    made = {"value": score["value"]}
    texts = {k: _short(score[k]) for k in ("answer", "explanation") if k in score}
    return made | texts


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
