"""The charts of a dose experiment: the base with its half-effect dose, and one a condition."""

from collections.abc import Sequence
from itertools import groupby

from reports.charts import SHAPES
from reports.compare_words import CompareWords
from reports.dose import OUTCOMES, Arm, Dosed, Experiment, Response
from reports.dose_chart import STEPS, DoseChart, Dot, Series
from reports.dose_fit import band
from reports.dose_words import arm_name, where_half
from reports.safe import visible
from reports.stats import Rate


def doses_of(arm: Arm) -> list[int]:
    """The doses at which an arm was asked."""
    return [dose for dose, _ in arm.responses["repeat"].points]


def base_chart(experiment: Experiment, model: Dosed, place: int, words: CompareWords) -> DoseChart:
    """The three rates of the base by dose, with the curve and half-effect dose of repeating."""
    named = [
        (words(f"dose_column.{outcome}"), model.base.responses[outcome]) for outcome in OUTCOMES
    ]
    curve, doses = model.base.responses["repeat"].curve, doses_of(model.base)
    half = None
    if where_half(curve, doses) == "within":
        half = (curve.half or 0.0, curve.half_low or 0.0, curve.half_high or 0.0)
    return _chart(
        experiment,
        words,
        f"dose-{place}",
        words("dose.chart", model=visible(model.model)),
        [_series(name, r, i, banded=i == 0) for i, (name, r) in enumerate(named) if r.points],
        half=half,
    )


def factor_charts(
    experiment: Experiment, model: Dosed, place: int, words: CompareWords
) -> list[DoseChart]:
    """One chart for every condition that has two to four levels: the share of repeats by dose."""
    made = []
    for factor, arms in groupby(model.arms, key=lambda arm: arm.factor):
        levels = [(arm_name(words, arm), arm.responses["repeat"]) for arm in arms]
        if not 2 <= len(levels) <= len(SHAPES):
            continue
        name = words(f"dose_factor.{factor}")
        title = words("dose.chart_factor", model=visible(model.model), factor=name)
        series = [_series(level, response, i) for i, (level, response) in enumerate(levels)]
        made.append(_chart(experiment, words, f"dose-{place}-{factor}", title, series))
    return made


def _chart(
    experiment: Experiment,
    words: CompareWords,
    name: str,
    title: str,
    series: Sequence[Series],
    *,
    half: tuple[float, float, float] | None = None,
) -> DoseChart:
    snippets = experiment.design["snippets"]
    return DoseChart(
        id=name,
        title=title,
        description=" ".join(_describe(words, one) for one in series),
        axis=words("dose.axis", snippets=snippets),
        doses=snippets,
        series=tuple(series),
        half=half,
    )


def _series(name: str, response: Response, place: int, *, banded: bool = False) -> Series:
    form, tone = SHAPES[place]
    doses = [dose for dose, _ in response.points]
    along = [doses[0] + (doses[-1] - doses[0]) * i / STEPS for i in range(STEPS + 1)]
    return Series(
        name=name,
        form=form,
        tone=tone,
        dots=tuple(_dot(dose, rate) for dose, rate in response.points if rate.rate is not None),
        curve=tuple(
            (dose, *rates) for dose, rates in zip(along, band(response.curve, along), strict=False)
        ),
        banded=banded,
    )


def _dot(dose: int, rate: Rate) -> Dot:
    return Dot(dose=dose, rate=rate.rate or 0.0, low=rate.low, high=rate.high)


def _describe(words: CompareWords, series: Series) -> str:
    told = []
    for dot in series.dots:
        values = {"series": series.name, "dose": dot.dose, "rate": words.percent(dot.rate)}
        interval = words.interval(dot.low, dot.high)
        key = "describe" if interval else "describe_bare"
        told.append(words(f"dose.{key}", interval=interval, **values))
    return " ".join(told)
