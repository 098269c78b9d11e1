"""Reads one result of a batch by the same reader as the answer to a single call."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from providers.base import Reply
from providers.batches.shape import BatchShape, Ending, Result
from providers.concluding import Context, conclude
from providers.errors import CallError, Permanent
from providers.http import Answer, where
from providers.redact import scrub_bytes

_TOLD: dict[Ending, str] = {
    "expired": "the batch expired before this was asked; ask again",
    "cancelled": "the batch was cancelled before this was asked",
    "failed": "the batch failed",
    "done": "the batch ended without a result for this",
}


def read_result(result: Result, context: Context, *, path: str) -> Reply | CallError:
    """What a result means: a reply, or the error that it would have been as a single call."""
    url = context.base_url + path
    if result.ending is not None:
        return ended_without(result.ending, url=url)
    headers = {"x-request-id": result.request_id} if result.request_id else {}
    body = scrub_bytes(orjson.dumps(result.body), context.secrets)
    answer = Answer(url=url, status=result.status, headers=headers, body=body)
    try:
        return conclude(answer, context)
    except CallError as error:
        return error


def ended_without(ending: Ending, *, url: str, said: str = "") -> CallError:
    """The error of a request that its batch never answered."""
    told = f" ({said})" if said else ""
    message = f"{where(url)}: {_TOLD[ending]}{told}"
    if ending == "expired":
        return Permanent(message, kind="expired")
    if ending == "cancelled":
        return Permanent(message, kind="cancelled")
    return Permanent(message, kind="request" if ending == "failed" else "unfinished")


def read_line(line: bytes, batch: BatchShape) -> Result | None:
    """One downloaded line as a result, None for an empty one; a torn one raises `ValueError`."""
    if not line.strip():
        return None
    decoded = orjson.loads(line)
    return batch.result(decoded) if isinstance(decoded, dict) else None


def inline_results(body: Mapping[str, Any], batch: BatchShape) -> Iterator[Result]:
    """The results that stand in the answer to a poll."""
    for line in batch.inline(body):
        if (result := batch.result(line)) is not None:
            yield result
