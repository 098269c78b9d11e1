"""Translate, call, translate: the one provider class behind every service that speaks HTTP.

A service is data: where it is, how its key travels, which wire shape it speaks. The shape's two
pure functions stand on both sides of one line of I/O.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2

from providers.base import Question, Reply, Settings
from providers.bodies import decode, error_facts, is_html, one_line
from providers.classify import call_error, describe, failure
from providers.errors import CallError
from providers.http import Answer, exchange, where
from providers.redact import kept_headers, scrub, without_ids
from providers.shapes.common import Reading

Build = Callable[[Question, Settings], dict[str, Any]]
Read = Callable[[Mapping[str, Any]], Reading | None]
Post = Callable[[str, dict[str, Any], float], Awaitable[httpx2.Response]]
"""Sends a body to a path below the base address, within so many seconds."""

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
class Shape:
    """One way of asking: a path (which may name the model), a request, a reading."""

    path: Callable[[Settings], str]
    build: Build
    read: Read


@dataclass(slots=True, kw_only=True)
class ServiceProvider:
    """A chatbot behind HTTP; made by `providers.registry.make_provider`."""

    settings: Settings
    shape: Shape
    base_url: str
    post: Post
    close: Callable[[], Awaitable[None]]
    secrets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    search_offered: bool = False
    echoed: dict[str, Any] = field(default_factory=dict)

    async def ask(self, question: Question) -> Reply:
        """Return the reply, or raise `CallError`; one attempt."""
        answer = await self.send(self.shape.build(question, self.settings))
        return self.read(answer)

    async def send(self, body: dict[str, Any]) -> Answer:
        """Send one body and return the whole answer, whatever its status."""
        path = self.shape.path(self.settings)
        deadline_s = self.settings.deadline_s
        return await exchange(
            self.post(path, body, deadline_s),
            url=self.base_url.rstrip("/") + path,
            deadline_s=deadline_s,
            secrets=self.secrets,
        )

    def read(self, answer: Answer) -> Reply:
        """Read an answer into a reply, or raise what it means."""
        if answer.status >= 400:
            return self._blocked_or_raise(answer)
        body = decode(answer.body)
        if isinstance(body, dict) and body.get("error") and not body.get("choices"):
            return self._blocked_or_raise(answer)
        reading = self.shape.read(body) if isinstance(body, dict) else None
        if reading is None:
            raise self._misshapen(answer, body)
        return self._conclude(reading, answer, body)

    async def aclose(self) -> None:
        """Give back connections."""
        await self.close()

    def _blocked_or_raise(self, answer: Answer) -> Reply:
        found = failure(answer, secrets=self.secrets)
        if isinstance(found, CallError):
            raise found
        return replace(found, search_offered=self.search_offered, left_out=self.left_out)

    def _misshapen(self, answer: Answer, body: Any) -> CallError:
        facts = error_facts(body)
        if not answer.body.strip():
            message = f"{where(answer.url)} answered {answer.status} with an empty body"
            return call_error("server", f"{message}; ask again", answer=answer, body=None)
        if not isinstance(body, str) and (facts.message or facts.code):
            found = failure(answer, secrets=self.secrets)
            if isinstance(found, CallError):
                return found
        if isinstance(body, str) and not is_html(answer.body):
            cut = body.startswith(("{", "[")) and answer.body.lstrip()[:1] in (b"{", b"[")
            if cut:  # a dropped connection, not a wrong address
                message = f"{where(answer.url)} answered {answer.status} with JSON cut off"
                return call_error("server", f"{message}; ask again", answer=answer, body=body)
        message = describe(answer, facts, "malformed", secrets=self.secrets)
        return call_error("malformed", message, answer=answer, body=body)

    def _conclude(self, reading: Reading, answer: Answer, body: Any) -> Reply:
        reply = self._complete(reading.reply, answer, body)
        if reply.blocked:
            return replace(reply, text="")
        if reading.problem:
            raise self._problem(reading.problem, reading.detail, answer, reply)
        if not reply.text.strip() and not reply.refusal:
            raise self._problem("empty", "an answer without text", answer, reply)
        return reply

    def _problem(self, kind: Any, detail: str, answer: Answer, reply: Reply) -> CallError:
        finish = f" (finish reason {reply.finish_reason})" if reply.finish_reason else ""
        said = one_line(scrub(detail, self.secrets))
        message = f"{where(answer.url)}: {said}{finish}"
        return call_error(kind, message, answer=answer, body=reply.raw, reply=reply)

    def _complete(self, reply: Reply, answer: Answer, body: Any) -> Reply:
        headers = kept_headers(answer.headers)
        from_headers = next((headers[name] for name in _REQUEST_IDS if name in headers), None)
        return replace(
            reply,
            request_id=from_headers or reply.request_id,
            rate_headers=headers,
            search_offered=self.search_offered,
            left_out=self.left_out,
            raw=without_ids(body, answer.body),
        )
