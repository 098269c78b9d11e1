"""The live check: one tiny call for each configured model, and what it says of the key."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audits.errors import SpecError
from audits.model import Model, derive_label
from audits.spec import BUILT_IN, load_spec
from providers.base import Settings
from providers.checking import Finding, check_model
from providers.errors import ProviderError, SettingsError
from providers.registry import key_variable, make_provider, service_named, split_model

AT_ONCE = 16
DEADLINE_S = 60.0
"""A tiny call that takes longer says nothing good about a month of audits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A model and what its tiny call showed; *key* is the name of the key's variable."""

    label: str
    key: str | None
    finding: Finding

    @property
    def ok(self) -> bool:
        """Whether the model can be asked."""
        return self.finding.verdict == "ok"

    def row(self) -> dict[str, Any]:
        """As a table and a program read it."""
        return {
            "model": self.label,
            "key variable": self.key or "none needed",
            "verdict": self.finding.verdict,
            "served model": self.finding.served_model,
            "says": self.finding.said,
        }


def models_of(targets: Sequence[str]) -> list[Model]:
    """The models of specs (judges too, controls not) and those named as provider/exact-id."""
    found: dict[str, Model] = {}
    for target in targets:
        models = _of_spec(target) if is_spec(target) else [_named(target)]
        for model in models:
            found.setdefault(model.label, model)
    asked = [model for model in found.values() if not model.is_control]
    if not asked:
        raise SpecError(f"{', '.join(targets)}: no model that is asked over a network")
    return asked


def check_models(models: Iterable[Model], *, environ: Mapping[str, str]) -> list[Checked]:
    """Ask each model once, several at a time; the result is in the order of *models*."""

    async def all_of_them() -> list[Checked]:
        room = asyncio.Semaphore(AT_ONCE)
        return list(await asyncio.gather(*(_check(m, environ, room) for m in models)))

    return asyncio.run(all_of_them())


async def _check(model: Model, environ: Mapping[str, str], room: asyncio.Semaphore) -> Checked:
    deadline_s = min(model.settings.deadline_s, DEADLINE_S)
    settings = replace(model.settings, deadline_s=deadline_s)
    variable = key_variable(model.provider, settings)
    try:
        provider = make_provider(model.provider, settings, environ=environ)
    except SettingsError as error:
        missing = variable is not None and not environ.get(variable, "").strip()
        verdict: Any = "key missing" if missing else "unclear"
        finding = Finding(verdict=verdict, said=str(error))
        return Checked(label=model.label, key=variable, finding=finding)
    async with room:
        try:
            finding = await check_model(provider)
        finally:
            await provider.aclose()
    return Checked(label=model.label, key=variable, finding=finding)


def is_spec(target: str) -> bool:
    """Whether a word of the command line means a spec, not a model."""
    return target in BUILT_IN or Path(target).is_file() or target.endswith((".yaml", ".yml"))


def _of_spec(target: str) -> list[Model]:
    spec = load_spec(target)
    return [*spec.models, *(judge.model for judge in spec.judges)]


def _named(target: str) -> Model:
    """A model named on the command line, with nothing set."""
    try:
        service, model_id = split_model(target)
        service_named(service)
    except ProviderError as error:
        raise SpecError(f"{target}: neither a spec's file nor a model ({error})") from error
    settings = Settings(model=model_id)
    return Model(label=derive_label(service, settings, None), provider=service, settings=settings)
