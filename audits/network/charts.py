"""Draws the flood as SVG: columns by day, bars by language, dots by host and day."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.charts import NARROW, STANDALONE, WIDE, shorten

TOP, PLOT, ROW = 26, 190, 26
STANDALONE_OWN = ".col{fill:#20616b}.rail{fill:#e3e0d8}.spot{fill:#ad3018;fill-opacity:.75}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart in both widths and as a file of its own."""

    id: str
    title: str
    wide: Markup
    narrow: Markup
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What stands on a chart: its title, its text alternative, its source line."""

    id: str
    title: str
    description: str
    source: str


def columns(texts: Texts, values: Sequence[int], labels: Sequence[str]) -> Picture:
    """One upright column for each value; a few of the *labels* stand below."""
    return _picture(texts, lambda width: _columns(values, labels, width))


def bars(texts: Texts, rows: Sequence[tuple[str, int, str]]) -> Picture:
    """One lying bar for each row: label, value, value as text."""
    return _picture(texts, lambda width: _bars(rows, width))


def spots(
    texts: Texts, rows: Sequence[tuple[str, Sequence[tuple[int, int]]]], ends: tuple[str, str],
    span: int,
) -> Picture:  # fmt: skip
    """One row for each host, a dot for each of its days (from 0), as large as its items."""
    return _picture(texts, lambda width: _spots(rows, ends, span, width))


def _picture(texts: Texts, draw) -> Picture:  # type: ignore[no-untyped-def]
    return Picture(
        id=texts.id,
        title=texts.title,
        wide=_svg(texts, *draw(WIDE), width=WIDE),
        narrow=_svg(texts, *draw(NARROW), width=NARROW),
        file=str(_svg(texts, *draw(WIDE), width=WIDE, standalone=True)),
    )


def _svg(
    texts: Texts, body: str, height: float, *, width: int, standalone: bool = False
) -> Markup:
    kind = "narrow" if width == NARROW else "wide"
    name = f"{texts.id}-{'s' if standalone else kind[0]}"
    top, size, style, captions = 0, "", "", ""
    if standalone:
        top, height = 40, height + 70
        size = f' width="{width}" height="{height:g}"'
        style = f"<style>{STANDALONE}{STANDALONE_OWN}</style>"
        captions = (
            f'<text class="title" x="10" y="26">{escape(shorten(texts.title, 84))}</text>'
            f'<text class="tick" x="10" y="{height - 10:g}">{escape(texts.source)}</text>'
        )
    return Markup(  # noqa: S704 - every text in it went through escape
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {kind}" role="img" '
        f'viewBox="0 0 {width} {height:g}"{size} aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(texts.title)}</title>'
        f'<desc id="{name}-d">{escape(texts.description)}</desc>{style}{captions}'
        f'<g transform="translate(0 {top})">{body}</g></svg>'
    )


def _columns(values: Sequence[int], labels: Sequence[str], width: int) -> tuple[str, float]:
    left, right = 52, width - 8
    most = nice(max(values, default=1))
    step = (right - left) / max(len(values), 1)
    parts = [_rule(left, right, TOP + PLOT * (1 - i / 4), f"{most * i // 4:,}") for i in range(5)]
    for i, value in enumerate(values):
        if value:
            tall = PLOT * value / most
            parts.append(
                f'<rect class="col" x="{left + i * step:.2f}" y="{TOP + PLOT - tall:.1f}" '
                f'width="{max(step * 0.86, 0.6):.2f}" height="{tall:.1f}"/>'
            )
    every = -(-len(labels) // (3 if width == NARROW else 7)) or 1
    for i in range(0, len(labels), every):
        parts.append(
            f'<text class="tick" x="{left + i * step:.1f}" y="{TOP + PLOT + 18}">'
            f"{escape(labels[i])}</text>"
        )
    return "".join(parts), TOP + PLOT + 28


def _rule(left: float, right: float, y: float, label: str) -> str:
    return (
        f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="tick" x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _bars(rows: Sequence[tuple[str, int, str]], width: int) -> tuple[str, float]:
    left, right = (108, width - 92) if width == NARROW else (170, width - 130)
    most = max((value for _, value, _ in rows), default=1) or 1
    parts = []
    for i, (label, value, text) in enumerate(rows):
        y = 6 + i * ROW
        long = (right - left) * value / most
        parts.append(
            f'<text class="label" x="{left - 10}" y="{y + 14}" text-anchor="end">'
            f"{escape(shorten(label, 14 if width == NARROW else 24))}</text>"
            f'<rect class="col" x="{left}" y="{y + 2}" width="{max(long, 1):.1f}" height="15"/>'
            f'<text class="value" x="{left + long + 8:.1f}" y="{y + 14}">{escape(text)}</text>'
        )
    return "".join(parts), 12 + ROW * max(len(rows), 1)


def _spots(
    rows: Sequence[tuple[str, Sequence[tuple[int, int]]]],
    ends: tuple[str, str],
    span: int,
    width: int,
) -> tuple[str, float]:
    left, right = (132, width - 14) if width == NARROW else (230, width - 20)
    most = max((n for _, days in rows for _, n in days), default=1)
    bottom = 10 + ROW * max(len(rows), 1)
    parts = [
        f'<text class="tick" x="{left}" y="{bottom + 16}">{escape(ends[0])}</text>',
        f'<text class="tick" x="{right}" y="{bottom + 16}" text-anchor="end">'
        f"{escape(ends[1])}</text>",
    ]
    for i, (label, days) in enumerate(rows):
        y = 20 + i * ROW
        parts.append(
            f'<line class="grid" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
            f'<text class="label" x="{left - 12}" y="{y + 4}" text-anchor="end">'
            f"{escape(shorten(label, 16 if width == NARROW else 30))}</text>"
        )
        for day, items in days:
            x = left + (right - left) * (day / (span - 1) if span > 1 else 0.5)
            radius = 2.5 + 7.5 * (items / most) ** 0.5
            parts.append(f'<circle class="spot" cx="{x:.1f}" cy="{y}" r="{radius:.1f}"/>')
    return "".join(parts), bottom + 24


def nice(value: int) -> int:
    """The end of an axis: a round number that four steps divide.

    >>> nice(37), nice(1210)
    (40, 2000)
    """
    power = 1
    while True:
        for step in (4, 8, 12, 20, 40):
            if value <= step * power:
                return step * power
        power *= 10
