"""Draws rates by dose as SVG: dots with intervals, the fitted curve, the half-effect dose."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.charts import STANDALONE, shape
from reports.trend_chart import PLOT, TOP

STEPS = 60
APART = 7.0  # between the dots of two series at one dose
STYLE = ".curve{fill:none;stroke-width:2}.band{stroke:none;fill:#ad3018;opacity:.13}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A rate at a dose with its interval, if it has one."""

    dose: float
    rate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One outcome or condition; *curve* is (dose, rate, low, high) along the fitted line."""

    name: str
    form: str
    tone: str
    dots: tuple[Dot, ...]
    curve: tuple[tuple[float, float, float, float], ...] = ()
    banded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChart:
    """A chart before it is drawn; *half* is the half-effect dose with its interval."""

    id: str
    title: str
    description: str
    axis: str
    doses: int
    series: tuple[Series, ...]
    half: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where things go for one width of paper."""

    width: int
    left: float
    right: float
    most: int

    def x(self, dose: float) -> float:
        """The place of a dose; a little room is left at both ends."""
        pad = 26.0
        at = min(max(dose, 0.0), float(self.most)) / self.most
        return self.left + pad + (self.right - self.left - 2 * pad) * at

    def y(self, share: float) -> float:
        """The height of a rate."""
        return TOP + PLOT * (1 - share)


def draw_doses(chart: DoseChart, *, narrow: bool = False, standalone: bool = False) -> Markup:
    """The chart as an `svg` element; *standalone* brings its own colours."""
    width, left, right = (340, 40, 332) if narrow else (760, 52, 750)
    frame = Frame(width=width, left=left, right=right, most=chart.doses)
    name = f"{chart.id}-{'n' if narrow else 's' if standalone else 'w'}"
    size = f' width="{width}" height="{TOP + PLOT + 48}"' if standalone else ""
    colours = f"<style>{STANDALONE}{STYLE}</style>" if standalone else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {"narrow" if narrow else "wide"}" '
        f'role="img" viewBox="0 0 {width} {TOP + PLOT + 48}"{size} '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.description)}</desc>{colours}',
        _grid(frame, chart),
        *(_curve(frame, series) for series in chart.series),
        *(_dots(frame, s, _aside(i, len(chart.series))) for i, s in enumerate(chart.series)),
        _half(frame, chart.half),
    ]
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - every text in it went through escape


def _aside(place: int, count: int) -> float:
    return APART * (place - (count - 1) / 2)


def _grid(frame: Frame, chart: DoseChart) -> str:
    parts = []
    for i in range(5):
        y = frame.y(i / 4)
        parts.append(
            f'<line class="grid" x1="{frame.left}" x2="{frame.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{frame.left - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{i * 25}%</text>"
        )
    for dose in range(chart.doses + 1):
        parts.append(
            f'<text class="tick" x="{frame.x(dose):.1f}" y="{TOP + PLOT + 18}" '
            f'text-anchor="middle">{dose}</text>'
        )
    middle = (frame.left + frame.right) / 2
    parts.append(
        f'<text class="label" x="{middle:.1f}" y="{TOP + PLOT + 40}" text-anchor="middle">'
        f"{escape(chart.axis)}</text>"
    )
    return "".join(parts)


def _curve(frame: Frame, series: Series) -> str:
    if not series.curve:
        return ""
    line = _path([(frame.x(d), frame.y(r)) for d, r, _, _ in series.curve])
    band = ""
    if series.banded:
        upper = [(frame.x(d), frame.y(h)) for d, _, _, h in series.curve]
        lower = [(frame.x(d), frame.y(low)) for d, _, low, _ in reversed(series.curve)]
        band = f'<path class="band" d="{_path(upper + lower)}z"/>'
    return f'<g class="t-{series.tone}">{band}<path class="curve" d="{line}"/></g>'


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _half(frame: Frame, half: tuple[float, float, float] | None) -> str:
    """The half-effect dose: a ring at one half, its interval lying, a line down to the axis."""
    if half is None:
        return ""
    x, low, high = (frame.x(dose) for dose in half)
    y = frame.y(0.5)
    return (
        f'<g class="t-fourth"><line class="grid change" x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" '
        f'y2="{TOP + PLOT}"/><line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" '
        f'y2="{y:.1f}"/><path class="cap" d="M{low:.1f} {y - 4:.1f}v8M{high:.1f} {y - 4:.1f}v8"/>'
        f"{shape('ring', x, y)}</g>"
    )


def _dots(frame: Frame, series: Series, aside: float) -> str:
    dots = "".join(_dot(frame, series, dot, aside) for dot in series.dots)
    return f'<g class="t-{series.tone}">{dots}</g>'


def _dot(frame: Frame, series: Series, dot: Dot, aside: float) -> str:
    x, whisker = frame.x(dot.dose) + aside, ""
    if dot.low is not None and dot.high is not None:
        low, high = frame.y(dot.low), frame.y(dot.high)
        whisker = (
            f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'
            f'<path class="cap" d="M{x - 4:.1f} {low:.1f}h8M{x - 4:.1f} {high:.1f}h8"/>'
        )
    return whisker + shape(series.form, x, frame.y(dot.rate), 4.5)
