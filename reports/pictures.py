"""Writes the charts as files of their own, with title and source line, to be lifted out."""

from pathlib import Path

from reports.charts import Chart, draw
from reports.load import Run
from reports.view import View
from reports.view_charts import chart_by, chart_models
from reports.words import Words


def charts(run: Run, words: Words) -> list[Chart]:
    """Repeat rate by chatbot, way of asking and language; none where nothing was scored."""
    if not any(row.verdict for row in run.folded):
        return []
    view = View(run=run, words=words)
    return [
        chart_models(view),
        chart_by(view, "persona", view.personas(), "persona"),
        chart_by(view, "language", view.languages(), "language_name"),
    ]


def render_charts(run: Run, to: Path, words: Words) -> list[Path]:
    """Write `charts/*.svg`."""
    written = []
    for chart in charts(run, words):
        path = to / "charts" / f"{chart.id.removeprefix('chart-')}.svg"
        path.parent.mkdir(exist_ok=True)
        path.write_text(draw(chart, standalone=True) + "\n", encoding="utf-8")
        written.append(path)
    return written
