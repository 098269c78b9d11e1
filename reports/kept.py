"""Which parts of a run's record a redacted edition or a vendor's pack may see.

What is not listed here is left out, so that a part that `run.json` gains later is in no such
edition until somebody has thought about the names in it.
"""

from collections.abc import Callable, Mapping
from typing import Any

PLAIN = (
    "format", "status", "month", "repeats", "limit", "planned", "started_at", "finished_at",
    "claims", "prompts", "untranslated", "dose", "library_version", "code", "prices_dated",
)  # fmt: skip
"""Parts that name no chatbot. The others are rewritten, or left out."""
VOTED = ("votes", "self_agreement")
FAMILIES = ("same_family", "family_unknown")


def plain(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of run.json that can be shown as they are."""
    return {key: meta[key] for key in PLAIN if key in meta}


def collected(meta: Mapping[str, Any], shown: Mapping[str, str]) -> list[dict[str, Any]]:
    """The answers of apps that the run counts as planned, of the models in *shown* alone."""
    rows = meta.get("imported") or ()
    return [{"label": shown[row["label"]]} for row in rows if row.get("label") in shown]


def judging(
    meta: Mapping[str, Any], shown: Mapping[str, str], named: Callable[[str], str] = str
) -> dict[str, Any]:
    """The judges as *named*, and of the chatbots they should not judge those in *shown*."""
    judges = (meta.get("judging") or {}).get("judges") or ()
    return {"judges": [_judge(judge, shown, named) for judge in judges]}


def _judge(
    judge: Mapping[str, Any], shown: Mapping[str, str], named: Callable[[str], str]
) -> dict[str, Any]:
    families = {
        key: sorted(shown[label] for label in judge.get(key) or () if label in shown)
        for key in FAMILIES
    }
    kept = {key: judge[key] for key in VOTED if key in judge}
    return {"label": named(str(judge["label"]))} | kept | families
