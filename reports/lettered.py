"""Puts letters in place of chatbots: in the rows, the scores and the record of a run."""

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

from reports.load import Run
from reports.rows import Row, ordered
from reports.veil import Veil
from reports.words import Words

# What a model's entry may still say once its name is gone.
SETTINGS = ("search", "temperature", "top_p", "max_tokens", "seed")


def anonymised(run: Run, words: Words) -> Run:
    """*run* with every chatbot but the controls behind a letter, served models included."""
    key = _key(run)
    labels = _products(run)
    labels.sort(key=lambda label: hmac.new(key, label.encode(), hashlib.sha256).digest())
    letters = {label: words("redacted.model", letter=_letter(i)) for i, label in enumerate(labels)}
    names = dict(_names(run, letters))
    veil = replace(run.veil or Veil(), names=names, key=key)
    versions = {
        (label, served): words("redacted.version", model=letters[label], n=i)
        for label in labels
        for i, served in enumerate(run.served(label), 1)
    }
    meta = _nameless(run.meta, letters, veil)
    rows = [_unnamed(row, letters, versions, veil) for row in run.rows]
    shown = run.scorer and veil.text(run.scorer)
    return replace(
        run,
        meta=meta,
        rows=ordered(rows, meta),
        scores=run.scores.veiled(veil),
        scorer=shown,
        corrections=tuple(p for p in run.corrections if not _tells(p, run, names)),
        veil=veil,
    )


def _products(run: Run) -> list[str]:
    return list(dict.fromkeys(row.model for row in run.rows if not row.is_control))


def _letter(i: int) -> str:
    """A to Z, then AA, AB and so on."""
    return (_letter(i // 26 - 1) if i >= 26 else "") + ascii_uppercase[i % 26]


def _key(run: Run) -> bytes:
    """A secret that the evidence holds and an outsider cannot guess: its first line, hashed."""
    path = run.folder / "transcripts.jsonl"
    with (path if path.exists() else run.folder / "run.json").open("rb") as file:
        return hashlib.sha256(file.readline() + b"letters").digest()


def _names(run: Run, letters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for row in run.rows:
        if row.model in letters:
            shown = letters[row.model]
            yield row.model, shown
            yield from ((name, shown) for name in (row.requested, row.served_model) if name)
    for model in run.meta.get("models") or ():
        if model["label"] in letters:
            yield model["label"], letters[model["label"]]
            if model.get("requested"):
                yield str(model["requested"]), letters[model["label"]]


def _tells(text: str, run: Run, names: Collection[str]) -> bool:
    providers = {row.provider for row in run.rows if row.provider and not row.is_control}
    return any(name.casefold() in text.casefold() for name in (*names, *providers))


def _nameless(meta: Mapping[str, Any], letters: Mapping[str, str], veil: Veil) -> dict[str, Any]:
    models = [_model(model, letters) for model in meta.get("models") or ()]
    models.sort(key=lambda m: (m["label"] not in letters.values(), len(m["label"]), m["label"]))
    scorers = [
        {**scorer, "name": veil.text(str(scorer["name"]))} for scorer in meta.get("scorers") or ()
    ]
    told = veil.text(str(meta.get("name") or ""))
    # Notes and lanes name services; the hash of the spec lets a guessed spec be confirmed.
    left_out = {"notes": [], "limits": [], "spec": {}, "models": models, "scorers": scorers}
    headline = meta.get("headline_scorer")
    return {
        **meta, **left_out, "name": told,
        "headline_scorer": headline and veil.text(str(headline)),
    }  # fmt: skip


def _model(model: Mapping[str, Any], letters: Mapping[str, str]) -> dict[str, Any]:
    if model["label"] not in letters:
        return dict(model)
    settings = model.get("settings") or {}
    return {
        "label": letters[model["label"]],
        "settings": {name: settings[name] for name in SETTINGS if name in settings},
        "control": False,
    }


def _unnamed(
    row: Row,
    letters: Mapping[str, str],
    versions: Mapping[tuple[str, str], str],
    veil: Veil,
) -> Row:
    trial = veil.trial(row.trial_id)
    scorer = row.scorer and veil.text(row.scorer)
    if row.model not in letters:
        return replace(row, trial_id=trial, scorer=scorer)
    return replace(
        row,
        trial_id=trial,
        scorer=scorer,
        model=letters[row.model],
        provider="",
        requested="",
        served_model=versions.get((row.model, row.served_model or "")),
    )
