"""Finds every one of thousands of strings in a text, in one pass."""

import re
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

_HALF_PAIR = re.compile("[\ud800-\udfff]")


def searcher_for(strings: Iterable[str]) -> AhoCorasick:
    """What `find_all` looks with; small rather than quickest, as thousands of claims have one."""
    return AhoCorasick(strings, store_patterns=False, implementation=Implementation.ContiguousNFA)


def find_all(searcher: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Where strings of *searcher* stand, as (which of them, start, end), overlaps included.

    They come by their ends; of those that end together, the longest comes first.
    """
    try:
        return searcher.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair, which is no text
        return searcher.find_matches_as_indexes(_HALF_PAIR.sub("\ufffd", text), overlapping=True)
