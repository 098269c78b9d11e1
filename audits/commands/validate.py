"""`dosimeter validate`: a scorer against people's labels."""

from pathlib import Path
from typing import Any

import click
import jsonlines
import orjson

from audits.cli import echo_json
from audits.commands.shared import json_option, print_table
from audits.validating import calibration, validate
from scoring.calibration import write_calibration


@click.command()
@click.argument("labelled", type=click.Path(path_type=Path))
@click.option("--scorer", default="rules", show_default=True, help="Which scorer.")
@click.option(
    "--predictions", type=click.Path(path_type=Path), help="Write {id, verdict, detail} lines."
)
@click.option(
    "--save-calibration",
    type=click.Path(path_type=Path),
    help="Store how the scorer errs, for `report --calibration`.",
)
@json_option
def command(
    labelled: Path,
    scorer: str,
    predictions: Path | None,
    save_calibration: Path | None,
    as_json: bool,
) -> int:
    """Measure a verdict scorer on LABELLED: confusion, F1, kappa, per class and language.

    LABELLED has one JSON object a line: {"id", "language", "claim", "response", "label"} and, if
    known, "truth", "prompt", "persona"; label is debunk, repeat or non_response. Beside the
    scorer stand two baselines: the commonest label, and bare cue words.

    \b
    Example:
      dosimeter validate answers.jsonl --predictions verdicts.jsonl
    """
    result = validate(labelled, scorer)
    if predictions is not None:
        with predictions.open("wb") as file, jsonlines.Writer(file, dumps=orjson.dumps) as lines:
            lines.write_all(result["predictions"])
    if save_calibration is not None:
        write_calibration(save_calibration, calibration(labelled, scorer))
    measured = {key: value for key, value in result.items() if key != "predictions"}
    if as_json:
        echo_json(measured)
        return 0
    _print(measured)
    return 0


def _print(measured: dict[str, Any]) -> None:
    click.echo(f"{measured['scorer']} {measured['version']} on {measured['n']} labelled answers")
    everything = [("all", measured), *measured["per_language"].items()]
    print_table([_line(name, row) for name, row in everything])
    click.echo()
    print_table([_class_line(name, row) for name, row in measured["per_class"].items()])
    click.echo()
    print_table([{"label": k, **row} for k, row in measured["confusion"].items()])
    click.echo()
    print_table([_line(name, row) for name, row in measured["baselines"].items()])


def _line(name: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "": name,
        "n": row["n"],
        "accuracy": _with_interval(row["accuracy"], row.get("accuracy_interval")),
        "macro-F1": _with_interval(row["macro_f1"], row.get("macro_f1_interval")),
        "kappa": _with_interval(row["kappa"], row.get("kappa_interval")),
        "decided": _share(row["decided"]),
        "precision where decided": _share(row["precision_decided"]),
    }


def _class_line(name: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "class": name,
        "n": row["n"],
        "precision": _with_interval(row["precision"], row["precision_interval"]),
        "recall": _with_interval(row["recall"], row["recall_interval"]),
        "F1": _share(row["f1"]),
    }


def _with_interval(value: float | None, interval: list[float | None] | None) -> str:
    if value is None or not interval or None in interval:
        return _share(value)
    return f"{value:.2f} ({interval[0]:.2f}–{interval[1]:.2f})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
