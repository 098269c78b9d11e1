"""Mistral's batch jobs: requests go along, answers stand in the job or in its files."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from providers.batches import openai
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
from providers.shapes.common import count_of, items, mapping, name_of, text_of

_ENDINGS: dict[str, Ending] = {
    "SUCCESS": "done",
    "FAILED": "failed",
    "TIMEOUT_EXCEEDED": "expired",
    "CANCELLED": "cancelled",
}


def create(order: Order) -> tuple[str, dict[str, Any]]:
    """The call that begins a job; the model stands above the requests, not in them."""
    requests = [
        {
            "custom_id": item.custom_id,
            "body": {key: value for key, value in item.body.items() if key != "model"},
        }
        for item in order.items
    ]
    return "/batch/jobs", {
        "endpoint": f"/v1{order.path}",
        "model": order.model,
        "requests": requests,
        "metadata": {MARK: order.mark},
    }


def progress(body: Body) -> Progress:
    """Read the answer to a poll."""
    state = text_of(body.get("status"))
    errors = [text_of(error.get("message")) for error in items(body.get("errors"))[:3]]
    return Progress(
        state=state.lower(),
        ending=_ENDINGS.get(state),
        done=count_of(body.get("completed_requests")),
        total=count_of(body.get("total_requests")),
        said="; ".join(filter(None, errors)),
    )


def downloads(job: str, body: Body) -> tuple[str, ...]:
    """Where answers lie that do not stand in the job itself."""
    keys = ["error_file"] if items(body.get("outputs")) else ["output_file", "error_file"]
    ids = (name_of(body.get(key)) for key in keys)
    return tuple(f"/files/{quote(file, safe='')}/content" for file in ids if file)


def result(line: Body) -> Result | None:
    """Read one answer: the same line as OpenAI's."""
    return openai.result(line)


def listed(body: Body) -> Iterator[Listed]:
    """Read the list of jobs."""
    for job in items(body.get("data")):
        if job_id := name_of(job.get("id")):
            yield Listed(
                job=job_id,
                mark=name_of(mapping(job.get("metadata")).get(MARK)),
                created_at=str(job.get("created_at") or ""),
                total=count_of(job.get("total_requests")),
            )


SHAPE = BatchShape(
    apis=frozenset({"chat"}),
    max_requests=5_000,
    max_bytes=50_000_000,
    create=create,
    job_id=lambda body: name_of(body.get("id")),
    poll=lambda job: f"/batch/jobs/{quote(job, safe='')}?inline=true",
    progress=progress,
    result=result,
    inline=lambda body: items(body.get("outputs")),
    downloads=downloads,
    listing="/batch/jobs?page_size=100",
    listed=listed,
)
