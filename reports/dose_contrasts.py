"""What a condition of a dose experiment changes, compared on the same questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.load import Row
from reports.paired import Paired, paired

CONTRASTS = (
    ("position", "last", "first"),
    ("position", "spread", "first"),
    ("source", "hidden", "shown"),
    ("debunk", "present", "absent"),
    ("mitigation", "warn", "none"),
    ("mitigation", "filter", "none"),
)
"""(what is changed, to what, from what)."""
STRIDE = 100
"""Wordings of a condition are numbered from a multiple of it."""
Asked = tuple[Row, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How much more often answers repeat the claim with *factor* at *level* than at *against*."""

    factor: str
    level: str
    against: str
    questions: int
    found: Paired
    p_adjusted: float | None = None


def in_arm(one: Asked, levels: Mapping[str, str]) -> bool:
    """Whether a row belongs to all *levels*; where a level makes no difference it does."""
    condition = one[1]
    for factor, level in levels.items():
        own = condition[factor]
        nothing_to_filter = level == "filter" and own == "none" and not _any(one)
        if own is not None and own != level and not nothing_to_filter:
            return False
    return True


def _any(one: Asked) -> bool:
    """Whether anything was planted."""
    return bool(one[1]["dose"])


def contrasts_of(asked: Sequence[Asked], base: Mapping[str, str]) -> Iterable[Contrast]:
    """Every contrast that the experiment has both sides of, at doses above zero."""
    scored = [one for one in asked if one[0].verdict is not None and _any(one)]
    for factor, level, against in CONTRASTS:
        others = {k: v for k, v in base.items() if k != factor}
        sides = [
            [one for one in scored if one[1][factor] == side and in_arm(one, others)]
            for side in (level, against)
        ]
        if all(sides):
            yield _contrast(factor, level, against, *sides)


def _contrast(
    factor: str, level: str, against: str, one: Sequence[Asked], other: Sequence[Asked]
) -> Contrast:
    """Set both sides against each other on the questions, doses and settings they share."""
    apart = (factor, "position") if level == "filter" else (factor,)
    left, right = _means(one, apart), _means(other, apart)
    shared = sorted(left.keys() & right.keys(), key=repr)
    sums: dict[str, list[float]] = {}
    for key in shared:
        cell = sums.setdefault(key[0], [0.0, 0.0, 0])
        cell[0] += left[key][0]
        cell[1] += right[key][0]
        cell[2] += 1
    cells = [sums[claim] for claim in sorted(sums)]
    found = paired(
        [c[0] for c in cells],
        [c[1] for c in cells],
        [int(c[2]) for c in cells],
        answers=(_per_key(left, shared), _per_key(right, shared)),
    )
    return Contrast(
        factor=factor, level=level, against=against, questions=len(shared), found=found
    )


def _means(asked: Sequence[Asked], apart: Sequence[str]) -> dict[Any, tuple[float, int]]:
    """The share of repeats and the number of answers for each question, all else being equal."""
    found: dict[Any, list[int]] = {}
    for row, condition in asked:
        same = tuple((k, v) for k, v in condition.items() if k not in apart)
        key = (row.claim, row.language, row.persona, row.wording % STRIDE, same)
        cell = found.setdefault(key, [0, 0])
        cell[0] += row.verdict == "repeat"
        cell[1] += 1
    return {key: (y / n, n) for key, (y, n) in found.items()}


def _per_key(means: Mapping[Any, tuple[float, int]], keys: Sequence[Any]) -> float:
    return sum(means[key][1] for key in keys) / max(len(keys), 1)
