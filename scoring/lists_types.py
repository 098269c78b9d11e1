"""What a watch list holds, once read: listings, and the question whether a host is one of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scoring.hosts import suffixes


class Category(StrEnum):
    """What sort of source a listing is; rates count `network` and show the others apart."""

    NETWORK = "network"
    INFRASTRUCTURE = "infrastructure"
    STATE_MEDIA = "state_media"
    REVIEW = "review"  # a person has to decide first


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One entry of a watch list, with who listed it and when.

    *network* is the family that reports speak of, *listed_as* the id that the file uses. *also*
    names the other networks that list the same domain.
    """

    entry: str
    network: str
    listed_as: str
    kind: str
    category: Category
    list: str
    list_date: str
    source: str
    confidence: str
    first_seen: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WatchLists:
    """All lists of one folder, ready to be asked.

    *domains* holds hosts, *channels* keys like `t.me/name`, *names* what a network is called
    without an address (found by *name_pattern*, once one of *name_hints* is there). *aliases*
    leads from a second host of one site to the first. *networks* gives each family the name to
    print. *wide_hosts* finds listed hosts in scripts that are written without spaces. *tails*
    maps the last labels of hosts that matter to the labels before them.
    """

    domains: Mapping[str, Listing]
    channels: Mapping[str, Listing]
    names: Mapping[str, Listing]
    name_pattern: re.Pattern[str] | None
    name_hints: tuple[str, ...]
    aliases: Mapping[str, str]
    lookalikes: tuple[str, ...]
    networks: Mapping[str, str]
    wide_hosts: re.Pattern[str] | None
    tails: Mapping[str, frozenset[str]]
    version: str

    def match(self, host: str) -> Listing | None:
        """Return the listing of *host*, or of its longest listed suffix on a label boundary."""
        for suffix in suffixes(host):
            if (listing := self.domains.get(suffix)) is not None:
                return listing
        return None

    def canonical(self, host: str) -> str:
        """Return the one host under which the mirrors of a site are counted once."""
        return self.aliases.get(host.removeprefix("www."), host)
