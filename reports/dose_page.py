"""Writes a dose experiment as a page: one chart of the base and one a condition for each model."""

from collections import Counter
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.charts import shape
from reports.compare_words import CompareWords, number, p_text, points
from reports.dose import OUTCOMES, Arm, Dosed, Experiment, read_experiment
from reports.dose_chart import DoseChart, draw_doses
from reports.dose_check import check_text, checks
from reports.dose_contrasts import Contrast
from reports.dose_figures import base_chart, doses_of, factor_charts
from reports.dose_tables import write_dose_tables
from reports.dose_words import (
    arm_name,
    base_text,
    change_name,
    contrast_text,
    finding,
    findings,
    half_text,
    load_dose_words,
    says_text,
    slope_text,
)
from reports.load import Run
from reports.markup import digest, environment, text
from reports.rates import as_json
from reports.safe import visible
from reports.stats import Rate

LIMITS = ("effect", "search", "training", "addresses", "filter", "claims")
OWN_STYLE = (
    ".chart .curve{fill:none;stroke-width:2}.chart .band{stroke:none;fill:var(--repeat);"
    "opacity:.13}.chart .mark.open{fill:var(--paper)}th .i{display:block;color:var(--soft);"
    "font-size:.92em;font-weight:400}"
)


def render_dose(run: Run, to: Path, language: str) -> list[Path]:
    """Write dose.html, dose.json, dose.csv and the charts as files into *to*."""
    experiment, words = read_experiment(run), load_dose_words(language)
    page = to / "dose.html"
    page.write_text(_page(experiment, words), encoding="utf-8")
    written = [page, *write_dose_tables(experiment, to)]
    for number_, model in enumerate(_answered(experiment), 1):
        chart = to / f"dose-{number_}.svg"
        drawn = draw_doses(base_chart(experiment, model, number_, words), standalone=True)
        chart.write_text(drawn, encoding="utf-8")
        written.append(chart)
    return written


def _answered(experiment: Experiment) -> list[Dosed]:
    return [model for model in experiment.models if model.base.answers]


def _page(experiment: Experiment, words: CompareWords) -> str:
    style = text("style.css") + text("compare.css") + OWN_STYLE
    meta = experiment.run.meta
    known = {model.model: model for model in experiment.models}
    answered = _answered(experiment)
    context = {
        "w": words,
        "title": words("dose.title", name=visible(str(meta["name"]))),
        "style": Markup(style),  # noqa: S704 - our own files
        "style_hash": digest(style),
        "standfirst": words(
            "dose.standfirst",
            asked=sum(model.asked for model in experiment.models),
            models=words.join([visible(model.model) for model in experiment.models]),
            snippets=experiment.design["snippets"],
        ),
        "findings": list(findings(words, experiment)),
        "checks": [
            (visible(c.model), check_text(words, known[c.model], c), c.says == "fails")
            for c in checks(experiment)
        ],
        "base": base_text(words, experiment),
        "models": [_model(experiment, m, i, words) for i, m in enumerate(answered, 1)],
        "methods": _methods(experiment, words),
        "limits": [words(f"dose_limit.{key}") for key in LIMITS],
        "source": words(
            "dose.source", version=visible(str((meta.get("code") or {}).get("dosimeter") or ""))
        ),
        "outcomes": OUTCOMES,
    }
    return environment().get_template("dose.html.j2").render(context)


def _model(
    experiment: Experiment, model: Dosed, place: int, words: CompareWords
) -> dict[str, Any]:
    chart = base_chart(experiment, model, place, words)
    return {
        "id": f"model-{place}",
        "name": visible(model.model),
        "known": _known(model, words),
        "counts": words(
            "dose.counts",
            asked=model.asked,
            failed=model.failed,
            unscored=model.unscored,
            answers=model.base.answers,
            claims=model.claims,
        ),
        "finding": finding(words, model, experiment),
        "figure": _figure(chart, words("dose.half")),
        "rates": [_rate_row(dose, model.base, words) for dose in doses_of(model.base)],
        "factors": [_figure(made) for made in factor_charts(experiment, model, place, words)],
        "arms": [
            _arm_row(experiment, arm, words)
            for arm in model.arms
            if experiment.base.get(arm.factor) != arm.level  # that is the base once more
        ],
        "contrasts": [_contrast_row(c, words) for c in model.contrasts],
        "changes": [contrast_text(words, c) for c in model.contrasts],
    }


