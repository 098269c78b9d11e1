"""Loads watch lists: the shipped ones, or those of the user's own folder."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

from scoring.hosts import normalise_host, suffixes
from scoring.lists_files import Line, Table, read_tables
from scoring.lists_rows import (
    CHANNEL_KINDS,
    NOT_A_NETWORK,
    NOTES,
    Vocabulary,
    alias_of,
    channel_of,
    host_of,
    listing_of,
    read_vocabulary,
    unknown_row,
)
from scoring.lists_types import Category, Listing, WatchLists
from scoring.sources_names import name_hints, name_pattern, wide_host_pattern
from scoring.wrappers_known import CARRIERS

__all__ = ["CODE_VERSION", "Category", "Listing", "WatchLists", "load_lists"]

CODE_VERSION = 1
"""Raise when the matching rules change, so that old and new scores can be told apart."""

_VOCABULARY_FILES = ("networks.csv", "kinds.csv")
_RANK = {category: rank for rank, category in enumerate(Category)}


@dataclass(slots=True, kw_only=True)
class _Draft:
    """Watch lists while they are being read."""

    words: Vocabulary
    check_suffix: bool
    domains: dict[str, Listing] = field(default_factory=dict)
    channels: dict[str, Listing] = field(default_factory=dict)
    names: dict[str, Listing] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    lookalikes: dict[str, Line] = field(default_factory=dict)
    first_line: dict[tuple[str, str], int] = field(default_factory=dict)


def load_lists(folder: Path | None = None) -> WatchLists:
    """Read the shipped lists, or those of *folder* in their place, through the same checks.

    A folder may bring a networks.csv and a kinds.csv that add to the shipped words. Raises
    `ListError` with file and line.
    """
    shipped = resources.files("scoring") / "networks"
    words = read_tables(shipped, only=_VOCABULARY_FILES)
    tables = read_tables(shipped if folder is None else folder)
    own_words = [table for table in tables if table.file in _VOCABULARY_FILES]
    # Shipped lists are checked against the public suffixes by a test: reading those takes 40 ms.
    draft = _Draft(words=read_vocabulary(words + own_words), check_suffix=folder is not None)
    for table in tables:
        if table.file not in _VOCABULARY_FILES:
            _read(table, draft)
    _check_lookalikes(draft)
    return _finish(draft, version=_version(words + tables))


def _version(tables: list[Table]) -> str:
    digest = hashlib.sha256(f"{CODE_VERSION}\n".encode())
    for table in sorted(tables, key=lambda table: (table.file, table.sha256)):
        digest.update(f"{table.file} {table.sha256}\n".encode())
    return f"sources-{CODE_VERSION}-{digest.hexdigest()[:12]}"


def _read(table: Table, draft: _Draft) -> None:
    read_row = _read_domain if "domain" in table.columns else _read_other
    for line in table.lines:
        read_row(line, draft)


def _read_domain(line: Line, draft: _Draft) -> None:
    host = host_of(line, line.need("domain"), check_suffix=draft.check_suffix)
    if line.need("network") == NOT_A_NETWORK:
        draft.lookalikes[host] = line
        return
    kind = line.cells.get("kind") or "listed_domain"
    _add_domain(line, draft, listing_of(line, draft.words, entry=host, kind=kind))


def _add_domain(line: Line, draft: _Draft, listing: Listing) -> None:
    first = draft.first_line.setdefault((line.file, listing.entry), line.number)
    if first != line.number:
        raise line.wrong(f"{listing.entry} is listed already in line {first}; keep one of them")
    other = draft.domains.get(listing.entry)
    draft.domains[listing.entry] = listing if other is None else _merge(other, listing)


def _merge(one: Listing, two: Listing) -> Listing:
    """Two files list the domain: a network outranks state media, `also` names the other."""
    first, second = sorted((one, two), key=lambda listing: _RANK[listing.category])
    others = {second.network, *second.also, *first.also} - {first.network}
    return replace(first, also=tuple(sorted(others)))


def _read_other(line: Line, draft: _Draft) -> None:
    """Read a row of a file of channels, names and notes."""
    kind = line.need("kind")
    if kind in CHANNEL_KINDS:
        _add_channel(line, draft, kind)
    elif kind == "display_name":
        name = " ".join(line.need("value").split())
        draft.names[name] = listing_of(line, draft.words, entry=name, kind=kind)
    elif kind == "operator_domain":
        host = host_of(line, line.need("value"), check_suffix=draft.check_suffix)
        _add_domain(line, draft, listing_of(line, draft.words, entry=host, kind=kind))
    elif kind == "alias_host_pair":
        second, first = alias_of(line)
        draft.aliases[second] = first
    elif kind not in NOTES:
        raise unknown_row(line)


def _add_channel(line: Line, draft: _Draft, kind: str) -> None:
    """Add a channel; a Telegram channel is also a name, `@name`."""
    key = channel_of(line)
    draft.channels[key] = listing_of(line, draft.words, entry=key, kind=kind)
    if kind == "telegram_own":
        handle = "@" + key.partition("/")[2]
        draft.names[handle] = replace(draft.channels[key], entry=handle)


def _check_lookalikes(draft: _Draft) -> None:
    """A look-alike that a list matches is a mistake in one of the two files."""
    for host, line in draft.lookalikes.items():
        for suffix in suffixes(host):
            if (listing := draft.domains.get(suffix)) is not None:
                raise line.wrong(f"{host} is a look-alike, but {listing.list} lists {suffix}")


def _finish(draft: _Draft, *, version: str) -> WatchLists:
    # A name that is a listed address ("News-Pravda.com") is found as an address.
    names = {
        name: listing
        for name, listing in draft.names.items()
        if (normalise_host(name) or "") not in draft.domains
    }
    return WatchLists(
        domains=draft.domains,
        channels=draft.channels,
        names=names,
        name_pattern=name_pattern(names),
        name_hints=name_hints(names),
        aliases=draft.aliases,
        lookalikes=tuple(draft.lookalikes),
        networks=draft.words.names,
        wide_hosts=wide_host_pattern(draft.domains),
        tails=_tails((*draft.domains, *CARRIERS)),
        version=version,
    )


def _tails(hosts: Iterable[str]) -> dict[str, frozenset[str]]:
    tails: dict[str, set[str]] = {}
    for host in hosts:
        name, last = host.split(".")[-2:]
        tails.setdefault(last, set()).add(name)
    return {last: frozenset(names) for last, names in tails.items()}
