"""Draws differences as SVG: a dot and its interval left or right of zero."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from reports.charts import shorten
from reports.paired import Paired

STEPS = (0.1, 0.2, 0.3, 0.5, 1.0)
SHAPES = {"higher": "▲", "lower": "▼"}
TONES = {"higher": "repeat", "lower": "second"}
ROW = 34


def draw_differences(
    lines: Sequence[tuple[str, Paired, str]],
    *,
    title: str,
    description: str,
    ends: tuple[str, str],
    narrow: bool = False,
) -> Markup:
    """A row for each (label, statistics, verdict); *ends* name the two directions."""
    width, left, right = (340, 20, 318) if narrow else (760, 330, 690)
    row = 46 if narrow else ROW
    reach = max(max(abs(f.low or 0), abs(f.high or 0)) for _, f, _ in lines)
    axis = next(step for step in STEPS if reach <= step or step == STEPS[-1])
    bottom = 30 + row * len(lines)
    name = f"differences-{'n' if narrow else 'w'}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {"narrow" if narrow else "wide"}" '
        f'role="img" viewBox="0 0 {width} {bottom + 26}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>',
        _axis(axis, left, right, bottom, ends),
    ]
    for i, (label, found, says) in enumerate(lines):
        y = 30 + row * i + (32 if narrow else row / 2)
        text = escape(shorten(label, 46 if narrow else 42))
        x, anchor = (left, "start") if narrow else (left - 14, "end")
        parts.append(
            f'<text class="label" x="{x}" y="{y - 14 if narrow else y + 4:g}" '
            f'text-anchor="{anchor}">{text}</text>'
        )
        parts.append(_mark(found, says, axis, left, right, y))
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - every text in it went through escape


def _x(value: float, axis: float, left: float, right: float) -> float:
    return left + (right - left) * (min(max(value / axis, -1.0), 1.0) + 1) / 2


def _axis(axis: float, left: float, right: float, bottom: float, ends: tuple[str, str]) -> str:
    parts = []
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        x = _x(share * axis, axis, left, right)
        parts.append(
            f'<line class="grid{" zero" if share == 0 else ""}" x1="{x:.1f}" x2="{x:.1f}" '
            f'y1="26" y2="{bottom}"/><text class="tick" x="{x:.1f}" y="{bottom + 18}" '
            f'text-anchor="middle">{share * axis * 100:+g}</text>'.replace(">+0<", ">0<")
        )
    middle = (left + right) / 2
    parts.append(
        f'<text class="tick" x="{middle - 10}" y="16" text-anchor="end">← {escape(ends[0])}</text>'
        f'<text class="tick" x="{middle + 10}" y="16">{escape(ends[1])} →</text>'
    )
    return "".join(parts)


def _mark(found: Paired, says: str, axis: float, left: float, right: float, y: float) -> str:
    x, low, high = (
        _x(v or 0.0, axis, left, right) for v in (found.difference, found.low, found.high)
    )
    tone = TONES.get(says, "fourth")
    shape = (
        f'<circle class="mark open" cx="{x:.1f}" cy="{y:g}" r="5"/>'
        if says not in SHAPES
        else f'<path class="mark" d="M{x:.1f} {y - 7:g}l7 12h-14z"/>'
        if says == "higher"
        else f'<path class="mark" d="M{x:.1f} {y + 7:g}l7 -12h-14z"/>'
    )
    return (
        f'<g class="t-{tone}"><line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y:g}" '
        f'y2="{y:g}"/><path class="cap" d="M{low:.1f} {y - 4:g}v8M{high:.1f} {y - 4:g}v8"/>'
        f"{shape}</g>"
    )
