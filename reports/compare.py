"""Compares chatbots, runs, personas or languages on the prompts they share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.compare_sides import Group, Layout, Scope, arrange
from reports.compare_warnings import Warned, about_pair, about_runs, about_sides
from reports.errors import CompareError
from reports.load import Row, Run
from reports.paired import Paired, holm, letters
from reports.pairing import MEASURES, Match, Measure, Side, cells, match, mean
from reports.power import smallest_detectable
from scoring.transcript import Status

LEVEL = 0.05
WITHIN = ("persona", "language")
HIGHER, LOWER, CANNOT_TELL = "higher", "lower", "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One comparison. *trouble* says why there is no test: `running`, `all_failed`, `no_answers`,
    `no_shared_prompts` or `one_claim`."""

    a: Side
    b: Side
    scope: Scope
    rate: str
    match: Match
    found: Paired
    trouble: str | None = None
    p_adjusted: float | None = None
    smallest: float | None = None

    @property
    def whole(self) -> bool:
        """Whether this is about all shared prompts, not those of one persona or language."""
        return not set(self.scope) & set(WITHIN)

    @property
    def says(self) -> str:
        """Whether a is higher or lower than b, or cannot be told apart from it."""
        if self.p_adjusted is None or self.p_adjusted >= LEVEL or not self.found.difference:
            return CANNOT_TELL
        return HIGHER if self.found.difference > 0 else LOWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A side's place among others: from *first* to *last*, as far as they can be told apart."""

    name: str
    rate: float
    letters: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All sides of a group on the prompts that all of them share, the highest rate first."""

    scope: Scope
    prompts: int
    claims: int
    places: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that `dosimeter compare` has to say."""

    by: str
    rate: str
    compared: tuple[Compared, ...]
    rankings: tuple[Ranking, ...]
    warnings: tuple[Warned, ...]

    @property
    def told(self) -> bool:
        """Whether anything was compared; if not, nothing can be said of flips either."""
        return any(c.found.difference is not None for c in self.compared)

    @property
    def flips(self) -> tuple[tuple[Compared, Row, Row], ...]:
        """Every pair of answers of which one repeats the claim and the other debunks it."""
        return tuple((c, x, y) for c in self.compared if c.whole for x, y in c.match.flips)


def compare(
    runs: Sequence[Run],
    labels: Sequence[str] = (),
    *,
    by: str | None = None,
    rate: str = "repeat",
    within: Sequence[str] = (),
) -> Comparison:
    """Compare what *runs* and *labels* name; Holm's correction covers every test made.

    *within* (`persona`, `language`) adds the same comparisons for each persona or language.
    """
    layout = arrange(runs, labels, by)
    if layout.by in within:
        raise CompareError(f"`--within {layout.by}` makes no sense with `--by {layout.by}`")
    measure = MEASURES[rate]
    made = [
        _compared(group, pair, layout, measure)
        for group in _with_parts(layout.groups, within)
        for pair in group.pairs
    ]
    compared = corrected(made)
    sides = [side for group in layout.groups for side in group.sides]
    warnings = [*about_runs(runs), *about_sides([*sides, *layout.alone], layout.alone)]
    for c in compared:
        warnings += about_pair(
            c.a, c.b, c.match, scope=c.scope, trouble=c.trouble, measure=measure, whole=c.whole
        )
    return Comparison(
        by=layout.by,
        rate=rate,
        compared=tuple(compared),
        rankings=tuple(_rankings(layout, compared, measure)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def corrected(compared: Sequence[Compared]) -> list[Compared]:
    """Correct the p-values for all tests made (Holm), and say what each could have shown."""
    adjusted = holm([c.found.p for c in compared])
    level = LEVEL / max(sum(p is not None for p in adjusted), 1)
    return [
        replace(c, p_adjusted=p, smallest=smallest_detectable(c.found, level=level))
        for c, p in zip(compared, adjusted, strict=True)
    ]


def set_against(a: Side, b: Side, *, scope: Scope, key: Any, measure: Measure) -> Compared:
    """One comparison before any correction; without a number where none would mean anything."""
    matched = match(a, b, measure, key=key)
    trouble = _trouble(a, b, matched, measure)
    found = matched.compared() if trouble in (None, "one_claim") else Paired(claims=0)
    return Compared(
        a=a, b=b, scope=scope, rate=measure.name, match=matched, found=found, trouble=trouble
    )


def _with_parts(groups: Sequence[Group], within: Sequence[str]) -> list[Group]:
    """Each group, then each again for every persona or language alone."""
    made = []
    for group in groups:
        made.append(group)
        for name in within:
            for value in sorted({getattr(r, name) for s in group.sides for r in s.rows}):
                sides = tuple(side.only(name, value) for side in group.sides)
                made.append(replace(group, scope=group.scope | {name: value}, sides=sides))
    return made


def _compared(group: Group, pair: tuple[int, int], layout: Layout, measure: Measure) -> Compared:
    a, b = (group.sides[i] for i in pair)
    return set_against(a, b, scope=group.scope, key=layout.key, measure=measure)


def _trouble(a: Side, b: Side, matched: Match, measure: Measure) -> str | None:
    if any(side.run.meta.get("status") == "running" for side in (a, b)):
        return "running"
    for side in (a, b):
        if side.rows and all(row.status is Status.FAILED for row in side.rows):
            return "all_failed"
        if not any(measure.applies(row) for row in side.rows):
            return "no_answers"
    if not matched.claims:
        return "no_shared_prompts"
    return "one_claim" if len(matched.claims) == 1 else None


def _rankings(layout: Layout, compared: Sequence[Compared], measure: Measure) -> list[Ranking]:
    made = []
    for group in layout.groups:
        own = [c for c in compared if c.scope == group.scope]
        sides = [s for s in group.sides if any(s in (c.a, c.b) for c in own)]
        if len(own) < len(sides) * (len(sides) - 1) / 2 or any(c.found.p is None for c in own):
            continue
        found = [cells(side.rows, measure, layout.key) for side in sides]
        shared = sorted(set.intersection(*(set(f) for f in found)))
        if shared:
            rates = {
                side.name: sum(mean(f[k], measure) for k in shared) / len(shared)
                for side, f in zip(sides, found, strict=True)
            }
            claims = len({k[0] for k in shared})
            made.append(
                Ranking(
                    scope=group.scope, prompts=len(shared), claims=claims,
                    places=tuple(_places(rates, own)),
                )
            )  # fmt: skip
    return made


def _places(rates: dict[str, float], compared: Sequence[Compared]) -> list[Ranked]:
    names = sorted(rates, key=lambda n: (-rates[n], n))
    above = {(c.a.name, c.b.name) for c in compared if c.says == HIGHER}
    above |= {(c.b.name, c.a.name) for c in compared if c.says == LOWER}
    marks = letters(names, sorted(above))
    return [
        Ranked(
            name=name,
            rate=rates[name],
            letters=marks[name],
            first=1 + sum(low == name for _, low in above),
            last=len(names) - sum(high == name for high, _ in above),
        )
        for name in names
    ]
