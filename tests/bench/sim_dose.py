"""Prints how often the half-effect dose's interval holds, for docs/dose.md.

    python tests/bench/sim_dose.py [EXPERIMENTS] [--rivals]

Each simulated experiment asks about claims in one to three languages, under the default design
(2, 6, 6, 6 and 2 answers a language at 0, 1, 2, 3 and 5 planted results). Claims differ in how
readily they are repeated (normal, standard deviation on the logit scale in the column "spread")
and in how much each planted result does (standard deviation 0.2). "within" is the share of
experiments with an interval whose interval holds the true half-effect dose, "width" the median
width of the intervals, "told" the share of experiments that tell an effect of the dose. A slope of
0 is a chatbot deaf to its context: there "told" is the error of the test. The last line is the
control chatbot's own rule, drawn by a hash as in a run. With --rivals a second table
sets Fieller's interval against others: the delta method, and the percentiles of 200 experiments
drawn anew from its claims.
"""

import hashlib
import sys

import numpy as np
from scipy.special import stdtrit

from providers.control.dose import HALF, SLOPE, repeat_share
from reports.dose_fit import Cell, Curve, expit, fit_curve, logistic

DOSES = np.array([0, 1, 2, 3, 5])
ANSWERS = np.array([2, 6, 6, 6, 2])
GRID = (
    # claims, spread, half, slope
    (6, 1.0, 2.0, 1.2),
    (8, 1.0, 2.0, 1.2),
    (12, 1.0, 2.0, 1.2),
    (20, 1.0, 2.0, 1.2),
    (40, 1.0, 2.0, 1.2),
    (20, 1.5, 2.0, 1.2),
    (20, 1.0, 1.0, 0.8),
    (20, 1.0, 3.5, 0.8),
    (20, 0.5, 2.0, 1.5),
    (40, 1.5, 3.0, 0.8),
    (6, 1.0, 2.0, 0.0),
    (8, 1.0, 2.0, 0.0),
    (12, 1.0, 2.0, 0.0),
    (20, 1.0, 2.0, 0.0),
    (40, 1.0, 2.0, 0.0),
)


def experiment(
    claims: int, spread: float, half: float, slope: float, rng: np.random.Generator
) -> Curve:
    """One experiment, drawn and fitted."""
    return fit_curve(draw(claims, spread, half, slope, rng))


def draw(
    claims: int, spread: float, half: float, slope: float, rng: np.random.Generator
) -> list[Cell]:
    """The answers of one experiment."""
    cells = []
    for claim in range(claims):
        ready, steeper = rng.normal(0, spread), rng.normal(0, 0.2)
        share = expit(ready + (slope + steeper) * (DOSES - half))
        n = ANSWERS * rng.integers(1, 4)
        counts = rng.binomial(n, share)
        cells += [
            Cell(claim=f"c{claim:03}", dose=float(d), count=int(y), n=int(m))
            for d, y, m in zip(DOSES, counts, n, strict=True)
        ]
    return cells


def control(number: int, claims: int) -> Curve:
    """The control chatbot: every answer drawn by a hash, claims all alike."""
    cells = []
    for claim in range(claims):
        for dose, n in zip(DOSES, ANSWERS * 2, strict=True):
            share = repeat_share("dose", int(dose))
            drawn = (_hashed(number, claim, int(dose), answer) < share for answer in range(n))
            cells.append(Cell(claim=f"c{claim:03}", dose=float(dose), count=sum(drawn), n=int(n)))
    return fit_curve(cells)


def _hashed(*parts: int) -> float:
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def tally(curves: list[Curve], half: float) -> tuple[float, float, float]:
    """Shares in per cent: intervals that hold *half*, effects told; and the median width."""
    spans = [(c.half_low, c.half_high) for c in curves if c.half is not None]
    held = sum(low <= half <= high for low, high in spans)
    within = 100 * held / len(spans) if spans else float("nan")
    width = float(np.median([high - low for low, high in spans])) if spans else float("nan")
    told = 100 * sum(c.says in ("rises", "falls") for c in curves) / len(curves)
    return within, width, told


def rivals(claims: int, runs: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """How often three intervals hold a half-effect dose of 2: Fieller, delta, bootstrap."""
    held, counted = np.zeros(3), 0
    for _ in range(runs):
        cells = draw(claims, 1.0, 2.0, 1.2, rng)
        found = fit_curve(cells)
        if found.half is None:
            continue
        counted += 1
        t = float(stdtrit(found.df, 0.975))
        gradient = np.array([-1.0, -found.half]) / found.slope
        reach = t * float(np.sqrt(gradient @ np.reshape(found.covariance, (2, 2)) @ gradient))
        low, high = resampled(cells, claims, rng)
        held += [
            found.half_low <= 2.0 <= found.half_high,
            abs(found.half - 2.0) <= reach,
            low <= 2.0 <= high,
        ]
    fieller, delta, bootstrap = 100 * held / counted
    return fieller, delta, bootstrap


def resampled(
    cells: list[Cell], claims: int, rng: np.random.Generator, times: int = 200
) -> tuple[float, float]:
    """The middle 95 % of half-effect doses of experiments with claims drawn again."""
    y = np.array([cell.count for cell in cells], dtype=float).reshape(claims, -1)
    n = np.array([cell.n for cell in cells], dtype=float).reshape(claims, -1)
    x = np.column_stack([np.ones(len(DOSES)), DOSES])
    halves = []
    for _ in range(times):
        again = rng.integers(0, claims, claims)
        beta = logistic(x, y[again].sum(axis=0), n[again].sum(axis=0))
        halves.append(-beta[0] / beta[1])
    low, high = np.percentile(halves, [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    """Print one Markdown table, and with --rivals another."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    runs = numbers[0] if numbers else 500
    rng = np.random.default_rng(20261122)
    print("| claims | spread | half-effect dose | slope | within | width | told |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for claims, spread, half, slope in GRID:
        made = [experiment(claims, spread, half, slope, rng) for _ in range(runs)]
        within, width, told = tally(made, half)
        found = f"{within:.1f} % | {width:.2f}" if slope else "– | –"
        true = f"{half}" if slope else "none"
        print(f"| {claims} | {spread} | {true} | {slope} | {found} | {told:.1f} % |", flush=True)
    within, width, told = tally([control(i, 20) for i in range(runs)], HALF)
    print(
        f"| 20 | control/dose | {HALF} | {SLOPE} | {within:.1f} % | {width:.2f} | {told:.1f} % |"
    )
    if "--rivals" in sys.argv:
        print("\n| claims | Fieller | delta | bootstrap |\n| ---: | ---: | ---: | ---: |")
        for claims in (8, 12, 20, 40):
            found = " | ".join(f"{share:.1f} %" for share in rivals(claims, runs, rng))
            print(f"| {claims} | {found} |", flush=True)


if __name__ == "__main__":
    main()
