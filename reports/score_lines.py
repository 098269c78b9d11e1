"""Keeps what scorers said of very many trials: a brief value in memory, the whole line on disk."""

from array import array
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from scoring.lines import read_line_at

Brief = TypeVar("Brief")


@dataclass(slots=True)
class Places:
    """Numbers trials in order of appearance; all scorers of a run share one such list."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, trial: str) -> int:
        """The number of *trial*, a new one where it has none."""
        return self.numbers.setdefault(trial, len(self.numbers))


class Lines(Generic[Brief]):
    """One scorer's lines by trial: about twenty bytes each, whatever they say."""

    __slots__ = ("briefs", "count", "files", "offsets", "paths", "places")

    def __init__(self, places: Places) -> None:
        self.places = places
        self.paths: list[Path] = []
        self.briefs: list[Brief | None] = []
        self.files = array("H")
        self.offsets = array("q")
        self.count = 0

    def put(self, trial: str, brief: Brief, path: Path, offset: int) -> None:
        """Remember *brief* and where its line starts, in place of what was known of *trial*."""
        place = self.places.of(trial)
        while len(self.briefs) <= place:
            self.briefs.append(None)
            self.files.append(0)
            self.offsets.append(0)
        if not self.paths or self.paths[-1] is not path:  # files are read one after the other
            self.paths.append(path)
        self.count += self.briefs[place] is None
        self.briefs[place] = brief
        self.files[place] = len(self.paths) - 1
        self.offsets[place] = offset

    def under(self, places: Places) -> "Lines[Brief]":
        """The same lines, with the trials that *places* numbers."""
        made = copy(self)
        made.places = places
        return made

    def brief(self, trial: str) -> Brief | None:
        """What was said of *trial* in short, without a look at the disk."""
        place = self.places.numbers.get(trial, -1)
        return self.briefs[place] if 0 <= place < len(self.briefs) else None

    def line(self, trial: str) -> dict[str, Any] | None:
        """The whole line about *trial*, read again from disk."""
        if self.brief(trial) is None:
            return None
        place = self.places.numbers[trial]
        return read_line_at(self.paths[self.files[place]], self.offsets[place])

    def __iter__(self) -> Iterator[str]:
        """The trials that have a line."""
        return (t for t, n in self.places.numbers.items() if self._has(n))

    def __len__(self) -> int:
        """How many trials have one."""
        return self.count

    def _has(self, place: int) -> bool:
        return place < len(self.briefs) and self.briefs[place] is not None
