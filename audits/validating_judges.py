"""Lets judges read a labelled file as they read a run: scheduler, budget, evidence, votes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from audits.checking_models import is_spec
from audits.errors import SpecError
from audits.folder import locked, make_folder
from audits.judge_names import PANEL
from audits.judging import judge_run, refuse_judges
from audits.judging_bench import Bench, mend_judgements, open_bench
from audits.judging_price import describe_bench
from audits.judging_scores import said_by
from audits.prepare import refuse_unmet
from audits.record import Row
from audits.spec import Judge, load_spec, parse_spec
from audits.validating import RULES, Reader, Said
from audits.validating_folder import (
    ValidationFolder,
    answer_id,
    begin,
    cut_unrecorded,
    refuse_changed,
    refuse_foreign,
    write_answers,
)
from providers.retry import RetryPolicy
from scoring.labelled import Labelled

COMMAND_LINE = "--judge"
_PLACE = re.compile(rf"^{COMMAND_LINE}:1: scorers\.\d+(\.\w+)?: ", re.MULTILINE)
"""Where an error of a spec points, which nobody has written here."""


def judges_of(targets: Sequence[str], told: Mapping[str, Any]) -> tuple[Judge, ...]:
    """The judges of specs, with all that is set there, and those named as provider/exact-id.

    *told* are keys of a judge in a spec (votes, base_url, …) for the named ones. Raises
    `SpecError`.
    """
    named = [target for target in targets if not is_spec(target)]
    if told and not named:
        keys = ", ".join(f"--{key.replace('_', '-')}" for key in told)
        raise SpecError(f"{keys}: for a judge named as provider/exact-id; a spec says its own")
    judges = [judge for target in targets if is_spec(target) for judge in _in_spec(target)]
    judges += _named(named, told) if named else []
    _refuse_mixed(judges)
    return tuple(judges)


def _in_spec(target: str) -> tuple[Judge, ...]:
    judges = load_spec(target, models_needed=False).judges
    if not judges:
        raise SpecError(
            f"{target}: has no judge (`{{judge: provider/model}}` under `scorers:` adds one)"
        )
    return judges


def _named(named: Sequence[str], told: Mapping[str, Any]) -> tuple[Judge, ...]:
    """Judges of the command line, read by the rules for those of a spec (JSON is YAML)."""
    entries = [{"judge": name, **told} for name in named]
    spec = {"name": "validate", "claims": ["any"], "scorers": entries}
    try:
        return parse_spec(orjson.dumps(spec), COMMAND_LINE).judges
    except SpecError as error:
        raise SpecError(_PLACE.sub(f"{COMMAND_LINE}: ", str(error))) from None


def _refuse_mixed(judges: Sequence[Judge]) -> None:
    labels = [judge.model.label for judge in judges]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise SpecError(f"{', '.join(twice)}: this judge is named twice; use `votes`")
    if len({judge.when for judge in judges}) > 1:
        raise SpecError("give all judges of a panel the same `judge_when`")


def scorer_names(judges: Sequence[Judge]) -> list[str]:
    """All that can be measured, the one that is meant by `judge` last."""
    names = [judge.scorer for judge in judges]
    return [RULES, *names, *([PANEL] if len(names) > 1 else [])]


def chosen_name(wanted: str | None, judges: Sequence[Judge]) -> str:
    """The scorer to be measured in full; raises `SpecError` before anybody is asked."""
    known = scorer_names(judges)
    if wanted is None or (wanted == "judge" and judges):
        return known[-1]
    if wanted not in known:
        hint = "" if judges else "; `--judge provider/model` names a model that reads answers"
        raise SpecError(f"`{wanted}` is no scorer here; known: {', '.join(known)}{hint}")
    return wanted


def judge_labelled(
    folder: ValidationFolder,
    labelled: Path,
    rows: Sequence[Labelled],
    judges: Sequence[Judge],
    *,
    budget_usd: float | None,
    say: Callable[[str], None],
    policy: RetryPolicy | None = None,
) -> tuple[Row, list[Reader]]:
    """Ask for every vote that is still open; returns the record and what each judge said.

    Votes that were stored under this version of the rubric are never asked for again.
    """
    refuse_foreign(folder)
    if not folder.exists():  # nobody has voted yet, so everybody will be asked
        refuse_judges(judges, budget_usd=budget_usd)
    make_folder(folder.path)
    with locked(folder):
        record = begin(folder, labelled, rows)
        notes = mend_judgements(folder, judges)
        refuse_changed(folder, record)
        cut_unrecorded(folder, record)
        record = record | {"notes": list(dict.fromkeys([*record["notes"], *notes]))}
        record = judge_run(folder, record, judges, budget_usd=budget_usd, say=say, policy=policy)
        return record, readers(folder, record, rows, judges)


def readers(
    folder: ValidationFolder, record: Row, rows: Sequence[Labelled], judges: Sequence[Judge]
) -> list[Reader]:
    """What judges and panel said of the answers: from the votes, which a chain protects."""
    by_name = {row["name"]: row for row in record["scorers"]}
    bench, ids = open_bench(folder, judges), {row.id: answer_id(row) for row in rows}
    return [_reader(by_name[name], bench, ids) for name in scorer_names(judges)[1:]]


def _reader(scorer: Row, bench: Bench, ids: Mapping[str, str]) -> Reader:
    lines = said_by(bench, scorer["name"])
    said = {
        id_: Said(verdict=line["verdict"], detail=line["detail"], reason=line["reason"])
        for id_, answer in ids.items()
        if (line := lines.get(answer)) is not None
    }
    return Reader(
        scorer=scorer["name"],
        version=scorer["version"],
        said=said,
        settings=scorer["settings"],
    )


def describe(
    folder: ValidationFolder, rows: Sequence[Labelled], judges: Sequence[Judge]
) -> Iterator[str]:
    """What the open votes would cost, a line a judge; asks nothing and writes nothing there."""
    refuse_foreign(folder)
    refuse_unmet(tuple(judge.model for judge in judges))
    with TemporaryDirectory() as place:
        answers = Path(place) / "answers.jsonl"
        write_answers(answers, rows)
        bench = open_bench(ValidationFolder(folder.path, answers), judges)
    yield f"{len(rows)} labelled answers, {bench.calls} replies of judges stored already"
    yield from describe_bench(bench)
