"""How much of an audit a run was to ask: what its spec plans, or the part that a limit left."""

from collections.abc import Mapping
from typing import Any

STOPPED = "stopped"
"""The status of a run whose record says that it is going while nobody works on it: killed."""
LIMITED = "limited"
"""The status of a run that asked all it was to ask, which `--limit` had cut."""
UNFINISHED = ("incomplete", "interrupted", "stopped_at_budget", STOPPED, LIMITED)


def unfinished(meta: Mapping[str, Any]) -> bool:
    """Whether a run that ended did not ask all that its spec plans, be it for a `--limit`."""
    return meta.get("status") in UNFINISHED or is_cut(meta)


def is_cut(meta: Mapping[str, Any]) -> bool:
    """Whether a `--limit` left less than the spec plans."""
    return whole_plan(meta) > int(meta.get("planned") or 0)


def whole_plan(meta: Mapping[str, Any]) -> int:
    """How many trials the spec of a run comes to; a limit cuts `planned` below that."""
    planned = int(meta.get("planned") or 0)
    if meta.get("limit") is None:
        return planned
    asked = sum(bool(model.get("surface") != "app") for model in meta.get("models") or ())
    over_network = len(meta.get("prompts") or ()) * asked * int(meta.get("repeats") or 1)
    return max(planned, over_network + len(meta.get("imported") or ()))
