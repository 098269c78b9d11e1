"""Measures what scorers said of labelled answers: each against people, and side by side."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.clock import utc_now
from audits.judge_names import PANEL
from scoring import rules
from scoring.agreement import agreement, gain
from scoring.baselines import cue_words, majority
from scoring.calibration import Calibration, tabulate
from scoring.labelled import Labelled
from scoring.reliability import reliability
from scoring.verdict import Verdict

PEOPLE = "people"
"""The labels, among those who read the answers."""
RULES = "rules"

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a scorer said of one answer; a judge whose votes differ in it gives no detail."""

    verdict: str
    detail: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A scorer and what it said, by the answer's id; answers that it has not read are missing.

    *settings* are those that make other verdicts under the same name and version.
    """

    scorer: str
    version: str
    said: Mapping[str, Said]
    settings: Mapping[str, Any] | None = None

    def read(self, rows: Sequence[Labelled]) -> list[Labelled]:
        """The answers among *rows* that it has a verdict on (`undecided` is one)."""
        return [row for row in rows if row.id in self.said]

    def verdicts(self, rows: Sequence[Labelled]) -> list[str]:
        """What it says of *rows*, all of which it has read."""
        return [self.said[row.id].verdict for row in rows]


def rules_reader(rows: Sequence[Labelled]) -> Reader:
    """The rule scorer over all answers."""
    found = [(row.id, rules.judge(row.transcript)) for row in rows]
    said = {
        id_: Said(verdict=j.verdict.value, detail=j.detail.value, reason=j.reason)
        for id_, j in found
    }
    return Reader(scorer=RULES, version=rules.VERSION, said=said)


def measure(rows: Sequence[Labelled], readers: Sequence[Reader], chosen: Reader) -> Figures:
    """Everything that `validate --json` prints of the verdicts.

    The rules are the first of *readers*. *chosen* is measured in full, over the answers that it
    has read; all readers and the baselines are set side by side over those that all have read.
    """
    own = chosen.read(rows)
    shared = [row for row in rows if all(row.id in reader.said for reader in readers)]
    head = {
        "scorer": chosen.scorer,
        "version": chosen.version,
        "settings": chosen.settings,
        "missing": len(rows) - len(own),
    }
    return {
        **head,
        **(_in_full(own, chosen.verdicts(own)) if own else {"n": 0}),
        "baselines": _baselines(shared) if shared else {},
        "compared": _compared(shared, readers) if shared and len(readers) > 1 else None,
    }


def predictions(rows: Sequence[Labelled], chosen: Reader) -> list[dict[str, Any]]:
    """A line for each answer that *chosen* has read."""
    return [
        {"id": row.id, "verdict": said.verdict, "detail": said.detail, "reason": said.reason}
        for row in chosen.read(rows)
        for said in [chosen.said[row.id]]
    ]


def calibration(path: Path, rows: Sequence[Labelled], chosen: Reader) -> Calibration:
    """How *chosen* errs on the labelled file *path*, for reports of runs that it read."""
    own = chosen.read(rows)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Calibration(
        scorer=chosen.scorer,
        version=chosen.version,
        settings=chosen.settings,
        made_at=utc_now(),
        source=f"{path.name} (sha256 {digest[:12]})",
        tables=tabulate(
            [row.label for row in own],
            chosen.verdicts(own),
            [row.language for row in own],
            [_claim(row) for row in own],
        ),
    )


def _claim(row: Labelled) -> str:
    return row.transcript.claim.id


def _in_full(rows: Sequence[Labelled], verdicts: Sequence[str]) -> Figures:
    personas = _split(rows, verdicts, lambda row: row.transcript.persona)
    return _measured(rows, verdicts) | {"per_persona": personas}


def _measured(rows: Sequence[Labelled], verdicts: Sequence[str]) -> Figures:
    return agreement(
        [row.label for row in rows],
        verdicts,
        [row.language for row in rows],
        [_claim(row) for row in rows],
    )


def _split(
    rows: Sequence[Labelled], verdicts: Sequence[str], key: Callable[[Labelled], str]
) -> dict[str, Figures]:
    """The figures of each group; answers without a persona are in none."""
    groups: dict[str, list[tuple[Labelled, str]]] = {}
    for pair in zip(rows, verdicts, strict=True):
        if key(pair[0]):
            groups.setdefault(key(pair[0]), []).append(pair)
    made = {}
    for name, group in sorted(groups.items()):
        measured = _measured([row for row, _ in group], [said for _, said in group])
        made[name] = {k: v for k, v in measured.items() if k != "per_language"}
    return made


def _baselines(rows: Sequence[Labelled]) -> dict[str, Figures]:
    common = majority([row.label for row in rows])
    said = {
        f"always {common}": [common] * len(rows),
        "cue words": [cue_words(row.transcript).verdict.value for row in rows],
    }
    return {name: _brief(rows, verdicts) for name, verdicts in said.items()}


def _brief(rows: Sequence[Labelled], verdicts: Sequence[str]) -> Figures:
    measured = _measured(rows, verdicts)
    return {key: measured[key] for key in measured if key not in ("per_language", "confusion")}


def _compared(rows: Sequence[Labelled], readers: Sequence[Reader]) -> Figures:
    return {
        "n": len(rows),
        "scorers": {r.scorer: _brief(rows, r.verdicts(rows)) for r in readers},
        "gain_over_rules": {
            r.scorer: _gain(rows, readers[0], r) for r in readers if r.scorer != RULES
        },
        "agreement": _agreement(rows, readers),
    }


def _gain(rows: Sequence[Labelled], before: Reader, after: Reader) -> Figures:
    """How much more *after* gets right than *before* on the same answers."""
    return gain(
        [row.label for row in rows],
        before.verdicts(rows),
        after.verdicts(rows),
        [_claim(row) for row in rows],
    )


def _agreement(rows: Sequence[Labelled], readers: Sequence[Reader]) -> Figures:
    """Everybody with everybody, people too; who is undecided gives no label there.

    A panel is left out: it is no reader of its own and agrees with its judges by its making.
    """
    ratings = {
        row.id: {PEOPLE: row.label}
        | {
            r.scorer: r.said[row.id].verdict
            for r in readers
            if r.scorer != PANEL and r.said[row.id].verdict != Verdict.UNDECIDED
        }
        for row in rows
    }
    return reliability(ratings, {row.id: _claim(row) for row in rows})
