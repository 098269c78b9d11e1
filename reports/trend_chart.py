"""Draws one chatbot's months as SVG: a line with intervals, marks for changes, gaps for gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from reports.charts import shape

STEPS = (0.1, 0.2, 0.5, 1.0)
TOP, PLOT = 30, 210


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One month: the rate over the anchors with its interval, the pooled rate, its signs.

    *rate* and *pooled* are None where there is no such figure; *changed* draws an upright line;
    a month in which the chatbot was not *asked* stays empty.
    """

    month: str
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    pooled: float | None = None
    complete: bool = True
    changed: bool = False
    signs: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendChart:
    """A chart before it is drawn; *description* is its text alternative."""

    id: str
    title: str
    description: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where things go for one width of paper."""

    width: int
    left: float
    right: float
    axis: float
    count: int

    def x(self, i: int) -> float:
        """The middle of month *i*."""
        return self.left + (self.right - self.left) * (i + 0.5) / self.count

    def y(self, share: float) -> float:
        """The height of a rate."""
        return TOP + PLOT * (1 - min(share / self.axis, 1.0))


def draw_trend(chart: TrendChart, *, narrow: bool = False) -> Markup:
    """The chart as an `svg` element, for a wide or a narrow page."""
    frame = _frame(chart, narrow)
    name = f"{chart.id}-{'n' if narrow else 'w'}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {"narrow" if narrow else "wide"}" '
        f'role="img" viewBox="0 0 {frame.width} {TOP + PLOT + 30}" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.description)}</desc>',
        _grid(frame),
        _months(frame, chart.spots, narrow),
        _path(frame, chart.spots),
        *(_spot(frame, i, spot) for i, spot in enumerate(chart.spots)),
    ]
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - every text in it went through escape


def _frame(chart: TrendChart, narrow: bool) -> Frame:
    tops = [max(s.high or 0.0, s.pooled or 0.0) for s in chart.spots]
    axis = next(step for step in STEPS if max(tops) <= step or step == STEPS[-1])
    width, left, right = (340, 40, 332) if narrow else (760, 52, 750)
    return Frame(width=width, left=left, right=right, axis=axis, count=len(chart.spots))


def _grid(frame: Frame) -> str:
    steps = 5 if frame.axis == 0.5 else 4
    parts = []
    for i in range(steps + 1):
        share = frame.axis * i / steps
        y = frame.y(share)
        parts.append(
            f'<line class="grid" x1="{frame.left}" x2="{frame.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{frame.left - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{share * 100:g}%</text>"
        )
    return "".join(parts)


def _months(frame: Frame, spots: Sequence[Spot], narrow: bool) -> str:
    every = -(-len(spots) // (4 if narrow else 13))
    parts = []
    for i, spot in enumerate(spots):
        x = frame.x(i)
        if spot.changed:
            edge = (frame.x(i) + frame.x(i - 1)) / 2 if i else x
            parts.append(
                f'<line class="grid change" x1="{edge:.1f}" x2="{edge:.1f}" y1="{TOP - 4}" '
                f'y2="{TOP + PLOT}"/>'
            )
        if spot.signs:
            parts.append(
                f'<text class="label" x="{x:.1f}" y="{TOP - 12}" text-anchor="middle">'
                f"{escape(spot.signs)}</text>"
            )
        if i % every == 0:
            parts.append(
                f'<text class="tick" x="{x:.1f}" y="{TOP + PLOT + 20}" text-anchor="middle">'
                f"{escape(spot.month)}</text>"
            )
    return "".join(parts)


def _path(frame: Frame, spots: Sequence[Spot]) -> str:
    """The line from month to month; dashed across months without a figure."""
    known = [(i, spot.rate) for i, spot in enumerate(spots) if spot.rate is not None]
    parts = []
    for (i, one), (j, two) in pairwise(known):
        gap = " gap" if j > i + 1 else ""
        parts.append(
            f'<line class="run{gap}" x1="{frame.x(i):.1f}" y1="{frame.y(one):.1f}" '
            f'x2="{frame.x(j):.1f}" y2="{frame.y(two):.1f}"/>'
        )
    return f'<g class="t-repeat">{"".join(parts)}</g>'


def _spot(frame: Frame, i: int, spot: Spot) -> str:
    x = frame.x(i)
    parts = []
    if spot.pooled is not None:
        aside = x + 9 if spot.rate is not None else x
        mark = shape("diamond", aside, frame.y(spot.pooled), 4.5).replace("mark", "mark open")
        parts.append(f'<g class="t-fourth">{mark}</g>')
    if spot.rate is not None and spot.low is not None and spot.high is not None:
        low, high = frame.y(spot.low), frame.y(spot.high)
        mark = shape("circle" if spot.complete else "ring", x, frame.y(spot.rate), 5)
        parts.append(
            f'<g class="t-repeat"><line class="whisker" x1="{x:.1f}" x2="{x:.1f}" '
            f'y1="{low:.1f}" y2="{high:.1f}"/><path class="cap" d="M{x - 4:.1f} {low:.1f}h8'
            f'M{x - 4:.1f} {high:.1f}h8"/>{mark}</g>'
        )
    if not parts and spot.asked:
        y = TOP + PLOT - 8
        parts.append(
            f'<g class="t-fourth"><path class="cap none" d="M{x - 5:.1f} {y - 5}l10 10m0 -10l-10 '
            '10"/></g>'
        )
    return "".join(parts)
