"""How far people agree with each other, and each scorer with people, in one run."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from audits.clock import utc_now
from audits.commands.shared import print_table, tell
from audits.errors import RunError
from audits.folder import RunFolder
from audits.review.book import Book
from audits.validating_table import figure, pair_lines, share
from reports.load import Row, Run, load
from scoring.agreement import agreement
from scoring.calibration import Calibration, tabulate, write_calibration
from scoring.labelled import LABELS
from scoring.reliability import reliability
from scoring.reviews import Labels, disputed, independent, settled
from scoring.verdict import Verdict

GROUPS: dict[str, Callable[[Row], str]] = {
    "language": lambda row: row.language,
    "persona": lambda row: row.persona,
    "kind": lambda row: row.kind,
    "model": lambda row: row.model,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One answer with what people settled on and what a scorer said."""

    row: Row
    label: str
    verdict: str


def measure(folder: RunFolder) -> dict[str, Any]:
    """Everything that `review --agreement` prints; raises `RunError` without labels."""
    run, labels = load(folder.path), Book(folder).labels
    rows = {row.trial_id: row for row in run.rows}
    given = {trial: own for trial, own in labels.standing.items() if trial in rows}
    if not given:
        raise RunError(f"{folder.path}: no labels yet; `dosimeter review {folder.path}` begins")
    ratings = {
        trial: {r.reviewer: r.verdict for r in independent(own)} for trial, own in given.items()
    }
    claims = {trial: rows[trial].claim for trial in given}
    return {
        "labelled": len(given),
        "settled": sum(settled(own) is not None for own in given.values()),
        "disputed": sum(disputed(own) for own in given.values()),
        "not_blind": sum(not r.blind for own in given.values() for r in own),
        "people": reliability({k: v for k, v in ratings.items() if v}, claims),
        "scorers": {name: _scorer(run, labels, name) for name in sorted(run.scores.verdicts)},
    }


def pairs(run: Run, labels: Labels, scorer: str) -> list[Pair]:
    """The answers that people settled and *scorer* has read; a human `undecided` pairs with
    nothing."""
    verdicts = run.scores.verdicts.get(scorer, {})
    found = []
    for row in run.rows:
        review = settled(labels.standing.get(row.trial_id, ()))
        score = verdicts.get(row.trial_id)
        if review and score and review.verdict != Verdict.UNDECIDED:
            found.append(Pair(row=row, label=review.verdict, verdict=score.verdict))
    return found


def _scorer(run: Run, labels: Labels, name: str) -> dict[str, Any]:
    chosen = pairs(run, labels, name)
    if not chosen:
        return {"n": 0}
    measured = _measured(chosen)
    by = {
        group: {value: _brief(own) for value, own in _split(chosen, key)}
        for group, key in GROUPS.items()
        if group != "language"
    }
    return {"versions": sorted(run.scores.versions.get(name, ())), **measured, "by": by}


def _measured(chosen: Iterable[Pair]) -> dict[str, Any]:
    own = list(chosen)
    return agreement(
        [p.label for p in own],
        [p.verdict for p in own],
        [p.row.language for p in own],
        [p.row.claim for p in own],
    )


def _brief(chosen: Iterable[Pair]) -> dict[str, Any]:
    measured = _measured(chosen)
    return {key: measured[key] for key in measured if key != "per_language"}


def _split(chosen: Iterable[Pair], key: Callable[[Row], str]) -> list[tuple[str, list[Pair]]]:
    groups: dict[str, list[Pair]] = {}
    for pair in chosen:
        groups.setdefault(key(pair.row), []).append(pair)
    return sorted(groups.items())


def save_calibration(folder: RunFolder, path: Path) -> int:
    """Store how the headline scorer errs on this run's labels; returns how many labels."""
    run = load(folder.path)
    chosen = pairs(run, Book(folder).labels, run.scorer or "")
    versions = sorted(run.scores.versions.get(run.scorer or "", ()))
    if not chosen or len(versions) != 1:
        raise RunError(
            f"{folder.path}: needs labels, and scores of one version of {run.scorer}; "
            f"there are {len(chosen)} labelled answers and {len(versions)} versions"
        )
    tables = tabulate(
        [p.label for p in chosen],
        [p.verdict for p in chosen],
        [p.row.language for p in chosen],
        [p.row.claim for p in chosen],
    )
    made = Calibration(
        scorer=str(run.scorer), version=versions[0], made_at=utc_now(),
        source=f"reviews of the run {run.meta.get('name')}", tables=tables,
        settings=run.settings(str(run.scorer)),
    )  # fmt: skip
    write_calibration(path, made)
    return made.n


def describe(measured: Mapping[str, Any]) -> None:
    """Print what `measure` found."""
    people = measured["people"]
    click.echo(
        f"{measured['labelled']} answers labelled, {people['labelled_twice']} by two or more "
        f"({people['unanimous']} unanimously), {measured['disputed']} waiting for adjudication, "
        f"{measured['not_blind']} labels given after the machine's verdict was seen"
    )
    print_table(pair_lines(people))
    for name, row in measured["scorers"].items():
        click.echo()
        tell(f"{name} against people")
        if row["n"]:
            print_table(_scorer_lines(row))
            click.echo()
            print_table([{"people say": label, **row["confusion"][label]} for label in LABELS])


def _scorer_lines(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups = {"all": row, **row["per_language"]}
    for found in row["by"].values():
        groups |= found
    return [
        {
            "": name,
            "n": own["n"],
            "accuracy": figure(own["accuracy"], own["accuracy_interval"]),
            "kappa": figure(own["kappa"], own["kappa_interval"]),
            "repeat found": share(own["per_class"]["repeat"]["recall"]),
            "repeat right": share(own["per_class"]["repeat"]["precision"]),
        }
        for name, own in groups.items()
    ]
