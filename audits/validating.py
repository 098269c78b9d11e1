"""Runs a verdict scorer over labelled answers and measures the agreement."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audits.asking import utc_now
from audits.errors import SpecError
from scoring import rules
from scoring.agreement import agreement
from scoring.baselines import cue_words, majority
from scoring.calibration import Calibration, tabulate
from scoring.labelled import Labelled, read_labelled
from scoring.verdict import Judgement


def validate(path: Path, scorer: str) -> dict[str, Any]:
    """Measure *scorer* on the labelled file; baselines and predictions come along."""
    if scorer != "rules":
        raise SpecError(f"`{scorer}` gives no verdicts offline; known: rules")
    rows = read_labelled(path)
    judged = [rules.judge(row.transcript) for row in rows]
    common = majority([row.label for row in rows])
    baselines = {
        f"always {common}": [common] * len(rows),
        "cue words": [cue_words(row.transcript).verdict.value for row in rows],
    }
    return {
        "scorer": scorer,
        "version": rules.VERSION,
        **_measured(rows, [j.verdict.value for j in judged]),
        "baselines": {name: _brief(rows, said) for name, said in baselines.items()},
        "predictions": [_prediction(row, j) for row, j in zip(rows, judged, strict=True)],
    }


def calibration(path: Path, scorer: str) -> Calibration:
    """How *scorer* errs on the labelled file, for reports of runs that it read."""
    rows = read_labelled(path)
    result = validate(path, scorer)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Calibration(
        scorer=result["scorer"],
        version=result["version"],
        made_at=utc_now(),
        source=f"{path.name} (sha256 {digest[:12]})",
        tables=tabulate(
            [row.label for row in rows],
            [row["verdict"] for row in result["predictions"]],
            [row.language for row in rows],
            [row.transcript.claim.id for row in rows],
        ),
    )


def _measured(rows: Sequence[Labelled], verdicts: Sequence[str]) -> dict[str, Any]:
    return agreement(
        [row.label for row in rows],
        verdicts,
        [row.language for row in rows],
        [row.transcript.claim.id for row in rows],
    )


def _brief(rows: Sequence[Labelled], verdicts: Sequence[str]) -> dict[str, Any]:
    measured = _measured(rows, verdicts)
    return {key: measured[key] for key in measured if key not in ("per_language", "confusion")}


def _prediction(row: Labelled, judgement: Judgement) -> dict[str, Any]:
    return {
        "id": row.id,
        "verdict": judgement.verdict.value,
        "detail": judgement.detail.value,
        "reason": judgement.reason,
    }
