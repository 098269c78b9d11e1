"""How a dose experiment is put in words: findings, half-effect doses, conditions."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Literal

from reports.compare_words import CompareWords, load_compare_words, number, p_text, points
from reports.dose import Arm, Dosed, Experiment, Response
from reports.dose_contrasts import Contrast
from reports.dose_fit import Curve
from reports.safe import visible

BENT = 0.01
"""Below this p-value a curve is said to bend otherwise than a logistic one."""
Where = Literal["within", "above", "below"]


@cache
def load_dose_words(language: str) -> CompareWords:
    """The words of *language*; raises `FormatError` if there are none."""
    base = load_compare_words(language)
    file = resources.files("reports").joinpath("words_dose", f"{language}.toml")
    own = dict(base.own) | tomllib.loads(file.read_text("utf-8"))
    return CompareWords(language=language, texts=dict(base.texts) | own, own=own)


def where_half(curve: Curve, doses: Sequence[int]) -> Where | None:
    """Whether the half-effect dose lies within the doses asked; None where there is none.

    Only a curve that rises has one: it is the dose of planted results that does half.
    """
    if curve.half is None or curve.says != "rises":
        return None
    return "below" if curve.half < doses[0] else "above" if curve.half > doses[-1] else "within"


def half_text(words: CompareWords, curve: Curve, doses: Sequence[int], snippets: int) -> str:
    """The half-effect dose with its interval, never beyond the doses asked."""
    where = where_half(curve, doses)
    if where is None or curve.half is None:
        return words("dose.none_told") if curve.drawn else ""
    told = words(
        f"dose.half_{where}",
        half=f"{curve.half:.1f}", snippets=snippets, least=doses[0], most=doses[-1],
    )  # fmt: skip
    return f"{told} ({span_text(words, curve, doses)})"


def span_text(words: CompareWords, curve: Curve, doses: Sequence[int]) -> str:
    """The interval of the half-effect dose, its ends no further than the doses asked."""
    if curve.half_low is None or curve.half_high is None:
        return ""
    ends = [_end(words, value, doses) for value in (curve.half_low, curve.half_high)]
    if ends[0] == ends[1]:
        return ends[0]
    return words("dose.span", low=ends[0], high=ends[1])


def _end(words: CompareWords, value: float, doses: Sequence[int]) -> str:
    if value < doses[0]:
        return words("dose.below", dose=doses[0])
    if value > doses[-1]:
        return words("dose.above", dose=doses[-1])
    return f"{value:.1f}"


def says_text(words: CompareWords, curve: Curve) -> str:
    """What a curve says, in brief."""
    return words(f"dose_says.{curve.says.replace(' ', '_')}")


def slope_text(words: CompareWords, curve: Curve) -> tuple[str, ...]:
    """The slope and its interval."""
    if curve.slope is None or curve.slope_low is None or curve.slope_high is None:
        return ()
    span = words("dose.span", low=_signed(curve.slope_low), high=_signed(curve.slope_high))
    return _signed(curve.slope), span


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def findings(words: CompareWords, experiment: Experiment) -> Iterator[str]:
    """One paragraph for each model that is no control."""
    for model in experiment.models:
        if model.known is None and model.base.answers:
            yield finding(words, model, experiment)


def finding(words: CompareWords, model: Dosed, experiment: Experiment) -> str:
    """What the base says of a model, and no more."""
    response = model.base.responses["repeat"]
    doses = [dose for dose, _ in response.points]
    values = {
        "model": visible(model.model),
        "claims": model.claims,
        "least": doses[0],
        "most": doses[-1],
        "first": words.percent(response.points[0][1].rate),
        "last": words.percent(response.points[-1][1].rate),
    }
    curve = response.curve
    if curve.says == "cannot tell":
        low, high = curve.slope_low or 0.0, curve.slope_high or 0.0
        values |= {"p": p_text(words, curve.p), "low": _signed(low), "high": _signed(high)}
    parts = [words(f"dose_finding.{curve.says.replace(' ', '_')}", **values)]
    parts += _half_sentence(words, response, doses, experiment)
    return ("" if words.language == "ja" else " ").join(parts)


def _half_sentence(
    words: CompareWords, response: Response, doses: Sequence[int], experiment: Experiment
) -> list[str]:
    curve, told = response.curve, []
    where = where_half(curve, doses)
    if where is not None and curve.half is not None:
        told.append(
            words(
                f"dose_finding.half_{where}",
                half=f"{curve.half:.1f}",
                snippets=experiment.design["snippets"],
                span=span_text(words, curve, doses),
            )
        )
    if bent(response):
        told.append(words("dose_finding.bend", p=p_text(words, response.bend)))
    return told


def bent(response: Response) -> bool:
    """Whether the logistic form does not fit."""
    return response.bend is not None and response.bend < BENT and response.curve.drawn


def arm_name(words: CompareWords, arm: Arm) -> str:
    """What sets an arm apart."""
    if arm.factor == "base":
        return words("dose_factor.base")
    if arm.factor in ("persona", "language"):
        return words.name("persona" if arm.factor == "persona" else "language_name", arm.level)
    return words.name("dose_level", arm.level)


def base_text(words: CompareWords, experiment: Experiment) -> str:
    """What the base is."""
    present = experiment.base["debunk"] == "present"
    debunk = words(f"dose.{'with' if present else 'no'}_base_debunk")
    if experiment.base["mitigation"] == "none":
        return words("dose.base", debunk=debunk)
    name = words.name("dose_level", experiment.base["mitigation"])
    return words("dose.with_mitigation", mitigation=name, debunk=debunk)


def contrast_text(words: CompareWords, contrast: Contrast) -> str:
    """What a change of one condition does to the share of repeats."""
    what = change_name(words, contrast)
    found = contrast.found
    if found.difference is None or found.low is None or found.high is None:
        return words("dose_finding.contrast_one", what=what)
    told = contrast.p_adjusted is not None and contrast.p_adjusted < 0.05
    side = "none" if not told else "higher" if found.difference > 0 else "lower"
    return words(
        f"dose_finding.contrast_{side}",
        what=what,
        points=points(words, abs(found.difference), signed=False),
        low=number(words, found.low),
        high=number(words, found.high),
        p=p_text(words, contrast.p_adjusted),
    )


def change_name(words: CompareWords, contrast: Contrast) -> str:
    """What is changed."""
    return words(f"dose_change.{contrast.factor}_{contrast.level}")
