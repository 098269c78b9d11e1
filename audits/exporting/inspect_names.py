"""The names of an Inspect log: of its file, its task and its model; none is made of the moment."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from audits.exporting.source import Source
from audits.filenames import kept_letters


def task_id(source: Source, label: str) -> str:
    """A name that the same model of the same run always gets."""
    return digest(source, label)[:22]


def file_name(source: Source, label: str) -> str:
    """Time, what was asked of whom, and id, in the form by which Inspect lists logs."""
    asked = f"{_plain(source.suite)}-{_plain(label)}"
    return f"{_plain(source.stamps[0])}_{asked}_{task_id(source, label)}.eval"


def _plain(name: str) -> str:
    """Letters of any script, digits, dots and hyphens; `_` is what sets a log's names apart."""
    return re.sub("[-_]+", "-", kept_letters(name)).strip("-.")


def model_name(model: Mapping[str, Any]) -> str:
    """Provider and id, as models are named in a spec; the label where there is no id."""
    if not (model.get("provider") and model.get("requested")):
        return str(model["label"])
    return f"{model['provider']}/{model['requested']}"


def digest(source: Source, *parts: str) -> str:
    """A name made of what the run is, and of *parts*."""
    whole = "\n".join((source.name, str(source.meta.get("plan_sha256")), source.stamps[0], *parts))
    return hashlib.sha256(whole.encode()).hexdigest()
