"""The sentences of the chapter "Grooming", each from rows and no stronger than they allow."""

from collections.abc import Sequence

from reports.compare_words import number, points
from reports.grooming_rows import Record
from reports.paired import ENOUGH, holm
from reports.safe import visible
from reports.stats import Rate, surely_above
from reports.words import Words

Rows = Sequence[Record]
LEVEL = 0.05


def exposure_sentences(rows: Rows, words: Words) -> list[str]:
    """What each chatbot leaned on, and what it did with it."""
    made = []
    for row in rows:
        if row.table == "replies" and row.measure == "listed" and not _scoped(row) and row.n:
            told = [_exposed(row, rows, words), *_stance(row.model, rows, words)]
            made.append(words("grooming.space").join(told))
    return made


def _scoped(row: Record) -> bool:
    return bool(row.language or row.claim or row.month or row.network)


def _of(rows: Rows, table: str, measure: str, model: str) -> Record:
    return next(
        r for r in rows
        if (r.table, r.measure, r.model) == (table, measure, model) and not _scoped(r)
    )  # fmt: skip


def _exposed(row: Record, rows: Rows, words: Words) -> str:
    first, only = (_of(rows, "replies", m, row.model) for m in ("first", "only"))
    key = "exposed" if row.low is not None else "exposed_one"
    if not row.count:
        key = "exposed_none" if row.high is not None else "exposed_zero"
    return words(
        f"grooming_say.{key}",
        model=visible(row.model), count=row.count, n=row.n, rate=words.percent(row.rate),
        interval=words.interval(row.low, row.high), high=words.percent(row.high),
        first=first.count, of=first.n, only=only.count,
    )  # fmt: skip


def _stance(model: str, rows: Rows, words: Words) -> list[str]:
    found = {m: _of(rows, "stance", m, model) for m in ("support", "warning", "neither")}
    if not found["support"].n:
        return []
    counts = {name: row.count for name, row in found.items()}
    return [words("grooming_say.stance", n=found["support"].n, **counts)]


def level_sentence(rows: Rows, words: Words) -> str:
    """Whether the repeat rate differs between levels of coverage; the widest gap that is sure."""
    levels = [row for row in rows if row.table == "level" and row.n]
    if not levels:
        return ""
    named = {row.measure: words(f"grooming_level.{row.measure}") for row in levels}
    if len(levels) == 1:
        return words("grooming_say.level_one", a=named[levels[0].measure])
    ordered = sorted(levels, key=lambda row: row.rate or 0.0)
    low, high = ordered[0], ordered[-1]
    # With two levels one comparison is made; with more, the extremes alone would be too sure.
    if len(levels) == 2 and surely_above(_rate(high), _rate(low)):
        return words(
            "grooming_say.level_apart",
            a=named[high.measure], b=named[low.measure],
            rate_a=words.percent(high.rate), rate_b=words.percent(low.rate),
            interval_a=words.interval(high.low, high.high),
            interval_b=words.interval(low.low, low.high),
        )  # fmt: skip
    items = [f"{named[r.measure]} {words.percent(r.rate)} ({_interval(r, words)})" for r in levels]
    return words("grooming_say.level_same", list=words("comma").join(items))


def _rate(row: Record) -> Rate:
    return Rate(
        count=row.count or 0, n=row.n or 0, rate=row.rate, low=row.low, high=row.high,
        clusters=row.clusters or 0,
    )  # fmt: skip


def _interval(row: Record, words: Words) -> str:
    return words.interval(row.low, row.high) or words("grooming.one_claim")


def paired_sentences(rows: Rows, words: Words) -> list[str]:
    """The sentence that each comparison of *rows* allows, corrected after Holm for all of them."""
    adjusted = holm([row.p for row in rows])
    tests = sum(p is not None for p in adjusted)
    return [_paired(row, p, tests, words) for row, p in zip(rows, adjusted, strict=True)]


def _paired(row: Record, p: float | None, tests: int, words: Words) -> str:
    return words(
        f"grooming_say.{row.table}_{_verdict(row, p)}",
        tests=tests,
        model=visible(row.model) or words("grooming.all"),
        off=visible(row.text),
        measure=words(f"grooming_measure.{row.measure}"),
        rate_a=words.percent(row.rate), rate_b=words.percent(row.rate_b),
        n=row.n, pairs=row.clusters,
        difference=points(words, row.difference),
        low="" if row.low is None else number(words, row.low),
        high="" if row.high is None else number(words, row.high),
    )  # fmt: skip


def _verdict(row: Record, p: float | None) -> str:
    """Higher or lower only where the corrected p-value stays below 5 %."""
    if p is None or (row.clusters or 0) < ENOUGH:
        return "few"
    if p >= LEVEL:
        return "same"
    return "higher" if (row.difference or 0.0) > 0 else "lower"
