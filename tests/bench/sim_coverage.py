"""Prints how often the printed 95 % interval covers the true rate, for docs/methods.md.

    python tests/bench/sim_coverage.py [REPLICATIONS [FEWEST MOST]]

Claims differ by a beta distribution with the stated intra-claim correlation; each claim has 3 to
12 answers (or FEWEST to MOST), drawn anew each time. A cell is the share of replications, in per
cent, whose interval holds the true rate, and (in brackets) the mean width in percentage points.
"""

import sys

import numpy as np

from reports.stats import rate

CLAIMS = (10, 20, 30, 60)
CORRELATIONS = (0.0, 0.1, 0.2, 0.3)
RATES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.9)


def cell(claims: int, rho: float, p: float, runs: int, answers, rng) -> tuple:
    """Coverage and mean width of *runs* simulated audits."""
    covered, width = 0, 0.0
    for _ in range(runs):
        sizes = rng.integers(answers[0], answers[1] + 1, size=claims)
        scale = 1 / rho - 1 if rho else None
        own = rng.beta(p * scale, (1 - p) * scale, size=claims) if scale else np.full(claims, p)
        found = rate(rng.binomial(sizes, own).tolist(), sizes.tolist())
        covered += found.low <= p <= found.high
        width += found.high - found.low
    return 100 * covered / runs, 100 * width / runs


def main() -> None:
    """Print one Markdown table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    answers = tuple(map(int, sys.argv[2:4])) or (3, 12)
    rng = np.random.default_rng(20261122)
    print("| claims | correlation | " + " | ".join(f"{p:.0%}" for p in RATES) + " |")
    print("| ---: | ---: |" + " ---: |" * len(RATES))
    worst = []
    for claims in CLAIMS:
        for rho in CORRELATIONS:
            cells = [cell(claims, rho, p, runs, answers, rng) for p in RATES]
            worst += [c for c, _ in cells]
            shown = " | ".join(f"{c:.1f} ({w:.0f})" for c, w in cells)
            print(f"| {claims} | {rho:.1f} | {shown} |", flush=True)
    print(f"\nlowest {min(worst):.1f}, highest {max(worst):.1f}, mean {np.mean(worst):.1f}")


if __name__ == "__main__":
    main()
