"""The file in which a person decides whether a similar prompt counts as the suite's."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audits.errors import ImportFailed
from audits.importing.entry import Entry
from audits.importing.matching import Near
from audits.importing.text import guarded, read_bytes, read_text, same, unguarded
from prompts import Prompt

COLUMNS = (
    *("decision", "typed", "prompt", "similarity", "claim", "persona", "language", "wording"),
    "place",
)
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An entry whose prompt is none of the suite's, with the prompts that come near."""

    entry: Entry
    near: tuple[Near, ...]


@dataclass(slots=True)
class Decisions:
    """What was decided: by the typed text and the suite's."""

    made: dict[Key, bool | None]

    def accepted(self, entry: Entry, near: Sequence[Near]) -> Prompt | None:
        """The near prompt that a person accepted for the entry."""
        fitting = [n.prompt for n in near if self.made.get(_key(entry, n.prompt))]
        return fitting[0] if fitting else None

    def refused(self, entry: Entry, near: Sequence[Near]) -> bool:
        """Whether every near prompt was turned down."""
        return all(self.made.get(_key(entry, n.prompt)) is False for n in near)

    def knows(self, entry: Entry, prompt: Prompt) -> bool:
        """Whether the pair stands in the file already, decided or not."""
        return _key(entry, prompt) in self.made


def read_decisions(path: Path | None) -> Decisions:
    """Read the file; one that is not there holds no decision yet."""
    if path is None or not path.exists():
        return Decisions({})
    rows = csv.reader(read_text(read_bytes(path), str(path)).splitlines(keepends=True))
    head = [name.strip().lower() for name in next(rows, [])]
    if not {"decision", "typed", "prompt"}.issubset(head):
        raise ImportFailed(f"{path}:1: no file of decisions; its columns are {', '.join(COLUMNS)}")
    made: dict[Key, bool | None] = {}
    for cells in rows:
        row = dict(zip(head, map(unguarded, cells), strict=False))
        if row.get("typed"):
            key = same(row["typed"]), same(row.get("prompt", ""))
            made[key] = _read(row.get("decision", ""), f"{path}:{rows.line_num}")
    return Decisions(made)


def append_pending(path: Path, pending: Iterable[Pending], known: Decisions) -> int:
    """Add what is still to be decided, once each; what stands in the file stays."""
    rows: dict[Key, list[object]] = {}
    for item in pending:
        for near in item.near:
            if not known.knows(item.entry, near.prompt):
                rows.setdefault(_key(item.entry, near.prompt), _row(item.entry, near))
    fresh = not path.exists()
    try:
        with path.open("a", encoding="utf-8-sig" if fresh else "utf-8", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(COLUMNS)
            writer.writerows([guarded(str(cell)) for cell in row] for row in rows.values())
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be written ({error.strerror})") from error
    return len(rows)


def _row(entry: Entry, near: Near) -> list[object]:
    prompt = near.prompt
    place = (prompt.claim_id, str(prompt.persona), prompt.language, prompt.wording)
    return ["", same(entry.prompt), prompt.text, near.similarity, *place, entry.place]


def _key(entry: Entry, prompt: Prompt) -> Key:
    return same(entry.prompt), same(prompt.text)


def _read(word: str, place: str) -> bool | None:
    said = word.strip().lower()
    if not said:
        return None
    if said not in _YES + _NO:
        raise ImportFailed(f"{place}: decision `{said[:20]}`; write yes or no, or leave it empty")
    return said in _YES
