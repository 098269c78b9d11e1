"""The words of the chapter "Grooming", beside the report's own."""

import tomllib
from functools import cache
from importlib import resources

from reports.compare_words import CompareWords, load_compare_words


@cache
def load_grooming_words(language: str) -> CompareWords:
    """The words of *language* with those of comparisons and of this chapter."""
    base = load_compare_words(language)
    file = resources.files("reports").joinpath("words_grooming", f"{language}.toml")
    own = {**base.own, **tomllib.loads(file.read_text("utf-8"))}
    return CompareWords(language=language, texts=dict(base.texts) | own, own=own)
