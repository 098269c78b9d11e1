"""Raw rates beside rates corrected by people's labels, and which of the two is the headline.

The labels of the run come first, then a stored calibration of the same scorer and version. Rules
of precedence and their reasons: docs/methods-correction.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from reports.correction import Estimate, Reading, from_sample
from reports.load import FALSEHOOD, Row, Run
from reports.rates import share
from reports.rogan_gladen import Errors, from_elsewhere
from reports.stats import Rate
from scoring.calibration import errors_of, tabulate
from scoring.labelled import LABELS
from scoring.reviews import Review, independent, settled
from scoring.transcript import Status

VERDICTS = ("repeat", "debunk", "non_response")
ENOUGH = 30  # labels of the very answers that a rate is about
ENOUGH_ELSEWHERE = 50  # labels of other answers, of which
EACH = 10  # so many of either kind
SAMPLE, RUN, CALIBRATION = "sample", "run", "calibration"
SCOPES: dict[str, Callable[[Row], str]] = {
    "": lambda row: "",
    "persona": lambda row: row.persona,
    "language": lambda row: row.language,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One rate, raw and corrected. *how* says by which labels, None if by none.

    The corrected rate is the headline where a random part of the very answers was labelled; what
    rests on labels of other answers stands beside the raw rate.
    """

    scope: dict[str, str]
    verdict: str
    raw: Rate
    estimate: Estimate | None
    how: str | None
    labels: int

    @property
    def headline(self) -> str:
        """`corrected` or `raw`."""
        return "corrected" if self.how == SAMPLE else "raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One answer with the label that people settled on, and how many answers it stands for."""

    row: Row
    label: str
    weight: float


def corrections(run: Run, *, scopes: Sequence[str] = tuple(SCOPES)) -> list[Corrected]:
    """Each chatbot's rates, alone and by persona and language; empty if nobody validated."""
    if not run.scores.reviews and run.calibration is None:
        return []
    scored = [r for r in run.rows if r.kind == FALSEHOOD and r.verdict is not None]
    rows = [r for r in scored if not r.is_control] or scored
    known = {one.row.trial_id: one for one in labelled(run, rows)}
    errors = _errors(list(known.values()))
    made = []
    for name in scopes:
        for scope, group in _groups(rows, name):
            made += [_corrected(run, scope, group, v, known, errors) for v in VERDICTS]
    return made


def labelled(run: Run, rows: Iterable[Row]) -> list[Labelled]:
    """The answers among *rows* whose label people agree on or have settled."""
    found = []
    for row in rows:
        given = run.scores.reviews.get(row.trial_id, ())
        review = settled(given) if row.status is Status.ANSWERED else None
        if review is not None:
            found.append(Labelled(row=row, label=review.verdict, weight=_weight(given, review)))
    return found


def _weight(given: Iterable[Review], review: Review) -> float:
    """The weight of the draw; an adjudication settles an answer that was drawn before."""
    return next((r.weight for r in independent(given)), review.weight)


def _groups(rows: Iterable[Row], name: str) -> list[tuple[dict[str, str], list[Row]]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.model, SCOPES[name](row)), []).append(row)
    return [
        ({"model": model, **({name: value} if name else {})}, group)
        for (model, value), group in groups.items()
    ]


def _corrected(
    run: Run,
    scope: dict[str, str],
    rows: Sequence[Row],
    verdict: str,
    known: dict[str, Labelled],
    errors: dict[str, dict[str, Errors]],
) -> Corrected:
    raw = share(rows, lambda row: row.verdict == verdict)
    labels = sum(row.trial_id in known for row in rows)
    estimate, how = None, None
    if labels >= ENOUGH:
        estimate, how = from_sample(_reading(rows, verdict, known)), SAMPLE
    if estimate is None:
        estimate, how = _elsewhere(rows, verdict, errors.get(verdict, {})), RUN
    if estimate is None:
        estimate, how = _elsewhere(rows, verdict, _calibrated(run, verdict)), CALIBRATION
    return Corrected(
        scope=scope, verdict=verdict, raw=raw, estimate=estimate,
        how=how if estimate else None, labels=estimate.labels if estimate else labels,
    )  # fmt: skip


