"""Finds copies: the same text on several hosts, the same post relayed, versions in languages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.network.gather import Collection
from audits.network.shingles import PERMUTATIONS, Sketches, sketch

ALIKE = 0.7
"""Near-duplicates share this part of their runs of five characters (Jaccard, estimated)."""

BANDS = 16
"""64 values in 16 bands of 4: of pairs at 0.7 some 99 % are compared, at 0.4 a third."""

CROWD = 500
"""An address that more items name is no single post but a front page; it joins nothing."""

Labels = NDArray[np.int32]
_BLOCK = 1 << 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Which items are copies of each other: two items with the same number are.

    *alike* joins near-duplicates, *stories* also what relays the same post or is declared to be a
    version in another language. *comparable* are items long enough to compare.
    """

    alike: Labels
    stories: Labels
    comparable: NDArray[np.bool_]


def find_copies(found: Collection) -> Copies:
    """Compare every item with every other, by way of sketches."""
    sketches, comparable = sketch(found.texts.chunks())
    alike = _near(sketches, comparable)
    stories = alike
    for column in (found.post, found.version):
        stories = _joined(stories, np.frombuffer(column, np.int64))
    return Copies(alike=alike, stories=stories, comparable=comparable)


def _near(sketches: Sketches, comparable: NDArray[np.bool_]) -> Labels:
    labels = np.arange(len(sketches), dtype=np.int32)
    if not len(sketches):
        return labels
    width = PERMUTATIONS // BANDS
    for band in range(BANDS):
        part = np.ascontiguousarray(sketches[:, band * width : (band + 1) * width])
        heads, members = _pairs(part.view(np.uint64).ravel(), comparable)
        fresh = labels[heads] != labels[members]
        heads, members = heads[fresh], members[fresh]
        kept = _agree(sketches, heads, members)
        labels = _merge(labels, heads[kept], members[kept])
    return labels


def _pairs(
    keys: NDArray[np.uint64] | NDArray[np.int64], usable: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each item with the first that has the same key."""
    places = np.flatnonzero(usable)
    order = places[np.argsort(keys[places], kind="stable")]
    ranked = keys[order]
    starts = np.ones(len(ranked), np.bool_)
    starts[1:] = ranked[1:] != ranked[:-1]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(ranked)), 0))
    return order[first[~starts]], order[~starts]


def _agree(
    sketches: Sketches, heads: NDArray[np.int64], members: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which pairs share enough of their sketches; in blocks, to spare memory."""
    made = np.zeros(len(heads), np.bool_)
    for i in range(0, len(heads), _BLOCK):
        block = slice(i, i + _BLOCK)
        same = (sketches[heads[block]] == sketches[members[block]]).mean(axis=1)
        made[block] = same >= ALIKE
    return made


def _merge(labels: Labels, one: NDArray[np.int64], two: NDArray[np.int64]) -> Labels:
    """Give joined items one number: the lowest place among them."""
    if not len(one):
        return labels
    from scipy.sparse import coo_array  # slow to import, and --help must not wait for it
    from scipy.sparse.csgraph import connected_components

    size = len(labels)
    ones = np.ones(len(one), np.int8)
    edges = coo_array((ones, (labels[one], labels[two])), shape=(size, size))
    _, parts = connected_components(edges, directed=False)
    parts = np.asarray(parts, np.int64)[labels]
    first = np.full(size, size, np.int64)
    np.minimum.at(first, parts, np.arange(size))
    return first[parts].astype(np.int32)


def _joined(labels: Labels, keys: NDArray[np.int64]) -> Labels:
    """Join items of the same key, unless so many have it that it is no single post."""
    usable = keys != 0
    if not usable.any():
        return labels
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    usable &= counts[inverse] <= CROWD
    return _merge(labels, *_pairs(keys, usable))
