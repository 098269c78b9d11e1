"""What a scorer said of a reply: verdicts and hits as tables keep them, and as lines hold them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from reports.score_lines import Lines
from scoring.verdict import DETAILS, Detail, Span, Verdict


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
        return spans(self._line())

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


def checked(line: Mapping[str, Any]) -> Brief:
    """The gist of a score line; raises `ValueError` where the codebook has no such verdict."""
    verdict = Verdict(line["verdict"])
    detail = Detail(line["detail"]) if line.get("detail") else None
    if detail is not None and detail not in DETAILS[verdict]:
        raise ValueError(f"the detail {detail} does not belong to {verdict}")
    spans(line)
    version = str(line.get("version", ""))
    return Brief(verdict.value, detail.value if detail else None, version)


def spans(line: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(start=s["start"], end=s["end"]) for s in line.get("evidence") or ())


def hit_of(row: Mapping[str, Any]) -> Hit:
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


def found_of(row: Mapping[str, Any]) -> Found:
    return Found(hit=hit_of(row), url=row["url"], start=row.get("start"), end=row.get("end"))
