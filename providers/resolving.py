"""Where Google's citations lead: redirects are resolved while they still work.

Only Google's own redirect host is asked, with HEAD, and only for its Location header: the site
behind it is never visited, so an audit leaves no trace there and reaches no private address.
"""

import asyncio
import ipaddress
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import httpx2

from providers.base import Citation

REDIRECT_HOST = "vertexaisearch.cloud.google.com"
PATIENCE_S = 10.0
_LONGEST_URL = 4000
_LOCAL_NAMES = (".local", ".localhost", ".internal", ".home.arpa", ".lan", ".intranet")


async def resolve(
    client: httpx2.AsyncClient, citations: Sequence[Citation], *, patience_s: float = PATIENCE_S
) -> tuple[Citation, ...]:
    """Return the citations with redirects replaced by their targets; raw_url keeps the redirect.

    What does not resolve in time stays as it came: its title then names the site.
    """
    addresses = dict.fromkeys(c.url for c in citations if is_redirect(c.url))
    if not addresses:
        return tuple(citations)
    tasks = {url: asyncio.create_task(_target(client, url)) for url in addresses}
    try:
        await asyncio.wait(tasks.values(), timeout=patience_s)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    found = {url: _result(task) for url, task in tasks.items()}
    return tuple(_resolved(citation, found.get(citation.url)) for citation in citations)


def is_redirect(url: str) -> bool:
    """Return whether an address is one of Google's grounding redirects."""
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname == REDIRECT_HOST


def is_public(url: str) -> bool:
    """Return whether an address may be stored as where a citation leads.

    Private, loopback and local addresses are refused, in whatever notation.

    >>> is_public("https://example.org/a"), is_public("http://169.254.169.254/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or len(url) > _LONGEST_URL:
        return False
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return False
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return "." in host and not _looks_numeric(host)


def _looks_numeric(host: str) -> bool:
    """Recognise 127.1, 0x7f.1 and their like: no public name ends in a number."""
    last = host.rsplit(".", 1)[-1]
    return last.isdigit() or last.startswith("0x")


async def _target(client: httpx2.AsyncClient, url: str) -> str | None:
    try:
        answer = await client.head(url, follow_redirects=False)
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError):
        return None
    target = answer.headers.get("location", "")
    return target if 300 <= answer.status_code < 400 and is_public(target) else None


def _result(task: "asyncio.Task[str | None]") -> str | None:
    if not task.done() or task.cancelled() or task.exception() is not None:
        return None
    return task.result()


def _resolved(citation: Citation, target: str | None) -> Citation:
    return replace(citation, url=target, raw_url=citation.url) if target else citation
