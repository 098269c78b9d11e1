"""Finds what is to be compared with what: models, runs, personas, languages, search on and off."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reports.errors import CompareError
from reports.load import FALSEHOOD, Row, Run
from reports.pairing import Key, Side, language_key, persona_key, prompt_key

Scope = dict[str, str]
BY = ("model", "search", "persona", "language", "run")
KEYS: dict[str, Callable[[Row], Key]] = {"persona": persona_key, "language": language_key}
PERSONAS = ("innocent", "leading", "malign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Sides among which every pair of *pairs* is compared; *scope* says what they share."""

    scope: Scope
    sides: tuple[Side, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What is compared by what; *alone* are chatbots that had nothing to be compared with."""

    by: str
    groups: tuple[Group, ...]
    alone: tuple[Side, ...] = ()

    @property
    def key(self) -> Callable[[Row], Key]:
        """What makes two answers answers to the same prompt."""
        return KEYS.get(self.by, prompt_key)


def arrange_sides(runs: Sequence[Run], labels: Sequence[str] = ()) -> list[Side]:
    """The chatbots in *labels* in each run; without any the products, or else the controls."""
    return _sides(runs, _wanted(runs, labels))


def sort_arguments(arguments: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Tell run folders from model labels: a folder is a run, anything else a label."""
    paths = [Path(a) for a in arguments if Path(a).is_dir()]
    labels = [a for a in arguments if not Path(a).is_dir()]
    if not paths:
        raise CompareError(
            f"{labels[0] if labels else 'nothing'}: no such run folder; name at least one run, "
            "such as runs/<name>"
        )
    if len({p.resolve() for p in paths}) < len(paths):
        raise CompareError("a run was named twice; name each once")
    return paths, labels


def arrange(runs: Sequence[Run], labels: Sequence[str] = (), by: str | None = None) -> Layout:
    """Lay out the comparisons of *runs*, of all chatbots or of those in *labels*.

    Without *by*, several runs of one model are compared run by run, anything else model by model.
    Control chatbots take part only where they are named, or where there is nothing else.
    """
    sides = arrange_sides(runs, labels)
    chosen = by or _default(runs, sides)
    makers = {"model": _by_model, "search": _by_search, "run": _by_run}
    if chosen in makers:
        groups = makers[chosen](sides)
    else:
        groups = [_by_value(side, chosen, several=len(runs) > 1) for side in sides]
    kept = tuple(g for g in groups if g.pairs)
    if not kept:
        raise CompareError(_nothing(chosen, sides))
    used = {(id(s.run), s.model, s.surface) for g in kept for s in g.sides}
    alone = tuple(s for s in sides if (id(s.run), s.model, s.surface) not in used)
    return Layout(by=chosen, groups=kept, alone=alone)


def run_names(runs: Sequence[Run]) -> list[str]:
    """A name for each run, its folder beside it where two runs bear the same."""
    plain = [str(run.meta.get("name") or run.folder.name) for run in runs]
    twice = {name for name, n in Counter(plain).items() if n > 1}
    return [
        f"{name} ({run.folder})" if name in twice else name
        for name, run in zip(plain, runs, strict=True)
    ]


def models_of(run: Run) -> dict[str, dict[str, Any]]:
    """The models of a run by label, as run.json lists them, then those only rows know."""
    known = {m["label"]: dict(m) for m in run.meta.get("models") or ()}
    for row in run.rows:
        if row.model not in known:
            known[row.model] = {
                "label": row.model, "provider": row.provider, "requested": row.requested,
                "control": row.is_control, "settings": {},
            }  # fmt: skip
    return known


def _wanted(runs: Sequence[Run], labels: Sequence[str]) -> frozenset[str]:
    known: dict[str, dict[str, Any]] = {}
    for run in runs:
        known |= models_of(run)
    if not labels:
        products = frozenset(name for name, m in known.items() if not m.get("control"))
        return products or frozenset(known)
    return frozenset(_label(name, known) for name in labels)


def _label(name: str, known: dict[str, dict[str, Any]]) -> str:
    if name in known:
        return name
    same = [x for x, m in known.items() if name in (m.get("requested"), _identity(m))]
    if len(same) == 1:
        return same[0]
    names = ", ".join(f"`{x}`" for x in (same or known)) or "none"
    why = "names several models" if same else "is neither a run folder nor a model"
    raise CompareError(f"`{name}` {why} of these runs; models: {names}")


def _identity(model: dict[str, Any]) -> str:
    return "/".join(str(model[k]) for k in ("provider", "requested") if model.get(k))


def _sides(runs: Sequence[Run], wanted: Iterable[str]) -> list[Side]:
    """One side for each run, model and surface: answers of an app and an API never mix."""
    made = []
    for run in runs:
        rows: dict[tuple[str, str], list[Row]] = {}
        for row in run.rows:
            if row.kind == FALSEHOOD:
                rows.setdefault((row.model, row.surface), []).append(row)
        for label in models_of(run):
            if label not in wanted:
                continue
            surfaces = sorted(s for m, s in rows if m == label) or ["api"]
            for surface in surfaces:
                name = label if len(surfaces) == 1 else f"{label} ({surface})"
                kept = tuple(rows.get((label, surface), ()))
                made.append(Side(name=name, run=run, model=label, surface=surface, rows=kept))
    return made


def _default(runs: Sequence[Run], sides: Sequence[Side]) -> str:
    if len(runs) < 2:
        return "model"
    return "run" if max(Counter(s.name for s in sides).values(), default=0) > 1 else "model"


def _all_pairs(n: int) -> tuple[tuple[int, int], ...]:
    return tuple((i, j) for i in range(n) for j in range(i + 1, n))


def _group(scope: Scope, sides: Sequence[Side]) -> Group:
    return Group(scope=scope, sides=tuple(sides), pairs=_all_pairs(len(sides)))


def _by_model(sides: Sequence[Side]) -> list[Group]:
    """All models against each other: run by run, or across runs if no model is in two of them."""
    if max(Counter(s.name for s in sides).values(), default=0) <= 1:
        return [_group({}, sides)]
    runs = {id(s.run): s.run for s in sides}
    names = dict(zip(runs, run_names(list(runs.values())), strict=True))
    return [_group({"run": names[key]}, [s for s in sides if id(s.run) == key]) for key in runs]


def _by_run(sides: Sequence[Side]) -> list[Group]:
    runs = {id(s.run): s.run for s in sides}
    names = dict(zip(runs, run_names(list(runs.values())), strict=True))
    groups = []
    for model in dict.fromkeys(s.name for s in sides):
        own = [replace(s, name=names[id(s.run)]) for s in sides if s.name == model]
        groups.append(_group({"model": model}, own))
    return groups


def _by_value(side: Side, name: str, *, several: bool) -> Group:
    """The personas or languages of one model of one run against each other."""
    found = {getattr(row, name) for row in side.rows}
    known = [p for p in PERSONAS if p in found] if name == "persona" else []
    values = known + sorted(found.difference(known))
    scope = {"model": side.name}
    if several:
        scope["run"] = str(side.run.meta.get("name") or side.run.folder.name)
    return _group(scope, [replace(side.only(name, v), name=v) for v in values])


def _by_search(sides: Sequence[Side]) -> list[Group]:
    """Models that differ in searching, on against off."""
    several = len({id(s.run) for s in sides}) > 1
    families: dict[tuple[int, str], list[Side]] = {}
    for side in sides:
        identity = _identity(models_of(side.run)[side.model])
        families.setdefault((id(side.run), identity), []).append(side)
    groups = []
    for (_, identity), own in families.items():
        on = [_searches(side) for side in own]
        pairs = tuple(
            (i, j) for i, x in enumerate(on) for j, y in enumerate(on) if x is True and y is False
        )
        scope = {"model": identity}
        if several:
            scope["run"] = str(own[0].run.meta.get("name") or own[0].run.folder.name)
        groups.append(Group(scope=scope, sides=tuple(own), pairs=pairs))
    return groups


def _searches(side: Side) -> bool | None:
    """Whether search was on: as the spec set it, else as the service told."""
    settings = models_of(side.run)[side.model].get("settings") or {}
    if settings.get("search") is not None:
        return bool(settings["search"])
    told = {row.search for row in side.rows} - {None}
    return told.pop() if len(told) == 1 else False


def _nothing(by: str, sides: Sequence[Side]) -> str:
    names = ", ".join(dict.fromkeys(f"`{s.name}`" for s in sides)) or "no chatbot"
    hints = {
        "model": "name another run or model, or compare `--by persona` or `--by language`",
        "run": "no model is in two of these runs; `--by model` compares different models",
        "search": "none was asked both with and without search",
        "persona": "only one persona was asked",
        "language": "only one language was asked",
    }
    return f"nothing to compare among {names}: {hints[by]}"
