"""How comparisons are put in words: points, p-values, names of sides, warnings."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from reports.compare import Compared, Comparison, Ranked, Ranking
from reports.compare_warnings import Warned, pieces
from reports.pairing import Side
from reports.safe import visible
from reports.words import Words, load_words

Scope = dict[str, str]
ALIKE = 3  # warnings of one kind that are written out


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareWords(Words):
    """The report's words with those of comparisons, trends and alerts."""

    own: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence for *key*, of a comparison if it has one, else of the report."""
        table, _, name = key.partition(".")
        text = self.own.get(table, {}).get(name)
        if text is None:
            return Words.__call__(self, key, **values)
        shown = {k: self.number(v) if type(v) is int else v for k, v in values.items()}
        return text.format(**shown) if values else text


@cache
def load_compare_words(language: str) -> CompareWords:
    """The words of *language*; raises `FormatError` if there are none."""
    base = load_words(language)
    file = resources.files("reports").joinpath("words_compare", f"{language}.toml")
    own = tomllib.loads(file.read_text("utf-8"))
    return CompareWords(language=language, texts=dict(base.texts) | own, own=own)


def points(words: Words, value: float | None, *, signed: bool = True) -> str:
    """A difference in percentage points: +12 points, −0.4 points."""
    if value is None:
        return words("none")
    return words("compare.points", value=number(words, value, signed=signed))


def number(words: Words, value: float, *, signed: bool = True) -> str:
    """A difference without its unit; a decimal where whole points would say too little."""
    shown = f"{abs(value) * 100:.{0 if abs(value) >= 0.0995 else 1}f}"
    if shown in ("0.0", "0"):
        return "0"
    return (words("compare.minus") if value < 0 else "+" if signed else "") + shown


def span(words: Words, low: float | None, high: float | None) -> str:
    """An interval of a difference: +4 to +12."""
    if low is None or high is None:
        return ""
    return number(words, low) + words("compare.to") + number(words, high)


def p_text(words: Words, p: float | None) -> str:
    """A p-value as people read it: never 0."""
    if p is None:
        return words("none")
    if p < 0.001:
        return words("compare.p_below", value="0.001")
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def named(words: Words, name: str) -> str:
    """A model or run as it is; a persona or a language by its word."""
    safe = visible(name)
    known = words.name("persona", name)
    return known if known != name else words.name("language_name", safe)


def told(words: Words, parts: Iterable[str]) -> str:
    """Several names that belong together: `model-x, neutral`."""
    return words("comma").join(named(words, part) for part in parts)


def side_name(words: Words, side: Side, scope: Scope) -> str:
    """A side with what it belongs to: `model-x (neutral)`."""
    return belonging(words, pieces(side, scope))


def belonging(words: Words, parts: tuple[str, ...]) -> str:
    """The last of *parts* in brackets, so that commas of the sentence do not tear it off."""
    if len(parts) < 2:
        return told(words, parts)
    return words("compare.side", whole=told(words, parts[:-1]), part=named(words, parts[-1]))


def scope_name(words: Words, scope: Scope) -> str:
    """What a comparison is about, or all."""
    return told(words, scope.values()) if scope else words("compare.all")


def warning_text(words: Words, warned: Warned, table: str = "compare_warning") -> str:
    """A warning as a sentence."""
    values: dict[str, Any] = {
        key: belonging(words, value) if isinstance(value, tuple) else
        visible(value) if isinstance(value, str) else value
        for key, value in warned.values
    }  # fmt: skip
    return words(f"{table}.{warned.code}", **values)


def warning_texts(words: Words, comparison: Comparison) -> list[str]:
    """All warnings of a comparison as sentences."""
    return [warning_text(words, w) for w in comparison.warnings]


def gathered(words: Words, warnings: Iterable[Warned]) -> list[tuple[str, bool]]:
    """The warnings as (sentence, loud), the loud first; of many of one kind the first few."""
    kinds: dict[str, list[Warned]] = {}
    for warned in sorted(warnings, key=lambda w: not w.loud):
        kinds.setdefault(warned.code, []).append(warned)
    made = []
    for same in kinds.values():
        made += [(warning_text(words, w), w.loud) for w in same[:ALIKE]]
        if len(same) > ALIKE:
            more = words("compare.more_warnings", n=len(same) - ALIKE)
            made.append((more, same[0].loud))
    return made


def sentence(words: Words, c: Compared) -> str:
    """What one comparison says, in full."""
    found = c.found
    key = c.trouble or c.says.replace(" ", "_")
    if key == "cannot_tell" and c.smallest is None:
        key = "few"
    values = {
        "a": side_name(words, c.a, c.scope),
        "b": side_name(words, c.b, c.scope),
        "clause": words.name("rate_clause", c.rate),
        "prompts": c.match.trials,
        "claims": len(c.match.claims),
        "rate_a": words.percent(found.rate_a),
        "rate_b": words.percent(found.rate_b),
        "difference": points(words, found.difference),
        "low": number(words, found.low or 0.0),
        "high": number(words, found.high or 0.0),
        "smallest": points(words, c.smallest, signed=False),
    }
    return words(f"compare.sentence_{key}", **values)


def verdict_text(words: Words, c: Compared) -> str:
    """Higher, lower, cannot tell, or why there is nothing to tell."""
    return words.name("trouble", c.trouble) if c.trouble else words.name("says", c.says)


def table_rows(words: Words, comparison: Comparison) -> list[dict[str, str]]:
    """The comparisons as a table: headings in the language, every cell a text."""
    several = any(c.scope for c in comparison.compared)
    return [_table_row(words, c, several=several) for c in comparison.compared]


def _table_row(words: Words, c: Compared, *, several: bool) -> dict[str, str]:
    found = c.found
    cells = {"scope": scope_name(words, c.scope)} if several else {}
    cells |= {
        "a": named(words, c.a.name),
        "b": named(words, c.b.name),
        "prompts": words.number(c.match.trials),
        "claims": words.number(len(c.match.claims)),
    }
    heads = {words(f"compare_column.{key}"): text for key, text in cells.items()}
    rates = {
        words("compare_column.rate_a"): words.percent(found.rate_a),
        words("compare_column.rate_b"): words.percent(found.rate_b),
        words("compare_column.difference"): points(words, found.difference),
        words("compare_column.interval"): span(words, found.low, found.high),
        words("compare_column.p_adjusted"): p_text(words, c.p_adjusted),
        words("compare_column.says"): verdict_text(words, c),
        words("compare_column.smallest"): points(words, c.smallest, signed=False),
    }
    return heads | rates


def ranking_rows(words: Words, ranking: Ranking) -> list[dict[str, str]]:
    """A ranking as a table: ties share a letter and a span of places."""
    return [
        {
            words("compare_column.name"): named(words, place.name),
            words("compare_column.rate"): words.percent(place.rate),
            words("compare_column.letters"): place.letters,
            words("compare_column.rank"): rank_text(words, place),
        }
        for place in ranking.places
    ]


def rank_text(words: Words, place: Ranked) -> str:
    """The place, or from which to which place as far as can be told."""
    key = "rank" if place.first == place.last else "rank_range"
    return words(f"compare.{key}", first=place.first, last=place.last)


def flip_rows(words: Words, comparison: Comparison, most: int) -> list[dict[str, str]]:
    """The first flips as a table, with the trials to look them up."""
    made = []
    for c, x, y in comparison.flips[:most]:
        cells = {
            "claim": x.claim,
            "persona": _both(words.name("persona", x.persona), words.name("persona", y.persona)),
            "language": _both(named(words, x.language), named(words, y.language)),
            "from": f"{side_name(words, c.a, c.scope)}: {words.name('verdict', x.verdict or '')}",
            "to": f"{side_name(words, c.b, c.scope)}: {words.name('verdict', y.verdict or '')}",
            "trials": f"{x.trial_id} {y.trial_id}",
        }
        made.append({words(f"compare_column.{key}"): text for key, text in cells.items()})
    return made


def _both(one: str, two: str) -> str:
    return one if one == two else f"{one} / {two}"
