"""Sorts the addresses of a reply into classes of coverage."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from scoring.coverage.credible import Credible
from scoring.hosts import registrable_domain
from scoring.sources_match import Location, locate
from scoring.wrappers import is_opaque


class Coverage(StrEnum):
    """What an address adds to what can be known about a claim."""

    FACT_CHECK = "fact_check"
    NEWS = "news"
    UNKNOWN = "unknown"
    STATE_MEDIA = "state_media"
    NETWORK = "network"
    HIDDEN = "hidden"  # a redirect that does not show where it leads


CREDIBLE = frozenset({Coverage.FACT_CHECK, Coverage.NEWS})

_LISTED = {
    "network": Coverage.NETWORK,
    "infrastructure": Coverage.NETWORK,
    "state_media": Coverage.STATE_MEDIA,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One address: its class, its registrable domain ("" where it is hidden), its address."""

    coverage: Coverage
    domain: str
    address: str


def classify(
    url: str,
    *,
    title: str = "",
    category: str | None = None,
    credible: Credible,
    checks: Collection[str] = (),
) -> Source:
    """The class of *url*. *category* is what a watch list says of it, *checks* are the addresses
    of the fact-checks that the claim itself names.

    A watch list outranks everything, then the claim's own checks, then the shipped lists. Behind a
    redirect that hides its target the title decides, if it is a host and nothing else.

    >>> from scoring.coverage import load_credible
    >>> classify("https://www.bbc.com/news/x", credible=load_credible()).coverage.value
    'news'
    """
    location = locate(url)
    if location is None or is_opaque(location.host):
        location = locate(title.strip()) if " " not in title.strip() else None
    if location is None:
        listed = _LISTED.get(category or "", Coverage.HIDDEN)
        return Source(coverage=listed, domain="", address=url)
    address = location.host.removeprefix("www.") + location.rest
    return Source(
        coverage=_class(location, address, category, credible, checks),
        domain=registrable_domain(location.host),
        address=address,
    )


def _class(
    location: Location,
    address: str,
    category: str | None,
    credible: Credible,
    checks: Collection[str],
) -> Coverage:
    if category in _LISTED:
        return _LISTED[category]
    if address.rstrip("/") in checks:
        return Coverage.FACT_CHECK
    entry = credible.match(location.host, location.rest)
    if entry is None:
        return Coverage.UNKNOWN
    return Coverage.FACT_CHECK if entry.kind == "fact_check" else Coverage.NEWS


def bare(url: str) -> str:
    """An address as `checks` holds it: without scheme, `www.` and last slash."""
    location = locate(url)
    if location is None:
        return url
    return (location.host.removeprefix("www.") + location.rest).rstrip("/")
