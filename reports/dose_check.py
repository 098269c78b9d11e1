"""The instrument check of a dose experiment: are controls of known curve measured as they are?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reports.compare_words import CompareWords, p_text
from reports.dose import Dosed, Experiment, read_experiment
from reports.dose_words import base_text, finding, span_text
from reports.load import Run

Verdict = Literal["holds", "fails", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One control: whether its known curve is what was measured. *p* is that of its slope."""

    model: str
    says: Verdict
    known_half: float | None
    known_slope: float
    half: float | None
    low: float | None
    high: float | None
    p: float | None


def checks(experiment: Experiment) -> Iterator[Checked]:
    """A check for each control chatbot with a known curve."""
    for model in experiment.models:
        if model.known is not None:
            yield _check(model)


def _check(model: Dosed) -> Checked:
    known = model.known or {}
    curve = model.base.responses["repeat"].curve
    half = known.get("half")
    return Checked(
        model=model.model,
        says=_deaf(curve.p) if half is None else _known(half, curve.half_low, curve.half_high),
        known_half=half,
        known_slope=known["slope"],
        half=curve.half,
        low=curve.half_low,
        high=curve.half_high,
        p=curve.p,
    )


def _deaf(p: float | None) -> Verdict:
    return "none" if p is None else "holds" if p >= 0.05 else "fails"


def _known(half: float, low: float | None, high: float | None) -> Verdict:
    if low is None or high is None:
        return "none"
    return "holds" if low <= half <= high else "fails"


def check_text(words: CompareWords, model: Dosed, checked: Checked) -> str:
    """A check as a sentence."""
    curve = model.base.responses["repeat"].curve
    doses = [dose for dose, _ in model.base.responses["repeat"].points]
    values = {"p": p_text(words, checked.p), "known": f"{checked.known_half or 0:.1f}"}
    if checked.known_half is None:
        key = "what_no_effect" if checked.says != "fails" else "what_effect"
    else:
        key = "what_half" if checked.low is not None else "what_no_half"
        values["span"] = span_text(words, curve, doses) if checked.low is not None else ""
    return words(f"dose.control_{checked.says}", what=words(f"dose.{key}", **values))


def summary_lines(words: CompareWords, run: Run) -> Iterator[str]:
    """What a terminal shows at the end: a finding for each model, and a check that fails."""
    experiment = read_experiment(run)
    known = {model.model: model for model in experiment.models}
    yield base_text(words, experiment)
    for model in experiment.models:
        if model.base.answers:
            yield finding(words, model, experiment)
    for checked in checks(experiment):
        if checked.says == "fails":
            yield f"{checked.model}: {check_text(words, known[checked.model], checked)}"
