"""How well verdicts agree with people's labels: confusion, F1, kappa, with intervals.

Intervals are 95 % percentile bootstraps over claims, because answers about one claim move
together (Efron & Tibshirani 1993, resampling clusters). Kappa is Cohen's (1960).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.labelled import LABELS

VERDICTS = (*LABELS, "undecided")
RESAMPLES = 2000

Counts = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int64]]
Names = np.ndarray[Any, np.dtype[np.str_]]


def agreement(
    labels: Sequence[str],
    verdicts: Sequence[str],
    languages: Sequence[str],
    claims: Sequence[str],
    *,
    seed: int = 0,
) -> dict[str, Any]:
    """Everything `dosimeter validate --json` prints.

    `undecided` is never right: it costs recall, and is left out of precision.
    """
    codes = _codes(labels, verdicts)
    groups = np.array(languages)
    clusters = np.array(claims)
    whole = _measured(codes, clusters, seed)
    per_language = {
        language: _measured(codes[groups == language], clusters[groups == language], seed)
        for language in sorted(set(languages))
    }
    return {**whole, "per_language": per_language}


def gain(
    labels: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
    claims: Sequence[str],
    *,
    seed: int = 0,
) -> dict[str, Any]:
    """How much better *after* agrees with the labels than *before*, on the same answers.

    Both are measured on the same resamples of claims, so that what makes an answer hard for
    either drops out of the interval.
    """
    clusters = np.array(claims)
    codes = [_codes(labels, verdicts) for verdicts in (before, after)]
    one, two = (_headline(_table(code)[None]) for code in codes)
    drawn_one, drawn_two = (_headline(_resampled(code, clusters, seed)) for code in codes)
    made: dict[str, Any] = {"n": len(labels), "claims": len(set(claims))}
    for i, name in enumerate(("accuracy", "macro_f1", "kappa")):
        made[name] = _plain(two[i][0] - one[i][0])
        made[f"{name}_interval"] = _interval(drawn_two[i] - drawn_one[i], clusters)
    return made


def _codes(labels: Sequence[str], verdicts: Sequence[str]) -> Codes:
    """A cell of the confusion table for each answer."""
    pairs = zip(labels, verdicts, strict=True)
    return np.array([LABELS.index(label) * 4 + VERDICTS.index(said) for label, said in pairs])


def _measured(codes: Codes, clusters: Names, seed: int) -> dict[str, Any]:
    table = _table(codes)
    resampled = _headline(_resampled(codes, clusters, seed))
    intervals = [_interval(draws, clusters) for draws in resampled]
    accuracy, macro, kappa = (figure[0] for figure in _headline(table[None]))
    return {
        "n": int(table.sum()),
        "accuracy": _plain(accuracy),
        "accuracy_interval": intervals[0],
        "macro_f1": _plain(macro),
        "macro_f1_interval": intervals[1],
        "kappa": _plain(kappa),
        "kappa_interval": intervals[2],
        "decided": _plain(_share(table[:, :3].sum(), table.sum())),
        "precision_decided": _plain(_share(np.trace(table[:, :3]), table[:, :3].sum())),
        "per_class": {label: _class(table, i) for i, label in enumerate(LABELS)},
        "confusion": {
            label: {v: int(table[i, j]) for j, v in enumerate(VERDICTS)}
            for i, label in enumerate(LABELS)
        },
    }


def _interval(draws: Counts, clusters: Names) -> list[float] | None:
    """The middle 95 % of the resamples in which the figure exists; None if it never does.

    One claim alone tells nothing of others, so it has no interval.
    """
    if len(set(clusters)) < 2:
        return None
    there = draws[~np.isnan(draws)]
    return [float(end) for end in np.quantile(there, [0.025, 0.975])] if len(there) else None


def _table(codes: Codes) -> Counts:
    """Rows are labels, columns verdicts (the fourth is undecided)."""
    return np.bincount(codes, minlength=12).reshape(3, 4).astype(float)


def _resampled(codes: Codes, clusters: Names, seed: int) -> Counts:
    """Tables of resampled claims, each claim with all its answers: (resamples, 3, 4)."""
    _, index = np.unique(clusters, return_inverse=True)
    tables = np.zeros((index.max() + 1, 12))
    np.add.at(tables, (index, codes), 1)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=RESAMPLES)
    resampled: Counts = (drawn @ tables).astype(float).reshape(-1, 3, 4)
    return resampled


def _headline(tables: Counts) -> tuple[Counts, Counts, Counts]:
    """Accuracy, macro F1 over the classes that occur, and kappa, of each table."""
    square = tables[:, :, :3]
    total = tables.sum(axis=(1, 2))
    right = np.trace(square, axis1=1, axis2=2)
    there, said = tables.sum(axis=2), square.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * np.diagonal(square, axis1=1, axis2=2) / (there + said)
        occurring = there + said > 0
        macro = np.where(occurring, f1, 0).sum(axis=1) / occurring.sum(axis=1)
        chance = (there * said).sum(axis=1) / total**2
        kappa = np.where(chance < 1, (right / total - chance) / (1 - chance), np.nan)
        return right / total, macro, kappa


def _f1(table: Counts, i: int) -> float:
    both = table[i].sum() + table[:, i].sum()
    return float(2 * table[i, i] / both) if both else 0.0


def _class(table: Counts, i: int) -> dict[str, Any]:
    right, said, there = table[i, i], table[:, i].sum(), table[i].sum()
    return {
        "n": int(there),
        "precision": _plain(_share(right, said)),
        "precision_interval": wilson(int(right), int(said)),
        "recall": _plain(_share(right, there)),
        "recall_interval": wilson(int(right), int(there)),
        "f1": _f1(table, i) if there or said else None,
    }


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def wilson(count: int, n: int) -> list[float] | None:
    """Wilson's 95 % interval for independent draws (Wilson 1927); None over nothing."""
    if n == 0:
        return None
    z2 = 1.959964**2
    middle = (count + z2 / 2) / (n + z2)
    half = (z2 * (count * (n - count) / n + z2 / 4)) ** 0.5 / (n + z2)
    return [max(0.0, middle - half), min(1.0, middle + half)]
