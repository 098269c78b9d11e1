"""Draws up the charts of a run: which dots, in which words, before any markup."""

from collections.abc import Sequence

from reports.charts import SHAPES, Chart, Dot, Line
from reports.load import FALSEHOOD
from reports.rates import share
from reports.stats import Rate
from reports.story import interval, period, repeats, subjects
from reports.view import Matrix, View
from reports.words import Words


def chart_models(view: View) -> Chart:
    """The headline chart: one dot a chatbot."""
    rows = [r for r in view.run.folded if r.kind == FALSEHOOD and r.verdict is not None]
    lines, told = [], []
    for model in view.models():
        found = share([r for r in rows if r.model == model], repeats)
        lines.append(
            Line(label=model, dots=(_dot(view.words, found, 0),), muted=model in view.controls())
        )
        told.append(_describe(view.words, model, found))
    return _chart(view, "models", lines, told)


def chart_by(view: View, name: str, values: Sequence[str], table: str) -> Chart:
    """One row a chatbot, one dot a value of *name* (persona or language)."""
    lines, told = [], []
    for model in subjects(view.run).models:
        dots = []
        for i, value in enumerate(values):
            group = [r for r in view.rows if r.model == model and getattr(r, name) == value]
            found = share(group, repeats)
            dots.append(_dot(view.words, found, i))
            told.append(_describe(view.words, f"{model}, {view.words.name(table, value)}", found))
        lines.append(Line(label=model, dots=tuple(dots)))
    legend = [view.words.name(table, value) for value in values]
    return _chart(view, name, lines, told, legend)


def chart_networks(view: View, matrix: Matrix | None) -> Chart | None:
    """One row a network, one dot a chatbot, where the dots can be told apart by shape."""
    models = subjects(view.run).models
    if matrix is None or len(models) > len(SHAPES):
        return None
    lines, told = [], []
    for network, label, _ in matrix.rows:
        rows = [r for r in view.rows if network in (r.networks or ("none",))]
        rates = [share([r for r in rows if r.model == m], repeats) for m in models]
        lines.append(
            Line(label=label, dots=tuple(_dot(view.words, r, i) for i, r in enumerate(rates)))
        )
        told += [
            _describe(view.words, f"{m}, {label}", found)
            for m, found in zip(models, rates, strict=True)
        ]
    return _chart(view, "network", lines, told, models)


def _dot(words: Words, found: Rate, i: int) -> Dot:
    shape, tone = SHAPES[i % len(SHAPES)]
    one = found.n and found.low is None
    text = words("one_claim") if one else interval(words, found)
    value = f"{words.percent(found.rate)} ({text})" if found.n else ""
    return Dot(
        rate=found.rate, low=found.low, high=found.high, shape=shape, tone=tone, value=value
    )


def _describe(words: Words, name: str, found: Rate) -> str:
    if not found.n:
        return words("chart.describe_none", name=name)
    return words(
        "chart.describe_one" if found.low is None else "chart.describe",
        name=name,
        rate=words.percent(found.rate),
        n=found.n,
        interval=interval(words, found),
    )


def _chart(
    view: View, name: str, lines: Sequence[Line], told: Sequence[str], legend: Sequence[str] = ()
) -> Chart:
    code = view.run.meta.get("code") or {}
    return Chart(
        id=f"chart-{name}",
        title=view.words(f"chart.{name}"),
        description=" ".join(told),
        source=view.words(
            "chart.source",
            run=str(view.run.meta.get("name") or ""),
            period=period(view.run, view.words),
            version=str(code.get("dosimeter") or ""),
        ),
        lines=tuple(lines),
        legend=tuple(legend),
        none=view.words("none"),
    )
