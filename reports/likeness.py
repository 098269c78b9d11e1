"""Measures in a run how differences between its models go together, for `plan-size`.

Two models' answers to the same prompts are subtracted; how far these differences agree within a
claim, and between repeats of a prompt, is what decides how many claims the next audit needs. With
one model its own answers stand in, less what way of asking and language explain: two such models
are then taken to have nothing in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from reports.compare_sides import arrange_sides
from reports.load import Row, Run
from reports.pairing import MEASURES, Cells, Key, Measure, cells, prompt_key
from reports.power import ASSUMED_REPEAT, Likeness
from reports.stats import ASSUMED, SPARSE

Claims = dict[str, list[list[float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a run shows: *likeness*, the pooled *rate*, and from how much.

    *repeats* says whether prompts were repeated; if not, the likeness of repeats is assumed.
    """

    likeness: Likeness
    rate: float
    models: int
    claims: int
    repeats: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Sums behind the estimates: products within claims and prompts, and the scale."""

    claim: float
    prompt: float | None
    total: float
    scale: float
    showing: int


def measure_likeness(run: Run, rate: str = "repeat") -> Measured | None:
    """How differences go together in *run*; None where it has not two claims with answers."""
    measure = MEASURES[rate]
    sides = [s for s in arrange_sides([run]) if any(map(measure.applies, s.rows))]
    found = [cells(side.rows, measure, prompt_key) for side in sides]
    if len({k[0] for f in found for k in f}) < 2:
        return None
    if len(found) > 1:
        moments = [_moments(*_differences(x, y, measure)) for x, y in combinations(found, 2)]
    else:
        moments = [_moments(*_residuals(found[0], measure))]
    rows = [row for f in found for group in f.values() for row in group]
    return Measured(
        likeness=_likeness([m for m in moments if m is not None]),
        rate=sum(map(measure.counts, rows)) / len(rows),
        models=len(found),
        claims=len({row.claim for row in rows}),
        repeats=any(m is not None and m.prompt is not None for m in moments),
    )


def _likeness(moments: Sequence[Moments]) -> Likeness:
    scale = sum(m.scale for m in moments)
    if not scale:
        return Likeness()
    claim = sum(m.claim for m in moments) / scale
    showing = sum(m.showing for m in moments) / len(moments)
    doubt = 1 / (1 + (showing / SPARSE) ** 4)  # as for the interval of a rate
    claim = min(max(claim, 0.0) + doubt * max(ASSUMED - max(claim, 0.0), 0.0), 0.95)
    found = min(max(sum(m.total for m in moments) / scale, claim), 2.0)
    total = found + doubt * max(1 - found, 0.0)
    repeated = [m for m in moments if m.prompt is not None]
    if not repeated:
        prompt = max(min(ASSUMED_REPEAT, total) - claim, 0.0)
        return Likeness(claim=claim, prompt=prompt, total=total)
    within = sum(m.prompt or 0.0 for m in repeated) / sum(m.scale for m in repeated)
    return Likeness(claim=claim, prompt=min(max(within - claim, 0.0), total - claim), total=total)


def _differences(one: Cells, two: Cells, measure: Measure) -> tuple[Claims, float]:
    """Differences of two models by claim and prompt, and p(1 - p) summed over both."""
    shared = sorted(one.keys() & two.keys())
    made: Claims = {}
    counts: list[list[bool]] = [[], []]
    for key in shared:
        pairs = _by_repeat(one[key], two[key], measure)
        if pairs:
            made.setdefault(key[0], []).append([float(x) - float(y) for x, y in pairs])
            counts[0] += [x for x, _ in pairs]
            counts[1] += [y for _, y in pairs]
    return made, sum(float(np.var(c)) for c in counts if c)


def _by_repeat(
    one: Sequence[Row], two: Sequence[Row], measure: Measure
) -> list[tuple[bool, bool]]:
    other = {row.repeat: row for row in two}
    return [
        (measure.counts(row), measure.counts(other[row.repeat]))
        for row in one
        if row.repeat in other
    ]


def _residuals(found: Cells, measure: Measure) -> tuple[Claims, float]:
    """One model's answers, less the mean of their language and way of asking."""
    groups: dict[Key, list[bool]] = {}
    for key, rows in found.items():
        groups.setdefault(key[2:4], []).extend(map(measure.counts, rows))
    means = {key: float(np.mean(values)) for key, values in groups.items()}
    made: Claims = {}
    for key in sorted(found):
        values = [measure.counts(row) - means[key[2:4]] for row in found[key]]
        made.setdefault(key[0], []).append(values)
    every = [x for prompts in made.values() for values in prompts for x in values]
    return made, float(np.var(every))


def _moments(claims: Claims, scale: float) -> Moments | None:
    """Covariances within claims (between prompts) and prompts (between repeats), and variance."""
    if len(claims) < 2 or scale <= 0:
        return None
    means = [np.array([np.mean(values) for values in prompts]) for prompts in claims.values()]
    sizes = np.array([len(m) for m in means], dtype=float)
    centre = float(sum(m.sum() for m in means) / sizes.sum())
    residuals = np.array([(m - centre).sum() for m in means])
    # Centring on an estimate takes that estimate's variance out of every covariance.
    error = float((residuals**2).sum() / sizes.sum() ** 2 * len(sizes) / (len(sizes) - 1))
    between = sum(_products(m - centre) for m in means)
    pairs = float((sizes * (sizes - 1)).sum())
    repeats = [np.array(v) - centre for prompts in claims.values() for v in prompts if len(v) > 1]
    repeated = sum(len(v) * (len(v) - 1) for v in repeats)
    within = sum(map(_products, repeats)) / repeated + error if repeated else None
    every = np.array([x for prompts in claims.values() for v in prompts for x in v]) - centre
    return Moments(
        claim=between / pairs + error if pairs else ASSUMED * scale,
        prompt=within,
        total=float((every**2).mean()) + error,
        scale=scale,
        showing=sum(bool(np.any(np.abs(m) > 1e-9)) for m in means),
    )


def _products(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The sum of x * y over all ordered pairs of different entries."""
    return float(values.sum() ** 2 - (values**2).sum())
