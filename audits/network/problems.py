"""Counts and names what is odd about the rows of a list; nothing is dropped without a word."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

NAMED = 200
"""So many rows of each kind are named with file and line; all are counted."""

KINDS: Mapping[str, bool] = {
    "no_address": False,
    "bad_address": False,
    "no_date": True,
    "bad_date": True,
    "future": True,
    "no_title": True,
    "repeated": False,
    "encoding": True,
    "twice_encoded": True,
    "cells": True,
    "not_an_item": False,
}
"""What can be odd about a row, and whether the row still counts as an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One odd row: where it stands and what it says."""

    kind: str
    file: str
    line: int
    what: str


@dataclass(slots=True)
class Problems:
    """How many rows of each file are odd in which way, and the first of each kind by name."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    named: list[Odd] = field(default_factory=list)
    _shown: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, file: str, line: int, what: str = "") -> None:
        """Count one row and, among the first of its kind, name it."""
        self.counts[kind, file] += 1
        if self._shown[kind] < NAMED:
            self._shown[kind] += 1
            self.named.append(Odd(kind=kind, file=file, line=line, what=what[:200]))

    def total(self, kind: str) -> int:
        """How many rows are odd in this way, over all files."""
        return sum(count for (known, _), count in self.counts.items() if known == kind)
