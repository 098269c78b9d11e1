"""Reads human labels from review lines: which stand, where people disagree, what was settled.

`reviews.jsonl` only grows. A later label by the same person about the same answer replaces the
earlier one, an undo takes one label back, and an adjudication settles an answer for good, unless
somebody labels it anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.errors import ScoringError
from scoring.verdict import DETAILS, Detail, Verdict

LABEL, ADJUDICATION = "label", "adjudication"


class ReviewError(ScoringError):
    """A review line is not one; the message says what is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One label that a person gave.

    *id* is what an undo names: the hash of the stored line. *weight* says for how many answers
    of the run a randomly drawn one stands. *blind* is False if the person had seen the chatbot's
    name or the machine's verdict.
    """

    reviewer: str
    verdict: str
    detail: str | None
    reason: str
    role: str = LABEL
    weight: float = 1.0
    blind: bool = True
    reviewed_at: str = ""
    id: str = ""


@dataclass(slots=True, kw_only=True)
class Labels:
    """All labels that stand, kept up to date line by line."""

    standing: dict[str, list[Review]] = field(default_factory=dict)
    revealed: set[tuple[str, str]] = field(default_factory=set)
    _home: dict[str, tuple[int, str]] = field(default_factory=dict)
    _history: dict[str, list[Review]] = field(default_factory=dict)

    def take(self, line: Mapping[str, Any]) -> None:
        """Add one line of reviews.jsonl; raises `ReviewError` naming what does not fit."""
        if "undoes" in line:
            self._undo(str(line["undoes"]))
        elif line.get("event") == "revealed":
            self.revealed.add((str(line["trial_id"]), str(line["reviewer"])))
        else:
            self._add(_trial(line), read_review(line))

    def _add(self, trial: str, review: Review) -> None:
        if review.id:
            self._home[review.id] = (len(self._home), trial)
        self._history.setdefault(trial, []).append(review)
        self._settle(trial)

    def _undo(self, review_id: str) -> None:
        _, trial = self._home.get(review_id, (0, None))
        if trial is None:
            raise ReviewError(f"an undo of `{review_id[:12]}`, which no line before it bears")
        kept = [r for r in self._history[trial] if r.id != review_id]
        self._history[trial] = kept
        self._settle(trial)

    def _settle(self, trial: str) -> None:
        """Of each person the latest label stands, in the order of their first labels."""
        latest = {(r.reviewer, r.role): r for r in self._history[trial]}
        if latest:
            self.standing[trial] = list(latest.values())
        else:
            self.standing.pop(trial, None)

    def of(self, trial: str, reviewer: str, role: str = LABEL) -> Review | None:
        """The standing label of one person."""
        found = self.standing.get(trial, ())
        return next((r for r in found if (r.reviewer, r.role) == (reviewer, role)), None)

    def last_of(self, reviewer: str, role: str) -> tuple[str, Review] | None:
        """The label that this person gave last and that still stands, with its trial."""
        own = [
            (self._home[r.id][0], trial, r)
            for trial, reviews in self.standing.items()
            for r in reviews
            if (r.reviewer, r.role) == (reviewer, role) and r.id
        ]
        return max(own, key=lambda x: x[0])[1:] if own else None


def read_review(line: Mapping[str, Any]) -> Review:
    """A label line; raises `ReviewError`."""
    try:
        reviewer = str(line["reviewer"])
        verdict = Verdict(line["verdict"])
        detail = Detail(line["detail"]) if line.get("detail") else None
        sample = line.get("sample") or {}
        review = Review(
            reviewer=reviewer,
            verdict=verdict.value,
            detail=detail.value if detail else None,
            reason=line.get("reason") or "",
            role=line.get("role") or LABEL,
            weight=float(sample.get("weight", 1.0)),
            blind=bool(line.get("blind", True)),
            reviewed_at=line.get("reviewed_at") or "",
            id=line.get("sha256") or "",
        )
    except KeyError as error:
        raise ReviewError(f"a review without {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ReviewError(f"not a review ({error})") from error
    if detail is not None and detail not in DETAILS[verdict]:
        raise ReviewError(f"the detail {detail} does not belong to {verdict}")
    if not review.weight > 0:
        raise ReviewError("the weight of a sampled answer must be above zero")
    return review


def _trial(line: Mapping[str, Any]) -> str:
    if "trial_id" not in line:
        raise ReviewError("a review without 'trial_id'")
    return str(line["trial_id"])


def independent(reviews: Iterable[Review]) -> list[Review]:
    """The labels that people gave on their own, without adjudications."""
    return [r for r in reviews if r.role == LABEL]


def disputed(reviews: Iterable[Review]) -> bool:
    """Whether people disagree on the verdict and nobody has settled it since."""
    given = list(reviews)
    return (
        len({r.verdict for r in independent(given)}) > 1 and settled(given, quorum=False) is None
    )


def settled(reviews: Iterable[Review], *, quorum: bool = True) -> Review | None:
    """The label that counts for an answer, or None while people disagree.

    An adjudication counts if no label is younger. Without one, all must agree; with *quorum* a
    strict majority of three or more will do.
    """
    given = list(reviews)
    labels = independent(given)
    youngest = max((r.reviewed_at for r in labels), default="")
    rulings = [r for r in given if r.role == ADJUDICATION and r.reviewed_at >= youngest]
    if rulings:
        return max(rulings, key=lambda r: r.reviewed_at)
    votes = Counter(r.verdict for r in labels)
    if not votes:
        return None
    verdict, count = votes.most_common(1)[0]
    enough = count * 2 > len(labels) if quorum else count == len(labels)
    return next(r for r in labels if r.verdict == verdict) if enough else None
