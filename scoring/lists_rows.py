"""Turns one row of a watch list into a listing, or says what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.errors import ListError
from scoring.hosts import is_public_suffix, normalise_host
from scoring.hosts_channels import channel_key
from scoring.lists_files import Line, Table
from scoring.lists_types import Category, Listing

NOT_A_NETWORK = "none"
"""The network id of look-alikes: domains that must never match."""

CHANNEL_KINDS = frozenset({"telegram_own", "vk_own"})

NOTES = frozenset(
    {
        "must_match_after_normalising",
        "path",
        "path_regex",
        "review_case",
        "succession",
        "upstream_source_not_network",  # quoted by the network, not run by it: never a hit
        "url_example",
    }
)
"""Kinds of rows that inform people and tests; they match nothing."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*[ -](20\d\d)\b", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d/])(20\d\d)(?:-(\d\d)(?:-?(\d\d))?)?(?![\d/])")
_GIVEN_DATE = re.compile(r"20\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the ids of a list mean: the family and printed name of a network, a kind's category."""

    families: Mapping[str, str]
    names: Mapping[str, str]
    kinds: Mapping[str, Category]


def read_vocabulary(tables: list[Table]) -> Vocabulary:
    """Read networks.csv and kinds.csv wherever they are among *tables*; later rows win."""
    families: dict[str, str] = {}
    names: dict[str, str] = {}
    kinds: dict[str, Category] = {}
    for table in tables:
        for line in table.lines if table.file == "networks.csv" else ():
            family = families[line.need("network")] = line.need("family")
            names[family] = line.need("name")
        for line in table.lines if table.file == "kinds.csv" else ():
            kinds[line.need("kind")] = _category(line)
    return Vocabulary(families=families, names=names, kinds=kinds)


def _category(line: Line) -> Category:
    try:
        return Category(line.need("category"))
    except ValueError as error:
        known = ", ".join(Category)
        raise line.wrong(f"unknown category {line.cells['category']!r}; use {known}") from error


def listing_of(line: Line, words: Vocabulary, *, entry: str, kind: str) -> Listing:
    """Read the columns that every row shares; a network without a family is its own."""
    network = line.cells.get("network") or _network_of_file(line)
    if kind not in words.kinds:
        raise line.wrong(f"unknown kind {kind!r}; use one of kinds.csv, or add it in a kinds.csv")
    return Listing(
        entry=entry,
        network=words.families.get(network, network),
        listed_as=network,
        kind=kind,
        category=words.kinds[kind],
        list=line.file,
        list_date=_list_date(line),
        source=line.cells.get("source", ""),
        confidence=line.cells.get("confidence", ""),
        first_seen=line.cells.get("first_seen", ""),
    )


def _network_of_file(line: Line) -> str:
    """A file of channels may name its network in its own name, as `pravda_urls_channels.csv`."""
    network, found, _ = line.file.partition("_urls_channels")
    if not found:
        raise line.wrong("network is empty; say whose channel or name this is")
    return network


def _list_date(line: Line) -> str:
    given = line.cells.get("list_date", "")
    if not given:
        return date_of_source(line.cells.get("source", ""))
    if not _GIVEN_DATE.fullmatch(given):
        raise line.wrong(f"list_date {given!r} is no date; write 2026, 2026-11 or 2026-11-22")
    return given


def date_of_source(source: str) -> str:
    """Return the latest date that a source's own title tells, or "" when it tells none.

    >>> date_of_source("Domains CSV (2024-12-27, upd. 2025-04); report (May 2023)")
    '2025-04'
    """
    spelled = _MONTH_NAME.sub(lambda m: f"{m[2]}-{_MONTHS.index(m[1].lower()) + 1:02d}", source)
    return max(("-".join(filter(None, m.groups())) for m in _DATE.finditer(spelled)), default="")


def host_of(line: Line, raw: str, *, check_suffix: bool) -> str:
    """Read a listed domain, which must be a bare host that somebody can own."""
    host = normalise_host(raw)
    if host is None:
        raise line.wrong(f"{raw!r} is no host; write it bare, without https:// and path")
    if "." not in host or (check_suffix and is_public_suffix(host)):
        raise line.wrong(f"{host} is a public suffix: everybody's names end in it")
    return host


def channel_of(line: Line) -> str:
    """Read the value of a channel row, such as `t.me/name`."""
    value = line.need("value")
    host, _, path = value.removeprefix("https://").partition("/")
    if (key := channel_key(host.lower(), f"/{path}")) is None:
        raise line.wrong(f"{value!r} is no channel; write t.me/name or vk.com/name")
    return key


def alias_of(line: Line) -> tuple[str, str]:
    """Read `first.host = second.host`; returns second and first."""
    hosts = [normalise_host(part.strip()) for part in line.need("value").split("=")]
    if len(hosts) != 2 or hosts[0] is None or hosts[1] is None:
        raise line.wrong("an alias_host_pair is written host = host")
    return hosts[1], hosts[0]


def unknown_row(line: Line) -> ListError:
    """Return the error for a row of a channel file whose kind means nothing here."""
    known = ", ".join(
        sorted(CHANNEL_KINDS | NOTES | {"alias_host_pair", "display_name", "operator_domain"})
    )
    return line.wrong(f"unknown kind {line.cells['kind']!r}; known are {known}")