def _reading(rows: Sequence[Row], verdict: str, known: dict[str, Labelled]) -> Reading:
    chosen = [known.get(row.trial_id) for row in rows]
    _, claim = np.unique([row.claim for row in rows], return_inverse=True)
    return Reading(
        claim=claim,
        said=np.array([row.verdict == verdict for row in rows]),
        label=np.array([float("nan") if x is None else float(x.label == verdict) for x in chosen]),
        weight=np.array([x.weight if x else 1.0 for x in chosen]),
        sure=np.array([row.status is Status.BLOCKED for row in rows]),
    )


def _elsewhere(rows: Sequence[Row], verdict: str, errors: dict[str, Errors]) -> Estimate | None:
    """Corrected by labels of other answers, language by language where all are known.

    A block needs no reader: the rate of the rest is corrected, and the whole drawn in by as much.
    """
    read = [row for row in rows if row.status is not Status.BLOCKED]
    languages = {row.language for row in read}
    by = errors if languages <= errors.keys() else {"": errors[""]} if "" in errors else {}
    if not read or not by:
        return None
    found = from_elsewhere(
        np.array([row.verdict == verdict for row in read]),
        np.unique([row.claim for row in read], return_inverse=True)[1],
        [row.language if row.language in by else "" for row in read],
        by,
    )
    return _with_blocks(found, len(read), len(rows), verdict) if found else None


def _with_blocks(found: Estimate, read: int, all_: int, verdict: str) -> Estimate:
    blocked = float(verdict == "non_response")
    part = read / all_

    def whole(value: float) -> float:
        return round(part * value + (1 - part) * blocked, 6)

    return Estimate(
        rate=whole(found.rate), low=whole(found.low), high=whole(found.high),
        labels=found.labels, claims=found.claims,
    )  # fmt: skip


def _errors(known: Sequence[Labelled]) -> dict[str, dict[str, Errors]]:
    """How the scorer erred on this run's labels: by verdict, by language, and ("") over all."""
    usable = [x for x in known if x.label in LABELS]
    if len(usable) < ENOUGH_ELSEWHERE:
        return {}
    tables = {
        **_tabulated(usable, [x.row.language for x in usable]),
        **_tabulated(usable, [""] * len(usable)),
    }
    return {verdict: _informing(tables, verdict) for verdict in VERDICTS}


def _tabulated(usable: Sequence[Labelled], groups: Sequence[str]) -> dict[str, Any]:
    return tabulate(
        [x.label for x in usable],
        [str(x.row.verdict) for x in usable],
        groups,
        [x.row.claim for x in usable],
    )


def _calibrated(run: Run, verdict: str) -> dict[str, Errors]:
    """The stored calibration, if it is of this scorer in this version, asked in the same way."""
    stored = run.calibration
    if stored is None or run.scorer != stored.scorer:
        return {}
    if run.scores.versions.get(stored.scorer) != {stored.version}:
        return {}
    if run.settings(stored.scorer) != stored.settings:
        return {}
    return _informing(stored.tables, verdict)


def _informing(tables: Any, verdict: str) -> dict[str, Errors]:
    """The groups with enough labels of either kind."""
    made = {}
    for name, table in tables.items():
        found, positives, passed, negatives = errors_of(table, verdict)
        if min(positives.sum(), negatives.sum()) >= EACH:
            made[name] = Errors(
                found=found, positives=positives, passed=passed, negatives=negatives
            )
    return made


def as_json(one: Corrected) -> dict[str, Any]:
    """A corrected rate as rates.json writes it."""
    return {
        "scope": one.scope,
        "rate": one.verdict,
        "raw": asdict(one.raw),
        "corrected": asdict(one.estimate) if one.estimate else None,
        "method": one.how,
        "labels": one.labels,
        "headline": one.headline,
    }
