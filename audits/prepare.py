"""Everything before the first call: the plan, the run's folder, and what can't be honoured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audits.dose.refusing import refuse_dose
from audits.errors import SpecError
from audits.folder import RunFolder, make_folder, read_record
from audits.model import Model
from audits.plan import Plan, extended, make_plan, stored_plan
from audits.record import carry_over, new_record
from audits.seal import refuse_sealed
from audits.spec import Spec
from audits.store import repair
from prompts import load_library
from prompts.errors import PromptsError
from providers.batches.making import batch_unmet
from providers.errors import SettingsError
from providers.prices import updated_on
from providers.registry import check_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line adds to a spec."""

    out: Path | None = None
    limit: int | None = None
    budget_usd: float | None = None
    claims: Path | None = None
    networks: Path | None = None
    retry_failed: bool = False


def plan_of(spec: Spec, options: Options, *, month: str | None) -> tuple[Plan, str]:
    """The spec's plan from the library as it is now, and the library's version."""
    try:
        library = load_library(options.claims, only=spec.claims or None)
    except PromptsError as error:
        raise SpecError(str(error)) from error
    now = datetime.now(UTC).strftime("%Y-%m")
    plan = make_plan(spec, library, month=month or spec.month or now, limit=options.limit)
    return plan, library.version


def refuse_unmet(models: tuple[Model, ...]) -> list[str]:
    """Check every model's settings before any call.

    Raises `SpecError` listing what services cannot do; what a model is allowed to miss
    (`allow_missing: true`) is returned as notes instead.
    """
    notes: list[str] = []
    unmet: list[str] = []
    for model in models:
        for wish in _unmet(model):
            (notes if model.allow_missing else unmet).append(f"{model.label}: {wish}")
    if unmet:
        hint = "; change the spec, or set `allow_missing: true` for the model"
        raise SpecError("\n".join(line + hint for line in unmet))
    return notes


def _unmet(model: Model) -> list[str]:
    try:
        unmet = list(check_settings(model.provider, model.settings))
        return unmet + (batch_unmet(model.provider, model.settings) if model.batch else [])
    except SettingsError as error:
        raise SpecError(f"{model.label}: {error}") from error


def run_folder(spec: Spec, options: Options) -> Path:
    """Where the run goes: what the user said, or `runs/<name>`."""
    return options.out or Path("runs") / spec.name


def begin(spec: Spec, options: Options) -> tuple[RunFolder, dict[str, Any], Plan]:
    """Make or reopen the run's folder; returns it with its record (not yet written) and plan."""
    path = run_folder(spec, options)
    folder = RunFolder(path)
    notes = refuse_unmet(spec.models)
    refuse_sealed(folder)
    if not folder.exists():
        plan, version = plan_of(spec, options, month=None)
        record = new_record(spec, plan, library_version=version, prices_dated=updated_on())
        folder = make_folder(path)
    else:
        old = read_record(folder)
        plan, version = next_plan(spec, options, old)
        fresh = new_record(spec, plan, library_version=version, prices_dated=updated_on())
        record = carry_over(old, fresh)
    notes += refuse_dose(plan)
    torn = repair(folder.transcripts)
    record["notes"] = list(dict.fromkeys([*record["notes"], *notes, *([torn] if torn else [])]))
    return folder, record, plan


def next_plan(spec: Spec, options: Options, old: Mapping[str, Any]) -> tuple[Plan, str]:
    """Go on with the stored plan if the spec is the same, else with the new one if it fits.

    The stored plan needs no library: a run begun last week ends as it began even if claims were
    edited since.
    """
    if spec.text == old["spec"]["text"] and options.limit == old.get("limit"):
        return stored_plan(old, spec.models, spec.repeats), old["library_version"]
    plan, version = plan_of(spec, options, month=old.get("month"))
    return extended(old, plan), version
