"""Prints how often the corrected 95 % interval covers the true rate, for the method's page.

    python tests/bench/sim_corrected.py [REPLICATIONS] [sample | elsewhere] [SEED]

Claims differ by a beta distribution with the stated intra-claim correlation. People are right; the
reader has the stated sensitivity and specificity, which differ between claims as well
(correlation 0.05 in every second column of judges, "~"). `sample`: the labels are a random part of
the audit's own answers. `elsewhere`: they come from 30 other claims, asked at the same rate. A
cell is the share of replications, in per cent, whose interval holds the true rate, and (in
brackets) its mean width in percentage points.
"""

import sys
from functools import partial

import numpy as np

from reports.correction import Estimate, Reading, from_sample
from reports.rogan_gladen import Errors, from_elsewhere

CLAIMS = (10, 20, 30, 60)
CORRELATIONS = (0.0, 0.1, 0.3)
LABELS = (50, 100, 300)
JUDGES = ((0.7, 0.7, 0.0), (0.7, 0.95, 0.05), (0.95, 0.7, 0.0), (0.9, 0.95, 0.05))
RATES = (0.1, 0.3, 0.5)
Judge = tuple[float, float, float]


def spread(rng: np.random.Generator, p: float, rho: float, k: int) -> np.ndarray:
    """A share for each of *k* claims."""
    return rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1), size=k) if rho else np.full(k, p)


def answers(rng, k: int, rho: float, p: float, judge: Judge, least: int) -> tuple:
    """Claim, truth and reading of each answer; 3 to 12 answers a claim, or as many as needed."""
    sizes = rng.integers(3, 13, size=k)
    sizes *= max(1, -(-least // sizes.sum()))
    claim = np.repeat(np.arange(k), sizes)
    truth = rng.random(len(claim)) < spread(rng, p, rho, k)[claim]
    hit, passed = (spread(rng, share, judge[2], k)[claim] for share in judge[:2])
    luck = rng.random(len(claim))
    return claim, truth, np.where(truth, luck < hit, luck >= passed)


def by_sample(rng, k: int, rho: float, p: float, judge: Judge, labels: int) -> Estimate | None:
    """One audit with *labels* of its own answers labelled."""
    claim, truth, said = answers(rng, k, rho, p, judge, 2 * labels)
    label = np.full(len(claim), np.nan)
    chosen = rng.choice(len(claim), labels, replace=False)
    label[chosen] = truth[chosen]
    ones, none = np.ones(len(claim)), np.zeros(len(claim), dtype=bool)
    return from_sample(Reading(claim=claim, said=said, label=label, weight=ones, sure=none))


def by_elsewhere(rng, k: int, rho: float, p: float, judge: Judge, labels: int) -> Estimate | None:
    """One audit corrected by labels of 30 other claims."""
    claim, _, said = answers(rng, k, rho, p, judge, 0)
    other, truth, read = answers(rng, 30, rho, p, judge, labels)
    chosen = rng.choice(len(other), labels, replace=False)
    other, truth, read = other[chosen], truth[chosen], read[chosen]

    def count(mask: np.ndarray) -> np.ndarray:
        return np.bincount(other, mask, minlength=30).astype(float)

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


def main() -> None:
    """Print one Markdown table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    one = by_elsewhere if "elsewhere" in sys.argv else by_sample
    rng = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 20261122)
    names = [f"{se:.2f}/{sp:.2f}{'~' if own else ''}" for se, sp, own in JUDGES]
    print("| claims | correlation | labels | rate | " + " | ".join(names) + " |")
    print("| ---: | ---: | ---: | ---: |" + " ---: |" * len(JUDGES))
    every, refused = [], 0
    for k in CLAIMS:
        for rho in CORRELATIONS:
            for labels in LABELS:
                for p in RATES:
                    asked = [partial(one, rng, k, rho, p, judge, labels) for judge in JUDGES]
                    cells = [cell(ask, runs, p) for ask in asked]
                    every += [c for c, _, _ in cells if c == c]
                    refused += sum(none for _, _, none in cells)
                    shown = " | ".join(f"{c:.1f} ({w:.0f})" for c, w, _ in cells)
                    print(f"| {k} | {rho:.1f} | {labels} | {p:.0%} | {shown} |", flush=True)
    inside = np.mean([93 <= c <= 97 for c in every])
    print(f"\nlowest {min(every):.1f}, highest {max(every):.1f}, mean {np.mean(every):.2f}")
    print(f"{inside:.0%} of {len(every)} cells in 93 to 97; no estimate in {refused} runs")


if __name__ == "__main__":
    main()
