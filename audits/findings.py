"""What a check finds, and the one walk along a hash chain that every evidence file is put to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from audits.store import GENESIS, line_digest

Row = dict[str, Any]

SHOWN = 20
"""Problems of one kind that are named one by one; the rest are counted."""


@dataclass(slots=True, kw_only=True)
class Findings:
    """What a check found: `problems` break the run, `remarks` do not; `facts` are its counts."""

    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return not self.problems

    def broken(self, kind: str, message: str) -> None:
        """Note a problem; after `SHOWN` of a kind they are counted only."""
        self._seen[kind] += 1
        if self._seen[kind] <= SHOWN:
            self.problems.append(message)
        elif self._seen[kind] == SHOWN + 1:
            self.problems.append(f"… more of the same kind ({kind}); see the counts")

    def close(self) -> "Findings":
        """Put the counts of each kind among the facts."""
        self.facts["problems"] = dict(self._seen)
        return self


def chained(path: Path, findings: Findings) -> Iterator[tuple[str, Row | None, str]]:
    """Each line of an evidence file: where it stands, the row (None if it is none), its hash.

    A line that was changed, or does not follow the one before it, is noted on the way.
    """
    previous = GENESIS
    for number, line in whole_lines(path, findings):
        where = f"{path.name}:{number}"
        claimed, found = line_digest(line)
        row = decode(line)
        if row is None or claimed != found:
            findings.broken("chain", f"{where}: changed since it was written (its hash fails)")
        if row is not None and row.get("previous") != previous:
            findings.broken("chain", f"{where}: does not follow the line before it")
        previous = claimed
        yield where, row, claimed


def whole_lines(path: Path, findings: Findings) -> Iterator[tuple[int, bytes]]:
    """Each whole line with its number; a torn last one is noted."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n"):
                yield number, line
            else:
                findings.broken(
                    "torn",
                    f"{path.name}:{number}: the last line is torn; run the same command again",
                )


def decode(line: bytes) -> Row | None:
    """The object on a line; None if there is none."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
