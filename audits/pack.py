"""Packs a finished run for others: compressed lines, and one Parquet table of its trials.

pandas reads `trials.parquet`; DuckDB reads it and the compressed lines as they are. The run
itself stays as it was. Needs the extra `big`.
"""

import gzip
import shutil
from pathlib import Path
from typing import Any

from audits.errors import RunError, SpecError, StoreError
from audits.folder import RunFolder, read_record

COLUMNS = {
    "trial_id": "$.trial_id",
    "claim": "$.claim.id",
    "claim_kind": "$.claim.kind",
    "claim_sha256": "$.claim.sha256",
    "persona": "$.persona",
    "language": "$.language",
    "wording": "$.wording",
    "prompt": "$.prompt",
    "model": "$.model.label",
    "provider": "$.model.provider",
    "requested": "$.model.requested",
    "surface": "$.model.surface",
    "repeat": "$.repeat",
    "status": "$.status",
    "error": "$.error.kind",
    "text": "$.reply.text",
    "served_model": "$.reply.served_model",
    "finish_reason": "$.reply.finish_reason",
    "input_tokens": "$.reply.usage.input_tokens",
    "output_tokens": "$.reply.usage.output_tokens",
    "searches": "$.reply.usage.searches",
    "cost_usd": "$.reply.usage.cost_usd",
    "search_ran": "$.reply.search_ran",
    "asked_at": "$.asked_at",
    "answered_at": "$.answered_at",
    "latency_s": "$.latency_s",
    "sha256": "$.sha256",
}
"""The Parquet table's columns and where in a transcript they stand."""

TYPES = {
    "wording": "INTEGER",
    "repeat": "INTEGER",
    "input_tokens": "BIGINT",
    "output_tokens": "BIGINT",
    "searches": "INTEGER",
    "cost_usd": "DOUBLE",
    "search_ran": "BOOLEAN",
    "latency_s": "DOUBLE",
}


def pack(folder: RunFolder, to: Path) -> list[Path]:
    """Write `<file>.jsonl.gz` for every file of lines, and `trials.parquet`, into *to*."""
    record = read_record(folder)
    if not folder.transcripts.exists():
        raise RunError(f"{folder.path}: nothing to pack, no trial was asked")
    duckdb = _duckdb()
    try:
        to.mkdir(parents=True, exist_ok=True)
        written = [_compress(path, to) for path in _line_files(folder)]
    except OSError as error:
        raise StoreError(f"{to}: cannot be written ({error.strerror})") from error
    parquet = to / "trials.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.execute(_query(folder, record), [])
        connection.execute(
            f"COPY packed TO '{_quoted(parquet)}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return [*written, parquet]


def _line_files(folder: RunFolder) -> list[Path]:
    found = [folder.transcripts, folder.reviews, *sorted(folder.scores.glob("*.jsonl"))]
    return [path for path in found if path.exists()]


def _compress(path: Path, to: Path) -> Path:
    """Gzip with no name and no time in it: the same lines give the same bytes."""
    target = to / f"{path.name}.gz"
    with (
        path.open("rb") as source,
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
    ):
        shutil.copyfileobj(source, packed, 1 << 20)
    return target


def _query(folder: RunFolder, record: dict[str, Any]) -> str:
    """A view over the lines: transcripts, joined by each scorer's verdict or number of hits."""
    columns = ", ".join(_column(name, path) for name, path in COLUMNS.items())
    # Nothing a stranger wrote gets into the query: paths are quoted, names reduced to letters.
    parts = [f"lines AS (SELECT {columns} FROM {_lines(folder.transcripts)})"]  # noqa: S608
    picked, joins = ["lines.*"], []
    for number, scorer in enumerate(record["scorers"]):
        path, alias = folder.scores / scorer["file"], f"s{number}"
        parts.append(f"{alias} AS (SELECT {_scored(scorer['name'])} FROM {_lines(path)})")  # noqa: S608
        picked.append(f"{alias}.* EXCLUDE (scored_trial)")
        joins.append(f"LEFT JOIN {alias} ON {alias}.scored_trial = lines.trial_id")
    return (
        f"CREATE VIEW packed AS WITH {', '.join(parts)} "  # noqa: S608
        f"SELECT {', '.join(picked)} FROM lines {' '.join(joins)}"
    )


def _column(name: str, path: str) -> str:
    kind = TYPES.get(name, "VARCHAR")
    return f"CAST(json ->> '{path}' AS {kind}) AS {name}"


def _scored(name: str) -> str:
    safe = "".join(c if c.isalnum() else "_" for c in name)
    trial = "json ->> '$.trial_id' AS scored_trial"
    if name == "sources":
        return f"{trial}, json_array_length(json, '$.hits') AS source_hits"
    return f"{trial}, json ->> '$.verdict' AS {safe}_verdict, json ->> '$.detail' AS {safe}_detail"


def _lines(path: Path) -> str:
    return f"read_ndjson_objects('{_quoted(path)}', maximum_object_size = 33554432)"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise SpecError("packing needs the extra `big`: pip install 'dosimeter[big]'") from None
    return duckdb
