"""What the sources scorer finds: hits, which have an address, and mentions, which have none."""

from dataclasses import dataclass

from scoring.hosts import registrable_domain
from scoring.lists_types import Listing, WatchLists
from scoring.sources_match import Match

NAMED = "named"
"""The role of an address that stands in the text; citations bring their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was found: code points of the reply's text, or the number of a citation."""

    role: str = NAMED
    start: int | None = None
    end: int | None = None
    citation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHit:
    """A watch-listed address in a reply.

    *url* is the address as it stands there, disguises undone; *host* and *domain* (the registrable
    one) are what it leads to. *canonical* is the host under which mirrors of a site count once.
    *wrapped_in* names archive or redirect, *target* is then the address inside. *also* names
    other networks that list the domain, *list* the file and *source* who says so.
    """

    url: str
    host: str
    domain: str
    canonical: str
    network: str
    kind: str
    category: str
    role: str
    list_entry: str
    list_date: str
    list: str
    source: str
    confidence: str
    also: tuple[str, ...]
    wrapped_in: str | None
    target: str | None
    start: int | None
    end: int | None
    citation: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A network that is named without the address of a page.

    *kind* is `display_name`, `telegram_own` (a handle), `email`, or `review_case`: an address that
    is a listed one only if a soft hyphen in it was meant to be seen.
    """

    name: str
    network: str
    kind: str
    category: str
    role: str
    list_entry: str
    list_date: str
    list: str
    source: str
    confidence: str
    start: int | None
    end: int | None
    citation: int | None


def hit(url: str, match: Match, lists: WatchLists, place: Place) -> SourceHit:
    """Build a hit; a match behind a wrapper keeps both addresses."""
    listing, location = match.listing, match.location
    through = location.through
    return SourceHit(
        url=_storable(url),
        host=location.host,
        domain=registrable_domain(location.host),
        canonical=lists.canonical(location.host),
        network=listing.network,
        kind=listing.kind,
        category=listing.category.value,
        role=place.role,
        list_entry=listing.entry,
        list_date=listing.list_date,
        list=listing.list,
        source=listing.source,
        confidence=listing.confidence,
        also=listing.also,
        wrapped_in=" > ".join(through) if through else None,
        target=_storable(location.host + location.rest) if through else None,
        start=place.start,
        end=place.end,
        citation=place.citation,
    )


def mention(name: str, listing: Listing, place: Place, *, kind: str | None = None) -> Mention:
    """Build a mention; *kind* is the listing's own unless another is given."""
    return Mention(
        name=_storable(name),
        network=listing.network,
        kind=kind or listing.kind,
        category=listing.category.value,
        role=place.role,
        list_entry=listing.entry,
        list_date=listing.list_date,
        list=listing.list,
        source=listing.source,
        confidence=listing.confidence,
        start=place.start,
        end=place.end,
        citation=place.citation,
    )


def _storable(text: str) -> str:
    """Replace halves of surrogate pairs, which hostile text may hold and JSON may not."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
