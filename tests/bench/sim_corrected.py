"""Prints how often the corrected 95 % interval covers the true rate, for the method's page.

    python tests/bench/sim_corrected.py [REPLICATIONS] [sample | elsewhere] [--held-out] [--seed N]

Claims differ by a beta distribution with the stated intra-claim correlation. People are right; the
reader has the stated sensitivity and specificity, which differ between claims as well
(correlation 0.05 in every second column of judges, "~"). `sample`: the labels are a random part of
the audit's own answers. `elsewhere`: they come from 30 other claims, asked at the same rate. A
cell is the share of replications, in per cent, whose interval holds the true rate, and (in
brackets) its mean width in percentage points. With `--held-out` the settings are others, on which
no constant was chosen: other numbers, rates and judges, six answers a claim, a third of the
answers labelled, 20 claims to calibrate on.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from reports.correction import Estimate, Reading, from_sample
from reports.rogan_gladen import Errors, from_elsewhere

Judge = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The settings of one table."""

    claims: tuple[int, ...] = (10, 20, 30, 60)
    correlations: tuple[float, ...] = (0.0, 0.1, 0.3)
    labels: tuple[int, ...] = (50, 100, 300)
    rates: tuple[float, ...] = (0.1, 0.3, 0.5)
    judges: tuple[Judge, ...] = (
        (0.7, 0.7, 0.0), (0.7, 0.95, 0.05), (0.95, 0.7, 0.0), (0.9, 0.95, 0.05),
    )  # fmt: skip
    answers: tuple[int, int] = (3, 13)  # a claim, at least and less than
    a_label: int = 2  # so many answers for each label, at least
    calibrated_on: int = 30  # claims


PAGE = World()
HELD_OUT = World(
    claims=(12, 40),
    correlations=(0.05, 0.25),
    labels=(80, 150),
    rates=(0.15, 0.35, 0.8),
    judges=((0.8, 0.9, 0.0), (0.8, 0.9, 0.05), (0.75, 0.85, 0.1), (0.95, 0.95, 0.05)),
    answers=(6, 7),
    a_label=3,
    calibrated_on=20,
)


def spread(rng: np.random.Generator, p: float, rho: float, k: int) -> np.ndarray:
    """A share for each of *k* claims."""
    return rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1), size=k) if rho else np.full(k, p)


def answers(rng, k: int, rho: float, p: float, judge: Judge, least: int, world: World) -> tuple:
    """Claim, truth and reading of each answer; as many a claim as stated, or as needed."""
    sizes = rng.integers(*world.answers, size=k)
    sizes *= max(1, -(-least // sizes.sum()))
    claim = np.repeat(np.arange(k), sizes)
    truth = rng.random(len(claim)) < spread(rng, p, rho, k)[claim]
    hit, passed = (spread(rng, share, judge[2], k)[claim] for share in judge[:2])
    luck = rng.random(len(claim))
    return claim, truth, np.where(truth, luck < hit, luck >= passed)


def by_sample(
    rng, k: int, rho: float, p: float, judge: Judge, labels: int, world: World = PAGE
) -> Estimate | None:
    """One audit with *labels* of its own answers labelled."""
    claim, truth, said = answers(rng, k, rho, p, judge, world.a_label * labels, world)
    label = np.full(len(claim), np.nan)
    chosen = rng.choice(len(claim), labels, replace=False)
    label[chosen] = truth[chosen]
    ones, none = np.ones(len(claim)), np.zeros(len(claim), dtype=bool)
    return from_sample(Reading(claim=claim, said=said, label=label, weight=ones, sure=none))


def by_elsewhere(
    rng, k: int, rho: float, p: float, judge: Judge, labels: int, world: World = PAGE
) -> Estimate | None:
    """One audit corrected by labels of other claims."""
    claim, _, said = answers(rng, k, rho, p, judge, 0, world)
    other, truth, read = answers(rng, world.calibrated_on, rho, p, judge, labels, world)
    chosen = rng.choice(len(other), labels, replace=False)
    other, truth, read = other[chosen], truth[chosen], read[chosen]

    def count(mask: np.ndarray) -> np.ndarray:
        return np.bincount(other, mask, minlength=world.calibrated_on).astype(float)

    errors = Errors(
        found=count(truth & read), positives=count(truth),
        passed=count(~truth & ~read), negatives=count(~truth),
    )  # fmt: skip
    return from_elsewhere(said, claim, ["en"] * len(said), {"en": errors})


def cell(one, runs: int, p: float) -> tuple[float, float, int]:
    """Coverage and mean width of *runs* audits, and how many gave no estimate."""
    made = [found for found in (one() for _ in range(runs)) if found is not None]
    if not made:
        return float("nan"), float("nan"), runs
    covered = np.mean([found.low <= p <= found.high for found in made])
    width = np.mean([found.high - found.low for found in made])
    return 100 * float(covered), 100 * float(width), runs - len(made)


def table(one, world: World, runs: int, rng) -> None:
    """Print one Markdown table and what it comes to."""
    names = [f"{se:.2f}/{sp:.2f}{'~' if own else ''}" for se, sp, own in world.judges]
    print("| claims | correlation | labels | rate | " + " | ".join(names) + " |")
    print("| ---: | ---: | ---: | ---: |" + " ---: |" * len(world.judges))
    every, refused = [], 0
    for k, rho, labels, p in product(world.claims, world.correlations, world.labels, world.rates):
        asked = [partial(one, rng, k, rho, p, judge, labels, world) for judge in world.judges]
        cells = [cell(ask, runs, p) for ask in asked]
        every += [c for c, _, _ in cells if c == c]
        refused += sum(none for _, _, none in cells)
        shown = " | ".join(f"{c:.1f} ({w:.0f})" for c, w, _ in cells)
        print(f"| {k} | {rho} | {labels} | {p:.0%} | {shown} |", flush=True)
    conclude(every, refused)


def conclude(every: Sequence[float], refused: int) -> None:
    """Print how the cells lie to the bar of 93 to 97."""
    found = np.array(every)
    print(f"\nlowest {found.min():.1f}, highest {found.max():.1f}, mean {found.mean():.2f}")
    print(
        f"{np.mean((found >= 93) & (found <= 97)):.1%} of {len(found)} cells in 93 to 97, "
        f"{(found < 93).sum()} below, {(found > 97).sum()} above; no estimate in {refused} runs"
    )


def main() -> None:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=int, nargs="?", default=1000)
    parser.add_argument("where", choices=("sample", "elsewhere"), nargs="?", default="sample")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--seed", type=int, default=20261122)
    asked = parser.parse_args()
    one = by_elsewhere if asked.where == "elsewhere" else by_sample
    table(one, HELD_OUT if asked.held_out else PAGE, asked.runs, np.random.default_rng(asked.seed))


if __name__ == "__main__":
    main()
