"""Reads an audit spec: what to ask of which models, how often, scored how, for how much."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audits.dose.design import Design, design_of
from audits.errors import SpecError
from audits.judge_names import PANEL
from audits.model import ALIAS, Limits, Model, Price, derive_label
from audits.spec_file import JudgeEntry, ModelEntry, NotifyEntry, SpecFile
from audits.spec_problems import explain, wrong
from audits.spec_services import refuse_unknown_services
from prompts.claim import Persona
from prompts.yamlfile import Document, read_yaml
from providers.base import Settings
from providers.registry import split_model

CONTROLS = ("debunker", "repeater", "refuser", "mixed")
DOSE_CONTROLS = ("dose", "deaf")
"""What `controls: true` stands for in a dose experiment."""
BUILT_IN = ("default", "quickstart")
UNCERTAIN = "uncertain"
"""`judge_when` of a judge that need not read what the rules are certain of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A model that reads answers: `{judge: provider/model, votes: n, judge_when: uncertain}`."""

    model: Model
    votes: int = 1
    when: str = "always"

    @property
    def scorer(self) -> str:
        """The name of the scorer that it is."""
        return f"judge:{self.model.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One audit, as asked for. *text* and *source* are the file as read and its name."""

    name: str
    text: str
    source: str
    suite: str | None
    claims: tuple[str, ...]
    personas: tuple[str, ...]
    languages: tuple[str, ...]
    wordings: int | None
    repeats: int
    month: str | None
    models: tuple[Model, ...]
    scorers: tuple[str, ...]
    judges: tuple[Judge, ...]
    budget_usd: float | None
    dose: Design | None = None
    alert: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notify: NotifyEntry | None = None

    @property
    def scorer_names(self) -> tuple[str, ...]:
        """All scorers, the judges and, of several judges, their panel included."""
        judges = tuple(judge.scorer for judge in self.judges)
        return self.scorers + judges + ((PANEL,) if len(judges) > 1 else ())


def load_spec(source: str, *, models_needed: bool = True, month: str | None = None) -> Spec:
    """Read a spec file, or a built-in one by its name (`default`, `quickstart`).

    Raises `SpecError` with file, line, key and what would be right, for every problem found. A
    spec for answers that are collected by hand needs no model. *month* is the one that `{month}`
    stands for, where the calendar of a time zone decides it.
    """
    raw, name = _read(source)
    spec = parse_spec(raw, name, month=month)
    refuse_unknown_services(read_yaml(raw, name))
    if models_needed and not spec.models:
        raise SpecError(f"{spec.source}:1: models: name at least one model, or `controls: true`")
    return spec


def parse_spec(raw: bytes, name: str, *, month: str | None = None) -> Spec:
    """Read a spec from its bytes, such as those that run.json keeps; *name* is for errors."""
    document = read_yaml(raw, name)
    if document.problems:
        raise SpecError("\n".join(str(problem) for problem in document.problems))
    if not isinstance(document.data, dict):
        raise SpecError(f"{name}:1: a spec is a list of `key: value` lines; see docs/spec.md")
    try:
        entry = SpecFile.model_validate(document.data)
    except ValidationError as error:
        raise SpecError(explain(error, document, SpecFile)) from None
    if month is not None:
        entry = entry.model_copy(update={"month": entry.month or month})
    return _build(entry, document, raw.decode("utf-8-sig"))


def _read(source: str) -> tuple[bytes, str]:
    if source in BUILT_IN and not Path(source).exists():
        file = resources.files("audits") / "specs" / f"{source}.yaml"
        return file.read_bytes(), f"{source}.yaml (built in)"
    try:
        return Path(source).read_bytes(), source
    except FileNotFoundError:
        raise SpecError(
            f"{source}: no such file, and no built-in spec of that name ({', '.join(BUILT_IN)})"
        ) from None
    except OSError as error:
        raise SpecError(f"{source}: cannot be read ({error.strerror})") from None


