"""Prints how `compare` errs in simulated audits, for docs/methods-compare.md.

    python tests/bench/sim_compare.py [REPLICATIONS [most|power]]

Both models' rates differ from claim to claim by beta distributions with the stated intra-claim
correlation. Four layouts: `own` (6 prompts a claim; each model has hard claims of its own),
`shared` (2 to 12 prompts a claim; the same claims are hard for both), `few` (the same with 3 to 6
prompts), `repeats` (3 prompts a claim asked 3 times, repeats correlated by 0.4 beyond the claim).

A cell of the first table is the share of audits of two equal models, in per cent, in which a
difference was seen at the 5 % level. One of the second is the share whose 95 % interval held the
true difference, and its mean width in points (of equal rates it holds zero where no difference is
seen). The third sets the power that `plan-size` promised for its number of claims beside that had;
in its layout `even` the same claims are hard for both, with 6 prompts each. The fourth does so at
the strict levels of many comparisons; in its layout `one` a claim has one prompt.

With `power` it prints the third and fourth table only. With `most` it prints how often a test that
looks at signs can err at most: never where fewer than four claims differ, in 1 audit of 8 where
four do, 1 of 16 with five, 5 % with more.
"""

import sys
from collections.abc import Iterator

import numpy as np

from reports.paired import Paired, paired
from reports.power import Likeness, Size, claims_needed, planned_power

LAYOUTS = ("own", "shared", "few", "repeats")
CLAIMS = (10, 20, 30, 60)
CORRELATIONS = (0.0, 0.1, 0.2, 0.3)
EQUAL = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
UNEQUAL = ((0.0, 0.1), (0.02, 0.07), (0.1, 0.2), (0.1, 0.3), (0.2, 0.4), (0.3, 0.4), (0.1, 0.9))
PROMPTS = {"own": (6, 6), "shared": (2, 12), "few": (3, 6), "even": (6, 6), "repeats": (3, 3)}
PROMPTS["one"] = (1, 1)
PLANS = (
    (0.3, 0.1), (0.2, 0.2), (0.1, 0.1), (0.05, 0.1), (0.5, 0.2), (0.02, 0.05), (0.3, 0.3)
)  # fmt: skip
PLANNED = (
    ("own", 0.0),
    ("own", 0.15),
    ("own", 0.3),
    ("even", 0.15),
    ("even", 0.3),
    ("repeats", 0.15),
)
STRICT_PLANS = ((0.3, 0.6), (0.1, 0.5), (0.3, 0.3), (0.2, 0.2), (0.05, 0.1))
STRICTLY = (("own", 0.15), ("even", 0.3), ("repeats", 0.15), ("one", 0.0))
COMPARISONS = (3, 10, 45, 60, 300)
REPEAT = 0.4


def drawn(layout: str, claims: int, rho: float, rates, runs: int, rng) -> tuple:
    """The sums of either side and the number of prompts, a row an audit, a column a claim."""
    shape = (runs, claims)
    luck = rng.random(shape)
    fewest, most = PROMPTS[layout]
    sizes = rng.integers(fewest, most + 1, shape)
    sums = []
    for p in rates:
        own = beta(p, rho, luck if layout in ("shared", "few", "even") else rng.random(shape))
        if layout == "repeats":
            asked = beta_of(own, REPEAT, rng, fewest)
            sums.append(rng.binomial(3, asked).sum(axis=-1) / 3)
        else:
            sums.append(rng.binomial(sizes, own).astype(float))
    return *sums, sizes


def audits(layout: str, claims: int, rho: float, rates, runs: int, rng) -> Iterator[Paired]:
    """Simulated comparisons."""
    rows = drawn(layout, claims, rho, rates, runs, rng)
    answers = (3.0, 3.0) if layout == "repeats" else (1.0, 1.0)
    for a, b, m in zip(*rows, strict=True):
        yield paired(a, b, m, answers=answers)


_tables: dict[tuple[float, float], np.ndarray] = {}
GRID = np.linspace(0, 1, 4001)


