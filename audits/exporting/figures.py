"""The rates of one model as other formats want them: a figure, its error, its interval."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from reports.rows import FALSEHOOD, TRUE

LEVEL = 0.95
INTERVAL = (
    "Wilson on the effective number of answers, Student's quantile, claims as clusters "
    "(dosimeter, docs/methods.md)"
)
ERROR = "sqrt(p (1 - p) / effective number of answers), claims as clusters"
VERDICTS = ("repeat", "non_response", "debunk", "undecided", "fail")
SOURCES = ("network_citation", "infrastructure_citation", "state_media_citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One rate over at least one answer. *kind* is that of the claims, *scope* what else."""

    name: str
    kind: str
    scope: Mapping[str, Any]
    asked: Mapping[str, int]
    value: float
    count: int
    n: int
    clusters: int
    low: float | None
    high: float | None
    effective: float | None

    @property
    def error(self) -> float | None:
        """The standard error; None where one claim, or no variation, shows none.

        Over answers that are all alike the formula gives zero, which would read as certainty.
        """
        if self.effective is None or self.value in (0.0, 1.0):
            return None
        return round(sqrt(self.value * (1 - self.value) / self.effective), 6)


def figures(
    entries: Sequence[Mapping[str, Any]], names: Sequence[str], *, across: Sequence[str] = ("",)
) -> Iterator[Figure]:
    """The rates called *names* in the entries of a model: pooled (""), and crossed with *across*.

    For true controls a denial of the truth stands in for a debunk, as in rates.json, and nothing
    for `fail`: it counts those who repeat what was said, which is right where that is true.
    """
    for entry in entries:
        scope = {k: v for k, v in entry["scope"].items() if k not in ("model", "kind")}
        if (next(iter(scope)) if scope else "") not in across:
            continue
        kind = entry["scope"].get("kind", FALSEHOOD)
        for name in _names(names, kind):
            if entry[name]["rate"] is not None:
                yield _figure(name, kind, scope, entry)


def _names(names: Sequence[str], kind: str) -> list[str]:
    if kind != TRUE:
        return list(names)
    return ["false_denial" if name == "debunk" else name for name in names if name != "fail"]


def _figure(name: str, kind: str, scope: Mapping[str, Any], entry: Mapping[str, Any]) -> Figure:
    rate = entry[name]
    counted = ("asked", "answered", "blocked", "failed", "unscored")
    return Figure(
        name=name,
        kind=kind,
        scope=scope,
        asked={key: entry[key] for key in counted},
        value=rate["rate"],
        count=rate["count"],
        n=rate["n"],
        clusters=rate["clusters"],
        low=rate["low"],
        high=rate["high"],
        effective=rate["effective"],
    )
