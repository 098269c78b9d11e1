"""OpenAI's batches: a file of requests goes up, files of answers and of failures come down."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import orjson

from providers.batches.shape import (
    MARK,
    BatchShape,
    Body,
    Ending,
    Listed,
    Order,
    Progress,
    Result,
)
from providers.bodies import error_facts
from providers.shapes.common import count_of, items, mapping, name_of, text_of

_ENDINGS: dict[str, Ending] = {
    "completed": "done",
    "failed": "failed",
    "expired": "expired",
    "cancelled": "cancelled",
}
_CODES: dict[str, Ending] = {"batch_expired": "expired", "batch_cancelled": "cancelled"}


def upload(order: Order) -> bytes:
    """The file: one request a line."""
    return b"".join(
        orjson.dumps(
            {"custom_id": i.custom_id, "method": "POST", "url": _url(order), "body": i.body}
        )
        + b"\n"
        for i in order.items
    )


def create(order: Order) -> tuple[str, dict[str, Any]]:
    """The call that begins a batch over the uploaded file."""
    return "/batches", {
        "input_file_id": order.file_id,
        "endpoint": _url(order),
        "completion_window": "24h",
        "metadata": {MARK: order.mark},
    }


def _url(order: Order) -> str:
    """The endpoint as the service names it, whatever address it is reached under."""
    return f"/v1{order.path}"


def progress(body: Body) -> Progress:
    """Read the answer to a poll."""
    state, counts = text_of(body.get("status")), mapping(body.get("request_counts"))
    done = [count_of(counts.get(key)) for key in ("completed", "failed")]
    return Progress(
        state=state,
        ending=_ENDINGS.get(state),
        done=sum(n for n in done if n is not None) if any(n is not None for n in done) else None,
        total=count_of(counts.get("total")),
        said=_said(body),
    )


def _said(body: Body) -> str:
    errors = items(mapping(body.get("errors")).get("data"))
    told = [f"{text_of(e.get('code'))}: {text_of(e.get('message'))}" for e in errors[:3]]
    return "; ".join(told)


def downloads(job: str, body: Body) -> tuple[str, ...]:
    """Where the answers and the failures lie."""
    ids = (name_of(body.get(key)) for key in ("output_file_id", "error_file_id"))
    return tuple(f"/files/{quote(file, safe='')}/content" for file in ids if file)


def result(line: Body) -> Result | None:
    """Read one line of either file."""
    custom_id = name_of(line.get("custom_id"))
    if custom_id is None:
        return None
    response, error = mapping(line.get("response")), line.get("error")
    if status := count_of(response.get("status_code")):
        return Result(
            custom_id=custom_id,
            status=status,
            body=response.get("body"),
            request_id=name_of(response.get("request_id")),
        )
    code = error_facts({"error": error}).code
    if code in _CODES:
        return Result(custom_id=custom_id, ending=_CODES[code], body=error)
    return Result(custom_id=custom_id, status=500, body={"error": error})


def listed(body: Body) -> Iterator[Listed]:
    """Read the list of batches."""
    for batch in items(body.get("data")):
        if job := name_of(batch.get("id")):
            yield Listed(
                job=job,
                mark=_mark(batch.get("metadata")),
                created_at=str(batch.get("created_at") or ""),
                total=count_of(mapping(batch.get("request_counts")).get("total")),
            )


def _mark(metadata: Any) -> str | None:
    return name_of(metadata.get(MARK)) if isinstance(metadata, Mapping) else None


SHAPE = BatchShape(
    apis=frozenset({"responses", "chat"}),
    max_requests=20_000,  # 50,000 would be taken; smaller ones end sooner and fit the disk
    max_bytes=100_000_000,
    upload=upload,
    create=create,
    job_id=lambda body: name_of(body.get("id")),
    poll=lambda job: f"/batches/{quote(job, safe='')}",
    progress=progress,
    result=result,
    downloads=downloads,
    listing="/batches?limit=100",
    listed=listed,
)
