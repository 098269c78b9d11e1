"""Anthropic's Message Batches: requests go along, results come as lines in any order."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from providers.batches.shape import BatchShape, Body, Ending, Listed, Order, Progress, Result
from providers.shapes.common import count_of, items, mapping, name_of, text_of

_STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_ENDINGS: dict[str, Ending] = {"expired": "expired", "canceled": "cancelled"}


def create(order: Order) -> tuple[str, dict[str, Any]]:
    """The call that begins a batch."""
    requests = [{"custom_id": item.custom_id, "params": item.body} for item in order.items]
    return "/messages/batches", {"requests": requests}


def progress(body: Body) -> Progress:
    """Read the answer to a poll; single requests may have failed in a batch that ended well."""
    state = text_of(body.get("processing_status"))
    counts = {key: count_of(n) or 0 for key, n in mapping(body.get("request_counts")).items()}
    total = sum(counts.values()) if counts else None
    return Progress(
        state=state,
        ending="done" if state == "ended" else None,
        done=None if total is None else total - counts.get("processing", 0),
        total=total,
    )


def result(line: Body) -> Result | None:
    """Read one line of the results."""
    custom_id, told = name_of(line.get("custom_id")), mapping(line.get("result"))
    kind = text_of(told.get("type"))
    if custom_id is None:
        return None
    if kind in _ENDINGS:
        return Result(custom_id=custom_id, ending=_ENDINGS[kind])
    if kind == "succeeded":
        return Result(custom_id=custom_id, body=told.get("message"))
    error = mapping(told.get("error"))
    inner = mapping(error.get("error")) or error
    return Result(
        custom_id=custom_id,
        status=_STATUS.get(text_of(inner.get("type")), 500),
        body={"type": "error", "error": dict(inner)},
        request_id=name_of(error.get("request_id")),
    )


def listed(body: Body) -> Iterator[Listed]:
    """Read the list of batches; they carry no mark of ours."""
    for batch in items(body.get("data")):
        if job := name_of(batch.get("id")):
            yield Listed(
                job=job,
                mark=None,
                created_at=text_of(batch.get("created_at")),
                total=progress(batch).total,
            )


SHAPE = BatchShape(
    apis=frozenset({"messages"}),
    max_requests=20_000,  # 100,000 would be taken
    max_bytes=200_000_000,
    create=create,
    job_id=lambda body: name_of(body.get("id")),
    poll=lambda job: f"/messages/batches/{quote(job, safe='')}",
    progress=progress,
    result=result,
    downloads=lambda job, _: (f"/messages/batches/{quote(job, safe='')}/results",),
    listing="/messages/batches?limit=100",
    listed=listed,
)
