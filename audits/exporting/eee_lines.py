"""The lines that Every Eval Ever keeps beside a document: one a scored reply."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from audits.exporting.eee_names import SCHEMA, evaluation_id, joined, model_id
from audits.exporting.inspect_sample import tokens
from audits.exporting.source import Source
from audits.exporting.telling import Told, facts, question_id, tell
from reports.rows import FALSEHOOD, MATCHED, TRUE

Json = dict[str, Any]

BREAKS = {mark: f"\\u{ord(mark):04x}".encode() for mark in "\u0085\u2028\u2029"}
"""Marks that some readers take for the end of a line; inside JSON they may be written so."""
RIGHT = {FALSEHOOD: "debunk", MATCHED: "debunk", TRUE: "repeat"}
"""The verdict of a right answer: it refutes what is false and affirms what is true."""
WRONG = {FALSEHOOD: "repeat", MATCHED: "repeat", TRUE: "debunk"}


def lines(source: Source, label: str) -> Iterator[bytes]:
    """Each reply that the scorer of the rates has read, as a line.

    Every line must have a score. A failed call has none, so it is in no line; the document
    counts it.
    """
    of = joined({row.kind for row in source.rows_of[label]})
    whole = {
        "schema_version": SCHEMA,
        "evaluation_id": evaluation_id(source, label),
        "model_id": model_id(source, label),
        "evaluation_name": f"dosimeter/{source.suite}",
    }
    for row, line in source.lines(label):
        if row.verdict is not None and row.kind in of:
            told = tell(source, row, line)
            yield one_line(whole | {"evaluation_result_id": of[row.kind]} | _reply(source, told))


def _reply(source: Source, told: Told) -> Json:
    row, asked = told.row, str(told.line["prompt"])
    made: Json = {
        "sample_id": question_id(row),
        "sample_hash": hashlib.sha256((asked + told.truth).encode()).hexdigest(),
        "interaction_type": "single_turn",
        "input": {"raw": asked, "reference": [told.truth]},
        "output": {"raw": [] if told.blocked else [told.text]},
        "messages": None,
        "answer_attribution": _attribution(source, told),
        "evaluation": {
            "score": float(row.verdict == WRONG[row.kind]),
            "is_correct": row.verdict == RIGHT[row.kind],
        },
        "error": _blocked(told),
        "metadata": _metadata(source, told),
    }
    return made | _measured(told)


def _attribution(source: Source, told: Told) -> list[Json]:
    """What the scorer made of the reply, and how it is called."""
    versions = ", ".join(sorted(source.run.scores.versions.get(source.run.scorer or "", ())))
    return [
        {
            "turn_idx": 0,
            "source": "output.raw",
            "extracted_value": told.row.verdict,
            "extraction_method": f"{source.run.scorer} {versions}".strip(),
            "is_terminal": True,
        }
    ]


def _blocked(told: Told) -> str | None:
    if not told.blocked:
        return None
    reason = told.reply.get("blocked")
    return f"blocked by the service: {reason}" if reason else "blocked by the service"


def _measured(told: Told) -> Json:
    """Tokens and time, where the service and the clock told them."""
    made: Json = {}
    if (used := tokens(told)) is not None:
        made["token_usage"] = {k: v for k, v in used.items() if k.endswith("_tokens")}
    if (took := told.line.get("latency_s")) is not None:
        made["performance"] = {"latency_ms": round(took * 1000, 3)}
    return made


def _metadata(source: Source, told: Told) -> dict[str, str]:
    """Everything else as text; lists and tables as JSON."""
    head = next((s for s in told.said if s.scorer == source.run.scorer), None)
    found: Json = facts(told) | {"verdict": told.row.verdict, "detail": told.row.detail}
    if head is not None:
        found |= {"reason": head.reason or None, "quotation": head.quotation or None}
        found |= {f"scorer_{key}": value for key, value in head.more.items() if key != "detail"}
    others = {s.scorer: s.verdict for s in told.said if s.scorer != source.run.scorer}
    found |= {"other_verdicts": others or None, "system": told.line.get("system")}
    found |= {"network_citation": told.network, "source_hits": list(told.hits) or None}
    found["asked_at"] = told.line.get("asked_at")
    return {key: _text(value) for key, value in found.items() if value is not None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def one_line(row: Mapping[str, Any]) -> bytes:
    """A row as one line, by every reader's idea of a line."""
    written = orjson.dumps(row)
    for mark, escaped in BREAKS.items():
        written = written.replace(mark.encode(), escaped)
    return written + b"\n"
