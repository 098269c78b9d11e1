"""Prepares one answer for display: safe text, its deciding passage and its sources marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.load import TRUE, Row, Run, read_answer
from reports.safe import defang, defang_hosts, visible
from reports.scores import Found
from scoring.transcript import Status
from scoring.verdict import Span

SHOWN = 20_000  # characters of one answer on a page; the rest stays in transcripts.jsonl
RTL = ("ar", "fa", "he", "ur", "ps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of an answer that decided the verdict, names a listed source, or neither."""

    text: str
    deciding: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address attached to an answer, written so that it cannot be clicked."""

    title: str
    address: str
    role: str
    network: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that a page shows of one trial."""

    row: Row
    prompt: str
    pieces: tuple[Piece, ...]
    length: int
    cut: bool
    reason: str
    verdict: str
    sources: tuple[Source, ...]
    others: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """How the answer's script runs."""
        return "rtl" if self.row.language in RTL else "ltr"


def answers(run: Run, rows: Iterable[Row]) -> Iterator[Answer]:
    """Read the texts of *rows* from disk one by one, ready for display."""
    for row in rows:
        yield answer(run, row)


def answer(run: Run, row: Row) -> Answer:
    """One trial, ready for display."""
    transcript, line = read_answer(run, row)
    score = run.scores.verdicts.get(run.scorer or "", {}).get(row.trial_id)
    hits = run.scores.found(row.trial_id) if row.hits else ()
    if run.withholds(row):
        score, hits = None, ()
    text = transcript.text[:SHOWN]
    return Answer(
        row=row,
        prompt=visible(transcript.prompt),
        pieces=tuple(pieces(text, score.evidence if score else (), hits)),
        length=len(transcript.text),
        cut=len(transcript.text) > SHOWN,
        reason=visible(defang_hosts(score.reason, _hosts(hits)) if score else ""),
        verdict=shown_verdict(row),
        sources=tuple(_sources((line.get("reply") or {}).get("citations") or (), hits)),
        others=tuple(_others(run, row)),
        people=tuple((r.reviewer, r.verdict) for r in run.scores.reviews.get(row.trial_id, ())),
        attachments=tuple(_attachments(line)),
    )


def shown_verdict(row: Row) -> str:
    """The verdict as the page names it; a failure and a block are named as what they are."""
    if row.status is not Status.ANSWERED:
        return row.status.value
    return row.verdict or "unscored"


def verdict_table(row: Row) -> str:
    """The table of words for a verdict: to repeat a true statement is to affirm the truth."""
    return "true_verdict" if row.kind == TRUE else "verdict"


def pieces(text: str, evidence: Sequence[Span], hits: Sequence[Found]) -> Iterator[Piece]:
    """Cut *text* where a deciding passage or a listed source begins or ends.

    Offsets count code points. Those that lie outside the text are moved to its ends.
    """
    deciding = [_clip(s.start, s.end, len(text)) for s in evidence]
    listed = [
        _clip(h.start, h.end, len(text)) for h in hits if h.start is not None and h.end is not None
    ]
    hosts = _hosts(hits)
    cuts = sorted({0, len(text)} | {edge for span in deciding + listed for edge in span})
    for start, end in pairwise(cuts):
        yield Piece(
            text=visible(defang_hosts(text[start:end], hosts)),
            deciding=any(a <= start and end <= b for a, b in deciding),
            listed=any(a <= start and end <= b for a, b in listed),
        )


def _hosts(hits: Sequence[Found]) -> list[str]:
    return [f.hit.host for f in hits] + [f.hit.domain for f in hits]


def _clip(start: int, end: int, length: int) -> tuple[int, int]:
    return min(max(start, 0), length), min(max(end, 0), length)


def _sources(citations: Iterable[Mapping[str, Any]], hits: Sequence[Found]) -> Iterator[Source]:
    listed = {f.url: f.hit for f in hits}
    hosts = _hosts(hits)
    for citation in citations:
        url = str(citation.get("url") or "")
        hit = listed.get(url)
        yield Source(
            title=visible(defang_hosts(str(citation.get("title") or ""), hosts)),
            address=visible(defang(url)) if hit else visible(defang_hosts(url, hosts)),
            role=str(citation.get("role") or "cited"),
            network=hit.network if hit else None,
        )


def _attachments(line: Mapping[str, Any]) -> Iterator[str]:
    """What shows an answer that was collected by hand: the file in the run, and its hash."""
    for listed in (line.get("collection") or {}).get("attachments") or ():
        yield visible(f"{listed.get('file')} (SHA-256 {str(listed.get('sha256'))[:16]}…)")


def _others(run: Run, row: Row) -> Iterator[tuple[str, str]]:
    for name in sorted(run.scores.verdicts):
        score = run.scores.verdicts[name].get(row.trial_id)
        if name != run.scorer and score is not None:
            yield name, score.verdict