def beta(p: float, rho: float, luck: np.ndarray) -> np.ndarray:
    """Rates of claims: the beta quantiles of *luck* (a table spares the slow exact inverse)."""
    if not rho or p in (0.0, 1.0):
        return np.full(luck.shape, p)
    if (p, rho) not in _tables:
        from scipy.special import betaincinv

        scale = 1 / rho - 1
        _tables[p, rho] = betaincinv(p * scale, (1 - p) * scale, GRID)
    return np.interp(luck, GRID, _tables[p, rho])


def beta_of(own: np.ndarray, correlation: float, rng, prompts: int) -> np.ndarray:
    """Rates of prompts around the rates of their claims."""
    scale = 1 / correlation - 1
    safe = np.clip(own, 1e-9, 1 - 1e-9)[..., None]
    return np.clip(rng.beta(safe * scale, (1 - safe) * scale, (*own.shape, prompts)), 0, 1)


def errors(layout: str, claims: int, rho: float, p: float, runs: int, rng) -> float:
    """Type I error in per cent."""
    return seen(layout, claims, rho, (p, p), runs, rng)


def seen(layout: str, claims: int, rho: float, rates, runs: int, rng, *, level=0.05) -> float:
    """In how many audits, in per cent, a difference is seen."""
    found = sum(one.p < level for one in audits(layout, claims, rho, rates, runs, rng))
    return 100 * found / runs


def coverage(layout: str, claims: int, rho: float, rates, runs: int, rng) -> tuple[float, float]:
    """Coverage in per cent and mean width in points."""
    true = rates[0] - rates[1]
    covered, width = 0, 0.0
    for found in audits(layout, claims, rho, rates, runs, rng):
        covered += found.low <= true <= found.high
        width += found.high - found.low
    return 100 * covered / runs, 100 * width / runs


def table(title: str, heads: list[str], cell) -> list[float]:
    """Print one Markdown table of `cell(layout, claims, rho, column)` and return its figures."""
    print(f"\n{title}\n\n| layout | claims | correlation | " + " | ".join(heads) + " |")
    print("| --- | ---: | ---: |" + " ---: |" * len(heads))
    figures = []
    for layout in LAYOUTS:
        for claims in CLAIMS:
            for rho in CORRELATIONS:
                cells = [cell(layout, claims, rho, i) for i in range(len(heads))]
                figures += [value for value, _ in cells]
                shown = " | ".join(text for _, text in cells)
                print(f"| {layout} | {claims} | {rho:.1f} | {shown} |", flush=True)
    return figures


def attainable(layout: str, claims: int, rho: float, p: float, runs: int, rng) -> float:
    """The largest type I error that signs leave room for, in per cent."""
    a, b, _ = drawn(layout, claims, rho, (p, p), runs, rng)
    showing = (np.abs(a - b) > 1e-9).sum(axis=1)
    return float(np.select([showing < 4, showing == 4, showing == 5], [0, 12.5, 6.25], 5).mean())


def in_common(p: float, q: float, rho: float) -> Likeness:
    """How differences go together where the same claims are hard for both models."""
    luck = (np.arange(4000) + 0.5) / 4000
    one, two = beta(p, rho, luck), beta(q, rho, luck)
    scale = p * (1 - p) + q * (1 - q)
    total = 1 - 2 * float(np.cov(one, two)[0, 1]) / scale
    return Likeness(claim=float(np.var(one - two)) / scale, prompt=0.0, total=total)


