"""`batches.jsonl`: what was handed in to which service, written before and after every step.

Append-only, synced at every line. A batch that is `submitting` and nothing more was cut off in
between: whether the service has it is not known until its list was looked at.

    submitting   about to hand in: mark, label, trials
    submitted    the service took it: job, and how it was found if it was looked for
    refused      the service did not take it: why
    lost         it was looked for and the service does not have it
    collected    its results are in transcripts.jsonl: how many of each status
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from audits.clock import utc_now
from audits.errors import RunError, StoreError
from audits.store import repair_lines, stored_lines

CLOSING = frozenset({"refused", "lost", "collected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch; *job* is the service's id, None while it is not known to have one."""

    mark: str
    label: str
    trials: tuple[str, ...]
    at: str
    job: str | None = None
    submitted_at: str | None = None
    closed: bool = False


class BatchLog:
    """The file and what it says; every change is on the disk before it counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.batches: dict[str, Batch] = {}
        repair_lines(path)
        for number, line in stored_lines(path):
            try:
                self._take(orjson.loads(line))
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise RunError(
                    f"{path}:{number}: not an event of a batch ({error}); restore the file "
                    "from a copy: it says what the services are working on"
                ) from error

    def live(self) -> Iterator[Batch]:
        """Batches that are not closed, in the order in which they were handed in."""
        yield from [batch for batch in self.batches.values() if not batch.closed]

    def jobs(self) -> set[str]:
        """Every id of a service that this run has known."""
        return {batch.job for batch in self.batches.values() if batch.job}

    def write(self, event: str, mark: str, **fields: Any) -> Batch:
        """Note an event, on the disk; returns the batch as it stands now."""
        row = {"event": event, "batch": mark, "at": utc_now(), **fields}
        try:
            with self.path.open("ab", buffering=0) as file:
                file.write(orjson.dumps(row) + b"\n")
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"{self.path}: cannot be written ({error.strerror}); make room and run again"
            ) from error
        return self._take(row)

    def _take(self, row: dict[str, Any]) -> Batch:
        event, mark = row["event"], row["batch"]
        if event == "submitting":
            batch = Batch(mark=mark, label=row["label"], trials=tuple(row["trials"]), at=row["at"])
        elif event == "submitted":
            known = self.batches[mark]
            at = known.at if row.get("found") else row["at"]
            batch = replace(known, job=row["job"], submitted_at=at)
        else:
            batch = replace(self.batches[mark], closed=event in CLOSING)
        self.batches[mark] = batch
        return batch
