"""Takes the address of a page out of the archive, cache, proxy or redirect that wraps it."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from scoring.hosts import normalise_host, suffixes
from scoring.wrappers_known import GOOGLE, GOOGLE_HOST, OPAQUE, WRAPPERS, Wrapper

DEEPEST = 6
"""Wrappers inside wrappers that are followed; nobody reads through more."""

_UNQUOTINGS = 3
_ADDRESS = re.compile(
    r"\s*(?:https?:[/\\]*|[A-Za-z][\w+.*\-]*:[/\\]{1,3}|//)?(?:[^\s/?#\\@]*@)*"
    r"([^\s/?#\\:@]+)((?::\d*)?(?:[/?#\\].*)?)",
    re.DOTALL | re.IGNORECASE,
)
_PORT = re.compile(r"^:\d*")
_NESTED_URL = re.compile(r"/(h[tx]{2}ps?:/{1,3}.+)", re.DOTALL | re.IGNORECASE)
_HOST_SEGMENT = re.compile(
    r"/((?:[^\s/?#.:]+\.)+[^\W\d_][\w\-]*\.?(?::\d+)?(?=[/?#]|\Z).*)", re.DOTALL
)


def split_address(address: str) -> tuple[str, str] | None:
    """Split one address into its normalised host and the rest, as a browser's address bar does.

    >>> split_address("https://user@NEWS-PRAVDA.com:443/world")
    ('news-pravda.com', ':443/world')
    """
    match = _ADDRESS.fullmatch(address.rstrip())
    if match is None or "." not in (host := normalise_host(unquote(match[1])) or ""):
        return None
    return host, match[2]


def unwrap(host: str, rest: str) -> tuple[str, str, str] | None:
    """Return the wrapper's name with host and rest of what it wraps, or None.

    >>> unwrap("r.jina.ai", "/https://news-pravda.com/world")
    ('r.jina.ai', 'news-pravda.com', '/world')
    """
    for suffix, wrapper in _wrappers_of(host):
        for inner in _inner_addresses(wrapper, host.removesuffix(suffix).rstrip("."), rest):
            if (found := split_address(wrapper.decode(inner))) is not None:
                return suffix if wrapper.in_host else host.removeprefix("www."), *found
    return None


def is_opaque(host: str) -> bool:
    """Tell whether an address at *host* does not show where it leads."""
    return any(suffix in OPAQUE for suffix in suffixes(host))


def _wrappers_of(host: str) -> Iterator[tuple[str, Wrapper]]:
    for suffix in suffixes(host):
        for wrapper in WRAPPERS.get(suffix, ()):
            yield suffix, wrapper
    if "google." in host and (google := GOOGLE_HOST.search(host)):
        for wrapper in GOOGLE:
            yield google[1], wrapper


def _inner_addresses(wrapper: Wrapper, subdomain: str, rest: str) -> Iterator[str]:
    """Yield what may be the wrapped address, most certain first."""
    rest = _PORT.sub("", rest)
    if wrapper.in_host and subdomain:
        yield _decode_host(subdomain.rpartition(".")[2]) + rest
    if not rest.startswith(wrapper.under):
        return
    if wrapper.in_path:
        yield from _in_path(rest)
    if wrapper.in_query:
        yield from _unquotings(rest.partition("?")[2])
    if wrapper.pattern and (match := wrapper.pattern.search(rest)):
        yield from (match[1],) if wrapper.keeps_encoding else _unquotings(match[1])


def _in_path(rest: str) -> Iterator[str]:
    path, mark, query = rest.partition("?")
    for plain in _unquotings(path):
        if (inner := _NESTED_URL.search(plain) or _HOST_SEGMENT.search(plain)) is not None:
            yield inner[1] + mark + query


def _decode_host(label: str) -> str:
    """Undo the encoding of translate.goog and AMP caches: `-` is `--` and `.` is `-`.

    >>> _decode_host("news--pravda-com")
    'news-pravda.com'
    """
    if label.startswith("0-") and label.endswith("-0"):  # AMP's form for names like en--us.com
        label = label[2:-2]
    return "-".join(part.replace("-", ".") for part in label.split("--"))


def _unquotings(text: str) -> Iterator[str]:
    """Yield *text* as it is and decoded, layer by layer.

    The first layer that is an address counts: what that wraps in turn has layers of its own.
    """
    yield text
    for _ in range(_UNQUOTINGS):
        if (plain := unquote(text)) == text:
            return
        yield (text := plain)
