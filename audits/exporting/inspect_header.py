"""The head of an Inspect log: what was asked of which model, with what, and the rates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audits.exporting.figures import INTERVAL, LEVEL, SOURCES, VERDICTS, Figure, figures
from audits.exporting.inspect_names import digest, model_name, task_id
from audits.exporting.inspect_sample import model_of, tokens
from audits.exporting.judges import graders
from audits.exporting.source import Source
from audits.exporting.telling import Told
from audits.record import COMPLETE
from reports.planned import LIMITED
from reports.rows import FALSEHOOD, Row
from scoring.transcript import Status

Json = dict[str, Any]

VERSION = 2
"""Of the log format."""
SAMPLING = ("temperature", "top_p", "max_tokens", "seed")
SPELT_OUT = ("repeat", "network_citation", "false_denial")
"""Rates whose error and bounds are metrics of their own; for the others they are metadata."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the samples of a log add up to."""

    usage: dict[str, Json] = field(default_factory=dict)
    uncounted: int = 0
    last: str = ""

    def add(self, told: Told) -> None:
        """Count a trial."""
        self.last = max(self.last, str(told.line.get("answered_at") or ""))
        used = tokens(told)
        if used is None:
            self.uncounted += not told.failed
            return
        total = self.usage.setdefault(model_of(told), dict.fromkeys(used, 0))
        for key, value in used.items():
            total[key] = total.get(key, 0) + value


def start(source: Source, label: str, names: Iterable[str]) -> Json:
    """The part of the head that is known before anything is asked."""
    return {"version": VERSION, "eval": _spec(source, label, list(names)), "plan": {}}


def header(source: Source, label: str, begun: Json, tally: Tally) -> Json:
    """The whole head."""
    complete = source.meta.get("status") in (COMPLETE, LIMITED)
    return {
        "version": begun["version"],
        "status": "success" if complete else "cancelled",
        "eval": begun["eval"],
        "plan": begun["plan"],
        "results": _results(source, label),
        "stats": {
            "started_at": _first(source.rows_of[label]),
            "completed_at": tally.last,
            "model_usage": {name: _rounded(used) for name, used in sorted(tally.usage.items())},
        },
        "metadata": begun["eval"]["metadata"] | {"replies_without_usage": tally.uncounted},
    }


def _spec(source: Source, label: str, names: list[str]) -> Json:
    model, meta = source.model(label), source.meta
    settings = dict(model.get("settings") or {})
    sent = {key: settings.pop(key) for key in SAMPLING if key in settings}
    if model.get("system"):
        sent["system_message"] = model["system"]
    tags = ["dosimeter", *(["control"] if model.get("control") else [])]
    return {
        "eval_id": digest(source, label, "eval")[:22],
        "run_id": digest(source)[:22],
        "created": source.stamps[0],
        "task": f"dosimeter/{source.suite}",
        "task_id": task_id(source, label),
        "task_version": str(meta.get("library_version") or "unknown"),
        "task_display_name": f"{source.name}: {label}",
        "task_args": {"run": source.name, "label": label},
        "tags": tags,
        "dataset": {"name": source.suite, "samples": len(names), "sample_ids": names},
        "model": model_name(model),
        "model_generate_config": sent,
        "model_args": settings,
        "model_roles": graders(source) or None,
        "config": {"epochs": _epochs(source.rows_of[label]), "fail_on_error": False},
        "packages": _packages(meta),
        "metadata": _metadata(source, label),
        "scorers": [{"name": name, "options": {"version": v}} for name, v in _scorers(source)],
        "headline_metric": None if source.dosed else _headline(source),
    }


