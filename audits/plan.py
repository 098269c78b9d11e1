"""Turns a spec into trials, before anything is asked; the same spec gives the same trials."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audits.dose.design import condition_row, dosed_prompts, planted_claims, read_condition
from audits.errors import RunError, SpecError
from audits.model import Model
from audits.spec import Spec
from audits.trial import Trial, make_trial, trial_id
from prompts import Claim, Library, Persona, Prompt, prompts_of, resolve
from prompts.errors import PromptsError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will ask.

    *claims* are the claims as run.json keeps them, by id, with the texts of every language asked.
    *untranslated* lists (claim, language) pairs that the selection asks for and the library
    lacks. *limit* cuts the plan to its first trials.
    """

    prompts: tuple[Prompt, ...]
    models: tuple[Model, ...]
    repeats: int
    claims: Mapping[str, Row]
    untranslated: tuple[tuple[str, str], ...] = ()
    month: str | None = None
    limit: int | None = None

    def __len__(self) -> int:
        whole = len(self.prompts) * len(self.models) * self.repeats
        return whole if self.limit is None else min(self.limit, whole)

    def trials(self) -> Iterator[Trial]:
        """Every trial; models take turns, so that a run stopped early is a balanced one."""
        for number, (prompt, model, repeat) in enumerate(self._all()):
            if self.limit is not None and number >= self.limit:
                return
            yield make_trial(prompt, model, repeat)

    def _all(self) -> Iterator[tuple[Prompt, Model, int]]:
        for repeat in range(1, self.repeats + 1):
            for prompt in self.prompts:
                for model in self.models:
                    yield prompt, model, repeat


def make_plan(
    spec: Spec, library: Library, *, month: str | None = None, limit: int | None = None
) -> Plan:
    """Resolve the spec's suite or claims and cross them with its models and repeats."""
    claims, personas, languages, wordings = _selected(spec, library, month)
    if spec.dose is not None:
        claims = planted_claims(claims)
    prompts, untranslated = prompts_of(
        claims, personas=personas, languages=languages, wordings=wordings
    )
    if not prompts:
        raise SpecError(
            f"{spec.source}: nothing to ask: none of the {len(claims)} claims has a prompt in "
            f"{', '.join(languages)}"
        )
    if spec.dose is not None:
        prompts = tuple(dosed_prompts(prompts, {c.id: c for c in claims}, spec.dose))
    return Plan(
        prompts=tuple(prompts),
        models=spec.models,
        repeats=spec.repeats,
        claims={claim.id: claim_row(claim, languages) for claim in claims},
        untranslated=tuple(untranslated),
        month=month,
        limit=limit,
    )


def _selected(
    spec: Spec, library: Library, month: str | None
) -> tuple[tuple[Claim, ...], tuple[Persona, ...], tuple[str, ...], int]:
    """The spec's own lists, each standing in for the suite's where given."""
    try:
        if spec.suite is not None:
            suite = resolve(library.suite(spec.suite), library, month=month)
            claims, personas = suite.claims, suite.personas
            languages, wordings = suite.languages, suite.wordings
        else:
            claims = tuple(library.claim(claim_id) for claim_id in dict.fromkeys(spec.claims))
            personas, languages, wordings = tuple(Persona), ("en",), 1
    except PromptsError as error:
        raise SpecError(f"{spec.source}: {error}") from error
    return (
        claims,
        tuple(Persona(p) for p in spec.personas) or tuple(personas),
        spec.languages or tuple(languages),
        spec.wordings or wordings,
    )


def claim_row(claim: Claim, languages: Iterable[str]) -> Row:
    """A claim as run.json keeps it, in the languages asked (and English, for reports)."""
    wanted = [code for code in dict.fromkeys(("en", *languages)) if code in claim.texts]
    return {
        "id": claim.id,
        "kind": str(claim.kind),
        "status": str(claim.status),
        "since": claim.since,
        "sha256": claim.sha256,
        "countries": list(claim.countries),
        "topics": list(claim.topics),
        "networks": list(claim.networks),
        "attribution": claim.attribution,
        "carried_by_pravda": claim.carried_by_pravda,
        "first_seen": claim.first_seen,
        "debunked_on": claim.debunked_on,
        "matched_to": claim.matched_to,
        "fact_checks": [
            {"publisher": c.publisher, "title": c.title, "url": c.url} for c in claim.fact_checks
        ],
        "texts": {code: _text_row(claim, code) for code in wanted},
    }


