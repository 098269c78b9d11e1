"""Counts votes: a strict majority of all that were cast decides, else nobody does.

A vote that could not be read stays in the count, so that no lost vote lets a minority win, and the
order of votes or judges never matters.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from scoring.judge.reading import Parsed
from scoring.verdict import Detail, Span, Verdict

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one vote, one judge or a panel says of an answer.

    *detail* is None where those who agree on the verdict do not agree on its detail. *confidence*
    is the mean of what the agreeing judges said of themselves; nothing is decided by it.
    """

    verdict: Verdict
    detail: Detail | None
    reason: str
    evidence: tuple[Span, ...] = ()
    confidence: float | None = None


def vote_of(parsed: Parsed) -> Opinion:
    """A vote that could be read."""
    return Opinion(
        verdict=parsed.verdict,
        detail=parsed.detail,
        reason="",
        evidence=(parsed.span,),
        confidence=parsed.confidence,
    )


def unusable(reason: str) -> Opinion:
    """A vote that could not be read, counted all the same."""
    return Opinion(verdict=Verdict.UNDECIDED, detail=Detail.UNCLEAR, reason=reason)


def decide(opinions: Sequence[Opinion], *, who: str = "votes") -> Opinion:
    """The opinion of a judge from its votes, or of a panel from its judges."""
    if not opinions:
        raise ValueError("no votes to count")
    verdict = _majority(o.verdict for o in opinions)
    if verdict is None or verdict is Verdict.UNDECIDED:
        return Opinion(
            verdict=Verdict.UNDECIDED, detail=Detail.UNCLEAR, reason=_split(opinions, who)
        )
    agreeing = [o for o in opinions if o.verdict is verdict]
    detail = _majority(o.detail for o in agreeing)
    sure = [o.confidence for o in agreeing if o.confidence is not None]
    return Opinion(
        verdict=verdict,
        detail=detail,
        reason=f"{len(agreeing)} of {len(opinions)} {who} say {verdict}",
        evidence=_spans(o for o in agreeing if detail is None or o.detail is detail),
        confidence=round(sum(sure) / len(sure), 4) if sure else None,
    )


def _majority(values: Iterable[T]) -> T | None:
    """What more than half of the values are; None if nothing is."""
    counts = Counter(values)
    value, most = counts.most_common(1)[0]
    return value if 2 * most > counts.total() else None


def _split(opinions: Sequence[Opinion], who: str) -> str:
    """Who said what, in alphabetical order."""
    counts = Counter(o.verdict.value for o in opinions)
    said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    whys = sorted({o.reason for o in opinions if o.verdict is Verdict.UNDECIDED and o.reason})
    told = f"no majority of {len(opinions)} {who} ({said})"
    return told + (f": {'; '.join(whys)}" if whys else "")


def _spans(opinions: Iterable[Opinion]) -> tuple[Span, ...]:
    spans = {(span.start, span.end) for opinion in opinions for span in opinion.evidence}
    return tuple(Span(start=start, end=end) for start, end in sorted(spans))


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAgreement:
    """How often two votes of one judge on one answer give the same verdict."""

    pairs: int = 0
    agree: int = 0

    @property
    def share(self) -> float | None:
        """The share of pairs that agree; None without a pair."""
        return self.agree / self.pairs if self.pairs else None


def self_agreement(votes_by_answer: Iterable[Sequence[Opinion]]) -> SelfAgreement:
    """Count the pairs of votes on the same answer; an unreadable vote agrees with nothing."""
    pairs = agree = 0
    for votes in votes_by_answer:
        for one, other in combinations(votes, 2):
            pairs += 1
            agree += one.verdict is other.verdict is not Verdict.UNDECIDED
    return SelfAgreement(pairs=pairs, agree=agree)
