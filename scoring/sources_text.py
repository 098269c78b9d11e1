"""Reads running text for listed addresses and names."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TypeVar

from scoring.finder import Address, find_addresses, find_telegram_links, readings
from scoring.finder_reading import Reading, read_plainly
from scoring.hosts import normalise_host
from scoring.lists_types import WatchLists
from scoring.sources_match import Location, Match, host_readings, match_host
from scoring.sources_names import find_names
from scoring.sources_types import Mention, Place, SourceHit, hit, mention

_SCHEME = re.compile(r"h[a-z*_+]{2}p(s?)\s?:\s?[/\\]{2,3}", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"
_Found = TypeVar("_Found", SourceHit, Mention)


@dataclass(slots=True, kw_only=True)
class Findings:
    """What one text holds, in order of place."""

    hits: list[SourceHit] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def absorb(self, other: "Findings") -> None:
        """Add what another reading found in places where nothing was found yet."""
        self.hits = _merged(self.hits, other.hits)
        self.mentions = _merged(self.mentions, other.mentions)


def read_text(text: str, lists: WatchLists) -> Findings:
    """Return the hits and the mentions of *text*."""
    plain, *others = readings(text, lists.tails)
    found = _read(plain, lists)
    for reading in others:
        found.absorb(_read(reading, lists))
    if _SOFT_HYPHEN in text:
        found.absorb(_soft_hyphen_cases(text, lists, found.hits))
    if "tg:" in text:
        found.absorb(_telegram_links(text, lists))
    if lists.wide_hosts is not None:
        found.absorb(_wide_hosts(text, lists, lists.wide_hosts))
    found.absorb(_names(text, lists))
    return found


def _merged(kept: list[_Found], new: list[_Found]) -> list[_Found]:
    if not kept or not new:
        return kept or new
    starts = [found.start or 0 for found in kept]
    fresh = [found for found in new if not _overlaps(found, kept, starts)]
    return sorted(kept + fresh, key=lambda found: found.start or 0)


def _overlaps(found: _Found, kept: list[_Found], starts: list[int]) -> bool:
    before = bisect_left(starts, found.end or 0) - 1
    return before >= 0 and (kept[before].end or 0) > (found.start or 0)


def _read(reading: Reading, lists: WatchLists) -> Findings:
    found = Findings()
    known: dict[tuple[str, str], tuple[Match, int] | None] = {}
    for address in find_addresses(reading, lists.tails):
        key = address.host, address.rest
        if key not in known:
            known[key] = _match(*key, lists)
        if (matched := known[key]) is not None:
            _add(address, *matched, lists, found)
    return found


def _match(raw: str, rest: str, lists: WatchLists) -> tuple[Match, int] | None:
    """Look up a host of running text; also returns how much of *raw* it is."""
    for host, length in host_readings(raw, rest):
        if (match := match_host(host, rest, lists)) is not None:
            return match, length
    return None


def _add(address: Address, match: Match, length: int, lists: WatchLists, found: Findings) -> None:
    cut = address.host_start + length
    end = address.end if cut == address.host_end else cut
    start, stop = address.reading.original(address.start, end)
    place = Place(start=start, end=stop)
    url = address.reading.text[address.start : end]
    if address.is_email:
        found.mentions.append(mention(url, match.listing, place, kind="email"))
    else:
        if address.start < address.host_start:
            url = _SCHEME.sub(r"http\1://", url, count=1)
        found.hits.append(hit(url, match, lists, place))


def _soft_hyphen_cases(text: str, lists: WatchLists, hits: list[SourceHit]) -> Findings:
    """A browser drops a soft hyphen, a reader may have seen one: a person has to decide."""
    seen = _read(read_plainly(text.replace(_SOFT_HYPHEN, "-")), lists).hits
    spans = {(hit.start, hit.end) for hit in hits}
    return Findings(
        mentions=[
            mention(text[hit.start : hit.end], listing, place, kind="review_case")
            for hit in seen
            if (hit.start, hit.end) not in spans
            and _SOFT_HYPHEN in text[hit.start : hit.end]
            and (listing := lists.match(hit.host)) is not None
            and (place := Place(start=hit.start, end=hit.end))
        ]
    )


def _telegram_links(text: str, lists: WatchLists) -> Findings:
    found = Findings()
    for start, end, name in find_telegram_links(text):
        if (listing := lists.channels.get(f"t.me/{name.lower()}")) is not None:
            location = Location(host="t.me", rest=f"/{name}")
            match = Match(location=location, listing=listing)
            found.hits.append(hit(text[start:end], match, lists, Place(start=start, end=end)))
    return found


def _wide_hosts(text: str, lists: WatchLists, pattern: re.Pattern[str]) -> Findings:
    found = Findings()
    for wide in pattern.finditer(text):
        if (match := match_host(normalise_host(wide[0]) or "", "", lists)) is not None:
            place = Place(start=wide.start(), end=wide.end())
            found.hits.append(hit(wide[0], match, lists, place))
    return found


def _names(text: str, lists: WatchLists) -> Findings:
    return Findings(
        mentions=[
            mention(text[start:end], listing, Place(start=start, end=end))
            for start, end, listing in find_names(text, lists)
        ]
    )
