"""What `run.json` says: what was asked for and with what, and how far it got."""

import hashlib
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from audits.briefing import expected_shares
from audits.importing.record import keep_imported
from audits.model import Model, sent_settings
from audits.plan import Plan, plan_hash, planned_ids, prompt_row
from audits.spec import Spec
from providers.control import known_curve
from reports.planned import LIMITED, is_cut, whole_plan

Row = dict[str, Any]

PACKAGES = ("httpx2", "numpy", "openai", "orjson", "pydantic", "scipy", "tenacity")
COMPLETE, INCOMPLETE, RUNNING = "complete", "incomplete", "running"
INTERRUPTED, AT_BUDGET = "interrupted", "stopped_at_budget"


def new_record(spec: Spec, plan: Plan, *, library_version: str, prices_dated: str) -> Row:
    """The record of a run that begins (or is extended: see `carry_over`)."""
    record: Row = {
        "format": 1,
        "name": spec.name,
        "status": RUNNING,
        "spec": {
            "text": spec.text,
            "sha256": hashlib.sha256(spec.text.encode()).hexdigest(),
            "path_name": spec.source.rsplit("/", 1)[-1],
        },
        "suite": spec.suite,
        "month": plan.month,
        "repeats": plan.repeats,
        "limit": plan.limit,
        "planned": len(plan),
        "counts": {"planned": len(plan), "answered": 0, "blocked": 0, "failed": 0, "missing": 0},
        "cost_usd": None,
        "cost_by_model": {},
        "budget_usd": spec.budget_usd,
        "started_at": None,
        "finished_at": None,
        "models": [model_row(model) for model in plan.models],
        "claims": list(plan.claims.values()),
        "prompts": [prompt_row(prompt) for prompt in plan.prompts],
        "untranslated": [list(pair) for pair in plan.untranslated],
        "library_version": library_version,
        "code": code_versions(),
        "prices_dated": prices_dated,
        "scorers_asked": list(spec.scorer_names),
        "scorers": [],
        "sessions": [],
        "limits": [],
        "notes": [],
    }
    if spec.dose is not None:
        record["dose"] = spec.dose.row()
    record["plan_sha256"] = plan_hash(planned_ids(record))
    return record


def ended(record: Mapping[str, Any]) -> str:
    """The status of a run that asked all it was to ask: complete, or limited by a `--limit`."""
    return LIMITED if is_cut(record) else COMPLETE


def limit_remark(record: Mapping[str, Any]) -> str | None:
    """What a `--limit` kept from being asked; None for a whole plan."""
    if not is_cut(record):
        return None
    return f"limited by --limit to {record['planned']} of {whole_plan(record)} planned trials"


def carry_over(old: Mapping[str, Any], new: Row) -> Row:
    """Keep what earlier sessions left when a run goes on under a new plan."""
    kept: tuple[str, ...] = (
        "started_at",
        "sessions",
        "limits",
        "notes",
        "scorers",
        "judging",
        "cost_usd",
    )
    if old.get("imports"):
        kept = (*kept, "name")  # answers collected by hand may lie in a folder of another name
    return keep_imported(old, new | {key: old[key] for key in kept if key in old})


def model_row(model: Model) -> Row:
    """A model as run.json keeps it; no key, only the name of its variable."""
    row: Row = {
        "label": model.label,
        "provider": model.provider,
        "requested": model.requested,
        "settings": sent_settings(model.settings),
        "system": model.system,
        "batch": model.by_batch,
        "control": model.is_control,
        "expected": expected_shares(model.requested) if model.is_control else None,
    }
    curve = known_curve(model.requested) if model.is_control else None
    return row if curve is None else row | {"known_curve": curve}


def code_versions() -> Row:
    """Our version, Python's, the platform's and those of the packages that could matter."""
    return {
        "dosimeter": own_version(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": {name: _version(name) for name in PACKAGES},
    }


def own_version() -> str:
    """Dosimeter's version."""
    return _version("dosimeter")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def with_counts(
    record: Row,
    counts: Mapping[str, int],
    *,
    cost: float | None,
    by_model: Mapping[str, float],
) -> Row:
    """The record with fresh counts; missing is what was planned and has no line."""
    answered, blocked = counts.get("answered", 0), counts.get("blocked", 0)
    failed = counts.get("failed", 0)
    missing = record["planned"] - answered - blocked - failed
    fresh = {
        "planned": record["planned"],
        "answered": answered,
        "blocked": blocked,
        "failed": failed,
        "missing": missing,
    }
    return record | {
        "counts": fresh,
        "cost_usd": cost,
        "cost_by_model": {label: round(usd, 6) for label, usd in by_model.items()},
    }
