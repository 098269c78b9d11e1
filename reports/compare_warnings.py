"""What a reader must know before trusting a comparison: thin pairing, changes, failed checks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reports.compare_sides import Scope, models_of, run_names
from reports.control import control_check
from reports.load import Row, Run
from reports.pairing import Match, Measure, Side
from reports.planned import STOPPED, unfinished, whole_plan
from scoring.transcript import Status

FEW_CLAIMS, FEW_TRIALS = 10, 30
LOUD = frozenset({
    "running", "control_misread", "all_failed", "no_answers", "no_shared_prompts", "one_claim",
    "scorer_differs", "surfaces", "no_match",
})  # fmt: skip
Value = str | int | tuple[str, ...]
Names = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: a code, and what fills its sentence in; a tuple holds parts of one name."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def loud(self) -> bool:
        """Whether it casts doubt on the figures themselves."""
        return self.code in LOUD


def warn(code: str, **values: Value) -> Warned:
    """Make a warning."""
    return Warned(code, tuple(values.items()))


def about_runs(runs: Sequence[Run]) -> Iterable[Warned]:
    """Runs that are not finished, or whose instrument check failed."""
    for run, name in zip(runs, run_names(runs), strict=True):
        status = str(run.meta.get("status") or "")
        planned = int(run.meta.get("planned") or 0)
        if status == "running":
            yield warn("running", run=name, done=len(run.rows), planned=planned)
        elif unfinished(run.meta):
            whole = whole_plan(run.meta)
            missing = max(whole - len(run.rows), 0)
            code = STOPPED if status == STOPPED else "incomplete"
            yield warn(code, run=name, missing=missing, planned=whole)
        bad = misread(run)
        if bad:
            yield warn("control_misread", run=name, models=", ".join(bad))


@lru_cache(maxsize=64)  # every line of a trend asks it of every month
def misread(run: Run) -> tuple[str, ...]:
    """The control chatbots of *run* that were not measured as they are."""
    return tuple(m["model"] for m in control_check(run)["models"] if m["says"] == "misread")


def about_sides(sides: Sequence[Side], alone: Sequence[Side]) -> Iterable[Warned]:
    """Answers that no scorer read, versions mixed under one label, chatbots without a match."""
    for side in alone:
        yield warn("no_match", name=side.name, run=_run(side))
    for side in sides:
        where = {"name": side.model, "run": _run(side)}
        unread = sum(r.verdict is None and r.status is not Status.FAILED for r in side.rows)
        if unread and unread < len(side.rows):
            yield warn("unscored", n=unread, **where)
        served = served_by(side.rows)
        if len(served) > 1:
            yield warn("served_mixed", served=", ".join(served), **where)


def about_pair(
    a: Side,
    b: Side,
    matched: Match,
    *,
    scope: Scope,
    trouble: str | None,
    measure: Measure,
    whole: bool = True,
) -> Iterable[Warned]:
    """What stands between two sides; only what concerns the pairing if they are not *whole*."""
    names: Names = {"a": pieces(a, scope), "b": pieces(b, scope)}
    if trouble and trouble != "running":
        yield from _troubled(a, b, trouble, names, measure)
    elif trouble is None and (len(matched.claims) < FEW_CLAIMS or matched.trials < FEW_TRIALS):
        yield warn("thin", **names, claims=len(matched.claims), trials=matched.trials)
    if not whole:
        return
    if matched.edited:
        yield warn("edited", **names, n=len(matched.edited), claims=", ".join(matched.edited))
    if a.run is not b.run:
        yield from _claim_sets(a, b, matched, names)
        yield from _instruments(a, b, names, measure.name)
    if a.model == b.model and a.run is not b.run:
        yield from _changed(a, b)
    if a.surface != b.surface:
        yield warn("surfaces", **names, one=a.surface, two=b.surface)


def pieces(side: Side, scope: Scope) -> tuple[str, ...]:
    """The side's name with what it belongs to: `model-x`, `innocent`."""
    return (*(value for key, value in scope.items() if key != "run"), side.name)


def served_by(rows: Iterable[Row]) -> list[str]:
    """The models that the service says answered."""
    return sorted({row.served_model for row in rows if row.served_model})


def scorer_of(side: Side, rate: str) -> str:
    """The scorer behind *rate* with the versions that read this side's answers."""
    run = side.run
    if rate == "network_citation":
        return _versioned("sources", run.scores.versions.get("sources", ()))
    scored = run.scores.verdicts.get(run.scorer or "", {})
    used = {scored[r.trial_id].version for r in side.rows if r.trial_id in scored}
    return _versioned(run.scorer or "none", used)


def _versioned(name: str, versions: Iterable[str]) -> str:
    told = "+".join(sorted(v for v in versions if v))
    return f"{name} {told}" if told else name


def _run(side: Side) -> str:
    return str(side.run.meta.get("name") or side.run.folder.name)


def _troubled(a: Side, b: Side, trouble: str, names: Names, measure: Measure) -> Iterable[Warned]:
    if trouble not in ("all_failed", "no_answers"):
        yield warn(trouble, **names)
    for side, name in ((a, names["a"]), (b, names["b"])):
        failed = bool(side.rows) and all(r.status is Status.FAILED for r in side.rows)
        if (failed and trouble == "all_failed") or (
            trouble == "no_answers" and not any(map(measure.applies, side.rows))
        ):
            yield warn(trouble, name=name, run=_run(side), n=len(side.rows))


def _claim_sets(a: Side, b: Side, matched: Match, names: Names) -> Iterable[Warned]:
    one, two = ({r.claim for r in side.rows} for side in (a, b))
    if one and two and matched.claims and (one ^ two):
        yield warn(
            "claims_differ", **names, shared=len(matched.claims), only_a=len(one - two),
            only_b=len(two - one),
        )  # fmt: skip


def _instruments(a: Side, b: Side, names: Names, rate: str) -> Iterable[Warned]:
    one, two = scorer_of(a, rate), scorer_of(b, rate)
    if one != two:
        same = one.split(" ")[0] == two.split(" ")[0]
        code = "scorer_versions" if same else "scorer_differs"
        yield warn(code, **names, one=one, two=two)


def _changed(a: Side, b: Side) -> Iterable[Warned]:
    """What changed under the same label from one run to the other."""
    runs = dict(zip("ab", run_names([a.run, b.run]), strict=True))
    one, two = served_by(a.rows), served_by(b.rows)
    if one and two and one != two:
        yield warn("served_changed", name=a.model, **runs, one=", ".join(one), two=", ".join(two))
    if settings_of(a) != settings_of(b):
        yield warn("settings_changed", name=a.model, **runs)


def settings_of(side: Side) -> tuple[Any, ...]:
    """Everything that was sent to the service beside the prompt."""
    model = models_of(side.run)[side.model]
    sent = {k: v for k, v in (model.get("settings") or {}).items() if v not in (None, {}, "")}
    return model.get("provider"), model.get("requested"), sent, model.get("system")
