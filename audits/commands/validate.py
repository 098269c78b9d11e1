"""`dosimeter validate`: scorers against people's labels."""

from pathlib import Path
from typing import Any

import click
import jsonlines
import orjson

from audits.cli import echo_json
from audits.commands.shared import json_option, tell
from audits.record import AT_BUDGET, INTERRUPTED, Row
from audits.spec import Judge
from audits.validating import Reader, calibration, measure, predictions, rules_reader
from audits.validating_folder import ValidationFolder, default_folder
from audits.validating_judges import chosen_name, describe, judge_labelled, judges_of
from audits.validating_table import show, show_judging
from scoring.calibration import write_calibration
from scoring.labelled import Labelled, read_labelled

TOLD = ("votes", "judge_when", "base_url", "key_env")
"""Options that are keys of a judge in a spec."""
ASKING = (*TOLD, "budget", "out", "dry_run")
"""Options that mean nothing without a judge."""


@click.command()
@click.argument("labelled", type=click.Path(path_type=Path))
@click.option(
    "--scorer",
    help="Which one to measure in full: rules, judge, panel, judge:LABEL "
    "[default: rules; with --judge the judge, or the panel of several].",
)
@click.option(
    "--judge",
    "targets",
    multiple=True,
    metavar="MODEL|SPEC",
    help="A model that reads the answers, as provider/exact-id, or a spec with judges; repeat it "
    "for a panel.",
)
@click.option("--votes", type=click.IntRange(1, 15), help="Of a named judge, on each answer [1].")
@click.option(
    "--judge-when",
    type=click.Choice(["always", "uncertain"]),
    help="Whether a named judge reads what the rules are certain of [always].",
)
@click.option("--base-url", help="Where a named judge is served.")
@click.option("--key-env", metavar="NAME", help="Variable that holds a named judge's key.")
@click.option("--budget", type=click.FloatRange(min=0), help="Hard cap in US dollars, for judges.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of the judges' replies [default: runs/validate-LABELLED].",
)
@click.option("--dry-run", is_flag=True, help="Show what judges would cost; ask nothing.")
@click.option(
    "--predictions",
    "predictions_to",
    type=click.Path(path_type=Path),
    help="Write {id, verdict, detail} lines.",
)
@click.option(
    "--save-calibration",
    type=click.Path(path_type=Path),
    help="Store how the scorer errs, for `report --calibration`.",
)
@json_option
def command(labelled: Path, **options: Any) -> int:
    """Measure verdict scorers on LABELLED: confusion, F1, kappa, per class, language and persona.

    LABELLED has one JSON object a line: {"id", "language", "claim", "response", "label"} and, if
    known, "truth", "prompt", "persona", "claim_id", "model"; label is debunk, repeat or
    non_response. Beside the scorer stand two baselines: the commonest label, and bare cue words.

    With --judge models read the answers as in a run (docs/judge.md) and stand beside the rules.
    Their replies are kept; the same command again goes on, and never pays twice.

    \b
    Examples:
      dosimeter validate answers.jsonl --predictions verdicts.jsonl
      dosimeter validate answers.jsonl --judge openai/gpt-5.2 --votes 3 --budget 5
      dosimeter validate answers.jsonl --judge november.yaml --save-calibration judge.json

    Exit codes: 0 done; 1 votes are missing; 2 wrong input; 3 stopped at the budget; 4 stored
    replies were changed; 130 interrupted.
    """
    judges = _judges(options)
    chosen = chosen_name(options["scorer"], judges)
    rows = read_labelled(labelled)
    folder = ValidationFolder(options["out"] or default_folder(labelled))
    if options["dry_run"]:
        for line in describe(folder, rows, judges):
            tell(line)
        return 0
    record, readers = None, [rules_reader(rows)]
    if judges:
        cap = options["budget"]
        record, found = judge_labelled(folder, labelled, rows, judges, budget_usd=cap, say=_say)
        readers += found
    (reader,) = (one for one in readers if one.scorer == chosen)
    _print(measure(rows, readers, reader), record, folder, as_json=options["as_json"])
    _store(labelled, rows, reader, options)
    return _farewell(record) if record else 0


def _judges(options: dict[str, Any]) -> tuple[Judge, ...]:
    if not options["targets"]:
        given = [f"--{key.replace('_', '-')}" for key in ASKING if options[key]]
        if given:
            raise click.UsageError(f"{', '.join(given)}: name a judge with --judge")
        return ()
    told = {key: options[key] for key in TOLD if options[key] is not None}
    return judges_of(options["targets"], told)


def _print(
    measured: dict[str, Any], record: Row | None, folder: ValidationFolder, *, as_json: bool
) -> None:
    if as_json:
        kept = ("status", "cost_usd", "cost_by_model", "labelled", "judging")
        echo_json(measured | {key: record[key] for key in kept} if record else measured)
        return
    show(measured)
    if record:
        show_judging(record, folder.judgements)


def _store(labelled: Path, rows: list[Labelled], reader: Reader, options: dict[str, Any]) -> None:
    """Write what was asked for; a part of the answers makes no calibration."""
    if options["predictions_to"] is not None:
        with (
            options["predictions_to"].open("wb") as file,
            jsonlines.Writer(file, dumps=orjson.dumps) as lines,
        ):
            lines.write_all(predictions(rows, reader))
    if options["save_calibration"] is None:
        return
    if len(reader.said) < len(rows):
        _say(f"{options['save_calibration']}: not written, since votes are missing")
        return
    write_calibration(options["save_calibration"], calibration(labelled, rows, reader))


def _farewell(record: Row) -> int:
    """Say what is missing; the exit code says the same."""
    missing = record["judging"]["missing_votes"]
    if record["status"] == INTERRUPTED:
        _say("interrupted; the same command goes on where this stopped")
        return 130
    if not missing:
        return 0
    if record["status"] == AT_BUDGET:
        _say(
            f"stopped at the budget with {missing} votes to come; the same command with a "
            "higher --budget goes on"
        )
        return 3
    _say(f"{missing} votes of judges are missing; the same command asks for them again")
    return 1


def _say(line: str) -> None:
    tell(line, err=True)
