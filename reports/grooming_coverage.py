"""Lays out the part on coverage: sites by class for each claim, repeat rate by coverage."""

from reports.charts import Chart, Dot, Line
from reports.grooming_parts import Part, Rows, Table
from reports.grooming_rows import Record
from reports.grooming_say import level_sentence
from reports.words import Words

CLASSES = ("fact_check", "news", "unknown", "state_media", "network")


def coverage_part(rows: Rows, words: Words) -> Part | None:
    """The part, or None where no address came up."""
    own = [r for r in rows if r.table == "coverage"]
    if not own:
        return None
    sentence = level_sentence(rows, words)
    return Part(
        title=words("grooming.coverage"),
        lead=words("grooming.coverage_lead"),
        sentences=(sentence,) if sentence else (),
        tables=(_coverage_table(own, words),),
        chart=_level_chart(rows, words),
    )


def _coverage_table(rows: Rows, words: Words) -> Table:
    found: dict[tuple[str, str], dict[str, Record]] = {}
    for row in rows:
        found.setdefault((row.claim, row.language), {})[row.measure] = row
    columns = (
        "claim", "language", "asked", "level", "void_index", "fact_check", "news", "unknown",
        "state_media", "listed", "first_check", "first_listed",
    )  # fmt: skip
    lines = [_coverage_line(key, cells, words) for key, cells in found.items()]
    title = words("grooming.coverage")
    return Table(title=title, columns=columns, rows=tuple(lines), long=len(lines) > 20)


def _coverage_line(
    key: tuple[str, str], cells: dict[str, Record], words: Words
) -> tuple[str, ...]:
    level, void = cells["level"], cells["void_index"]
    return (
        cells["statement"].text,
        words.name("language_name", key[1]),
        words.number(level.n or 0),
        words(f"grooming_short.{level.text}"),
        words.percent(void.rate),
        *(words.number(cells[kind].count or 0) for kind in CLASSES),
        cells["fact_check"].text,
        cells["network"].text,
    )


def _level_chart(rows: Rows, words: Words) -> Chart | None:
    levels = [r for r in rows if r.table == "level" and r.n]
    if not levels:
        return None
    lines, told = [], []
    for row in levels:
        name = words(f"grooming_level.{row.measure}")
        interval = words.interval(row.low, row.high)
        rate = words.percent(row.rate)
        value = f"{rate} ({interval or words('grooming.one_claim')})"
        dot = Dot(rate=row.rate, low=row.low, high=row.high, value=value)
        lines.append(Line(label=words(f"grooming_short.{row.measure}"), dots=(dot,)))
        key = "describe" if interval else "describe_one"
        told.append(words(f"grooming.{key}", name=name, rate=rate, n=row.n, interval=interval))
    return Chart(
        id="chart-coverage",
        title=words("grooming.chart_level"),
        description=" ".join(told),
        source=words("grooming.source"),
        lines=tuple(lines),
        none=words("none"),
    )
