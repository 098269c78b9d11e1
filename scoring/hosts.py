"""Brings a host into the one spelling that a browser would look up."""

import re
from collections.abc import Iterator
from functools import lru_cache

import can_ada
from publicsuffixlist import PublicSuffixList

INVISIBLE = "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Characters that show nothing and that a browser drops from a host, as a regex range."""

HYPHENS = "\u2010\u2011\u2012\u2043\u2212\ufe58\ufe63\uff0d"
"""Signs that chatbots and word processors print instead of the hyphen of a host."""

LONGEST_HOST = 253  # RFC 1035, in characters, without the trailing dot

_PLAIN = re.compile(r"[0-9A-Za-z_\-]+(?:\.[0-9A-Za-z_\-]+)*\.?")
_NO_HOST = re.compile(r"[\s/?#@\\:\[\]<>|^]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_FOLD = str.maketrans(dict.fromkeys(HYPHENS, "-") | {"\u2024": ".", "\ufe52": "."})


def normalise_host(raw: str) -> str | None:
    """Return *raw* as a browser would look it up, or None where it would not.

    >>> normalise_host("NEWS-PRAVDA。com.")
    'news-pravda.com'
    """
    if _PLAIN.fullmatch(raw):
        host = raw.lower().rstrip(".")
    else:
        host = _browser_host(_INVISIBLE.sub("", raw).translate(_FOLD))
    return host if 0 < len(host) <= LONGEST_HOST else None


def _browser_host(raw: str) -> str:
    if not raw or _NO_HOST.search(raw):
        return ""
    try:
        parsed = can_ada.parse(f"https://{raw}/")
    except (ValueError, TypeError):  # TypeError: a lone surrogate, which is no text
        return ""
    return str(parsed.hostname).rstrip(".")


def suffixes(host: str) -> Iterator[str]:
    """Yield *host* and what is left of it after each label, longest first.

    >>> list(suffixes("en.news-pravda.com"))
    ['en.news-pravda.com', 'news-pravda.com', 'com']
    """
    while host:
        yield host
        _, _, host = host.partition(".")


@lru_cache(maxsize=1)
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)  # bundled list; it never fetches


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Return the part of *host* that somebody registered; a host without one is its own."""
    return _public_suffixes().privatesuffix(host) or host


@lru_cache(maxsize=4096)
def is_top_level(label: str) -> bool:
    """Tell whether *label* is a top-level domain that exists."""
    ascii_label = normalise_host(label)
    return ascii_label is not None and _public_suffixes().publicsuffix(ascii_label) is not None


def is_public_suffix(host: str) -> bool:
    """Tell whether anybody can register names under *host*, as under `co.uk`."""
    return _public_suffixes().publicsuffix(host) == host
