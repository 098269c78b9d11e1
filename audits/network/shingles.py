"""Sketches texts by their runs of five characters, so that copies can be found among a million.

Characters rather than words: Japanese and Chinese have no spaces, and the same rule serves all.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import NetworkError

SIZE = 5  # characters in a run
FEWEST = 12  # runs below which a text is too short to compare
PERMUTATIONS = 64
_SEED = 20260822
_SEPARATOR = "\n"
_NO_WORD = re.compile(r"[\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)

Sketches = NDArray[np.uint16]


def fold(text: str) -> str:
    """*text* as copies share it: width, case and punctuation set aside.

    >>> fold("ＲＴ: “Ça va”?")
    'rt ça va'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NO_WORD.sub(" ", text.lower()).strip()


def sketch(chunks: Iterable[Sequence[str]]) -> tuple[Sketches, NDArray[np.bool_]]:
    """A sketch of each text, and which texts are long enough for it to mean anything.

    Sixteen bits are kept of each of the 64 values: two texts of no likeness agree in one by chance
    once in 65,536 times.
    """
    parts, long_enough = [], []
    for texts in chunks:
        hashes, counts = _runs([fold(text) for text in texts])
        parts.append(_sketched(hashes, counts))
        long_enough.append(counts >= FEWEST)
    if not parts:
        return np.zeros((0, PERMUTATIONS), np.uint16), np.zeros(0, np.bool_)
    return np.concatenate(parts), np.concatenate(long_enough)


def _runs(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hash of every run of every text, one after another, and how many each text has."""
    joined = _SEPARATOR.join(texts) + _SEPARATOR * SIZE
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    last = len(points) - SIZE + 1
    hashes = np.zeros(last, np.uint64)
    crossing = np.zeros(last, np.bool_)
    for i in range(SIZE):
        window = points[i : last + i]
        hashes = (hashes ^ window) * _MIX
        hashes ^= hashes >> np.uint64(29)
        crossing |= window == ord(_SEPARATOR)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return hashes[~crossing], np.maximum(lengths - SIZE + 1, 0)


def _sketched(hashes: NDArray[np.uint64], counts: NDArray[np.int64]) -> Sketches:
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.uint64)
    matrix = _rensa().digest_matrix_from_flat_token_hashes(hashes, offsets, PERMUTATIONS, _SEED)
    return np.array(matrix.to_rows(), np.uint32).astype(np.uint16)


def _rensa() -> Any:
    try:
        from rensa import RMinHash
    except ImportError as error:
        raise NetworkError(
            "copies are found with the package rensa, which is not installed; install the extra "
            "`dedup`: pip install 'dosimeter[dedup]'"
        ) from error
    return RMinHash
