"""Draws charts as SVG: a dot for the rate, a line for its interval, shapes beside colours."""

from dataclasses import dataclass

from markupsafe import Markup, escape

WIDE, NARROW = 760, 340
SHAPES = (("circle", "repeat"), ("square", "second"), ("triangle", "third"), ("diamond", "fourth"))
STEP = 16  # between two dots of one row
STEPS = (0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One rate in a chart; *shape* is circle, diamond, square, triangle or ring."""

    rate: float | None
    low: float | None
    high: float | None
    value: str = ""
    shape: str = "circle"
    tone: str = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a chart: a label and its dots, each with its value at the right end."""

    label: str
    dots: tuple[Dot, ...]
    muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart before it is drawn; *description* is its text alternative."""

    id: str
    title: str
    description: str
    source: str
    lines: tuple[Line, ...]
    legend: tuple[str, ...] = ()
    none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where things go for one width of paper."""

    width: int
    left: float
    right: float
    row: float
    stacked: bool


def draw(chart: Chart, *, narrow: bool = False, standalone: bool = False) -> Markup:
    """The chart as an `svg` element; *standalone* adds title, source line and its own colours."""
    frame = _frame(chart, narrow)
    top = 76 if standalone else 8
    height = top + frame.row * max(len(chart.lines), 1) + 30 + (30 if standalone else 0)
    axis = _axis(chart)
    name = f"{chart.id}-{'n' if narrow else 's' if standalone else 'w'}"
    parts = [
        _open(chart, name, frame.width, height, standalone),
        _grid(frame, axis, top, len(chart.lines)),
        *(
            _line(line, frame, axis, top + i * frame.row, chart)
            for i, line in enumerate(chart.lines)
        ),
    ]
    if standalone:
        parts.append(_caption(chart, height))
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - every text in it went through escape


def _frame(chart: Chart, narrow: bool) -> Frame:
    # A row grows with its dots, so that two intervals never lie on each other.
    dots = max((len(line.dots) for line in chart.lines), default=1)
    if narrow:
        return Frame(width=NARROW, left=10, right=218, row=24 + STEP * dots, stacked=True)
    return Frame(width=WIDE, left=210, right=620, row=max(34, STEP * dots + 14), stacked=False)


def _axis(chart: Chart) -> float:
    top = max((d.high or d.rate or 0 for line in chart.lines for d in line.dots), default=1.0)
    return next(step for step in STEPS if top <= step or step == STEPS[-1])


def _open(chart: Chart, name: str, width: int, height: float, standalone: bool) -> str:
    colours = f"<style>{STANDALONE}</style>" if standalone else ""
    size_class = "narrow" if width == NARROW else "wide"
    size = f' width="{width}" height="{height:g}"' if standalone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {size_class}" role="img" '
        f'viewBox="0 0 {width} {height:g}"{size} aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.description)}</desc>{colours}'
    )


def _grid(frame: Frame, axis: float, top: float, rows: int) -> str:
    bottom = top + frame.row * max(rows, 1)
    parts = []
    for i in range(5 if axis != 0.5 else 6):
        share = axis * i / (4 if axis != 0.5 else 5)
        x = _x(share, frame, axis)
        anchor = "start" if i == 0 and frame.stacked else "middle"
        anchor = "end" if share == axis and frame.stacked else anchor
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{bottom + 18}" text-anchor="{anchor}">'
            f"{share * 100:g}%</text>"
        )
    return "".join(parts)


def _x(share: float, frame: Frame, axis: float) -> float:
    return frame.left + (frame.right - frame.left) * min(share / axis, 1.0)


def _line(line: Line, frame: Frame, axis: float, y: float, chart: Chart) -> str:
    muted = " muted" if line.muted else ""
    middle = y + frame.row / 2
    label_y = y + 15 if frame.stacked else middle + 5
    label_x, anchor = (frame.left, "start") if frame.stacked else (frame.left - 14, "end")
    first = y + 28 if frame.stacked else middle - STEP / 2 * (len(line.dots) - 1)
    label = escape(shorten(line.label, 44 if frame.stacked else 27))
    dots = (_dot(d, frame, axis, first + STEP * i, chart.none) for i, d in enumerate(line.dots))
    return (
        f'<g class="line{muted}"><text class="label" x="{label_x:g}" y="{label_y:g}" '
        f'text-anchor="{anchor}">{label}</text>{"".join(dots)}</g>'
    )


