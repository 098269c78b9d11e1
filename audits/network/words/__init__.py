"""The sentences of the flood's page in each language, beside the report's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from reports.words import Words, load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodWords(Words):
    """The report's words with those of the flood."""

    own: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence for *key*, of the flood if it has one, else of the report."""
        table, _, name = key.partition(".")
        text = self.own.get(table, {}).get(name)
        if text is None:
            return Words.__call__(self, key, **values)
        shown = {k: self.number(v) if type(v) is int else v for k, v in values.items()}
        return text.format(**shown) if values else text

    def day(self, ordinal: int | None) -> str:
        """A day as the language writes it, "unknown" where there is none."""
        return self.date(date.fromordinal(ordinal).isoformat() if ordinal else None)

    def language_named(self, code: str) -> str:
        """A language in words, also one in which the library has no claims."""
        name = self.name("language_name", code)
        return name if name != code else self.name("flood_language", code)

    def share(self, count: int, of: int) -> str:
        """A share in per cent, "none" over nothing."""
        return self.percent(count / of if of else None)


@cache
def load_flood_words(language: str) -> FloodWords:
    """The words of *language*; raises `FormatError` if there are none."""
    base = load_words(language)
    file = resources.files("audits.network.words").joinpath(f"{language}.toml")
    own = tomllib.loads(file.read_text("utf-8"))
    return FloodWords(language=language, texts=dict(base.texts) | own, own=own)
