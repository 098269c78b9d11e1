"""Reads the addresses of items and of what they relay."""

import re
from functools import lru_cache
from typing import NamedTuple

from scoring.hosts import normalise_host
from scoring.hosts_channels import CHANNEL_HOSTS, channel_key
from scoring.wrappers import split_address

_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})(/[^\s#]*)?(?:#\S*)?\Z")
_POST = re.compile(r"/+(?:s/+)?@?\w+/+(\d+)")
_WALL = re.compile(r"wall-?\d+_\d+")
DEEP = 16  # characters of path and query that lead to one article rather than to a section


class Address(NamedTuple):
    """A normalised host, without `www.`, and what follows it."""

    host: str
    rest: str


def read_address(raw: str) -> Address | None:
    """The address that *raw* is, or None; scheme, `www.`, fragment and last slash are no matter.

    >>> read_address("https://www.News-Pravda.com/world/1.html#top")
    Address(host='news-pravda.com', rest='/world/1.html')
    """
    if match := _PLAIN.match(raw):
        return Address(match[1], (match[2] or "").rstrip("/"))
    if (split := split_address(raw.strip())) is None:
        return None
    host, rest = split
    return Address(_bare(host), rest.partition("#")[0].rstrip("/"))


@lru_cache(maxsize=65536)
def source_of(raw: str) -> str:
    """Whom an item relays: a channel (`t.me/name`), a host, or the name that the list gives.

    >>> source_of("https://t.me/s/rybar/12345"), source_of("https://tass.ru/politika/1")
    ('t.me/rybar', 'tass.ru')
    """
    text = raw.strip()
    if text.startswith("@") and text[1:].isidentifier():
        return f"t.me/{text[1:].lower()}"
    address = read_address(text) if "." in text and " " not in text else None
    if address is None or normalise_host(address.host) is None:
        return text[:120]
    return channel_key(address.host, address.rest) or address.host


def post_of(raw: str) -> str:
    """The one post or article that an item relays, or "" where only its channel is named.

    >>> post_of("https://t.me/rybar/12345"), post_of("https://t.me/rybar")
    ('t.me/rybar/12345', '')
    """
    if (address := read_address(raw)) is None:
        return ""
    key = channel_key(address.host, address.rest)
    if key is not None:
        match = _POST.match(address.rest) or _WALL.search(address.rest)
        return f"{key}/{match[match.lastindex or 0]}" if match else ""
    if address.host in CHANNEL_HOSTS or len(address.rest) < DEEP:
        return ""
    return address.host + address.rest


def _bare(host: str) -> str:
    return host.removeprefix("www.")
