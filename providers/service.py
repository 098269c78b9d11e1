"""Translate, call, translate: the one provider class behind every service that speaks HTTP.

A service is data: where it is, how its key travels, which wire shape it speaks. The shape's two
pure functions stand on both sides of one line of I/O.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
import orjson

from providers.base import Citation, Question, Reply, Settings
from providers.concluding import Context, conclude, refused_parameter, without
from providers.errors import CallError
from providers.http import Answer, exchange
from providers.shapes.common import Reading

Build = Callable[[Question, Settings], dict[str, Any]]
Read = Callable[[Mapping[str, Any]], Reading | None]
FollowUp = Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any] | None]
Merge = Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]
Post = Callable[[str, dict[str, Any], float], Awaitable[httpx2.Response]]
"""Sends a body to a path below the base address, within so many seconds."""
Resolve = Callable[[Sequence[Citation]], Awaitable[tuple[Citation, ...]]]

MAX_TURNS = 6
"""How often a paused answer is continued before it counts as unfinished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way of asking: a path (which may name the model), a request, a reading.

    Where an answer may come in several turns, *follow_up* makes the next request out of the last
    and its answer, and *merge* joins the answers.
    """

    path: Callable[[Settings], str]
    build: Build
    read: Read
    follow_up: FollowUp | None = None
    merge: Merge | None = None


@dataclass(slots=True, kw_only=True)
class ServiceProvider:
    """A chatbot behind HTTP; made by `providers.registry.make_provider`."""

    settings: Settings
    shape: Shape
    context: Context
    post: Post
    close: Callable[[], Awaitable[None]]
    resolve: Resolve | None = None
    _refused: set[str] = field(default_factory=set)

    async def ask(self, question: Question) -> Reply:
        """Return the reply, or raise `CallError`; one attempt.

        A sampling parameter that the model turns down is left out for good, and the reply says so.
        """
        while True:
            settings, context = self._accepted()
            try:
                return await self._ask(question, settings, context)
            except CallError as error:
                refused = refused_parameter(error, settings)
                if refused is None:
                    raise
                self._refused.add(refused)

    async def aclose(self) -> None:
        """Give back connections."""
        await self.close()

    async def _ask(self, question: Question, settings: Settings, context: Context) -> Reply:
        request = self.shape.build(question, settings)
        answer = await self._send(request, settings)
        answer = await self._continued(request, answer, settings)
        reply = conclude(answer, context)
        if self.resolve and reply.citations:
            reply = replace(reply, citations=await self.resolve(reply.citations))
        return reply

    async def _send(self, body: dict[str, Any], settings: Settings) -> Answer:
        path = self.shape.path(settings)
        return await exchange(
            self.post(path, body, settings.deadline_s),
            url=self.context.base_url + path,
            deadline_s=settings.deadline_s,
            secrets=self.context.secrets,
        )

    async def _continued(
        self, request: dict[str, Any], answer: Answer, settings: Settings
    ) -> Answer:
        """Go on with a paused answer; the turns come back joined into one."""
        if self.shape.follow_up is None or self.shape.merge is None:
            return answer
        turns = [answer]
        bodies: list[Mapping[str, Any]] = []
        while turns[-1].status < 400 and len(turns) <= MAX_TURNS:
            body = turns[-1].json()
            if not isinstance(body, dict) or _is_repeated(body, bodies):
                break
            bodies.append(body)
            following = self.shape.follow_up(request, body)
            if following is None or len(turns) == MAX_TURNS:
                break
            request = following
            turns.append(await self._send(request, settings))
        if turns[-1].status >= 400 or len(bodies) < 2:
            return turns[-1]
        return replace(turns[-1], body=orjson.dumps(self.shape.merge(bodies)))

    def _accepted(self) -> tuple[Settings, Context]:
        if not self._refused:
            return self.settings, self.context
        refused = tuple(sorted(self._refused))
        known = self.context.left_out
        return without(self.settings, refused), replace(self.context, left_out=known + refused)


def _is_repeated(body: Mapping[str, Any], earlier: list[Mapping[str, Any]]) -> bool:
    """A continuation that brings the same message again makes no progress."""
    return any(body.get("id") and body.get("id") == each.get("id") for each in earlier)
