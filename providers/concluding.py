"""What an answer amounts to: a reply, a block, or an error that keeps what could be read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from providers.base import Reply, Settings
from providers.bodies import error_facts, one_line
from providers.capabilities import PARAMETERS
from providers.classify import call_error, describe, failure
from providers.errors import CallError
from providers.http import Answer, where
from providers.prices import Price, cost_of
from providers.redact import kept_headers, scrub, without_ids
from providers.shapes.common import Reader, Reading

_REQUEST_IDS = (
    "x-request-id",
    "request-id",
    "apim-request-id",
    "x-amzn-requestid",
    "x-ds-trace-id",
    "x-debug-trace-id",
    "mistral-correlation-id",
    "x-generation-id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known before any answer comes.

    *readers* are tried in turn: the asked shape first, then the service's others, since some
    endpoints answer one question in the other's shape.
    """

    base_url: str
    readers: tuple[Reader, ...]
    secrets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    search_offered: bool = False
    price: Price | None = None


def conclude(answer: Answer, context: Context) -> Reply:
    """Read an answer into a reply, or raise what it means."""
    if answer.status >= 400:
        return _blocked_or_raise(answer, context)
    body = answer.json()
    if isinstance(body, dict):
        reading = _read(body, context)
        if reading is not None:
            return _ended(reading, answer, body, context)
        if body.get("error"):
            return _blocked_or_raise(answer, context)
    raise _misshapen(answer, body, context)


def refused_parameter(error: CallError, settings: Settings) -> str | None:
    """Return the sampling parameter that a model turned down and that was sent, if any."""
    if error.kind != "request" or error.http_status not in (400, 422):
        return None
    facts = error_facts(error.raw)
    words = facts.words
    if not any(sign in words for sign in _REFUSALS):
        return None
    sent = [name for name in PARAMETERS if getattr(settings, name) is not None]
    return next((name for name in sent if name in words or _ALIASES.get(name, "-") in words), None)


def without(settings: Settings, names: Iterable[str]) -> Settings:
    """Return the settings with some parameters not sent."""
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(settings, **nothing)


_ALIASES = {"max_tokens": "max_completion_tokens", "top_p": "topp", "seed": "random_seed"}
_REFUSALS = (
    "unsupported",
    "not supported",
    "does not support",
    "extra inputs",
    "extra fields",
    "unknown parameter",
    "unrecognized",
    "not permitted",
    "only the default",
    "only 1 is allowed",
    "deprecated",
)


def _read(body: dict[str, Any], context: Context) -> Reading | None:
    if body.get("error") and not body.get("choices") and not body.get("output"):
        return None
    return next((found for read in context.readers if (found := read(body)) is not None), None)


def _blocked_or_raise(answer: Answer, context: Context) -> Reply:
    found = failure(answer, secrets=context.secrets)
    if isinstance(found, CallError):
        raise found
    return replace(found, search_offered=context.search_offered, left_out=context.left_out)


def _misshapen(answer: Answer, body: Any, context: Context) -> CallError:
    facts = error_facts(body)
    place = f"{where(answer.url)} answered {answer.status}"
    if not answer.body.strip():
        return call_error("server", f"{place} with an empty body; ask again", answer=answer)
    if isinstance(body, str) and body[:1] in ("{", "["):  # a connection cut, not a wrong address
        message = f"{place} with JSON that breaks off; ask again"
        return call_error("server", message, answer=answer, body=body)
    if isinstance(body, dict | list) and (facts.message or facts.code):
        found = failure(answer, secrets=context.secrets)
        if isinstance(found, CallError):
            return found
    if isinstance(body, dict | list):
        message = f"{place} with JSON of another shape; check base_url and api"
        return call_error("malformed", message, answer=answer, body=body)
    message = describe(answer, facts, "malformed", secrets=context.secrets)
    return call_error("malformed", message, answer=answer, body=body)


def _ended(reading: Reading, answer: Answer, body: Any, context: Context) -> Reply:
    reply = _complete(reading, answer, body, context)
    if reply.blocked:
        return replace(reply, text="")
    if reading.problem:
        raise _problem(reading.problem, reading.detail, answer, reply, context)
    if not reply.text.strip() and not reply.refusal:
        raise _problem("empty", "an answer without text", answer, reply, context)
    return reply


def _problem(kind: Any, detail: str, answer: Answer, reply: Reply, context: Context) -> CallError:
    finish = f" (finish reason {reply.finish_reason})" if reply.finish_reason else ""
    said = one_line(scrub(detail, context.secrets))
    message = f"{where(answer.url)}: {said}{finish}"
    return call_error(kind, message, answer=answer, body=reply.raw, reply=reply)


def _complete(reading: Reading, answer: Answer, body: Any, context: Context) -> Reply:
    reply = reading.reply
    headers = kept_headers(answer.headers)
    from_headers = next((headers[name] for name in _REQUEST_IDS if name in headers), None)
    cost = cost_of(
        reply.usage,
        context.price,
        billed_input=reading.billed_input,
        billed_output=reading.billed_output,
    )
    return replace(
        reply,
        usage=reply.usage if cost is None else replace(reply.usage, cost_usd=cost),
        request_id=from_headers or reply.request_id,
        rate_headers=headers,
        search_offered=context.search_offered,
        left_out=context.left_out,
        raw=without_ids(body, answer.body),
    )
