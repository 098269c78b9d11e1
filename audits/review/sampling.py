"""Chooses which answers people read: at random, by seed, the same for every reviewer.

The order is random too, so that whatever part gets done is a random sample, and an estimate made
from it holds for the run.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audits.errors import SpecError
from reports.load import Row
from scoring.transcript import Status

STRATA = ("model", "language", "persona", "verdict", "claim", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to draw: *size* None takes all answers; *double* is the share that everybody codes."""

    size: int | None = None
    stratify: tuple[str, ...] = ()
    seed: int = 0
    double: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One answer to read; *weight* is how many answers it stands for."""

    row: Row
    weight: float
    double: bool


def parse_strata(text: str | None) -> tuple[str, ...]:
    """`model,language,verdict` as a tuple; raises `SpecError` for what rows do not have."""
    names = tuple(name.strip() for name in (text or "").split(",") if name.strip())
    unknown = [name for name in names if name not in STRATA]
    if unknown:
        raise SpecError(f"--stratify: no `{', '.join(unknown)}`; choose from {', '.join(STRATA)}")
    return names


def readable(rows: Sequence[Row], *, controls: bool = False) -> list[Row]:
    """Answers that people can read: with a text, of products (of controls if nothing else)."""
    answered = [row for row in rows if row.status is Status.ANSWERED]
    products = [row for row in answered if not row.is_control]
    return answered if controls or not products else products


def draw(rows: Sequence[Row], plan: Plan) -> list[Drawn]:
    """The answers to read, in the order in which to read them; the same for the same seed."""
    ordered = sorted(rows, key=lambda row: _luck(plan.seed, row.trial_id))
    strata: dict[tuple[Any, ...], list[Row]] = {}
    for row in ordered:
        strata.setdefault(tuple(getattr(row, key) or "" for key in plan.stratify), []).append(row)
    sizes = {key: len(strata[key]) for key in sorted(strata, key=str)}
    shares = _shares(sizes, len(ordered) if plan.size is None else plan.size)
    drawn = [
        Drawn(
            row=row,
            weight=round(sizes[key] / count, 6),
            double=_luck(plan.seed, f"double {row.trial_id}") < plan.double * 2**64,
        )
        for key, count in shares.items()
        for row in strata[key][:count]
    ]
    return sorted(drawn, key=lambda d: _luck(plan.seed, f"order {d.row.trial_id}"))


def _luck(seed: int, text: str) -> int:
    """A random number that is the same on every machine and for every Python."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{text}".encode()).digest()[:8])


def _shares(sizes: dict[tuple[Any, ...], int], wanted: int) -> dict[tuple[Any, ...], int]:
    """How many to draw from each stratum: its share by largest remainder, and one at least.

    Where there are more strata than answers to draw, the largest strata come first.
    """
    total = sum(sizes.values())
    wanted = min(wanted, total)
    exact = {key: wanted * size / total for key, size in sizes.items()}
    given = {key: int(part) for key, part in exact.items()}
    by_rest = sorted(sizes, key=lambda key: (given[key] > 0, given[key] - exact[key], str(key)))
    for key in by_rest[: wanted - sum(given.values())]:
        given[key] += 1
    return {key: count for key, count in given.items() if count}
