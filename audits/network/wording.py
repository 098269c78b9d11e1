"""Breaks a claim and a headline into the same pieces: stems of words, numbers, pairs of signs."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

STEM = 5  # letters of a word that stay: endings change from sentence to sentence
_PIECE = re.compile(r"[\u3041-\u3096]+|[\u30a0-\u30ff]+|[\u3400-\u9fff]+|\d[\d.,]*|[^\W\d_]+")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]{3,}\Z")
_HAN = re.compile(r"[\u3400-\u9fff]+\Z")
_HIRAGANA = re.compile(r"[\u3041-\u3096]+\Z")
_POINT = re.compile(r"[.,]")
_DATES = re.compile(r"\d+\s*(?:年|月|日)|(?:19|20)\d\d")

_WORDS = tomllib.loads(files("audits.network").joinpath("wording.toml").read_text("utf-8"))
LITTLE = frozenset(_WORDS["little"].split())
MONTHS = frozenset(_WORDS["months"].split())


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of *text*, each with whether it is a name or a number.

    >>> list(pieces("Zelensky bought 2 yachts"))
    [('zelen', False), ('bough', False), ('2', True), ('yacht', False)]
    """
    first = True
    for match in _PIECE.finditer(_DATES.sub(" ", unicodedata.normalize("NFKC", text))):
        word = match.group()
        if word[0].isdigit():
            yield _POINT.sub("", word), True
        elif _HAN.match(word):
            yield from ((word[i : i + 2], False) for i in range(max(len(word) - 1, 1)))
        elif _KATAKANA.match(word):
            yield word, True
        elif not _HIRAGANA.match(word) and (len(word) > 3 or not word[1:].islower()):
            low = word.lower()
            if low not in LITTLE and low[:STEM] not in MONTHS:
                yield low[:STEM], word[0].isupper() and not first
        first = False
