"""The report's sentences in each language, and how that language writes numbers and dates."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from reports.errors import FormatError, WordsError

LANGUAGES = ("en", "ja")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Sentences by key; `words("answers", n=3)` fills one in and picks its plural."""

    language: str
    texts: Mapping[str, Any]

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence for *key*; a table with `one` and `other` is chosen by the value `n`."""
        text = _sentence(self.language, key, values.get("n") == 1)
        if not values:
            return text
        shown = {k: self.number(v) if type(v) is int else v for k, v in values.items()}
        return text.format(**shown)

    def name(self, table: str, key: str) -> str:
        """The word for *key* in *table*, or *key* itself where people may invent their own."""
        found = self.texts.get(table, {}).get(key)
        return found if isinstance(found, str) else key

    def number(self, value: int) -> str:
        """1234567 as 1,234,567."""
        return f"{value:,}"

    def percent(self, value: float | None) -> str:
        """A share in whole per cent, with a decimal where rounding would say none or all."""
        if value is None:
            return self("none")
        whole = round(value * 100)
        if value not in (0, 1) and (whole in (0, 100) or value < 0.0095):
            return f"{min(max(value * 100, 0.1), 99.9):.1f}%"
        return f"{whole}%"

    def interval(self, low: float | None, high: float | None) -> str:
        """4-12%, as the language writes a range."""
        if low is None or high is None:
            return ""
        return f"{self.percent(low).rstrip('%')}{self('range')}{self.percent(high)}"

    def date(self, stamp: str | None) -> str:
        """The day of an ISO time stamp: 5 November 2026."""
        if not stamp:
            return self("unknown")
        try:
            day = datetime.fromisoformat(stamp)
        except ValueError:
            return stamp
        month = self.texts["months"][day.month - 1]
        return str(self.texts["date"]).format(day=day.day, month=month, year=day.year)

    def join(self, items: list[str]) -> str:
        """a, b and c."""
        if len(items) < 2:
            return "".join(items)
        return self("comma").join(items[:-1]) + self("and") + items[-1]


@cache
def load_words(language: str) -> Words:
    """The words of *language*; raises `FormatError` if the report is not written in it."""
    if language not in LANGUAGES:
        raise FormatError(
            f"no report in the language {language!r}; choose one of {', '.join(LANGUAGES)}"
        )
    data = resources.files("reports.words").joinpath(f"{language}.toml").read_bytes()
    return Words(language=language, texts=tomllib.loads(data.decode()))


@cache
def _sentence(language: str, key: str, single: bool) -> str:
    text: Any = load_words(language).texts
    for part in key.split("."):
        text = text.get(part) if isinstance(text, Mapping) else None
    if isinstance(text, Mapping):
        text = text.get("one" if single else "other")
    if not isinstance(text, str):
        raise WordsError(f"words/{language}.toml: no sentence for {key!r}")
    return text
