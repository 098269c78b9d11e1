"""Hands batches in, looks after them, fetches their results: thin I/O around pure functions."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import orjson

from providers.base import Question, Reply, Settings
from providers.batches.reading import inline_results, read_line, read_result
from providers.batches.shape import BatchShape, Item, Listed, Order, Progress, Result
from providers.classify import call_error, failure
from providers.concluding import Context
from providers.errors import CallError, Permanent, Transient
from providers.http import HTTP_ERRORS, Answer, exchange, read_answer, transport_error, where
from providers.service import Resolve, Shape

CALL_S = 60.0
TRANSFER_S = 900.0
"""Seconds for uploading requests, and for downloading results."""

TOGETHER = 16
"""Results read at once; reading one may mean following its citations' redirects."""

Outcome = tuple[str, Reply | CallError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer to a poll: how far the batch is, and the body that may hold results."""

    progress: Progress
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batcher:
    """One model's way to batches; made by `providers.batches.making.make_batcher`."""

    batch: BatchShape
    shape: Shape
    settings: Settings
    context: Context
    client: httpx2.AsyncClient
    headers: Mapping[str, str]
    close: Callable[[], Awaitable[None]]
    resolve: Resolve | None = None

    def item(self, custom_id: str, question: Question) -> Item:
        """A question as one request of a batch, built as it would be for a single call."""
        return Item(custom_id=custom_id, body=self.shape.build(question, self.settings))

    def order(self, items: Sequence[Item], mark: str) -> Order:
        """A batch to be made; *mark* is how we find it again."""
        path = self.shape.path(self.settings)
        return Order(items=items, path=path, model=self.settings.model, mark=mark)

    async def upload(self, order: Order) -> Order:
        """Send the file of requests, where the service wants one; nothing is asked by that."""
        if self.batch.upload is None:
            return order
        file = ("batch.jsonl", self.batch.upload(order), "application/jsonl")
        sent = {"files": {"file": file}, "data": {"purpose": "batch"}}
        body = await self._call("POST", "/files", deadline_s=TRANSFER_S, **sent)
        file_id = body.get("id")
        if not isinstance(file_id, str):
            raise _misread(self._url("/files"), "no file id came back")
        return replace(order, file_id=file_id)

    async def create(self, order: Order) -> str:
        """Begin the batch; returns its id. When this fails it may have begun all the same."""
        path, request = self.batch.create(order)
        content = orjson.dumps(request)
        body = await self._call("POST", path, deadline_s=TRANSFER_S, content=content)
        job = self.batch.job_id(body)
        if job is None:
            raise _misread(self._url(path), "no batch id came back")
        return job

    async def listed(self) -> list[Listed]:
        """The service's list of batches, the newest first; as many as one call gives."""
        return list(self.batch.listed(await self._call("GET", self.batch.listing)))

    async def look(self, job: str) -> Told:
        """Ask how far a batch is."""
        body = await self._call("GET", self.batch.poll(job), deadline_s=TRANSFER_S)
        return Told(progress=self.batch.progress(body), body=body)

    async def results(self, job: str, told: Told) -> AsyncIterator[Outcome]:
        """Every result of a batch that ended, in the order in which the service gives them.

        Downloads go through a file, so memory stays flat. Raises `CallError` if one breaks off.
        """
        together: list[Result] = []
        async for result in self._raw_results(job, told):
            together.append(result)
            if len(together) == TOGETHER:
                for outcome in await asyncio.gather(*map(self._read, together)):
                    yield outcome
                together.clear()
        for outcome in await asyncio.gather(*map(self._read, together)):
            yield outcome

    async def aclose(self) -> None:
        """Give back connections."""
        await self.close()

    async def _raw_results(self, job: str, told: Told) -> AsyncIterator[Result]:
        for result in inline_results(told.body, self.batch):
            yield result
        for path in self.batch.downloads(job, told.body):
            async for result in self._downloaded(path):
                yield result

    async def _read(self, result: Result) -> Outcome:
        read = read_result(result, self.context, path=self.shape.path(self.settings))
        if self.resolve and isinstance(read, Reply) and read.citations:
            read = replace(read, citations=await self.resolve(read.citations))
        return result.custom_id, read

    async def _downloaded(self, path: str) -> AsyncIterator[Result]:
        with tempfile.TemporaryDirectory(prefix="dosimeter-") as folder:
            file = Path(folder) / "results.jsonl"
            await self._download(path, file)
            with file.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    try:
                        result = read_line(line, self.batch)
                    except ValueError as error:
                        said = f"line {number} of the results is no JSON; fetched again later"
                        raise Transient(
                            f"{where(self._url(path))}: {said}", kind="server"
                        ) from error
                    if result is not None:
                        yield result

    async def _download(self, path: str, to: Path) -> None:
        url = self._url(path)
        try:
            async with asyncio.timeout(TRANSFER_S):
                async with self.client.stream("GET", url, headers=dict(self.headers)) as response:
                    if response.status_code >= 300:
                        await response.aread()
                        secrets = self.context.secrets
                        raise self._failed(read_answer(response, url=url, secrets=secrets))
                    with to.open("wb") as file:
                        async for chunk in response.aiter_bytes():
                            file.write(chunk)
        except TimeoutError as error:
            said = f"results did not arrive within {TRANSFER_S:g} s"
            raise Transient(f"{where(url)}: {said}", kind="timeout") from error
        except HTTP_ERRORS as error:
            raise transport_error(error, url=url, secrets=self.context.secrets) from None

    async def _call(
        self, method: str, path: str, *, deadline_s: float = CALL_S, **sent: Any
    ) -> Mapping[str, Any]:
        url = self._url(path)
        headers = dict(self.headers)
        if "content" in sent:
            headers["Content-Type"] = "application/json"
        answer = await exchange(
            self.client.request(method, url, headers=headers, timeout=None, **sent),
            url=url,
            deadline_s=deadline_s,
            secrets=self.context.secrets,
        )
        body = answer.json()
        if answer.status >= 400:
            raise self._failed(answer)
        if not isinstance(body, dict):
            raise _misread(url, "no JSON object came back; check base_url")
        return body

    def _failed(self, answer: Answer) -> CallError:
        found = failure(answer, secrets=self.context.secrets)
        if isinstance(found, CallError):
            return found
        said = f"{where(answer.url)}: the batch was refused by a filter ({found.blocked})"
        return call_error("request", said, answer=answer, body=found.raw)

    def _url(self, path: str) -> str:
        return self.context.base_url + path


def _misread(url: str, said: str) -> CallError:
    return Permanent(f"{where(url)}: {said}", kind="malformed")
