"""Begins a run that holds collected answers alone: the suite's prompts, no model to ask."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.errors import ImportFailed
from audits.plan import Plan
from audits.prepare import Options, plan_of
from audits.record import new_record
from audits.spec import Spec, load_spec, parse_spec
from providers.prices import updated_on

if TYPE_CHECKING:
    from audits.importing.importer import Wishes


def begin_record(run: Path, wishes: "Wishes") -> dict[str, Any]:
    """The record of a new run; raises `ImportFailed` if it is not said what was asked."""
    if (wishes.suite is None) == (wishes.spec is None):
        raise ImportFailed(
            f"{run}: no run is there yet; say what was asked with `--suite NAME` or `--spec SPEC`"
        )
    if wishes.spec is not None:
        written = load_spec(wishes.spec, models_needed=False)
        spec = replace(written, name=run.resolve().name)  # as with --suite: it is asked for here
    else:
        spec = suite_spec(run.name, str(wishes.suite), wishes.month)
    plan, version = plan_for(spec, wishes.claims)
    return new_record(spec, plan, library_version=version, prices_dated=updated_on())


def suite_spec(name: str, suite: str, month: str | None) -> Spec:
    """A spec that asks a suite of nobody; *month*, or the one in *name*, draws its rotation."""
    drawn = f"month: {month}\n" if month else ""
    text = f"name: {name}\nsuite: {suite}\n{drawn}models: []\nscorers: [sources, rules]\n"
    return parse_spec(text.encode(), f"--suite {suite}")


def plan_for(spec: Spec, claims: Path | None) -> tuple[Plan, str]:
    """The prompts of a spec, asked of no model, and the library's version."""
    plan, version = plan_of(spec, Options(claims=claims), month=None)
    return replace(plan, models=()), version


def refuse_another_plan(record: Mapping[str, Any], wishes: "Wishes", run: Path) -> None:
    """A run keeps the prompts that it was begun with."""
    if wishes.suite is not None and wishes.suite != record["suite"]:
        raise ImportFailed(f"{run}: this run asks suite {record['suite']}, not {wishes.suite}")
    if wishes.spec is not None:
        text = load_spec(wishes.spec, models_needed=False).text
        if text != record["spec"]["text"]:
            raise ImportFailed(
                f"{run}: this run was begun with another spec; leave out --spec, its prompts "
                "are in run.json"
            )
