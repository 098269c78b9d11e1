"""Puts letters in place of chatbots: in the rows, the scores and the record of a run."""

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

from reports.kept import collected, judging, plain
from reports.load import Run
from reports.rows import Row, ordered
from reports.veil import Veil
from reports.words import Words
from scoring.calibration import Calibration

# What a model's entry may still say once its name is gone.
SETTINGS = ("search", "temperature", "top_p", "max_tokens", "seed")


def anonymised(run: Run, words: Words) -> Run:
    """*run* with every chatbot but the controls behind a letter, served models included."""
    key = _key(run)
    labels = _products(run)
    labels.sort(key=lambda label: hmac.new(key, label.encode(), hashlib.sha256).digest())
    letters = {label: words("redacted.model", letter=_letter(i)) for i, label in enumerate(labels)}
    names = _judge_names(run, words) | dict(_names(run, letters))
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
        calibration=run.calibration and _measured(run.calibration, veil),
        veil=veil,
    )


def _measured(calibration: Calibration, veil: Veil) -> Calibration:
    """It fits a scorer by its name, and says in somebody's words where it is from."""
    scorer, source = veil.text(calibration.scorer), veil.text(calibration.source)
    return replace(calibration, scorer=scorer, source=source)


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


def _judge_names(run: Run, words: Words) -> dict[str, str]:
    """Judges of a family that they judge: beside a letter, their name would tell its maker."""
    judges = (run.meta.get("judging") or {}).get("judges") or ()
    known = [judge for judge in judges if judge.get("same_family")]
    return {
        str(judge[key]): words("redacted.judge", n=i)
        for i, judge in enumerate(known, 1)
        for key in ("label", "requested")
        if judge.get(key)
    }


def _nameless(meta: Mapping[str, Any], letters: Mapping[str, str], veil: Veil) -> dict[str, Any]:
    """Notes and lanes name services; the hash of the spec lets a guessed spec be confirmed."""
    models = [_model(model, letters) for model in meta.get("models") or ()]
    models.sort(key=lambda m: (m["label"] not in letters.values(), len(m["label"]), m["label"]))
    shown = {m["label"]: letters.get(m["label"], m["label"]) for m in meta.get("models") or ()}
    texts = ("name", "suite", "headline_scorer")
    return {
        **plain(meta),
        **{key: veil.text(str(meta[key])) for key in texts if meta.get(key)},
        "cost_usd": meta.get("cost_usd"),
        "models": models,
        "imported": collected(meta, shown),
        "judging": judging(meta, shown | dict(letters), veil.text),
        "scorers": [_scorer(scorer, veil) for scorer in meta.get("scorers") or ()],
    }


def _scorer(scorer: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    """Settings are compared with those of a calibration, and printed nowhere."""
    kept = {key: scorer[key] for key in ("version", "settings") if key in scorer}
    return {"name": veil.text(str(scorer["name"]))} | kept


def _model(model: Mapping[str, Any], letters: Mapping[str, str]) -> dict[str, Any]:
    if model["label"] not in letters:
        return dict(model)
    settings = model.get("settings") or {}
    surface = {"surface": model["surface"]} if model.get("surface") else {}
    return surface | {
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
