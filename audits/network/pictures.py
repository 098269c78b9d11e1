"""Chooses what the flood's charts show: days or weeks, languages, the spread of single stories."""

from datetime import date

from audits.network.charts import Picture, Texts, bars, columns, spots
from audits.network.flood import Flood
from audits.network.narratives import Told
from audits.network.telling import statement
from audits.network.words import FloodWords
from reports.safe import defang, visible

DAYS = 120  # more are drawn as weeks
LANGUAGES = 14
HOSTS = 12
STORIES = 3


def pictures(flood: Flood, words: FloodWords) -> dict[str, list[Picture]]:
    """The charts of the page by the section in which they stand."""
    source = words("flood_chart.source", files=len(flood.found.rows))
    return {
        "days": _days(flood, words, source),
        "languages": _languages(flood, words, source),
        "claims": [
            _spread(f"claim-{i}", statement(flood, entry.key, words), entry, words, source)
            for i, entry in enumerate(flood.claims[:STORIES], 1)
            if entry.spread.first
        ],
        "candidates": [
            _spread(f"candidate-{i}", visible(entry.headlines[0][1]), entry, words, source)
            for i, entry in enumerate(flood.candidates[:STORIES], 1)
            if entry.spread.first
        ],
    }


def _days(flood: Flood, words: FloodWords, source: str) -> list[Picture]:
    counts = flood.counts
    if counts.first is None or counts.last is None:
        return []
    values = counts.total.tolist()
    peak = max(range(len(values)), key=values.__getitem__)
    told = words(
        "flood_chart.describe_days",
        first=words.day(counts.first),
        last=words.day(counts.last),
        items=sum(values),
        peak=words.day(counts.first + peak),
        most=values[peak],
    )
    step, key = (7, "weeks") if len(values) > DAYS else (1, "days")
    starts = range(0, len(values), step)
    texts = Texts(
        id="chart-days", title=words(f"flood_chart.{key}"), description=told, source=source
    )
    labels = [date.fromordinal(counts.first + i).isoformat() for i in starts]
    return [columns(texts, [sum(values[i : i + step]) for i in starts], labels)]


def _languages(flood: Flood, words: FloodWords, source: str) -> list[Picture]:
    lines = flood.counts.lines["language"][:LANGUAGES]
    if not lines:
        return []
    rows = [
        (
            words.language_named(line.name),
            line.items,
            f"{words.number(line.items)} ({words.share(line.items, len(flood.found))})",
        )
        for line in lines
    ]
    told = "".join(words("flood_chart.describe_language", name=n, n=v) + " " for n, v, _ in rows)
    title = words("flood_chart.languages")
    texts = Texts(id="chart-languages", title=title, description=told.strip(), source=source)
    return [bars(texts, rows)]


def _spread(name: str, title: str, entry: Told, words: FloodWords, source: str) -> Picture:
    spread = entry.spread
    first, last = spread.first or 0, spread.last or 0
    by_host: dict[str, list[tuple[int, int]]] = {}
    for (host, day), items in spread.by_host.items():
        if day:
            by_host.setdefault(host, []).append((day - first, items))
    ranked = sorted(by_host.items(), key=lambda h: (-sum(n for _, n in h[1]), h[0]))
    rows = [(defang(host), days) for host, days in ranked[:HOSTS]]
    if len(ranked) > HOSTS:
        rest: dict[int, int] = {}
        for _, days in ranked[HOSTS:]:
            for day, items in days:
                rest[day] = rest.get(day, 0) + items
        other = words("flood_chart.other_hosts", n=len(ranked) - HOSTS)
        rows.append((other, sorted(rest.items())))
    ends = (words.day(first), words.day(last))
    told = words(
        "flood_chart.describe_spread",
        items=spread.items, hosts=spread.hosts, first=ends[0], last=ends[1],
    )  # fmt: skip
    texts = Texts(
        id=f"chart-{name}",
        title=words("flood_chart.spread", name=title[:120]),
        description=told,
        source=source,
    )
    return spots(texts, rows, ends, last - first + 1)
