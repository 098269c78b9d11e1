"""The votes of one judge as its evidence file holds them: given, unreadable, or still open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from audits.errors import RunError
from audits.store import GENESIS, stored_lines
from scoring.judge import Opinion, unusable
from scoring.verdict import Detail, Span, Verdict

TRIES = 2
"""A reply that cannot be read is asked for once more; then the vote is undecided."""

Key = tuple[str, int]
"""A trial's id and the number of the vote, from 1."""


@dataclass(slots=True, kw_only=True)
class Votes:
    """What a judge said so far under one version of the rubric.

    *problems* are what was wrong with the unreadable replies to a vote, in order. A call that
    failed technically is no reply: it leaves its vote open. *previous* is the hash that the next
    line must name; *lines* counts all lines, also those of other versions.
    """

    version: str
    given: dict[Key, Opinion] = field(default_factory=dict)
    problems: dict[Key, list[str]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    spent: float = 0.0
    priced: bool = False
    asked: int = 0
    lines: int = 0
    previous: str = GENESIS

    def add(self, row: Mapping[str, Any]) -> None:
        """Take in one line of the evidence."""
        self.lines += 1
        self._book(row.get("reply"))
        if row["version"] != self.version:
            return
        self.asked += 1
        key = (row["trial_id"], row["vote"])
        if row["parsed"] is not None:
            self.given[key] = _opinion(row["parsed"])
        elif row["problem"] is not None:
            self.problems.setdefault(key, []).append(row["problem"])
        else:
            self.failed[row["error"]["kind"]] += 1

    def _book(self, reply: Mapping[str, Any] | None) -> None:
        cost = reply["usage"]["cost_usd"] if reply else None
        if cost is not None:
            self.spent += cost
            self.priced = True

    def opinion(self, key: Key) -> Opinion | None:
        """The vote, an unreadable one included; None while it is open."""
        if key in self.given:
            return self.given[key]
        problems = self.problems.get(key, [])
        return unusable(problems[-1]) if len(problems) >= TRIES else None

    def opinions(self, trial_id: str, count: int) -> list[Opinion] | None:
        """All votes on one answer; None while one of them is open."""
        found = [self.opinion((trial_id, vote)) for vote in range(1, count + 1)]
        return [o for o in found if o is not None] if None not in found else None


def _opinion(parsed: Mapping[str, Any]) -> Opinion:
    return Opinion(
        verdict=Verdict(parsed["verdict"]),
        detail=Detail(parsed["detail"]),
        reason="",
        evidence=(Span(start=parsed["start"], end=parsed["end"]),),
        confidence=parsed["confidence"],
    )


def read_votes(path: Path, version: str) -> Votes:
    """Read a judge's evidence; nothing for a file that is not there."""
    votes = Votes(version=version)
    for number, line in stored_lines(path):
        try:
            row = orjson.loads(line)
            votes.add(row)
            votes.previous = row["sha256"]
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise RunError(
                f"{path}:{number}: not a judgement ({error}); `dosimeter check "
                f"{path.parent.parent}` names what was changed; restore the file from a copy"
            ) from error
    return votes


def judges_spent(judgements: Path) -> dict[str, float]:
    """What each judge has cost so far, by the name of its scorer; unpriced ones are left out."""
    spent: dict[str, float] = {}
    for path in sorted(judgements.glob("*.jsonl")):
        votes = read_votes(path, "")
        name = _scorer(path)
        if votes.priced and name:
            spent[name] = votes.spent
    return spent


def _scorer(path: Path) -> str | None:
    for _, line in stored_lines(path):
        return str(orjson.loads(line)["scorer"])
    return None