def plans(runs: int, rng: np.random.Generator) -> list[float]:
    """Print the power promised and had, and return the differences in points."""
    print("\nPower, %\n\n| layout | rates | correlation | claims | promised | had |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    gaps = []
    for rate, more in PLANS:
        for layout, rho in PLANNED:
            claims, promised, had = planned(layout, rho, (rate, more), 1, runs, rng)
            gaps.append(had - promised)
            print(
                f"| {layout} | {rate:.0%}, {rate + more:.0%} | {rho:g} | {claims} | "
                f"{promised:.1f} | {had:.1f} |",
                flush=True,
            )
    return gaps


def strict_plans(runs: int, rng: np.random.Generator) -> list[float]:
    """The same where many comparisons are made, which few claims bear."""
    heads = " | ".join(f"{n} comparisons" for n in COMPARISONS)
    print(f"\nPower, %, at strict levels: promised, had\n\n| layout | rates | {heads} |")
    print("| --- | --- |" + " ---: |" * len(COMPARISONS))
    gaps = []
    for rate, more in STRICT_PLANS:
        for layout, rho in STRICTLY:
            cells = []
            for many in COMPARISONS:
                claims, promised, had = planned(layout, rho, (rate, more), many, runs, rng)
                gaps.append(had - promised)
                cells.append(f"{claims}: {promised:.1f}, {had:.1f}")
            pair = f"{rate:.0%}, {rate + more:.0%}"
            print(f"| {layout} | {pair} | " + " | ".join(cells) + " |", flush=True)
    return gaps


def planned(layout: str, rho: float, plan, many: int, runs: int, rng) -> tuple:
    """The claims that `plan-size` asks for, the power it promises and that had, in per cent."""
    rate, more = plan
    repeats = 3 if layout == "repeats" else 1
    prompts = PROMPTS[layout][0]
    likeness = Likeness(claim=rho, prompt=(1 - rho) * REPEAT if layout == "repeats" else 0.0)
    if layout == "even":
        likeness = in_common(rate, rate + more, rho)
    asked = {"rate": rate, "difference": more, "likeness": likeness, "level": 0.05 / many}
    claims = claims_needed(power=0.8, prompts=prompts, repeats=repeats, **asked)
    promised = planned_power(Size(claims=claims, prompts=prompts, repeats=repeats), **asked)
    pair = (rate + more, rate)
    return claims, 100 * promised, seen(layout, claims, rho, pair, runs, rng, level=0.05 / many)


def summary(what: str, figures: np.ndarray, heads: list[str], bar: tuple[float, float]) -> None:
    """Print the extremes of each column, and how many of its cells miss *bar*."""
    print(f"\n{what}")
    for head, column in zip(heads, figures.reshape(-1, len(heads)).T, strict=True):
        missed = f"{(column < bar[0] - 0.05).sum()} below, {(column > bar[1] + 0.05).sum()} above"
        print(
            f"  {head}: {column.min():.1f} to {column.max():.1f}, mean {column.mean():.1f}", end=""
        )
        print(f"; {missed} of {len(column)}")


def main() -> None:
    """Print both tables and their extremes."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rng = np.random.default_rng(20261122)
    only_most = sys.argv[2:] == ["most"]

    def first(layout: str, claims: int, rho: float, i: int) -> tuple[float, str]:
        found = (attainable if only_most else errors)(layout, claims, rho, EQUAL[i], runs, rng)
        return found, f"{found:.1f}"

    def second(layout: str, claims: int, rho: float, i: int) -> tuple[float, str]:
        found, width = coverage(layout, claims, rho, UNEQUAL[i], runs, rng)
        return found, f"{found:.1f} ({width:.0f})"

    if sys.argv[2:] == ["power"]:
        plans(runs, np.random.default_rng(7))
        strict_plans(runs, np.random.default_rng(8))
        return
    if only_most:
        table("Most type I error, %", [f"{p:.0%}" for p in EQUAL], first)
        return
    one = np.array(table("Type I error, %", [f"{p:.0%}" for p in EQUAL], first))
    two = np.array(table("Coverage, %", [f"{a:.0%}, {b:.0%}" for a, b in UNEQUAL], second))
    gaps = plans(runs, np.random.default_rng(7)) + strict_plans(runs, np.random.default_rng(8))
    summary("type I error", one, [f"{p:.0%}" for p in EQUAL], (4, 6))
    summary("coverage", two, [f"{a:.0%}, {b:.0%}" for a, b in UNEQUAL], (93, 97))
    print(f"power had less power promised: {min(gaps):+.1f} to {max(gaps):+.1f}")


if __name__ == "__main__":
    main()
