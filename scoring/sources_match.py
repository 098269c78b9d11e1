"""Decides whether one address is on a watch list, through whatever wraps it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.hosts import normalise_host
from scoring.hosts_channels import channel_key
from scoring.lists_types import Listing, WatchLists
from scoring.wrappers import DEEPEST, split_address, unwrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where an address leads: the host behind all wrappers and what follows it.

    *through* names the wrappers, outermost first.
    """

    host: str
    rest: str
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A location that is on a watch list."""

    location: Location
    listing: Listing


def locate(address: str) -> Location | None:
    """Return where one whole address leads, listed or not; None where it is no address.

    >>> locate("https://r.jina.ai/https://en.news-pravda.com/world").host
    'en.news-pravda.com'
    """
    if (split := split_address(address)) is None:
        return None
    return _locations(*split)[-1]


def match_address(address: str, lists: WatchLists) -> Match | None:
    """Look up one whole address, such as the URL of a citation."""
    split = split_address(address)
    return None if split is None else match_host(*split, lists)


def match_host(host: str, rest: str, lists: WatchLists) -> Match | None:
    """Look up a normalised host with path and query; the innermost listed address counts."""
    for location in reversed(_locations(host, rest)):
        channel = channel_key(location.host, location.rest)
        listing = lists.channels.get(channel) if channel else None
        if (listing := listing or lists.match(location.host)) is not None:
            return Match(location=location, listing=listing)
    return None


def _locations(host: str, rest: str) -> list[Location]:
    """The address itself, then what it wraps, and so on inwards."""
    found = [Location(host=host, rest=rest)]
    for _ in range(DEEPEST):
        if (inner := unwrap(found[-1].host, found[-1].rest)) is None:
            break
        wrapper, host, rest = inner
        found.append(Location(host=host, rest=rest, through=(*found[-1].through, wrapper)))
    return found


_GLUED_SENTENCE = re.compile(r"(?<=[a-z])\.[A-Z][a-z]*\Z|\.\d+\Z")


def host_readings(raw: str, rest: str) -> Iterator[tuple[str, int]]:
    """Yield what host *raw* can mean, normalised, and how much of *raw* that is.

    Running text glues things to a host: "news-pravda.com-on" (Hungarian), "rt.com.The" (a missing
    space), "rt.com.1" (a footnote). Nothing is glued to a host with a path.
    """
    if (host := normalise_host(raw)) is not None:
        yield host, len(raw)
    if rest or not raw.isascii():
        return
    for length in _shorter(raw):
        if "." in raw[:length] and (host := normalise_host(raw[:length])) is not None:
            yield host, length


def _shorter(raw: str) -> Iterator[int]:
    last = raw.rfind(".") + 1
    label = raw[last:]
    if "-" in label and not label.startswith("xn--"):
        yield last + label.index("-")
    end = len(raw)
    while (glued := _GLUED_SENTENCE.search(raw, 0, end)) is not None:
        end = glued.start()
        yield end
