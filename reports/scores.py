"""Reads the score and review lines of a run: verdicts by scorer, source hits, human labels.

A run may have a million of each. What tables count is kept in memory, each value once; reasons,
passages and addresses are read again from disk when an answer is shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from reports.errors import RunFolderError
from reports.score_lines import Lines, Places
from reports.veil import Veil
from scoring.lines import read_jsonl, read_jsonl_at
from scoring.reviews import Labels, Review, ReviewError
from scoring.verdict import DETAILS, Detail, Span, Verdict

SOURCES = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """That a reply names a watch-listed site; *category* keeps networks and the rest apart.

    *role* is `cited`, `retrieved`, `opened` or `named`. Replies that name the same sites share
    their hits.
    """

    host: str
    domain: str
    network: str
    kind: str
    category: str
    role: str
    list: str = ""
    list_entry: str = ""
    list_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit as it stands in one reply.

    *start* and *end* are where the text names the address, None for an attached citation.
    """

    hit: Hit
    url: str
    start: int | None = None
    end: int | None = None


class Named(Protocol):
    """Anything with the id of a trial."""

    @property
    def trial_id(self) -> str:
        """The trial."""


class Brief(NamedTuple):
    """What is kept in memory of a score; the scores of a run share few of them."""

    verdict: str
    detail: str | None
    version: str


@dataclass(frozen=True, slots=True)
class Score:
    """One verdict of one scorer; its reason and passages are read from disk when asked for."""

    brief: Brief
    lines: Lines[Brief]
    trial: str

    @property
    def verdict(self) -> str:
        """The verdict."""
        return self.brief.verdict

    @property
    def detail(self) -> str | None:
        """What kind of such a verdict."""
        return self.brief.detail

    @property
    def version(self) -> str:
        """The version of the scorer that gave it."""
        return self.brief.version

    @property
    def reason(self) -> str:
        """Why, in the scorer's words."""
        return str(self._line().get("reason") or "")

    @property
    def evidence(self) -> tuple[Span, ...]:
        """The passages that decided it."""
        return _spans(self._line())

    def _line(self) -> Mapping[str, Any]:
        return self.lines.line(self.trial) or {}


class Verdicts(Mapping[str, Score]):
    """The verdicts of one scorer by trial."""

    __slots__ = ("lines",)

    def __init__(self, lines: Lines[Brief]) -> None:
        self.lines = lines

    def __getitem__(self, trial: str) -> Score:
        """The score of *trial*."""
        brief = self.lines.brief(trial)
        if brief is None:
            raise KeyError(trial)
        return Score(brief, self.lines, trial)

    def __iter__(self) -> Iterator[str]:
        """The trials that this scorer has read."""
        return iter(self.lines)

    def __len__(self) -> int:
        """How many it has read."""
        return len(self.lines)


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
        return tuple(_found(row) for row in line["hits"]) if line else ()

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
            hits = tuple(self._once(_found(row).hit) for row in line["hits"])
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


def checked(line: Mapping[str, Any]) -> Brief:
    """The gist of a score line; raises `ValueError` where the codebook has no such verdict."""
    verdict = Verdict(line["verdict"])
    detail = Detail(line["detail"]) if line.get("detail") else None
    if detail is not None and detail not in DETAILS[verdict]:
        raise ValueError(f"the detail {detail} does not belong to {verdict}")
    _spans(line)
    version = str(line.get("version", ""))
    return Brief(verdict.value, detail.value if detail else None, version)


def _spans(line: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(start=s["start"], end=s["end"]) for s in line.get("evidence") or ())


def _hit(row: Mapping[str, Any]) -> Hit:
    return Hit(
        host=row.get("host") or "",
        domain=row.get("domain") or row.get("host") or "",
        network=row.get("network") or "",
        kind=row.get("kind") or "",
        category=row["category"],
        role=row.get("role") or "named",
        list=row.get("list") or "",
        list_entry=row.get("list_entry") or "",
        list_date=str(row.get("list_date") or ""),
    )


def _found(row: Mapping[str, Any]) -> Found:
    return Found(hit=_hit(row), url=row["url"], start=row.get("start"), end=row.get("end"))


def _read_reviews(path: Path, scores: Scores, notes: Counter[str]) -> None:
    labels = Labels()
    for number, line in read_jsonl(path, lambda _: notes.update(["torn"])):
        try:
            labels.take(line)
        except (ReviewError, KeyError) as error:
            raise RunFolderError(f"{path}:{number}: {error}; restore the file") from error
    scores.reviews = labels.standing