def _text_row(claim: Claim, code: str) -> Row:
    text = claim.texts[code]
    return {
        "statement": text.statement,
        "truth": text.truth,
        "markers": {"repeat": list(text.markers.repeat), "debunk": list(text.markers.debunk)},
    }


def prompt_row(prompt: Prompt) -> Row:
    """A prompt as run.json keeps it."""
    row: Row = {
        "claim_id": prompt.claim_id,
        "persona": str(prompt.persona),
        "language": prompt.language,
        "wording": prompt.wording,
        "text": prompt.text,
    }
    if prompt.condition is not None:
        row |= {"dose": condition_row(prompt.condition), "system": prompt.system}
    return row


def stored_plan(record: Mapping[str, Any], models: tuple[Model, ...], repeats: int) -> Plan:
    """The plan of a run that was begun, from its record: the library may have moved on since."""
    try:
        return Plan(
            prompts=tuple(read_prompt(row) for row in record["prompts"]),
            models=models,
            repeats=repeats,
            claims={row["id"]: row for row in record["claims"]},
            month=record.get("month"),
            limit=record.get("limit"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(f"run.json: its plan cannot be read ({error})") from error


def read_prompt(row: Mapping[str, Any]) -> Prompt:
    """A prompt from its row in run.json."""
    return Prompt(
        claim_id=row["claim_id"],
        persona=Persona(row["persona"]),
        language=row["language"],
        wording=row["wording"],
        text=row["text"],
        condition=read_condition(row.get("dose")),
        system=row.get("system"),
    )


def planned_ids(record: Mapping[str, Any]) -> Iterator[str]:
    """The ids of all planned trials, asked or collected by hand, from nothing but the record."""
    yield from asked_ids(record)
    apps = {model["label"]: _identity(model) for model in record["models"] if is_app(model)}
    for row in record.get("imported", ()):
        yield trial_id(read_prompt(row["prompt"]), apps[row["label"]], None, row["repeat"])


def asked_ids(record: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the trials that are asked over a network."""
    limit = record.get("limit")
    number = 0
    asked = [model for model in record["models"] if not is_app(model)]
    for repeat in range(1, record["repeats"] + 1):
        for prompt in map(read_prompt, record["prompts"]):
            for model in asked:
                if limit is not None and number >= limit:
                    return
                number += 1
                yield trial_id(prompt, _identity(model), model.get("system"), repeat)


def is_app(model: Mapping[str, Any]) -> bool:
    """Whether a row of the record's models is a consumer app, asked by hand."""
    return model.get("surface") == "app"


def _identity(model: Mapping[str, Any]) -> Row:
    return {key: model[key] for key in ("provider", "requested", "settings")}


def plan_hash(ids: Iterable[str]) -> str:
    """SHA-256 over the trial ids, whatever their order."""
    digest = hashlib.sha256()
    for trial in sorted(ids):
        digest.update(trial.encode())
    return digest.hexdigest()


def extended(old: Mapping[str, Any], new: Plan) -> Plan:
    """The new plan, if it keeps every trial of the old record; else `RunError` says what is gone.

    A limit does not shrink what was planned before.
    """
    if new.limit is not None:
        before = old.get("limit")
        new = replace(new, limit=None if before is None else max(new.limit, before))
    kept = {trial.id for trial in new.trials()}
    gone = sum(1 for trial in asked_ids(old) if trial not in kept)
    if not gone:
        return new
    raise RunError(
        f"{gone} of {old['counts']['planned']} trials planned in this run are not in the spec any "
        f"more ({_what_changed(old, new)}); restore the spec, or begin a run of another name"
    )


def _what_changed(old: Mapping[str, Any], new: Plan) -> str:
    labels = {model.label for model in new.models}
    for model in old["models"]:
        if model["label"] not in labels and not is_app(model):
            return f"model `{model['label']}` is gone or its settings changed"
    for row in old["claims"]:
        if row["id"] not in new.claims:
            return f"claim `{row['id']}` is gone"
        if row["sha256"] != new.claims[row["id"]]["sha256"]:
            return f"claim `{row['id']}` was edited"
    return "personas, languages, wordings or repeats were taken away"
