"""Sorts entries: matched to a prompt, waiting for a decision, wrong, or none of our business."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from audits.importing.decisions import Decisions, Pending
from audits.importing.entry import Entry
from audits.importing.matching import Matcher
from prompts import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What of an export is taken: from *since* to *until* (days, both included), first turns."""

    since: str | None = None
    until: str | None = None
    any_turn: bool = False

    def holds(self, entry: Entry) -> bool:
        """Whether the entry was collected within the days."""
        day = entry.collected_at[:10]
        return (self.since or "") <= day <= (self.until or "9999")


@dataclass(slots=True, kw_only=True)
class Sifted:
    """*later_turns* and *outside* count answers of exports that match but were left out."""

    matched: list[tuple[Entry, Prompt]] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    later_turns: int = 0
    outside: int = 0

    def notes(self) -> list[str]:
        """What was left out, in words."""
        told = []
        if self.later_turns:
            told.append(
                f"{self.later_turns} answers left out: asked later in a chat, where what came "
                "before colours them (--any-turn takes them)"
            )
        if self.outside:
            told.append(f"{self.outside} answers left out: not within --since and --until")
        return told


def sift(
    entries: Iterable[Entry], prompts: Iterable[Prompt], decisions: Decisions, bounds: Bounds
) -> Sifted:
    """Find each entry's prompt; of a private history only what matches leaves a trace."""
    matcher, sifted = Matcher(prompts), Sifted()
    for entry in entries:
        found = matcher.find(entry)
        if found.wrong is not None:
            sifted.problems.append(f"{entry.place}: prompt: {found.wrong}")
            continue
        prompt = found.prompt or decisions.accepted(entry, found.near)
        if prompt is None:
            if found.near and bounds.holds(entry) and not decisions.refused(entry, found.near):
                sifted.pending.append(Pending(entry=entry, near=found.near))
        elif entry.private:
            _take_private(entry, prompt, bounds, sifted)
        else:
            sifted.matched.append((entry, prompt))
    return sifted


def _take_private(entry: Entry, prompt: Prompt, bounds: Bounds, sifted: Sifted) -> None:
    if not entry.collected_at:
        sifted.problems.append(f"{entry.place}: the export does not tell when it was asked")
    elif not bounds.holds(entry):
        sifted.outside += 1
    elif (entry.turn or 1) > 1 and not bounds.any_turn:
        sifted.later_turns += 1
    else:
        sifted.matched.append((entry, prompt))