def _known(model: Dosed, words: CompareWords) -> str:
    if model.known is None:
        return ""
    half = model.known.get("half")
    if half is None:
        return words("dose.known_deaf")
    return words("dose.known_curve", half=f"{half:.1f}", slope=f"{model.known['slope']:.1f}")


def _figure(chart: DoseChart, half_name: str = "") -> dict[str, Any]:
    legend = []
    for one in chart.series:
        svg = f'<svg viewBox="0 0 16 16" class="t-{one.tone}">{shape(one.form, 8, 8, 4.5)}</svg>'
        legend.append((Markup(svg), one.name))  # noqa: S704 - drawn from our own constants
    if chart.half is not None:
        ring = f'<svg viewBox="0 0 16 16" class="chart-key t-fourth">{shape("ring", 8, 8)}</svg>'
        legend.append((Markup(ring), half_name))  # noqa: S704 - drawn from our own constants
    return {
        "caption": chart.title,
        "wide": draw_doses(chart),
        "narrow": draw_doses(chart, narrow=True),
        "legend": legend,
    }


def _rate_row(dose: int, arm: Arm, words: CompareWords) -> dict[str, Any]:
    cells = {}
    for outcome in OUTCOMES:
        rate = dict(arm.responses[outcome].points).get(dose)
        cells[outcome] = _rate_cell(rate, words) if rate is not None else ()
    return {"dose": dose, "cells": cells}


def _rate_cell(rate: Rate, words: CompareWords) -> tuple[str, ...]:
    shown = as_json(rate)
    count = f"{words.number(rate.count)}/{words.number(rate.n)}"
    interval = words.interval(shown["low"], shown["high"])
    return tuple(part for part in (words.percent(rate.rate), interval, count) if part)


def _arm_row(experiment: Experiment, arm: Arm, words: CompareWords) -> dict[str, Any]:
    curve, doses = arm.responses["repeat"].curve, doses_of(arm)
    factor = "" if arm.factor == "base" else words(f"dose_factor.{arm.factor}")
    return {
        "name": arm_name(words, arm),
        "factor": factor,
        "answers": words.number(arm.answers),
        "slope": slope_text(words, curve),
        "half": half_text(words, curve, doses, experiment.design["snippets"]) if doses else "",
        "says": says_text(words, curve),
    }


def _contrast_row(contrast: Contrast, words: CompareWords) -> dict[str, Any]:
    found = contrast.found
    span = ""
    if found.low is not None and found.high is not None:
        span = words("dose.span", low=number(words, found.low), high=number(words, found.high))
    return {
        "change": change_name(words, contrast),
        "questions": words.number(contrast.questions),
        "difference": points(words, found.difference),
        "span": span,
        "p": p_text(words, contrast.p_adjusted),
    }


def _methods(experiment: Experiment, words: CompareWords) -> list[str]:
    rows = experiment.run.rows
    shares = []
    for table, key in (("persona", "persona"), ("language_name", "language")):
        for name, n in Counter(getattr(row, key) for row in rows).items():
            shares.append(words("dose_method.weights", name=words.name(table, name), n=n))
    return [
        words("dose_method.design", snippets=experiment.design["snippets"]),
        words("dose_method.curve"),
        words("dose_method.arms"),
        words("dose_method.pooled", shares=words("comma").join(shares)),
        words("dose_method.scorer", scorer=experiment.run.scorer or words("dose_method.unscored")),
        words("dose_method.citation"),
    ]
