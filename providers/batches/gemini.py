"""Gemini's batches: requests go along, answers stand in the operation that is polled."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from providers.batches.shape import BatchShape, Body, Ending, Listed, Order, Progress, Result
from providers.shapes.common import count_of, items, mapping, name_of, text_of

_ENDINGS: dict[str, Ending] = {
    "SUCCEEDED": "done",
    "PARTIALLY_SUCCEEDED": "done",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
    "EXPIRED": "expired",
}
_HTTP = {3: 400, 4: 504, 5: 404, 7: 403, 8: 429, 9: 400, 13: 500, 14: 503, 16: 401}
"""Codes of gRPC, in which single requests fail, as HTTP knows them."""


def create(order: Order) -> tuple[str, dict[str, Any]]:
    """The call that begins a batch; the name that it shows is our mark."""
    requests = [
        {"request": item.body, "metadata": {"custom_id": item.custom_id}} for item in order.items
    ]
    model = quote(order.model.removeprefix("models/"), safe="")
    batch = {"displayName": order.mark, "inputConfig": {"requests": {"requests": requests}}}
    return f"/models/{model}:batchGenerateContent", {"batch": batch}


def progress(body: Body) -> Progress:
    """Read the operation; its state is spelt BATCH_STATE_… or JOB_STATE_…."""
    metadata, error = mapping(body.get("metadata")), mapping(body.get("error"))
    state = text_of(metadata.get("state")).rpartition("STATE_")[2]
    stats = mapping(metadata.get("batchStats"))
    ending = _ENDINGS.get(state) or ("failed" if error else "done" if body.get("done") else None)
    pending, total = _number(stats.get("pendingRequestCount")), _number(stats.get("requestCount"))
    return Progress(
        state=state.lower(),
        ending=ending,
        done=None if total is None else total - (pending or 0) if pending or ending else None,
        total=total,
        said=text_of(error.get("message")),
    )


def inline(body: Body) -> Sequence[Body]:
    """The answers, which the operation holds in one of two places, often in both."""
    for holder in (mapping(body.get("metadata")).get("output"), body.get("response")):
        outer = mapping(mapping(holder).get("inlinedResponses"))
        if found := items(outer.get("inlinedResponses")):
            return found
    return ()


def result(line: Body) -> Result | None:
    """Read one answer."""
    told = mapping(line.get("metadata"))
    custom_id = name_of(told.get("custom_id")) or name_of(told.get("key"))
    if custom_id is None:
        return None
    error = mapping(line.get("error"))
    if not error:
        return Result(custom_id=custom_id, body=line.get("response"))
    code = count_of(error.get("code")) or 13
    if code == 1:
        return Result(custom_id=custom_id, ending="cancelled")
    status = code if code >= 400 else _HTTP.get(code, 500)
    return Result(custom_id=custom_id, status=status, body={"error": {**error, "code": status}})


def listed(body: Body) -> Iterator[Listed]:
    """Read the list of operations."""
    for batch in items(body.get("operations")):
        metadata = mapping(batch.get("metadata"))
        if job := name_of(batch.get("name")):
            yield Listed(
                job=job,
                mark=name_of(metadata.get("displayName")),
                created_at=text_of(metadata.get("createTime")),
                total=_number(mapping(metadata.get("batchStats")).get("requestCount")),
            )


def _number(value: Any) -> int | None:
    """A count; Google writes them as texts."""
    return int(value) if isinstance(value, str) and value.isdecimal() else count_of(value)


SHAPE = BatchShape(
    apis=frozenset({"generate"}),
    max_requests=2_000,
    max_bytes=15_000_000,  # 20 MB would be taken
    create=create,
    job_id=lambda body: name_of(body.get("name")),
    poll=lambda job: "/" + quote(job, safe="/"),
    progress=progress,
    result=result,
    inline=inline,
    listing="/batches?pageSize=100",
    listed=listed,
)
