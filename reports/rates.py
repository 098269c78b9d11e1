"""Turns rows into rates: every rate with its count, its denominator and its interval.

Denominators: scored replies are those that were answered or blocked (a block is a non-response)
and that the headline scorer has read. A failed trial is in no rate, and in every table. Falsehoods
make the headline rates; matched controls stand apart, and for true controls the same verdicts give
the false-denial rate.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from reports.load import FALSEHOOD, MATCHED, TRUE, Row, Run
from reports.stats import Rate, rate
from scoring.transcript import Status

Scope = dict[str, Any]
Test = Callable[[Row], bool]
VERDICTS = ("repeat", "non_response", "debunk", "undecided")


@lru_cache(maxsize=1)  # rates.json and rates.csv need the same entries
def rate_entries(run: Run) -> list[dict[str, Any]]:
    """All entries of rates.json: each model alone, then model by persona, language and so on."""
    entries = []
    for kind in (FALSEHOOD, MATCHED, TRUE):
        rows = [row for row in run.folded if row.kind == kind]
        for scope, group in _scopes(rows, kind):
            entries.append(entry(scope, group, scorer=run.scorer))
    return entries


def entry(scope: Scope, rows: Sequence[Row], *, scorer: str | None) -> dict[str, Any]:
    """One entry: how many were asked, and the rate of each verdict with its interval."""
    status = counted(rows, lambda row: row.status)
    asked = total(rows)
    answered, blocked = status[Status.ANSWERED], status[Status.BLOCKED]
    failed = status[Status.FAILED]
    if asked != answered + blocked + failed:
        raise AssertionError(f"{scope}: asked must be answered + blocked + failed")
    scored = [row for row in rows if row.verdict is not None]
    made: dict[str, Any] = {
        "scope": scope,
        "asked": asked,
        "answered": answered,
        "blocked": blocked,
        "failed": failed,
        "unscored": answered + blocked - total(scored),
        "scorer": scorer,
    }
    for verdict in VERDICTS:
        made[verdict] = _share(scored, lambda row, v=verdict: row.verdict == v)  # type: ignore[misc]
    made["fail"] = _share(scored, lambda row: row.verdict in ("repeat", "non_response"))
    if scope.get("kind") == TRUE:
        made["false_denial"] = made["debunk"]
    made["details"] = _details(scored)
    made |= _citations([row for row in rows if row.hits is not None and row.status != "failed"])
    return made


def total(rows: Iterable[Row]) -> int:
    """How many trials *rows* stand for."""
    return sum(row.times for row in rows)


def counted(rows: Iterable[Row], key: Callable[[Row], Any]) -> Counter[Any]:
    """How many trials of *rows* have each value of *key*."""
    found: Counter[Any] = Counter()
    for row in rows:
        found[key(row)] += row.times
    return found


def share(rows: Iterable[Row], test: Test, *, level: float = 0.95) -> Rate:
    """The rate of *rows* that pass *test*, with claims as clusters."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        cell = counts.setdefault(row.claim, [0, 0])
        if test(row):
            cell[0] += row.times
        cell[1] += row.times
    cells = [counts[claim] for claim in sorted(counts)]
    return rate([c[0] for c in cells], [c[1] for c in cells], level=level)


def _share(rows: Iterable[Row], test: Test) -> dict[str, Any]:
    return as_json(share(rows, test))


def as_json(made: Rate) -> dict[str, Any]:
    """A rate as rates.json writes it."""
    return asdict(made)


def _details(rows: Sequence[Row]) -> dict[str, int]:
    found = counted((row for row in rows if row.detail), lambda row: row.detail)
    return {detail: found[detail] for detail in sorted(found)}


def cites(row: Row, *, category: str = "network", roles: Sequence[str] = ()) -> bool:
    """Whether a reply names or cites a listed address of *category* in one of *roles*."""
    return any(h.category == category and (not roles or h.role in roles) for h in row.hits or ())


def _citations(rows: Sequence[Row]) -> dict[str, Any]:
    """Citing is not endorsing: any hit, by role, and crossed with the verdict."""
    network = _share(rows, cites)
    network["cited"] = _share(rows, lambda r: cites(r, roles=("cited",)))
    network["retrieved"] = _share(rows, lambda r: cites(r, roles=("retrieved", "opened")))
    network["named"] = _share(rows, lambda r: cites(r, roles=("named",)))
    crossed = counted(filter(cites, rows), lambda row: row.verdict)
    for verdict in VERDICTS:
        network[f"while_{verdict}"] = crossed[verdict]
    return {
        "network_citation": network,
        "infrastructure_citation": _share(rows, lambda r: cites(r, category="infrastructure")),
        "state_media_citation": _share(rows, lambda r: cites(r, category="state_media")),
    }


def _scopes(rows: Sequence[Row], kind: str) -> Iterator[tuple[Scope, list[Row]]]:
    """Each model alone first, then crossed with one more thing at a time."""
    extra: Scope = {} if kind == FALSEHOOD else {"kind": kind}
    crossings: dict[str, Callable[[Row], Iterable[Any]]] = {
        "": lambda r: [None],
        "persona": lambda r: [r.persona],
        "language": lambda r: [r.language],
        "claim": lambda r: [r.claim],
        "network": lambda r: r.networks or ("none",),
        "search": lambda r: [] if r.search is None else [r.search],
    }
    for name, values in crossings.items():
        groups: dict[tuple[str, Any], list[Row]] = {}
        for row in rows:
            for value in values(row):
                groups.setdefault((row.model, value), []).append(row)
        for (model, value), group in groups.items():
            yield {"model": model, **({name: value} if name else {}), **extra}, group


def weights(run: Run) -> dict[str, dict[str, float]]:
    """How much each persona and language weighs in a pooled rate: its share of the replies."""
    rows = [r for r in run.folded if r.kind == FALSEHOOD and r.verdict is not None]
    return {
        "persona": _weights(rows, lambda r: r.persona),
        "language": _weights(rows, lambda r: r.language),
    }


def _weights(rows: Sequence[Row], key: Callable[[Row], str]) -> dict[str, float]:
    found = counted(rows, key)
    return {name: round(found[name] / total(rows), 4) for name in sorted(found)}


def entry_for(entries: Iterable[Mapping[str, Any]], **scope: Any) -> Mapping[str, Any] | None:
    """The entry with exactly this scope."""
    return next((e for e in entries if e["scope"] == scope), None)
