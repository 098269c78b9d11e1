"""Reads the score and review lines of a run: verdicts by scorer, source hits, human labels.

A run may have a million of each. What tables count is kept in memory, each value once; reasons,
passages and addresses are read again from disk when an answer is shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reports.errors import RunFolderError
from reports.score_lines import Lines, Places
from reports.score_types import (
    Brief,
    Found,
    Hit,
    Named,
    Score,
    Verdicts,
    checked,
    found_of,
)
from reports.veil import Veil
from scoring.lines import read_jsonl, read_jsonl_at
from scoring.reviews import Labels, Review, ReviewError

SOURCES = "sources"
__all__ = ["Found", "Hit", "Review", "Score", "Scores", "read_scores"]


@dataclass(slots=True, kw_only=True)
class Scores:
    """All scores of a run: verdicts by scorer and trial, hits by trial, versions by scorer."""

    places: Places = field(default_factory=Places)
    verdicts: dict[str, Mapping[str, Score]] = field(default_factory=dict)
    lines: dict[str, Lines[Brief]] = field(default_factory=dict)
    sources: Lines[tuple[tuple[Hit, ...], int]] | None = None
    reviews: dict[str, list[Review]] = field(default_factory=dict)
    versions: dict[str, set[str]] = field(default_factory=dict)

    @property
    def sources_ran(self) -> bool:
        """Whether any reply was searched for watch-listed sites."""
        return self.sources is not None

    def hits(self, trial: str) -> tuple[Hit, ...] | None:
        """The watch-listed sites that *trial* names, or None where it was not searched."""
        known = self.sources.brief(trial) if self.sources else None
        return known[0] if known else None

    def mentions(self, trial: str) -> int:
        """How many listed names without an address *trial* holds."""
        known = self.sources.brief(trial) if self.sources else None
        return known[1] if known else 0

    def found(self, trial: str) -> tuple[Found, ...]:
        """The hits of *trial* with address and place, read again from disk."""
        line = self.sources.line(trial) if self.sources and self.hits(trial) else None
        return tuple(found_of(row) for row in line["hits"]) if line else ()

    def veiled(self, veil: Veil) -> "Scores":
        """The scores under the trial ids and scorer names of a redacted edition."""
        numbers = {veil.trial(trial): n for trial, n in self.places.numbers.items()}
        return self._under(Places(numbers), veil)

    def of(self, rows: Iterable[Named]) -> "Scores":
        """The scores of *rows* and of no other trial."""
        known = self.places.numbers
        kept = {row.trial_id: known[row.trial_id] for row in rows if row.trial_id in known}
        made = self._under(Places(kept), Veil())
        made.reviews = {t: given for t, given in self.reviews.items() if t in kept}
        return made

    def _under(self, places: Places, veil: Veil) -> "Scores":
        lines = {veil.text(name): found.under(places) for name, found in self.lines.items()}
        return Scores(
            places=places,
            lines=lines,
            verdicts={name: Verdicts(found) for name, found in lines.items()},
            sources=self.sources.under(places) if self.sources else None,
            reviews={veil.trial(trial): given for trial, given in self.reviews.items()},
            versions={veil.text(name): found for name, found in self.versions.items()},
        )


@dataclass(slots=True)
class _Reader:
    """Takes score lines one by one; equal values are kept once."""

    scores: Scores
    pool: dict[Any, Any] = field(default_factory=dict)

    def take(self, line: Mapping[str, Any], path: Path, offset: int) -> None:
        name, trial = line["scorer"], line["trial_id"]
        lines = self._lines(name, line)
        known = lines.line(trial)
        if known is not None and (line.get("scored_at") or "") < (known.get("scored_at") or ""):
            return
        if "hits" in line:
            hits = tuple(self._once(found_of(row).hit) for row in line["hits"])
            brief: Any = (hits, len(line.get("mentions") or ()))
        else:
            brief = checked(line)
        lines.put(trial, self._once(brief), path, offset)
        self.scores.versions.setdefault(name, set()).add(str(line.get("version", "")))

    def _lines(self, name: str, line: Mapping[str, Any]) -> Lines[Any]:
        scores = self.scores
        if "hits" in line:
            scores.sources = scores.sources or Lines(scores.places)
            return scores.sources
        if name not in scores.lines:
            scores.lines[name] = Lines(scores.places)
            scores.verdicts[name] = Verdicts(scores.lines[name])
        return scores.lines[name]

    def _once(self, value: Any) -> Any:
        return self.pool.setdefault(value, value)


def read_scores(folder: Path, notes: Counter[str]) -> Scores:
    """Read `scores/*.jsonl` and `reviews.jsonl`; what is torn is counted in *notes*."""
    scores = Scores()
    reader = _Reader(scores)
    for path in sorted((folder / "scores").glob("*.jsonl")):
        for number, offset, line in read_jsonl_at(path, lambda _: notes.update(["torn"])):
            try:
                reader.take(line, path, offset)
            except (KeyError, TypeError, ValueError) as error:
                raise RunFolderError(
                    f"{path}:{number}: not a score line ({error!s}); score the run again"
                ) from error
    if (folder / "reviews.jsonl").exists():
        _read_reviews(folder / "reviews.jsonl", scores, notes)
    return scores


def _read_reviews(path: Path, scores: Scores, notes: Counter[str]) -> None:
    labels = Labels()
    for number, line in read_jsonl(path, lambda _: notes.update(["torn"])):
        try:
            labels.take(line)
        except (ReviewError, KeyError) as error:
            raise RunFolderError(f"{path}:{number}: {error}; restore the file") from error
    scores.reviews = labels.standing