def _build(entry: SpecFile, document: Document, text: str) -> Spec:
    models = [_model(m, document, ("models", i)) for i, m in enumerate(entry.models)]
    if entry.controls:
        asked = {model.label for model in models}
        names = DOSE_CONTROLS if entry.dose else CONTROLS
        models += [c for c in map(control_model, names) if c.label not in asked]
    _refuse_twins(models, document)
    # Whoever begs for the claim gets it at any dose, so only the neutral question is asked.
    usual = [Persona.INNOCENT] if entry.dose else []
    return Spec(
        name=_fill_month(entry.name, entry.month),
        text=text,
        source=document.file,
        suite=entry.suite,
        claims=tuple(entry.claims),
        personas=tuple(str(p) for p in entry.personas or usual),
        languages=tuple(entry.languages),
        wordings=entry.wordings,
        repeats=entry.repeats,
        month=entry.month or month_in(entry.name),
        models=tuple(models),
        scorers=tuple(s for s in entry.scorers if isinstance(s, str)),
        judges=_judges(entry, document),
        budget_usd=entry.budget_usd,
        dose=design_of(entry.dose) if entry.dose else None,
        alert=entry.alert,
        notify=entry.notify,
    )


def control_model(name: str) -> Model:
    """A built-in control chatbot."""
    settings = Settings(model=name)
    return Model(
        label=derive_label("control", settings, None),
        provider="control",
        settings=settings,
        limits=Limits(max_in_flight=64),
    )


def month_in(name: str) -> str | None:
    """The month that a run's name begins with: `2026-11-monthly` gives `2026-11`."""
    found = re.match(r"(\d{4}-(?:0[1-9]|1[0-2]))(?!\d)", name)
    return found[1] if found else None


def _fill_month(name: str, month: str | None) -> str:
    now = month or datetime.now(UTC).strftime("%Y-%m")
    return name.replace("{month}", now)


def _model(
    entry: ModelEntry, document: Document, path: tuple[str | int, ...], key: str = "model"
) -> Model:
    service, model_id = split_model(entry.model)
    if ALIAS.search(model_id) and not entry.allow_alias:
        raise wrong(
            document,
            (*path, key),
            f"`{entry.model}` names no version, so what answers can change without notice; "
            "give an exact id, or set `allow_alias: true`",
        )
    settings = Settings(
        model=model_id,
        base_url=entry.base_url,
        api=entry.api,
        search=entry.search,
        location=entry.location,
        temperature=entry.temperature,
        top_p=entry.top_p,
        max_tokens=entry.max_tokens,
        seed=entry.seed,
        key_env=entry.key_env,
        deadline_s=entry.deadline_s,
        extra=entry.extra,
    )
    return Model(
        label=entry.label or derive_label(service, settings, entry.system),
        provider=service,
        settings=settings,
        system=entry.system,
        limits=Limits(
            max_in_flight=entry.max_in_flight,
            requests_per_minute=entry.requests_per_minute,
            tokens_per_minute=entry.tokens_per_minute,
        ),
        price=Price(**entry.price.model_dump()) if entry.price else None,
        batch=entry.batch,
        allow_missing=entry.allow_missing,
        context_tokens=entry.context_tokens,
    )


def _judges(entry: SpecFile, document: Document) -> tuple[Judge, ...]:
    """The judges; they read the same answers, each once."""
    judges: dict[str, Judge] = {}
    for i, scorer in enumerate(entry.scorers):
        if not isinstance(scorer, JudgeEntry):
            continue
        judge = _judge(scorer, document, ("scorers", i))
        if judge.model.label in judges:
            raise wrong(document, ("scorers", i), "this judge is named twice; use `votes`")
        if any(other.when != judge.when for other in judges.values()):
            raise wrong(
                document, ("scorers", i), "give all judges of a panel the same `judge_when`"
            )
        judges[judge.model.label] = judge
    return tuple(judges.values())


def _judge(entry: JudgeEntry, document: Document, path: tuple[str | int, ...]) -> Judge:
    """A judge; asked at temperature 0 unless told otherwise, where its model takes one."""
    fields: dict[str, Any] = entry.model_dump(exclude={"judge", "votes", "judge_when"})
    try:
        written = ModelEntry(model=entry.judge, **fields)
    except ValidationError as error:
        raise SpecError(explain(error, document, ModelEntry, path, {"model": "judge"})) from None
    model = _model(written, document, path, "judge")
    if model.is_control:
        raise wrong(document, (*path, "judge"), "a control chatbot reads nothing; name a model")
    if model.settings.temperature is None:
        model = replace(model, settings=replace(model.settings, temperature=0.0))
    return Judge(model=model, votes=entry.votes, when=entry.judge_when)


def _refuse_twins(models: list[Model], document: Document) -> None:
    seen: set[str] = set()
    for i, model in enumerate(models):
        if model.label in seen:
            raise wrong(
                document,
                ("models", i),
                f"two models share the label `{model.label}`; change a setting or the label, "
                "or use `repeats` to ask the same model more often",
            )
        seen.add(model.label)
