"""How a scorer errs, measured once on labelled answers and stored for the reports of other runs.

A calibration holds, for each language, one confusion table a claim (labels by verdicts): enough to
work out any share with claims as clusters, and nothing of the answers themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from scoring.agreement import VERDICTS
from scoring.errors import ScoringError
from scoring.labelled import LABELS

FORMAT = 1
CELLS = len(LABELS) * len(VERDICTS)
Tables = NDArray[np.float64]


class CalibrationError(ScoringError):
    """A calibration file cannot be read; the message says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """A scorer's errors: for each language an array of claims x labels x verdicts.

    *settings* are those that make other verdicts under the same name and version, as run.json
    keeps them for judges (votes, who sits on the panel, what is left to the rules).
    """

    scorer: str
    version: str
    made_at: str
    source: str
    tables: Mapping[str, Tables]
    settings: Mapping[str, Any] | None = None

    @property
    def n(self) -> int:
        """How many labelled answers it rests on."""
        return int(sum(table.sum() for table in self.tables.values()))

    def errors(self, language: str, verdict: str) -> tuple[Tables, Tables, Tables, Tables]:
        """Of each claim: found, positives, passed and negatives for *verdict*."""
        return errors_of(self.tables[language], verdict)


def errors_of(tables: Tables, verdict: str) -> tuple[Tables, Tables, Tables, Tables]:
    """Of each claim: found, positives, passed and negatives for *verdict*."""
    i = LABELS.index(verdict)
    positives = tables[:, i, :].sum(axis=1)
    negatives = tables.sum(axis=(1, 2)) - positives
    alarms = tables[:, :, i].sum(axis=1) - tables[:, i, i]
    return tables[:, i, i], positives, negatives - alarms, negatives


def tabulate(
    labels: Sequence[str], verdicts: Sequence[str], languages: Sequence[str], claims: Sequence[str]
) -> dict[str, Tables]:
    """One confusion table a claim and language; claims in alphabetical order."""
    made: dict[str, Tables] = {}
    for language in sorted(set(languages)):
        names = sorted({c for c, x in zip(claims, languages, strict=True) if x == language})
        made[language] = np.zeros((len(names), len(LABELS), len(VERDICTS)))
        place = {name: i for i, name in enumerate(names)}
        for label, said, own, claim in zip(labels, verdicts, languages, claims, strict=True):
            if own == language:
                cell = place[claim], LABELS.index(label), VERDICTS.index(said)
                made[language][cell] += 1
    return made


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write *calibration* as JSON that people can read."""
    document = {
        "format": FORMAT,
        "scorer": calibration.scorer,
        "version": calibration.version,
        "settings": calibration.settings,
        "made_at": calibration.made_at,
        "source": calibration.source,
        "labels": list(LABELS),
        "verdicts": list(VERDICTS),
        "languages": {
            language: {
                "n": int(tables.sum()),
                "claims": len(tables),
                "confusion": tables.sum(axis=0).astype(int).tolist(),
                "per_claim": tables.reshape(-1, CELLS).astype(int).tolist(),
            }
            for language, tables in sorted(calibration.tables.items())
        },
    }
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")


def read_calibration(path: Path) -> Calibration:
    """Read a stored calibration; raises `CalibrationError`."""
    try:
        document = orjson.loads(path.read_bytes())
        return _calibration(document)
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read ({error.strerror})") from error
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CalibrationError(
            f"{path}: not a calibration ({error}); "
            "`dosimeter validate LABELLED --save-calibration FILE` makes one"
        ) from error


def _calibration(document: Mapping[str, Any]) -> Calibration:
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']!r} is not {FORMAT}")
    if document["labels"] != list(LABELS) or document["verdicts"] != list(VERDICTS):
        raise ValueError("its labels or verdicts are not those of this version")
    return Calibration(
        scorer=str(document["scorer"]),
        version=str(document["version"]),
        made_at=str(document["made_at"]),
        source=str(document["source"]),
        tables={str(k): _tables(v["per_claim"], str(k)) for k, v in document["languages"].items()},
        settings=_settings(document.get("settings")),
    )


def _settings(found: Any) -> Mapping[str, Any] | None:
    if found is not None and not isinstance(found, dict):
        raise ValueError("settings must be an object or null")
    return found


def _tables(rows: Any, language: str) -> Tables:
    made = np.asarray(rows, dtype=float)
    if made.ndim != 2 or made.shape[1] != CELLS or (made < 0).any() or not np.isfinite(made).all():
        raise ValueError(f"{language}: per_claim must be rows of {CELLS} counts")
    return made.reshape(-1, len(LABELS), len(VERDICTS))
