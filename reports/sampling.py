"""Chooses which answers a page lists when there are too many for anybody to page through."""

from collections.abc import Sequence

from reports.answers import shown_verdict
from reports.load import Run
from reports.rows import Row
from reports.words import Words

LISTED = 50_000  # so many answers are listed whole
SAMPLE = 20_000  # of more, about so many


def sample(rows: Sequence[Row], *, most: int = LISTED, size: int = SAMPLE) -> tuple[Row, ...]:
    """All rows up to *most*; of more, as many of each chatbot and verdict, in the same order.

    Those with the lowest trial ids are taken: ids are hashes, so what an answer says has no say.
    """
    if len(rows) <= most:
        return tuple(rows)
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row.model, shown_verdict(row)), []).append(row.trial_id)
    each = max(1, min(size, most) // len(groups))
    chosen = {trial for ids in groups.values() for trial in sorted(ids)[:each]}
    return tuple(row for row in rows if row.trial_id in chosen)


def sample_note(run: Run, listed: Run, words: Words) -> str:
    """The sentence that says so, or nothing where all answers are listed."""
    if len(listed.rows) == len(run.rows):
        return ""
    groups: dict[tuple[str, str], int] = {}
    for row in listed.rows:
        key = (row.model, shown_verdict(row))
        groups[key] = groups.get(key, 0) + 1
    return words(
        "answers.sample",
        shown=len(listed.rows),
        all=len(run.rows),
        each=max(groups.values()),
    )
