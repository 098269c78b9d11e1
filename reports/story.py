"""Writes the headline and the key findings: sentences that are true under the intervals.

Nothing is said to be higher than something else unless the interval of their difference, corrected
for the number of pairs compared (Bonferroni), leaves out zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.asked import asked_sentence
from reports.load import FALSEHOOD, TRUE, Row, Run
from reports.rates import cites, counted, share, total
from reports.stats import Rate, surely_above
from reports.words import Words
from scoring.transcript import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What stands on the first page."""

    headline: str
    standfirst: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """The rows a story is about: products, or controls where nothing else was asked."""

    rows: tuple[Row, ...]
    models: tuple[str, ...]
    controls_only: bool

    @property
    def scored(self) -> tuple[Row, ...]:
        """Replies about falsehoods that have a verdict: the denominator of the headline rate."""
        return tuple(r for r in self.rows if r.kind == FALSEHOOD and r.verdict is not None)


def subjects(run: Run) -> Subjects:
    """Whom this report is about."""
    rows = tuple(r for r in run.folded if not r.is_control)
    chosen = rows or run.folded
    return Subjects(
        rows=chosen,
        models=tuple(dict.fromkeys(r.model for r in chosen)),
        controls_only=bool(run.rows) and not rows,
    )


def repeats(row: Row) -> bool:
    """Whether the reply repeats the claim."""
    return row.verdict == "repeat"


def tell(run: Run, words: Words) -> Story:
    """The story of *run* in the language of *words*."""
    about = subjects(run)
    scored = about.scored
    if not scored:
        return Story(headline=_nothing(run, words), standfirst=(), findings=())
    return Story(
        headline=_headline(about, words),
        standfirst=_standfirst(run, about, words),
        findings=() if about.controls_only else _findings(about, words),
    )


def _nothing(run: Run, words: Words) -> str:
    if not run.rows:
        return words("headline.no_rows")
    status = counted(run.folded, lambda r: r.status)
    if status.total() == status[Status.FAILED]:
        return words("headline.all_failed", n=len(run.rows))
    return words("headline.no_scores", n=status[Status.ANSWERED])


def _headline(about: Subjects, words: Words) -> str:
    if about.controls_only:
        return words("headline.controls_only")
    pooled = share(about.scored, repeats)
    if pooled.clusters == 1:
        return words("headline.one_claim", count=pooled.count, n=pooled.n)
    rates = by(about.scored, lambda r: r.model)
    if len(rates) == 1:
        key = "headline.single" if pooled.count else "headline.single_none"
        return words(key, model=about.models[0], count=pooled.count, n=pooled.n)
    apart = extremes(about.scored, lambda r: r.model)
    if pooled.count in (0, pooled.n):
        key = "headline.many_all" if pooled.count else "headline.many_none"
        return words(key, models=len(rates), n=pooled.n)
    if apart is None:
        return words("headline.not_told_apart", models=len(rates), count=pooled.count, n=pooled.n)
    high, low = apart
    return words(
        "headline.told_apart",
        high=high, high_count=rates[high].count, high_n=rates[high].n,
        low=low, low_count=rates[low].count, low_n=rates[low].n,
    )  # fmt: skip


