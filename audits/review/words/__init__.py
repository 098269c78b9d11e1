"""The sentences of the review page in each language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("en", "ja")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Sentences by key."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str) -> str:
        """The sentence for *key*."""
        return self.texts[key]


@cache
def load_phrases(language: str) -> Phrases:
    """The sentences of *language*, one of `LANGUAGES`."""
    data = resources.files("audits.review.words").joinpath(f"{language}.toml").read_bytes()
    return Phrases(language=language, texts=tomllib.loads(data.decode()))
