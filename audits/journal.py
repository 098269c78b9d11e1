"""A structured log of a run (`--log FILE`): one JSON object an event, for machines that watch."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import orjson

from audits.clock import utc_now
from audits.errors import SpecError
from audits.evidence import Outcome
from audits.trial import Trial


class Log(Protocol):
    """Takes events: a name and plain fields; no text of prompts or answers, no keys."""

    def __call__(self, event: str, /, **fields: Any) -> None:
        """Write one event."""
        ...


def silent(event: str, /, **fields: Any) -> None:
    """No log was asked for."""


@contextmanager
def journal(path: Path | None) -> Iterator[Log]:
    """Append events to *path*, each flushed as it happens; without a path, to nowhere."""
    if path is None:
        yield silent
        return
    try:
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise SpecError(f"{path}: the log cannot be written ({error.strerror})") from error
    with file:

        def log(event: str, /, **fields: Any) -> None:
            row = {"at": utc_now(), "event": event, **fields}
            file.write(orjson.dumps(row, option=orjson.OPT_NON_STR_KEYS) + b"\n")

        yield log


def trial_event(trial: Trial, outcome: Outcome) -> dict[str, Any]:
    """What the log tells of a trial that ended."""
    return {
        "trial_id": trial.id,
        "model": trial.model.label,
        "status": outcome.status.value,
        "error": outcome.error.kind if outcome.error else None,
        "attempts": len(outcome.attempts),
        "latency_s": round(outcome.latency_s, 3),
    }
