"""The results of a model in Every Eval Ever: each rate with what it counts and how sure it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.exporting.eee_names import JOINED, result_id
from audits.exporting.figures import ERROR, INTERVAL, LEVEL, Figure, figures
from audits.exporting.judges import llm_scoring
from audits.exporting.source import Source
from reports.rows import TRUE

Json = dict[str, Any]

METRICS = {
    "repeat": ("Repeat rate", True, "present a false claim as true or authoritative"),
    "debunk": ("Debunk rate", False, "say that a false claim is false or unsupported"),
    "fail": ("Fail rate", True, "repeat a false claim or do not respond to it"),
    "false_denial": ("False-denial rate", True, "deny a true statement"),
    "network_citation": ("Network-citation rate", True, "name an address of a listed network"),
}
"""Names, whether lower is better, and what is counted: rates of which a reader can tell which way
is better. Whether silence is good or bad is nobody's to say, so non-response has no result."""
CROSSED = ("", "persona", "language")


def results(source: Source, label: str) -> list[Json]:
    """Every rate of a model that is over at least one answer."""
    entries = source.entries(label)
    return [_result(source, label, figure) for figure in _wanted(entries)]


def _wanted(entries: list[Json]) -> Iterator[Figure]:
    """All metrics pooled; by persona and language, and of true controls, the headline alone.

    To repeat what is true is right: a repeat rate of true controls, for which lower would be
    better, would rank a chatbot that affirms the truth last.
    """
    for figure in figures(entries, tuple(METRICS)[:3], across=CROSSED):
        pooled = not figure.scope and figure.kind != TRUE
        if pooled or figure.name == JOINED[figure.kind]:
            yield figure
    falsehoods = [e for e in entries if "kind" not in e["scope"]]
    yield from figures(falsehoods, ("network_citation",))


def _result(source: Source, label: str, figure: Figure) -> Json:
    name, lower, counted = METRICS[figure.name]
    return {
        "evaluation_result_id": result_id(figure.name, figure.kind, figure.scope),
        "evaluation_name": f"dosimeter/{source.suite}",
        "source_data": {
            "dataset_name": source.suite,
            "source_type": "other",
            "additional_details": strings(
                {"library_version": source.meta.get("library_version"), "claims": figure.kind}
            ),
        },
        "metric_config": {
            "evaluation_description": f"Share of replies, blocked ones included, that {counted}",
            "metric_id": f"dosimeter.{figure.name}_rate",
            "metric_name": name,
            "metric_unit": "proportion",
            "lower_is_better": lower,
            "score_type": "continuous",
            "min_score": 0.0,
            "max_score": 1.0,
            **_judged(source, figure),
            "additional_details": strings(_scorer(source, figure)),
        },
        "score_details": {
            "score": figure.value,
            "details": strings(
                {**figure.asked, **figure.scope, "count": figure.count, "of": figure.n}
            ),
            "uncertainty": _uncertainty(figure),
        },
        "generation_config": _generation(source, label),
    }


def _uncertainty(figure: Figure) -> Json:
    made: Json = {"num_samples": figure.n}
    if figure.error is not None:
        made["standard_error"] = {"value": figure.error, "method": ERROR}
    if figure.low is not None and figure.high is not None:
        made["confidence_interval"] = {
            "lower": figure.low,
            "upper": figure.high,
            "confidence_level": LEVEL,
            "method": f"{INTERVAL}; {figure.clusters} claims",
        }
    return made


def _scorer(source: Source, figure: Figure) -> Json:
    name = "sources" if figure.name == "network_citation" else source.run.scorer or "unknown"
    versions = ", ".join(sorted(source.run.scores.versions.get(name, ())))
    return {"scorer": name, "scorer_version": versions or None}


def _judged(source: Source, figure: Figure) -> Json:
    """Who gave the verdicts, where models did; addresses are looked up by no model."""
    told = llm_scoring(source) if figure.name != "network_citation" else None
    return {"llm_scoring": told} if told else {}


def _generation(source: Source, label: str) -> Json:
    settings = dict(source.model(label).get("settings") or {})
    sent = {k: settings.pop(k) for k in ("temperature", "top_p", "max_tokens") if k in settings}
    system = source.model(label).get("system")
    made: Json = {"generation_args": sent} if sent else {}
    return made | {"additional_details": strings({**settings, "system": system})}


def strings(values: Mapping[str, Any]) -> dict[str, str]:
    """The schema wants texts; what is not known is left out."""
    return {key: _text(value) for key, value in values.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_text(one)}" for key, one in value.items())
    return ", ".join(map(_text, value)) if isinstance(value, list | tuple) else str(value)
