"""The document that Every Eval Ever keeps of one model: what was asked, with what, the rates."""

from dataclasses import dataclass
from typing import Any

from audits.exporting.eee_names import (
    SCHEMA,
    evaluation_id,
    folder_of,
    model_id,
    retrieved,
    uuid_of,
)
from audits.exporting.eee_results import strings
from audits.exporting.source import Source

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """Who ran the audit, and how they stand to the makers of the models."""

    organization: str
    relationship: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The file of lines beside a document."""

    rows: int
    sha256: str


def document(
    source: Source, label: str, evaluator: Evaluator, found: list[Json], lines: Lines
) -> Json:
    """The whole document."""
    meta = source.meta
    return {
        "schema_version": SCHEMA,
        "evaluation_id": evaluation_id(source, label),
        "evaluation_timestamp": source.stamps[0],
        "retrieved_timestamp": retrieved(source),
        "source_metadata": {
            "source_name": f"Dosimeter run {source.name}",
            "source_type": "evaluation_run",
            "source_organization_name": evaluator.organization,
            "evaluator_relationship": evaluator.relationship,
            "additional_details": strings(_about(source, label)),
        },
        "eval_library": {
            "name": "dosimeter",
            "version": str((meta.get("code") or {}).get("dosimeter") or "unknown"),
        },
        "model_info": _model(source, label),
        "evaluation_results": found,
        "detailed_evaluation_results": {
            "format": "jsonl",
            "file_path": f"{folder_of(source, label)}/{uuid_of(source, label)}_samples.jsonl",
            "hash_algorithm": "sha256",
            "checksum": lines.sha256,
            "total_rows": lines.rows,
        },
    }


def _model(source: Source, label: str) -> Json:
    model = source.model(label)
    # Who made a model, where it runs and whether its weights are open stands in no run.
    details = {
        "deployment_type": "unknown",
        "model_availability": "unknown",
        "label": label,
        "served_models": ", ".join(source.run.served(label)) or None,
        "surface": source.rows_of[label][0].surface,
        "control": "true" if model.get("control") else None,
    }
    made = {
        "name": str(model.get("requested") or label),
        "id": model_id(source, label),
        "additional_details": strings(details),
    }
    return made | ({"inference_platform": model["provider"]} if model.get("provider") else {})


def _about(source: Source, label: str) -> Json:
    meta = source.meta
    return {
        "run": source.name,
        "run_status": meta.get("status"),
        "month": meta.get("month"),
        "spec_sha256": (meta.get("spec") or {}).get("sha256"),
        "plan_sha256": meta.get("plan_sha256"),
        "withheld_answers": sum(map(source.run.withholds, source.rows_of[label])),
    }
