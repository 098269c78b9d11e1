"""Reads the score and review lines of a run: verdicts by scorer, source hits, human labels."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reports.errors import RunFolderError
from scoring.lines import read_jsonl
from scoring.verdict import DETAILS, Detail, Span, Verdict

SOURCES = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A watch-listed address of a reply; *category* keeps networks and the rest apart.

    *role* is `cited`, `retrieved`, `opened` or `named`; `start` and `end` are where the text names
    it, or None for an attached citation.
    """

    url: str
    host: str
    domain: str
    network: str
    kind: str
    category: str
    role: str
    list: str = ""
    list_entry: str = ""
    list_date: str = ""
    wrapped_in: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One verdict of one scorer."""

    verdict: str
    detail: str | None
    reason: str
    version: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One label given by a person."""

    reviewer: str
    verdict: str
    detail: str | None
    reason: str


@dataclass(slots=True, kw_only=True)
class Scores:
    """All scores of a run: verdicts by scorer and trial, hits by trial, versions by scorer."""

    verdicts: dict[str, dict[str, Score]] = field(default_factory=dict)
    hits: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    mentions: dict[str, int] = field(default_factory=dict)
    reviews: dict[str, list[Review]] = field(default_factory=dict)
    versions: dict[str, set[str]] = field(default_factory=dict)
    sources_ran: bool = False


def read_scores(folder: Path, notes: Counter[str]) -> Scores:
    """Read `scores/*.jsonl` and `reviews.jsonl`; what is torn is counted in *notes*."""
    scores = Scores()
    latest: dict[tuple[str, str], str] = {}
    for path in sorted((folder / "scores").glob("*.jsonl")):
        for number, line in read_jsonl(path, lambda _: notes.update(["torn"])):
            try:
                _take(line, scores, latest)
            except (KeyError, TypeError, ValueError) as error:
                raise RunFolderError(
                    f"{path}:{number}: not a score line ({error!s}); score the run again"
                ) from error
    if (folder / "reviews.jsonl").exists():
        _read_reviews(folder / "reviews.jsonl", scores, notes)
    return scores


def _take(line: Mapping[str, Any], scores: Scores, latest: dict[tuple[str, str], str]) -> None:
    name, trial = line["scorer"], line["trial_id"]
    scored_at = line.get("scored_at") or ""
    if scored_at < latest.get((name, trial), ""):
        return
    latest[name, trial] = scored_at
    if "hits" in line:
        scores.sources_ran = True
        scores.hits[trial] = tuple(_hit(h) for h in line["hits"])
        scores.mentions[trial] = len(line.get("mentions") or ())
    else:
        scores.verdicts.setdefault(name, {})[trial] = _score(line)
    scores.versions.setdefault(name, set()).add(str(line.get("version", "")))


def _score(line: Mapping[str, Any]) -> Score:
    verdict = Verdict(line["verdict"])
    detail = Detail(line["detail"]) if line.get("detail") else None
    if detail is not None and detail not in DETAILS[verdict]:
        raise ValueError(f"the detail {detail} does not belong to {verdict}")
    return Score(
        verdict=verdict.value,
        detail=detail.value if detail else None,
        reason=line.get("reason") or "",
        version=str(line.get("version", "")),
        evidence=tuple(Span(start=s["start"], end=s["end"]) for s in line.get("evidence") or ()),
    )


def _hit(row: Mapping[str, Any]) -> Hit:
    return Hit(
        url=row["url"],
        host=row.get("host") or "",
        domain=row.get("domain") or row.get("host") or "",
        network=row.get("network") or "",
        kind=row.get("kind") or "",
        category=row["category"],
        role=row.get("role") or "named",
        list=row.get("list") or "",
        list_entry=row.get("list_entry") or "",
        list_date=str(row.get("list_date") or ""),
        wrapped_in=row.get("wrapped_in"),
        start=row.get("start"),
        end=row.get("end"),
    )


def _read_reviews(path: Path, scores: Scores, notes: Counter[str]) -> None:
    for number, line in read_jsonl(path, lambda _: notes.update(["torn"])):
        try:
            review = Review(
                reviewer=line["reviewer"],
                verdict=line["verdict"],
                detail=line.get("detail"),
                reason=line.get("reason") or "",
            )
            given = scores.reviews.setdefault(line["trial_id"], [])
        except KeyError as error:
            raise RunFolderError(f"{path}:{number}: a review without {error}") from error
        # A reviewer's later label replaces the earlier one; the file keeps both.
        given[:] = [r for r in given if r.reviewer != review.reviewer] + [review]
