"""Writes the charts as PNG files, for programs that place no SVG."""

from pathlib import Path

from reports.charts import WIDE, draw
from reports.load import Run
from reports.pdf import typeset
from reports.pictures import charts
from reports.safe import visible
from reports.words import Words

PPI = 192.0


def render_png(run: Run, to: Path, words: Words) -> list[Path]:
    """Write `charts/*.png`; needs the extra `pdf`."""
    written = []
    for chart in charts(run, words):
        path = to / "charts" / f"{chart.id.removeprefix('chart-')}.png"
        path.parent.mkdir(exist_ok=True)
        svg = str(draw(chart, standalone=True))
        data = {"svg": svg, "alt": visible(chart.description), "width": WIDE}
        path.write_bytes(typeset("chart.typ", data, format="png", ppi=PPI))
        written.append(path)
    return written
