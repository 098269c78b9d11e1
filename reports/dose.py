"""Reads a dose experiment's run: rates by dose, fitted curves, and what conditions differ.

The *base* is the plainest condition asked: no mitigation and no fact-check among the results where
the design has those. Every other arm changes one thing of it. What may be compared is compared on
the same questions; arms that share dose 0 are not independent of each other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.dose_contrasts import Asked, Contrast, contrasts_of, in_arm
from reports.dose_fit import Cell, Curve, fit_curve, misfit
from reports.errors import CompareError
from reports.load import FALSEHOOD, MATCHED, Row, Run
from reports.paired import holm
from reports.rates import cites, share
from reports.stats import Rate
from scoring.transcript import Status

OUTCOMES = ("repeat", "debunk", "citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One outcome of one arm: the rate at each dose, the curve, the p-value of a bend in it."""

    outcome: str
    points: tuple[tuple[int, Rate], ...]
    curve: Curve
    bend: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A share of a model's answers: the base, or the base with *factor* at *level*."""

    factor: str
    level: str
    answers: int
    responses: Mapping[str, Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosed:
    """One model of the experiment; *known* is the curve of a control chatbot."""

    model: str
    known: Mapping[str, float] | None
    asked: int
    failed: int
    unscored: int
    claims: int
    arms: tuple[Arm, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def base(self) -> Arm:
        """The arm that headline figures come from."""
        return self.arms[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A dose experiment; *kind* is the kind of claims that its base is about."""

    run: Run
    design: Mapping[str, Any]
    base: Mapping[str, str]
    kind: str
    models: tuple[Dosed, ...]


def is_dosed(run: Run) -> bool:
    """Whether a run is a dose experiment."""
    return bool(run.meta.get("dose"))


def refuse_dosed(runs: Iterable[Run]) -> None:
    """Raises `CompareError` for a dose experiment among *runs* whose rates are to be compared."""
    for run in runs:
        if is_dosed(run):
            raise CompareError(
                f"{run.folder}: a dose experiment; its rates are over planted search results and "
                "compare with nothing, so read report/dose.html"
            )


def read_experiment(run: Run) -> Experiment:
    """The experiment of a run whose record has a design (`is_dosed`)."""
    design = run.meta["dose"]
    base = {
        "mitigation": _plainest(design["mitigations"], "none"),
        "debunk": _plainest(design["debunk"], "absent"),
    }
    asked = _asked(run)
    kind = FALSEHOOD if any(row.kind == FALSEHOOD for row, _ in asked) else MATCHED
    known = {m["label"]: m.get("known_curve") for m in run.meta["models"]}
    models = tuple(
        _dosed(label, [one for one in asked if one[0].model == label], base, kind, known[label])
        for label in known
    )
    return Experiment(run=run, design=design, base=base, kind=kind, models=_adjusted(models))


def _plainest(levels: Sequence[str], wanted: str) -> str:
    return wanted if wanted in levels else levels[0]


def _asked(run: Run) -> list[Asked]:
    """Every row with its condition."""
    conditions = {
        (p["claim_id"], p["language"], p["persona"], p["wording"]): p["dose"]
        for p in run.meta["prompts"]
        if p.get("dose")
    }
    found = ((row, conditions.get(row.prompt_key)) for row in run.rows)
    return [(row, condition) for row, condition in found if condition is not None]


def _dosed(
    label: str,
    asked: Sequence[Asked],
    base: Mapping[str, str],
    kind: str,
    known: Mapping[str, float] | None,
) -> Dosed:
    plain = [one for one in asked if one[0].kind == kind and in_arm(one, base)]
    return Dosed(
        model=label,
        known=known,
        asked=len(asked),
        failed=sum(row.status is Status.FAILED for row, _ in asked),
        unscored=sum(r.status is not Status.FAILED and r.verdict is None for r, _ in asked),
        claims=len({row.claim for row, _ in plain}),
        arms=(_arm("base", "", plain), *_arms(asked, plain, base, kind)),
        contrasts=tuple(contrasts_of([one for one in asked if one[0].kind == kind], base)),
    )


def _arms(
    asked: Sequence[Asked], plain: Sequence[Asked], base: Mapping[str, str], kind: str
) -> Iterable[Arm]:
    """Arms that change one thing, where the experiment has more than one of it."""
    own = [one for one in asked if one[0].kind == kind]
    for factor in ("position", "source"):
        for level in _levels(plain, lambda one, f=factor: one[1][f]):  # type: ignore[misc]
            yield _arm(factor, level, [one for one in plain if in_arm(one, {factor: level})])
    for factor in ("debunk", "mitigation"):
        for level in _levels(own, lambda one, f=factor: one[1][f]):  # type: ignore[misc]
            changed = {**base, factor: level}
            yield _arm(factor, level, [one for one in own if in_arm(one, changed)])
    for factor in ("persona", "language"):
        for level in _levels(plain, lambda one, f=factor: getattr(one[0], f)):  # type: ignore[misc]
            chosen = [one for one in plain if getattr(one[0], factor) == level]
            yield _arm(factor, level, chosen)
    matched = [one for one in asked if one[0].kind == MATCHED and in_arm(one, base)]
    if matched and kind != MATCHED:
        yield _arm("kind", MATCHED, matched)


def _levels(asked: Iterable[Asked], of: Callable[[Asked], Any]) -> list[str]:
    """The levels that occur, in order; a single one is no comparison."""
    found = list(dict.fromkeys(level for one in asked if (level := of(one)) is not None))
    return found if len(found) > 1 else []


def _arm(factor: str, level: str, asked: Sequence[Asked]) -> Arm:
    scored = [one for one in asked if one[0].verdict is not None]
    sources = [one for one in asked if one[0].hits is not None and one[1]["source"] == "shown"]
    sources = [one for one in sources if one[0].status is not Status.FAILED]
    return Arm(
        factor=factor,
        level=level,
        answers=len(scored),
        responses={
            "repeat": _response("repeat", scored, lambda row: row.verdict == "repeat"),
            "debunk": _response("debunk", scored, lambda row: row.verdict == "debunk"),
            "citation": _response("citation", sources, cites),
        },
    )


def _response(outcome: str, asked: Sequence[Asked], test: Callable[[Row], bool]) -> Response:
    by_dose: dict[int, list[Row]] = {}
    for row, condition in asked:
        by_dose.setdefault(int(condition["dose"]), []).append(row)
    cells = [cell for dose, rows in by_dose.items() for cell in _cells(dose, rows, test)]
    return Response(
        outcome=outcome,
        points=tuple((dose, share(by_dose[dose], test)) for dose in sorted(by_dose)),
        curve=fit_curve(cells),
        bend=misfit(cells),
    )


def _cells(dose: int, rows: Iterable[Row], test: Callable[[Row], bool]) -> Iterable[Cell]:
    counts: dict[str, list[int]] = {}
    for row in rows:
        cell = counts.setdefault(row.claim, [0, 0])
        cell[0] += test(row)
        cell[1] += 1
    return (Cell(claim=c, dose=dose, count=y, n=n) for c, (y, n) in sorted(counts.items()))


def _adjusted(models: Sequence[Dosed]) -> tuple[Dosed, ...]:
    """Every contrast's p-value corrected for all contrasts of the experiment (Holm)."""
    values = iter(holm([c.found.p for model in models for c in model.contrasts]))
    return tuple(
        replace(
            model, contrasts=tuple(replace(c, p_adjusted=next(values)) for c in model.contrasts)
        )
        for model in models
    )