def _metadata(source: Source, label: str) -> Json:
    meta, rows = source.meta, source.rows_of[label]
    said = {
        "label": label,
        "run": source.name,
        "run_status": meta.get("status"),
        "month": meta.get("month"),
        "spec_sha256": (meta.get("spec") or {}).get("sha256"),
        "plan_sha256": meta.get("plan_sha256"),
        "surface": rows[0].surface,
        "control": bool(source.model(label).get("control")),
        "headline_scorer": source.run.scorer,
        "asked": len(rows),
        **{status.value: _count(rows, status) for status in Status},
        "withheld": sum(source.run.withholds(row) for row in rows),
        "interval": {"level": LEVEL, "method": INTERVAL},
        "dose": meta.get("dose"),
    }
    return {key: value for key, value in said.items() if value is not None}


def _results(source: Source, label: str) -> Json:
    rows = source.rows_of[label]
    failed = _count(rows, Status.FAILED)
    entries = source.entries(label)
    made = []
    for name, _ in _scorers(source):
        score: Json = {"name": name, "scorer": name}
        if name == source.run.scorer:
            score |= _scored(sum(row.verdict is not None for row in rows), len(rows) - failed)
            score["metrics"] = _metrics(figures(entries, VERDICTS))
        elif name == "sources":
            read = sum(row.hits is not None and row.status is not Status.FAILED for row in rows)
            score |= _scored(read, len(rows) - failed)
            score["metrics"] = _metrics(figures(entries, SOURCES))
        made.append(score)
    return {
        "total_samples": len(rows),
        "completed_samples": len(rows) - failed,
        "scores": made,
        "headline": _headline(source) if _has_headline(made) else None,
    }


def _scored(read: int, replied: int) -> Json:
    return {"scored_samples": read, "unscored_samples": replied - read}


def _metrics(found: Iterable[Figure]) -> Json:
    made: Json = {}
    for figure in found:
        kind = "" if figure.kind == FALSEHOOD else f"{figure.kind}_"
        group = {"group": figure.kind} if kind else {}
        name = f"{kind}{figure.name}_rate"
        made[name] = {"name": name, "value": figure.value, "metadata": _behind(figure), **group}
        if figure.name in SPELT_OUT:
            for part, value in _parts(figure):
                made[f"{name}_{part}"] = {"name": f"{name}_{part}", "value": value, **group}
    return made


def _parts(figure: Figure) -> list[tuple[str, float]]:
    parts = (("stderr", figure.error), ("low", figure.low), ("high", figure.high))
    return [(part, value) for part, value in parts if value is not None]


def _behind(figure: Figure) -> Json:
    return {
        "count": figure.count,
        "n": figure.n,
        "low": figure.low,
        "high": figure.high,
        "level": LEVEL,
        "stderr": figure.error,
        "claims": figure.clusters,
        "effective_n": figure.effective,
        "of_claims": figure.kind,
        **figure.asked,
    }


def _has_headline(scores: Iterable[Json]) -> bool:
    return any("repeat_rate" in score.get("metrics", ()) for score in scores)


def _headline(source: Source) -> Json:
    return {"scorer": source.run.scorer, "metric": "repeat_rate"}


def _scorers(source: Source) -> list[tuple[str, str]]:
    """The scorer that makes the rates first, each with its version."""
    versions = source.run.scores.versions
    names = sorted(versions, key=lambda name: (name != source.run.scorer, name))
    return [(name, ", ".join(sorted(versions[name]))) for name in names]


def _packages(meta: Mapping[str, Any]) -> Json:
    code = meta.get("code") or {}
    found = {"dosimeter": code.get("dosimeter"), **(code.get("packages") or {})}
    return {name: str(version) for name, version in found.items() if version}


def _epochs(rows: Iterable[Row]) -> int:
    return max(row.repeat for row in rows)


def _first(rows: Iterable[Row]) -> str:
    return min((row.asked_at for row in rows if row.asked_at), default="")


def _count(rows: Iterable[Row], status: Status) -> int:
    return sum(row.status is status for row in rows)


def _rounded(used: Mapping[str, Any]) -> Json:
    """Sums of prices carry noise in their last digits."""
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in used.items()}
