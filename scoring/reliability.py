"""How far people agree with each other: Cohen's kappa for two, Krippendorff's alpha for more.

Both say how much better than chance people agree (1 is always, 0 is chance). Alpha takes any
number of people and missing labels (Krippendorff 2004, nominal data). Intervals are percentile
bootstraps over claims, since answers about one claim are alike (Efron & Tibshirani 1993).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
Counts = NDArray[np.float64]
Ratings = Mapping[str, Mapping[str, str]]
"""For each answer what each person said of it: `{answer: {person: category}}`."""


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa (1960) of two people over the same answers; None where chance explains all.

    >>> cohen_kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.5
    """
    categories = sorted({*first, *second})
    place = {name: i for i, name in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)))
    for a, b in zip(first, second, strict=True):
        table[place[a], place[b]] += 1
    return _kappa(table)


def krippendorff_alpha(ratings: Ratings) -> float | None:
    """Krippendorff's alpha for nominal categories; answers with one label say nothing.

    None where nothing is paired, or all labels are the same and agreement cannot be told from
    habit.
    """
    categories = sorted({c for given in ratings.values() for c in given.values()})
    table = sum((_pairs(given, categories) for given in ratings.values()), _empty(categories))
    return _alpha(table)


def reliability(ratings: Ratings, claims: Mapping[str, str], *, seed: int = 0) -> dict[str, Any]:
    """Alpha of all people, kappa of every two, each with its interval over claims."""
    people = sorted({person for given in ratings.values() for person in given})
    paired = {answer: given for answer, given in ratings.items() if len(given) > 1}
    unanimous = sum(len(set(given.values())) == 1 for given in paired.values())
    return {
        "people": people,
        "labelled": len(ratings),
        "labelled_twice": len(paired),
        "unanimous": unanimous,
        "alpha": _measured(_alpha_tables(paired, claims), _alpha, seed),
        "kappa": [_pair(a, b, paired, claims, seed) for a, b in combinations(people, 2)],
        "disagreements": _disagreements(paired),
    }


def _pair(
    a: str, b: str, ratings: Ratings, claims: Mapping[str, str], seed: int
) -> dict[str, Any]:
    both = {k: given for k, given in ratings.items() if a in given and b in given}
    categories = sorted({given[x] for given in both.values() for x in (a, b)})
    place = {name: i for i, name in enumerate(categories)}
    tables: dict[str, Counts] = {}
    for answer, given in both.items():
        table = tables.setdefault(claims[answer], _empty(categories))
        table[place[given[a]], place[given[b]]] += 1
    same = sum(given[a] == given[b] for given in both.values())
    return {
        "people": [a, b],
        "n": len(both),
        "same": same,
        **_measured(list(tables.values()), _kappa, seed),
    }


def _alpha_tables(ratings: Ratings, claims: Mapping[str, str]) -> list[Counts]:
    """Coincidences of each claim."""
    categories = sorted({c for given in ratings.values() for c in given.values()})
    tables: dict[str, Counts] = {}
    for answer, given in ratings.items():
        table = tables.setdefault(claims[answer], _empty(categories))
        table += _pairs(given, categories)
    return list(tables.values())


def _pairs(given: Mapping[str, str], categories: Sequence[str]) -> Counts:
    """The coincidence matrix of one answer: each ordered pair of labels, over their number - 1."""
    found = Counter(given.values())
    counts = np.array([found[c] for c in categories], dtype=float)
    total = counts.sum()
    if total < 2:
        return _empty(categories)
    made: Counts = (np.outer(counts, counts) - np.diag(counts)) / (total - 1)
    return made


def _empty(categories: Sequence[str]) -> Counts:
    return np.zeros((len(categories), len(categories)))


def _alpha(table: Counts) -> float | None:
    n = table.sum()
    margins = table.sum(axis=0)
    expected = n * n - (margins**2).sum()
    if n < 2 or expected <= 0:
        return None
    return float(1 - (n - 1) * (n - np.trace(table)) / expected)


def _kappa(table: Counts) -> float | None:
    n = table.sum()
    if n == 0:
        return None
    chance = float(table.sum(axis=0) @ table.sum(axis=1)) / n**2
    return float((np.trace(table) / n - chance) / (1 - chance)) if chance < 1 else None


def _measured(tables: Sequence[Counts], measure: Any, seed: int) -> dict[str, Any]:
    """The figure of all claims together and its interval over resampled claims."""
    if not tables:
        return {"value": None, "interval": None, "claims": 0}
    stack = np.stack(tables)
    rng = np.random.default_rng(seed)
    k = len(stack)
    drawn = rng.multinomial(k, np.full(k, 1 / k), size=RESAMPLES)
    sums = np.tensordot(drawn, stack, axes=1)
    draws = [value for table in sums if (value := measure(table)) is not None]
    interval = [float(q) for q in np.quantile(draws, [0.025, 0.975])] if k > 1 and draws else None
    return {"value": measure(stack.sum(axis=0)), "interval": interval, "claims": k}


def _disagreements(ratings: Ratings) -> dict[str, int]:
    """How often which two categories were given to one answer."""
    found: Counter[str] = Counter()
    for given in ratings.values():
        for a, b in combinations(sorted(set(given.values())), 2):
            found[f"{a} / {b}"] += 1
    return dict(found.most_common())
