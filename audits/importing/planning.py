"""Makes trials of matched answers: repeats numbered, the same answer never taken in twice."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from audits.errors import RunError
from audits.importing.attachments import Attachment
from audits.importing.entry import SURFACE, App, Entry
from audits.importing.text import same
from audits.plan import prompt_row, read_prompt
from audits.store import stored_lines
from audits.trial import trial_id
from prompts import Prompt

Row = dict[str, Any]
Place = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One answer ready to be stored: a trial that was asked by hand."""

    entry: Entry
    prompt: Prompt
    repeat: int
    fingerprint: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def trial_id(self) -> str:
        """The id, by the same rule as for every trial: it hashes the app and its settings."""
        return app_trial_id(self.entry.app.row(), self.prompt, self.repeat)

    def planned(self) -> Row:
        """The trial as `imported` of run.json lists it."""
        label = self.entry.app.label
        return {"label": label, "prompt": prompt_row(self.prompt), "repeat": self.repeat}


@dataclass(slots=True, kw_only=True)
class Taken:
    """What the run's transcripts hold of apps already."""

    fingerprints: set[str] = field(default_factory=set)
    repeats: Counter[Place] = field(default_factory=Counter)
    models: dict[str, Row] = field(default_factory=dict)
    trials: dict[str, Row] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take in one transcript of an app."""
        model = {key: row["model"][key] for key in ("label", "provider", "requested", "settings")}
        asked = {key: row[key] for key in ("persona", "language", "wording")}
        prompt = read_prompt({"claim_id": row["claim"]["id"], "text": row["prompt"], **asked})
        self.fingerprints.add(row["collection"]["fingerprint"])
        place = _place(model["label"], prompt)
        self.repeats[place] = max(self.repeats[place], row["repeat"])
        listed = {"system": None, "control": False, "expected": None, "surface": SURFACE}
        self.models[model["label"]] = model | listed
        self.trials[row["trial_id"]] = {
            "label": model["label"],
            "prompt": prompt_row(prompt),
            "repeat": row["repeat"],
        }


def app_trial_id(model: Mapping[str, Any], prompt: Prompt, repeat: int) -> str:
    """The id of a trial with the app that a row of run.json's models describes."""
    identity = {key: model[key] for key in ("provider", "requested", "settings")}
    return trial_id(prompt, identity, None, repeat)


def read_taken(transcripts: Path) -> Taken:
    """Look through the evidence for answers of apps."""
    taken = Taken()
    for number, line in stored_lines(transcripts):
        if b'"surface":"app"' not in line:
            continue
        try:
            row = orjson.loads(line)
            if row["model"]["surface"] == SURFACE:
                taken.add(row)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise RunError(
                f"{transcripts}:{number}: not a transcript ({error}); `dosimeter check "
                f"{transcripts.parent}` names what was changed"
            ) from error
    return taken


def fingerprint(entry: Entry, prompt: Prompt) -> str:
    """A hash of what makes an answer this answer; its notes and files do not."""
    said = {
        "app": entry.app.label,
        "prompt": prompt_row(prompt),
        "answer": same(entry.answer),
        "status": entry.status.value,
        "collected_by": entry.collected_by,
        "collected_at": entry.collected_at,
    }
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def number_repeats(
    matched: Iterable[tuple[Entry, Prompt]], taken: Taken
) -> tuple[list[Collected], int, list[str]]:
    """New trials in order, how many answers the run had already, and what is wrong.

    The same answer twice in what one person filled in is a slip and refused; in exports it is
    what overlapping exports bring, and passed over.
    """
    new: list[Collected] = []
    problems: list[str] = []
    before, places, repeats = 0, dict[str, str](), Counter(taken.repeats)
    for entry, prompt in matched:
        mark = fingerprint(entry, prompt)
        if mark in taken.fingerprints or (mark in places and entry.private):
            before += 1
            continue
        if mark in places:
            problems.append(
                f"{entry.place}: the same answer as in {places[mark]}; take one out, or give the "
                "times at which each was collected"
            )
            continue
        places[mark] = entry.place
        place = _place(entry.app.label, prompt)
        repeats[place] += 1
        new.append(Collected(entry=entry, prompt=prompt, repeat=repeats[place], fingerprint=mark))
    return new, before, problems + spelt_twice((c.entry.app for c in new), taken.models)


def spelt_twice(apps: Iterable[App], known: Iterable[str]) -> list[str]:
    """Labels that differ in capitals only: they would stand apart as if they were two apps."""
    spelling = {label.casefold(): label for label in known}
    wrong = {}
    for app in apps:
        first = spelling.setdefault(app.label.casefold(), app.label)
        if first != app.label:
            wrong[app.label] = f"`{app.label}` and `{first}` differ in capitals only; write one"
    return list(wrong.values())


def _place(label: str, prompt: Prompt) -> Place:
    return label, prompt.claim_id, str(prompt.persona), prompt.language, prompt.text
