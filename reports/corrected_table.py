"""Lays out raw beside corrected repeat rates, in words, before any markup."""

from dataclasses import dataclass

from reports.corrected import CALIBRATION, ENOUGH, Corrected, corrections
from reports.load import Run
from reports.view import Cell, cell
from reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One chatbot: raw and corrected repeat rate, and what the correction rests on."""

    model: str
    raw: Cell
    corrected: Cell
    labels: str
    how: str
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table and the sentences that stand before it."""

    told: tuple[str, ...]
    lines: tuple[Line, ...]


def corrected_table(run: Run, words: Words) -> Table | None:
    """Raw and corrected repeat rates by chatbot; None for a run that nobody validated."""
    found = [one for one in corrections(run, scopes=("",)) if one.verdict == "repeat"]
    if not found:
        return None
    return Table(told=_told(run, found, words), lines=tuple(_line(one, words) for one in found))


def _told(run: Run, found: list[Corrected], words: Words) -> tuple[str, ...]:
    made = [words("corrected.what", scorer=run.scorer or words("none"))]
    hows = {one.how for one in found}
    made += [words(f"corrected.why_{how}") for how in ("sample", "run") if how in hows]
    if CALIBRATION in hows and run.calibration is not None:
        made.append(
            words(
                "corrected.why_calibration",
                n=run.calibration.n,
                source=run.calibration.source,
                date=words.date(run.calibration.made_at),
            )
        )
    if None in hows:
        made.append(words("corrected.why_none", least=ENOUGH))
    return tuple(made)


def _line(one: Corrected, words: Words) -> Line:
    estimate = one.estimate
    corrected = Cell(
        rate=words.percent(estimate.rate if estimate else None),
        interval=words.interval(estimate.low, estimate.high) if estimate else "",
        count="",
        value=estimate.rate if estimate else None,
    )
    return Line(
        model=one.scope["model"],
        raw=cell(one.raw, words),
        corrected=corrected,
        labels=words.number(one.labels),
        how=words(f"corrected.how_{one.how or 'none'}"),
        headline=words(f"corrected.{one.headline}"),
    )


def validated(run: Run, words: Words) -> str:
    """The caveat about the reader: not validated, validated too little, or corrected."""
    reviewed = len(run.scores.reviews)
    hows = {one.how for one in corrections(run, scopes=("",)) if one.verdict == "repeat"}
    if "sample" in hows:
        return words("warning.corrected", n=reviewed)
    if hows - {None}:
        return words("warning.corrected_elsewhere", n=reviewed)
    if reviewed:
        return words("warning.reviewed", n=reviewed)
    return words("warning.not_validated", scorer=run.scorer)
