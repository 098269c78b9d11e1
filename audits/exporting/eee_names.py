"""The names under which Every Eval Ever keeps things: folders, ids, and what joins them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from audits.exporting.inspect_names import model_name
from audits.exporting.source import Source
from reports.rows import FALSEHOOD, MATCHED, TRUE

SCHEMA = "0.3.0"
JOINED = {FALSEHOOD: "repeat", MATCHED: "repeat", TRUE: "false_denial"}
"""The rate that the lines about claims of a kind add up to."""
UNSAFE = re.compile(r'[<>:"\\|?*\x00-\x1f/]')


def folder_of(source: Source, label: str) -> str:
    """Where the records of a model lie: `data/<what>/<who>/<model>`."""
    who, _, name = model_id(source, label).partition("/")
    return "/".join(("data", _safe(f"dosimeter/{source.suite}"), _safe(who), _safe(name)))


def uuid_of(source: Source, label: str) -> UUID:
    """A name of the form that the schema asks for, the same each time."""
    whole = "\n".join(
        (source.name, str(source.meta.get("plan_sha256")), source.stamps[0], label, SCHEMA)
    )
    return UUID(bytes=hashlib.sha256(whole.encode()).digest()[:16], version=4)


def model_id(source: Source, label: str) -> str:
    """`who/model`: the id that the service knows, below the provider."""
    name = model_name(source.model(label))
    return name if "/" in name.strip("/") else f"unknown/{name}"


def evaluation_id(source: Source, label: str) -> str:
    """What a document and its lines have in common."""
    mark = uuid_of(source, label).hex[:8]
    return f"{source.suite}/{model_id(source, label)}/{retrieved(source)}-{mark}"


def result_id(
    figure_name: str, kind: str = FALSEHOOD, scope: Mapping[str, Any] | None = None
) -> str:
    """The name of a result among those of a document."""
    parts = [f"{figure_name}_rate", *([kind] if kind != FALSEHOOD else [])]
    return ".".join(parts + [f"{key}={value}" for key, value in (scope or {}).items()])


def joined(kinds: Iterable[str]) -> dict[str, str]:
    """The result that the lines about claims of each kind belong to."""
    return {kind: result_id(JOINED[kind], kind) for kind in kinds if kind in JOINED}


def retrieved(source: Source) -> str:
    """When the run ended, in seconds since 1970: the moment of writing would change the bytes."""
    ended = datetime.fromisoformat(source.stamps[1])
    aware = ended if ended.tzinfo else ended.replace(tzinfo=UTC)
    return str(int(aware.timestamp()))


def _safe(name: str) -> str:
    """A name as a folder of any system may have it, as the data store spells it."""
    return UNSAFE.sub("_", name).rstrip(". ") or "unknown"
