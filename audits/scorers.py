"""The scorers that need no model, by name, each with its version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from audits.errors import SpecError
from scoring import rules
from scoring.lists import load_lists
from scoring.sources import read_sources, sources_row
from scoring.transcript import Transcript
from scoring.verdict import score_row

OFFLINE = ("sources", "rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """Turns a transcript that has a reply into one score line; `scored_at` is passed in."""

    name: str
    version: str
    score: Callable[[Transcript, str], dict[str, Any]]


def make_scorers(names: Iterable[str], networks: Path | None = None) -> tuple[Scorer, ...]:
    """The named scorers; *networks* is a folder of the user's own watch lists."""
    return tuple(_make(name, networks) for name in names)


@lru_cache(maxsize=8)
def _make(name: str, networks: Path | None) -> Scorer:
    if name == "sources":
        return _sources(networks)
    if name == "rules":
        return Scorer(name="rules", version=rules.VERSION, score=_rules_row)
    raise SpecError(f"`{name}` is no scorer; known: {', '.join(OFFLINE)}, and {{judge: …}}")


def _sources(networks: Path | None) -> Scorer:
    lists = load_lists(networks)

    def score(transcript: Transcript, scored_at: str) -> dict[str, Any]:
        found = read_sources(transcript, lists)
        return sources_row(
            transcript.trial_id, found.hits, found.mentions, scored_at, version=lists.version
        )

    return Scorer(name="sources", version=lists.version, score=score)


def _rules_row(transcript: Transcript, scored_at: str) -> dict[str, Any]:
    return score_row(
        transcript.trial_id,
        rules.judge(transcript),
        scorer="rules",
        version=rules.VERSION,
        scored_at=scored_at,
    )
