"""How far a run came, read from its evidence: what was replied to, what failed, what it cost."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from audits.errors import RunError
from audits.store import GENESIS, stored_lines
from providers.errors import STOPS_MODEL
from scoring.transcript import Status


@dataclass(slots=True, kw_only=True)
class State:
    """The evidence so far; *previous* is the hash that the next line must name.

    A trial that failed and was asked again with success is replied, not failed.
    """

    replied: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    blocked: int = 0
    spent: Counter[str] = field(default_factory=Counter)
    unpriced: int = 0
    previous: str = GENESIS

    def add(self, row: dict[str, Any]) -> None:
        """Take in one line."""
        trial, status = row["trial_id"], Status(row["status"])
        if status is Status.FAILED:
            self.failed[trial] = row["error"]["kind"]
        else:
            self.failed.pop(trial, None)
            self.replied.add(trial)
            self.blocked += status is Status.BLOCKED
        self._book(row)

    def _book(self, row: dict[str, Any]) -> None:
        reply = row.get("reply")
        if not reply:
            return
        cost = reply["usage"]["cost_usd"]
        if cost is None:
            self.unpriced += 1
        else:
            self.spent[row["model"]["label"]] += cost

    def is_open(self, trial: str, *, retry_failed: bool) -> bool:
        """Whether a planned trial is still to be asked.

        What failed for the key, the quota or the model's name says nothing of the trial, so it is
        asked again without being told to: whoever runs the command again has mended that.
        """
        if trial in self.replied:
            return False
        kind = self.failed.get(trial)
        return kind is None or retry_failed or kind in STOPS_MODEL

    def counts(self) -> dict[str, int]:
        """Answered, blocked, failed."""
        return {
            "answered": len(self.replied) - self.blocked,
            "blocked": self.blocked,
            "failed": len(self.failed),
        }

    @property
    def cost_usd(self) -> float | None:
        """What is known to have been spent; None when no price was known at all."""
        if self.unpriced and not self.spent:
            return None
        return round(sum(self.spent.values()), 6)


def read_state(transcripts: Path) -> State:
    """Read the evidence of a run, one line at a time."""
    state = State()
    for number, line in stored_lines(transcripts):
        try:
            row = orjson.loads(line)
            state.add(row)
            state.previous = row["sha256"]
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise RunError(
                f"{transcripts}:{number}: not a transcript ({error}); `dosimeter check "
                f"{transcripts.parent}` names what was changed; restore the file from a copy"
            ) from error
    return state
