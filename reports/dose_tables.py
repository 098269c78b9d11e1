"""Writes a dose experiment as dose.json and dose.csv, a row a rate."""

import csv
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from reports.dose import Arm, Dosed, Experiment
from reports.dose_check import checks
from reports.dose_contrasts import Contrast
from reports.dose_words import bent, where_half
from reports.safe import csv_cell

COLUMNS = (
    "model", "factor", "level", "outcome", "dose", "count", "n", "rate", "low", "high", "clusters",
)  # fmt: skip


def dose_document(experiment: Experiment) -> dict[str, Any]:
    """The content of dose.json: design, rates by dose, curves, contrasts, instrument check."""
    return {
        "name": experiment.run.meta["name"],
        "design": dict(experiment.design),
        "base": {**experiment.base, "kind": experiment.kind},
        "scorer": experiment.run.scorer,
        "models": [_model(model) for model in experiment.models],
        "control_check": [asdict(checked) for checked in checks(experiment)],
    }


def _model(model: Dosed) -> dict[str, Any]:
    return {
        "model": model.model,
        "asked": model.asked,
        "failed": model.failed,
        "unscored": model.unscored,
        "claims": model.claims,
        "arms": [_arm(arm) for arm in model.arms],
        "contrasts": [_contrast(contrast) for contrast in model.contrasts],
    }


def _arm(arm: Arm) -> dict[str, Any]:
    return {
        "factor": arm.factor,
        "level": arm.level,
        "answers": arm.answers,
        "outcomes": {
            name: {
                "rates": [{"dose": dose, **asdict(rate)} for dose, rate in response.points],
                "curve": asdict(response.curve),
                "half_effect": where_half(response.curve, [dose for dose, _ in response.points])
                if name == "repeat" and response.points
                else None,
                "bend_p": response.bend,
                "bends": bent(response),
            }
            for name, response in arm.responses.items()
        },
    }


def _contrast(contrast: Contrast) -> dict[str, Any]:
    found = asdict(contrast.found)
    kept = ("claims", "rate_a", "rate_b", "difference", "low", "high", "p")
    return {
        "factor": contrast.factor,
        "level": contrast.level,
        "against": contrast.against,
        "questions": contrast.questions,
        **{key: found[key] for key in kept},
        "p_adjusted": contrast.p_adjusted,
    }


def write_dose_tables(experiment: Experiment, to: Path) -> list[Path]:
    """Write both files into *to*."""
    document, table = to / "dose.json", to / "dose.csv"
    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY
    document.write_bytes(orjson.dumps(dose_document(experiment), option=options) + b"\n")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for model in experiment.models:
            writer.writerows(_rows(model))
    return [document, table]


def _rows(model: Dosed) -> Iterator[list[Any]]:
    for arm in model.arms:
        for outcome, response in arm.responses.items():
            for dose, rate in response.points:
                figures = (rate.count, rate.n, rate.rate, rate.low, rate.high, rate.clusters)
                head = (model.model, arm.factor, arm.level, outcome, dose)
                yield [csv_cell(value) for value in (*head, *figures)]
