"""Prints how often a headline would claim a difference between chatbots that are all alike.

    python tests/bench/sim_headline.py [REPLICATIONS]

All chatbots have the same repeat rate and are asked about the same claims, 3 to 12 answers each;
claims differ by a beta distribution with the stated correlation. A cell is the share of
replications, in per cent, in which the highest and the lowest rate are said to differ.
"""

import sys

import numpy as np

from reports.stats import rate, surely_above

RATES = (0.05, 0.1, 0.3, 0.5)


def claims_difference(
    claims: int, rho: float, p: float, models: int, rng: np.random.Generator
) -> bool:
    """Whether one simulated audit of *models* alike chatbots tells two of them apart."""
    sizes = rng.integers(3, 13, size=claims)
    scale = 1 / rho - 1 if rho else None
    own = rng.beta(p * scale, (1 - p) * scale, size=claims) if scale else np.full(claims, p)
    level = 1 - 0.05 / (models * (models - 1) / 2)
    found = [rate(rng.binomial(sizes, own).tolist(), sizes.tolist(), level=level)
             for _ in range(models)]  # fmt: skip
    found.sort(key=lambda r: r.rate)
    return surely_above(found[-1], found[0])


def main() -> None:
    """Print one Markdown table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rng = np.random.default_rng(20261122)
    print("| chatbots | claims | correlation | " + " | ".join(f"{p:.0%}" for p in RATES) + " |")
    print("| ---: | ---: | ---: |" + " ---: |" * len(RATES))
    for models in (2, 5, 10):
        for claims in (10, 30, 60):
            for rho in (0.0, 0.2):
                cells = [
                    100 * sum(claims_difference(claims, rho, p, models, rng) for _ in range(runs))
                    / runs for p in RATES
                ]  # fmt: skip
                shown = " | ".join(f"{c:.1f}" for c in cells)
                print(f"| {models} | {claims} | {rho:.1f} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