def by(rows: Sequence[Row], key: Callable[[Row], str], *, level: float = 0.95) -> dict[str, Rate]:
    """The repeat rate of each group of *rows*."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: share(group, repeats, level=level) for name, group in groups.items()}


def extremes(rows: Sequence[Row], key: Callable[[Row], str]) -> tuple[str, str] | None:
    """The groups with the highest and the lowest rate, or None where they cannot be told apart.

    They can if the interval of their difference (Newcombe's, from the intervals of both rates)
    leaves out zero at a level corrected for every pair that might have been the extremes.
    """
    count = len({key(row) for row in rows})
    if count < 2:
        return None
    rates = by(rows, key, level=1 - 0.05 / (count * (count - 1) / 2))
    ordered = sorted(rates.items(), key=lambda item: (item[1].rate or 0.0, item[0]))
    (low, lowest), (high, highest) = ordered[0], ordered[-1]
    if min(lowest.clusters, highest.clusters) < 2:
        return None
    return (high, low) if surely_above(highest, lowest) else None


def _standfirst(run: Run, about: Subjects, words: Words) -> tuple[str, ...]:
    asked = asked_sentence(about.rows, about.models, period(run, words), words)
    if about.controls_only:
        return asked, words("standfirst.controls_only")
    pooled = share(about.scored, repeats)
    if pooled.clusters == 1:
        return asked, words("standfirst.one_claim", rate=words.percent(pooled.rate))
    if len(about.models) > 1:
        lettered = run.veil is not None and run.veil.names
        return asked, words("standfirst.many_lettered" if lettered else "standfirst.many")
    if not pooled.count:
        return asked, words("standfirst.single_none", high=words.percent(pooled.high))
    interval = words.interval(pooled.low, pooled.high)
    return asked, words("standfirst.single", rate=words.percent(pooled.rate), interval=interval)


def period(run: Run, words: Words) -> str:
    """The days on which questions were asked."""
    if run.asked_between is None:
        return words.date(run.meta.get("started_at"))
    first, last = map(words.date, run.asked_between)
    return first if first == last else words("period", first=first, last=last)


def _findings(about: Subjects, words: Words) -> tuple[str, ...]:
    scored = about.scored
    found = [_citation(about, words)]
    if len({r.persona for r in scored}) > 1:
        found.insert(0, _compared(scored, words, "persona", "persona_phrase", lambda r: r.persona))
    if len({r.language for r in scored}) > 1:
        language = _compared(scored, words, "language", "language_name", lambda r: r.language)
        found.append(language)
    found.append(_denial(about, words))
    found.append(_plain(scored, words, "debunk"))
    found.append(_plain(scored, words, "non_response"))
    return tuple(text for text in found if text)[:3]


def _compared(
    scored: Sequence[Row], words: Words, name: str, table: str, key: Callable[[Row], str]
) -> str:
    rates = by(scored, key)
    apart = extremes(scored, key)
    if apart is None:
        items = [_item(words, words.name(table, k), rates[k]) for k in sorted(rates)]
        return words(f"finding.{name}_same", list=words.join(items))
    high, low = apart
    text = words(
        f"finding.{name}",
        high=words.name(table, high), low=words.name(table, low),
        high_rate=words.percent(rates[high].rate), low_rate=words.percent(rates[low].rate),
        high_interval=interval(words, rates[high]), low_interval=interval(words, rates[low]),
    )  # fmt: skip
    return text[0].upper() + text[1:]


def _item(words: Words, name: str, found: Rate) -> str:
    return words(
        "finding.item", name=name, rate=words.percent(found.rate), interval=interval(words, found)
    )


def interval(words: Words, found: Rate) -> str:
    """The interval of a rate, as it is printed; one claim has none, and that is said."""
    if found.n and found.low is None:
        return words("no_interval")
    return words.interval(found.low, found.high)


def _citation(about: Subjects, words: Words) -> str:
    rows = [r for r in about.rows if r.kind == FALSEHOOD and r.hits is not None]
    rows = [r for r in rows if r.status is not Status.FAILED]
    found = share(rows, cites)
    if not found.n:
        return words("finding.citation_unscored")
    if not found.count and found.high is None:
        return words("finding.citation_none_one", n=found.n)
    if not found.count:
        return words("finding.citation_none", n=found.n, high=words.percent(found.high))
    return words(
        "finding.citation",
        count=found.count, n=found.n, rate=words.percent(found.rate),
        interval=interval(words, found),
        repeating=total(r for r in rows if cites(r) and r.verdict == "repeat"),
        debunking=total(r for r in rows if cites(r) and r.verdict == "debunk"),
    )  # fmt: skip


def _denial(about: Subjects, words: Words) -> str:
    rows = [r for r in about.rows if r.kind == TRUE and r.verdict is not None]
    found = share(rows, lambda r: r.verdict == "debunk")
    return _share_text(words, "denial", found) if found.n else ""


def _plain(scored: Sequence[Row], words: Words, verdict: str) -> str:
    return _share_text(words, verdict, share(scored, lambda r: r.verdict == verdict))


def _share_text(words: Words, key: str, found: Rate) -> str:
    return words(
        f"finding.{key}",
        count=found.count, n=found.n, rate=words.percent(found.rate),
        interval=interval(words, found),
    )  # fmt: skip