def shorten(text: str, width: int) -> str:
    """Cut a label that would run into the chart; CJK signs count double."""
    used = 0
    kept: list[str] = []
    for char in text:
        used += 2 if ord(char) > 0x2E7F else 1
        if used > width:
            return "".join(kept[:-1]).rstrip() + "…"
        kept.append(char)
    return text


def _dot(dot: Dot, frame: Frame, axis: float, y: float, none: str) -> str:
    if dot.rate is None:
        x = frame.left + 4
        return f'<text class="tick" x="{x:.1f}" y="{y + 4:g}">{escape(none)}</text>'
    return (
        f'<g class="t-{dot.tone}">{_whisker(dot, frame, axis, y)}'
        f'{shape(dot.shape, _x(dot.rate, frame, axis), y)}<text class="value" '
        f'x="{frame.right + 12:g}" y="{y + 4:g}">{escape(dot.value)}</text></g>'
    )


def _whisker(dot: Dot, frame: Frame, axis: float, y: float) -> str:
    """The line of the interval; one claim has none, and its dot stands alone."""
    if dot.low is None or dot.high is None:
        return ""
    low, high = _x(dot.low, frame, axis), _x(dot.high, frame, axis)
    return (
        f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y:g}" y2="{y:g}"/>'
        f'<path class="cap" d="M{low:.1f} {y - 4:g}v8M{high:.1f} {y - 4:g}v8"/>'
    )


def shape(name: str, x: float, y: float, r: float = 5.5) -> str:
    """A marker; the shape says the same as its colour."""
    at = f"{x:.1f}"
    return {
        "circle": f'<circle class="mark" cx="{at}" cy="{y:g}" r="{r}"/>',
        "ring": f'<circle class="mark open" cx="{at}" cy="{y:g}" r="{r}"/>',
        "square": f'<rect class="mark" x="{x - r:.1f}" y="{y - r:g}" width="{2 * r}" '
        f'height="{2 * r}"/>',
        "diamond": f'<path class="mark" d="M{at} {y - r - 1:g}l{r + 1} {r + 1}l-{r + 1} {r + 1}'
        f'l-{r + 1} -{r + 1}z"/>',
        "triangle": f'<path class="mark" d="M{at} {y - r - 1:g}l{r + 1} {2 * r}h-{2 * r + 2}z"/>',
    }[name]


def _caption(chart: Chart, height: float) -> str:
    parts, x = [], 16.0
    for (form, tone), name in zip(SHAPES, chart.legend, strict=False):
        parts.append(f'<g class="t-{tone}">{shape(form, x, 50)}</g>')
        parts.append(f'<text class="label" x="{x + 12:g}" y="54.5">{escape(name)}</text>')
        x += 40 + sum(14 if ord(c) > 0x2E7F else 7.5 for c in name)
    return (
        f'<text class="title" x="10" y="28">{escape(chart.title)}</text>{"".join(parts)}'
        f'<text class="tick" x="10" y="{height - 10:g}">{escape(chart.source)}</text>'
    )


STANDALONE = (
    "svg{background:#fff;font-family:system-ui,'Noto Sans CJK JP','Hiragino Sans',"
    "'IPAexGothic',sans-serif}"
    ".title{font-size:17px;font-weight:600;fill:#17202a}.label,.value{font-size:13px;fill:#17202a}"
    ".value{stroke:none;font-variant-numeric:tabular-nums}.tick{font-size:11px;fill:#5a6570}.grid{stroke:#e3e0d8}.whisker{stroke-width:2.5}"
    ".cap{fill:none;stroke-width:1.5}.t-repeat{stroke:#ad3018}.t-repeat .mark{fill:#ad3018}"
    ".t-second{stroke:#20616b}.t-second .mark{fill:#20616b}.t-third{stroke:#6b4a8c}"
    ".t-third .mark{fill:#6b4a8c}.t-fourth{stroke:#59636e}.t-fourth .mark{fill:#59636e}"
    ".mark.open{fill:#fff}.muted{opacity:.75}"
)
