"""Makes the run that a redacted edition or a vendor's pack is rendered from.

The rows, scores and the record are replaced before anything is rendered, so that every edition
keeps back the same things: there is no edition that could forget to.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any

from reports.control import control_check
from reports.errors import FormatError
from reports.letter import Letter
from reports.load import Run
from reports.rows import Row, ordered
from reports.veil import Veil
from reports.words import Words

REDACTIONS = ("models", "embargoed", "all")

NOTHING_WITHHELD = (
    "no claim of this run is under embargo; `--embargo ID` withholds one that you name"
)

# What a model's entry may still say once its name is gone.
SETTINGS = ("search", "temperature", "top_p", "max_tokens", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """For whom an edition is: everybody, unless something is redacted or it goes to a vendor.

    *named* are those of the *embargoed* claims that somebody typed, which must therefore be there.
    """

    redacted: str | None = None
    embargoed: Collection[str] = ()
    named: Collection[str] = ()
    vendor: str | None = None
    letter: Letter = field(default_factory=Letter)

    @property
    def everybody(self) -> bool:
        """Whether nothing is kept back."""
        return self.redacted is None and self.vendor is None


EVERYBODY = Audience()


def prepared(run: Run, audience: Audience, words: Words) -> Run:
    """The run that *audience* may see; raises `FormatError` where that cannot be."""
    if audience.redacted not in (None, *REDACTIONS):
        raise FormatError(
            f"cannot redact `{audience.redacted}`; choose from {', '.join(REDACTIONS)}"
        )
    _expect([run], audience)
    if audience.vendor is not None and audience.redacted in ("models", "all"):
        raise FormatError("a vendor's pack names its chatbot; redact `embargoed` at most")
    if audience.redacted == "embargoed" or (audience.redacted == "all" and audience.embargoed):
        run = withheld(run, audience.embargoed)
    if audience.vendor is not None:
        run = for_vendor(run, audience.vendor)
    return anonymised(run, words) if audience.redacted in ("models", "all") else run


def prepared_all(runs: Sequence[Run], audience: Audience, words: Words) -> list[Run]:
    """Several runs for one page, as *audience* may see them.

    A claim is withheld in every run that asked about it. Names need a run of their own: letters
    hang on its evidence, so that the same letter in two runs would not mean the same chatbot.
    """
    if audience.redacted in ("models", "all") and len(runs) > 1:
        raise FormatError(
            "letters stand for other chatbots in each run; redact `embargoed`, or name one run"
        )
    _expect(runs, audience)
    if audience.redacted == "embargoed" and not any(_concerns(run, audience) for run in runs):
        raise FormatError(NOTHING_WITHHELD)
    audience = replace(audience, named=())
    return [prepared(run, audience, words) if _concerns(run, audience) else run for run in runs]


def _expect(runs: Sequence[Run], audience: Audience) -> None:
    """A mistyped claim must not be published because nothing was found to withhold."""
    asked = {row.claim for run in runs for row in run.rows}
    if unknown := sorted(set(audience.named) - asked):
        raise FormatError(f"`--embargo {unknown[0]}`: nothing was asked about this claim")


def _concerns(run: Run, audience: Audience) -> bool:
    if audience.redacted != "embargoed":
        return not audience.everybody
    return any(row.claim in audience.embargoed for row in run.rows)


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
    return list(dict.fromkeys(row.model for row in run.rows if not row.is_control)) or []


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


def withheld(run: Run, claims: Collection[str]) -> Run:
    """*run* with prompts, answers and texts about *claims* replaced by their hashes."""
    known = {row.claim: row.claim_sha256 for row in run.rows}
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
    meta = {
        **run.meta,
        "models": [m for m in run.meta.get("models") or () if m["label"] == label],
        "planned": len(rows),
        "counts": {},
        "cost_usd": None,
        "limits": [],
        "notes": [],
        "spec": {"sha256": (run.meta.get("spec") or {}).get("sha256")},
        "control_says": control_check(run)["says"],
    }
    veil = replace(run.veil or Veil(), only=label)
    return replace(
        run, meta=meta, rows=rows, scores=run.scores.of(rows), corrections=(), veil=veil
    )
