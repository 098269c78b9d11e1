"""Writes the charts as files of their own, with title and source line, to be lifted out."""

from pathlib import Path

from reports.charts import draw
from reports.load import Run
from reports.view import View
from reports.words import Words


def render_charts(run: Run, to: Path, words: Words) -> list[Path]:
    """Write `charts/*.svg`: repeat rate by chatbot, way of asking and language."""
    view = View(run=run, words=words)
    if not any(row.verdict for row in run.rows):
        return []
    folder = to / "charts"
    folder.mkdir(exist_ok=True)
    charts = [
        view.chart_models(),
        view.chart_by("persona", view.personas(), "persona"),
        view.chart_by("language", view.languages(), "language_name"),
    ]
    written = []
    for chart in charts:
        path = folder / f"{chart.id.removeprefix('chart-')}.svg"
        path.write_text(draw(chart, standalone=True) + "\n", encoding="utf-8")
        written.append(path)
    return written
