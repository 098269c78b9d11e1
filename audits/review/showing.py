"""Prepares one answer for a reviewer: safe text, sources marked, nothing that gives away."""

from dataclasses import dataclass
from typing import Any

from audits.review.sampling import Drawn
from audits.review.session import Desk
from reports.answers import RTL, Piece, Source, answer, pieces
from reports.listing import claim_head
from reports.load import TRUE, read_answer
from reports.safe import visible
from reports.words import Words
from scoring.reviews import Review, independent
from scoring.verdict import Span

SHOWN = 60_000
"""Characters of an answer on the page; the whole one is a click away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows of one answer. *machine* and *model* stay empty until revealed."""

    trial: str
    claim: dict[str, Any]
    statement: str
    truth: str
    is_true: bool
    prompt: str
    language: str
    direction: str
    persona: str
    pieces: tuple[Piece, ...]
    length: int
    cut: bool
    sources: tuple[Source, ...]
    mine: Review | None
    others: tuple[Review, ...]
    model: str = ""
    machine: tuple[tuple[str, str, str | None, str], ...] = ()


def show(desk: Desk, drawn: Drawn, reviewer: str, words: Words, *, reveal: bool = False) -> Shown:
    """The answer as this reviewer may see it now."""
    row, run = drawn.row, desk.run
    transcript, _ = read_answer(run, row)
    prepared = answer(run, row)
    score = run.scores.verdicts.get(run.scorer or "", {}).get(row.trial_id)
    evidence: tuple[Span, ...] = score.evidence if score and reveal else ()
    found = run.scores.found(row.trial_id) if row.hits else ()
    given = desk.book.labels.standing.get(row.trial_id, [])
    return Shown(
        trial=row.trial_id,
        claim=claim_head(run, row.claim, row, words),
        statement=visible(transcript.claim.statement),
        truth=visible(transcript.claim.truth),
        is_true=row.kind == TRUE,
        prompt=prepared.prompt,
        language=row.language,
        direction="rtl" if row.language in RTL else "ltr",
        persona=row.persona,
        pieces=tuple(pieces(transcript.text[:SHOWN], evidence, found)),
        length=len(transcript.text),
        cut=len(transcript.text) > SHOWN,
        sources=prepared.sources,
        mine=desk.done(row.trial_id, reviewer),
        others=tuple(independent(given)) if desk.adjudicate else (),
        model=visible(row.model) if reveal else "",
        machine=tuple(_machine(desk, row.trial_id)) if reveal else (),
    )


def _machine(desk: Desk, trial: str) -> list[tuple[str, str, str | None, str]]:
    """What each scorer said: name, verdict, detail, reason."""
    verdicts = desk.run.scores.verdicts
    return [
        (name, found.verdict, found.detail, visible(found.reason))
        for name in sorted(verdicts)
        if (found := verdicts[name].get(trial)) is not None
    ]
