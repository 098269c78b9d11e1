"""The rows of the chapter "Grooming": every figure and sentence of it is made from these.

A row says of what table it is, about whom, and what was counted of what; the CSV edition holds
them all, and the chapter (`reports.grooming_chapter`) reads nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from reports.grooming_pairs import matched_rows, search_rows
from reports.grooming_reading import ROLES, Cell, Exposure, Key, read_exposure
from reports.grooming_rows import Record, rated
from reports.grooming_voids import coverage_rows, level_rows
from reports.load import Run
from reports.stats import rate

STANCES = ("support", "warning", "neither")
REPLIES: Mapping[str, tuple[Callable[[Cell], int], Callable[[Cell], int]]] = {
    "listed": (lambda c: c.listed, lambda c: c.replies),
    "first": (lambda c: c.first, lambda c: c.addressed),
    "only": (lambda c: c.only, lambda c: c.addressed),
}
COLUMNS = tuple(f.name for f in fields(Record))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """By what the exposure of a chatbot is split."""

    name: str
    of: Callable[[Key], str]


DIMENSIONS = (
    Dimension(name="", of=lambda key: ""),
    Dimension(name="language", of=lambda key: key[1]),
    Dimension(name="claim", of=lambda key: key[2]),
    Dimension(name="month", of=lambda key: key[3]),
)


@lru_cache(maxsize=2)  # page, Markdown and CSV of one report need the same rows
def records(run: Run, language: str) -> tuple[Record, ...]:
    """All rows of the chapter, claims named in *language*; none where nothing can be said."""
    found = read_exposure(run)
    made = [*_exposure(found)] if _any_address(found) else []
    if found.sites and any(found.sites.values()):
        made += coverage_rows(run, found, language)
        made += level_rows(run, found)
    return (*made, *matched_rows(run, language), *search_rows(run))


def _any_address(found: Exposure) -> bool:
    return any(cell.addressed or cell.listed for cell in found.cells.values())


def _exposure(found: Exposure) -> Iterator[Record]:
    for dimension in DIMENSIONS:
        groups: dict[tuple[str, str], list[tuple[Key, Cell]]] = {}
        for key, cell in found.cells.items():
            groups.setdefault((key[0], dimension.of(key)), []).append((key, cell))
        for (model, value), cells in groups.items():
            scope = {"model": model} | ({dimension.name: value} if dimension.name else {})
            yield from _of_group(scope, cells)


def _of_group(scope: dict[str, str], cells: list[tuple[Key, Cell]]) -> Iterator[Record]:
    for name, (count, of) in REPLIES.items():
        yield _share("replies", scope, name, cells, count, of)
    for role in ROLES:
        yield from _of_role(scope, role, cells)
    for stance in STANCES:
        yield _share(
            "stance", scope, stance, cells,
            lambda c, s=stance: c.stances[s], lambda c: c.stances.total(),  # type: ignore[misc]
        )  # fmt: skip


def _of_role(scope: dict[str, str], role: str, cells: list[tuple[Key, Cell]]) -> Iterator[Record]:
    def addresses(cell: Cell) -> int:
        return cell.addresses[role]

    if not any(addresses(cell) for _, cell in cells):
        return
    networks = {n for _, cell in cells for r, n in cell.networks if r == role}
    mine = scope | {"role": role}
    yield _share("addresses", mine, "listed", cells, lambda c: _listed(c, role), addresses)
    for network in sorted(networks):
        yield _share(
            "addresses", mine | {"network": network}, "listed", cells,
            lambda c, n=network: c.networks[role, n], addresses,  # type: ignore[misc]
        )  # fmt: skip


def _listed(cell: Cell, role: str) -> int:
    return sum(n for (r, _), n in cell.networks.items() if r == role)


def _share(
    table: str,
    scope: Mapping[str, str],
    measure: str,
    cells: Iterable[tuple[Key, Cell]],
    count: Callable[[Cell], int],
    of: Callable[[Cell], int],
) -> Record:
    """A share with claims as clusters."""
    sums: dict[str, list[int]] = {}
    for key, cell in cells:
        own = sums.setdefault(key[2], [0, 0])
        own[0] += count(cell)
        own[1] += of(cell)
    kept = [sums[claim] for claim in sorted(sums)]
    made = rate([c[0] for c in kept], [c[1] for c in kept])
    return rated(table, measure, made, **scope)
