"""Withholds claims of a run, and cuts a run down to one chatbot for its vendor."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from reports.control import control_check
from reports.errors import FormatError
from reports.kept import collected, judging, plain
from reports.load import Run
from reports.rows import ordered
from reports.veil import Veil

NOTHING_WITHHELD = (
    "no claim of this run is under embargo; `--embargo ID` withholds one that you name"
)


def withheld(run: Run, claims: Collection[str]) -> Run:
    """*run* with prompts, answers and texts about *claims* replaced by their hashes."""
    known = {str(c["id"]): str(c.get("sha256") or "") for c in run.meta.get("claims") or ()}
    known |= {row.claim: row.claim_sha256 for row in run.rows}
    shown = {claim: f"embargoed-{known[claim][:12]}" for claim in claims if claim in known}
    if not shown:
        raise FormatError(NOTHING_WITHHELD)
    veil = replace(run.veil or Veil(), claims=shown)
    meta = {
        **run.meta,
        "claims": [_claim(claim, shown) for claim in run.meta.get("claims") or ()],
        "prompts": [_prompt(prompt, shown) for prompt in run.meta.get("prompts") or ()],
    }
    rows = [replace(r, claim=shown[r.claim]) if r.claim in shown else r for r in run.rows]
    return replace(run, meta=meta, rows=ordered(rows, meta), veil=veil)


def _claim(claim: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    if claim["id"] not in shown:
        return {**claim, "matched_to": shown.get(str(claim.get("matched_to")))}
    kept = {name: claim.get(name) for name in ("kind", "sha256", "networks", "status")}
    return {"id": shown[claim["id"]], **kept, "texts": {}, "fact_checks": []}


def _prompt(prompt: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    if prompt["claim_id"] not in shown:
        return dict(prompt)
    claim = shown[prompt["claim_id"]]
    return {**prompt, "claim_id": claim, "text": "[withheld until publication]"}


def for_vendor(run: Run, label: str) -> Run:
    """*run* with the answers of one chatbot and nothing of any other, controls included."""
    rows = tuple(row for row in run.rows if row.model == label)
    if not rows:
        known = ", ".join(dict.fromkeys(row.model for row in run.rows))
        raise FormatError(f"no chatbot called `{label}` answered in this run; it has: {known}")
    meta = _of_one(run, label, len(rows))
    veil = replace(run.veil or Veil(), only=label)
    return replace(
        run, meta=meta, rows=rows, scores=run.scores.of(rows), corrections=(), veil=veil
    )


def _of_one(run: Run, label: str, planned: int) -> dict[str, Any]:
    """The record about one chatbot; names of others, in what people called the run, are dots."""
    meta = run.meta
    dots = Veil(names=dict.fromkeys(_others(run, label), "[…]"))
    scorers = [_scorer(scorer) for scorer in meta.get("scorers") or ()]
    return {
        **plain(meta),
        **{key: dots.text(str(meta[key])) for key in ("name", "suite") if meta.get(key)},
        "headline_scorer": meta.get("headline_scorer"),
        "models": [m for m in meta.get("models") or () if m["label"] == label],
        "imported": collected(meta, {label: label}),
        "judging": judging(meta, {label: label}),
        "scorers": scorers,
        "planned": planned,
        "spec": {"sha256": (meta.get("spec") or {}).get("sha256")},
        "control_says": control_check(run)["says"],
    }


def _others(run: Run, label: str) -> set[str]:
    """What the other chatbots are called, without what this one is called too."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for model in run.meta.get("models") or ():
        known = (model["label"], model.get("requested"))
        names[model["label"] == label] |= {str(name) for name in known if name}
    return names[False] - names[True]


def _scorer(scorer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: scorer[key] for key in ("name", "version", "settings") if key in scorer}
