"""What a service's batches look like: pure functions from requests to calls, and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Body = Mapping[str, Any]
Ending = Literal["done", "failed", "expired", "cancelled"]
ENDINGS: tuple[Ending, ...] = ("failed", "expired", "cancelled")

MARK = "dosimeter"
"""The key under which a batch carries our mark, where the service lets it carry one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One request: *custom_id* comes back with its result, *body* is what is asked."""

    custom_id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A batch to be made: *path* is where its requests would go one by one.

    *mark* is ours, to find the batch again; *file_id* is the upload, where there was one.
    """

    items: Sequence[Item]
    path: str
    model: str
    mark: str
    file_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is; *ending* is None while it works. *said* is the service's own word."""

    state: str
    ending: Ending | None = None
    done: int | None = None
    total: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one request: an answer with its HTTP status, or an end without one."""

    custom_id: str
    status: int = 200
    body: Any = None
    ending: Ending | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A batch in the service's list; *mark* is None where the service keeps none."""

    job: str
    mark: str | None
    created_at: str
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchShape:
    """The batches of one service.

    *apis* are the wire shapes that can go into a batch. Results stand in the answer to a poll
    (*inline*), or are downloaded line by line from *downloads*. *upload* makes the file that is
    sent before the batch is made; None where requests go along with it.
    """

    apis: frozenset[str]
    max_requests: int
    max_bytes: int
    create: Callable[[Order], tuple[str, dict[str, Any]]]
    job_id: Callable[[Body], str | None]
    poll: Callable[[str], str]
    progress: Callable[[Body], Progress]
    result: Callable[[Body], Result | None]
    listing: str
    listed: Callable[[Body], Iterable[Listed]]
    upload: Callable[[Order], bytes] | None = None
    inline: Callable[[Body], Sequence[Body]] = lambda _: ()
    downloads: Callable[[str, Body], tuple[str, ...]] = lambda *_: ()
