"""The one way out: a client factory, and one exchange under a deadline with a cap on its body.

Every failure leaves here as a `CallError` of one line that names host and path, never the key.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from providers.bodies import decode
from providers.errors import CallError, Permanent, PermanentKind, Transient, TransientKind
from providers.lanes import LaneTransport
from providers.redact import scrub, scrub_bytes

MAX_BODY_BYTES = 20_000_000
CONNECT_TIMEOUT_S = 10.0


class BodyTooLarge(httpx2.RequestError):
    """The body outgrew the cap; the rest was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer, read to its end; secrets are already gone from *body* and *headers*."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the decoded body, or its text when it is no JSON."""
        return decode(self.body)


TRANSIENT_ERRORS: dict[type[Exception], TransientKind] = {
    httpx2.ConnectTimeout: "timeout",
    httpx2.ReadTimeout: "timeout",
    httpx2.WriteTimeout: "timeout",
    httpx2.PoolTimeout: "timeout",
    httpx2.TimeoutException: "timeout",
    httpx2.ConnectError: "network",
    httpx2.ReadError: "network",
    httpx2.WriteError: "network",
    httpx2.CloseError: "network",
    httpx2.NetworkError: "network",
    httpx2.RemoteProtocolError: "network",
    httpx2.ProtocolError: "network",
    httpx2.ProxyError: "network",
    httpx2.TransportError: "network",
    httpx2.DecodingError: "network",
    httpx2.StreamError: "network",
    httpx2.StreamClosed: "network",
    httpx2.StreamConsumed: "network",
    httpx2.ResponseNotRead: "network",
    httpx2.RequestNotRead: "network",
    httpx2.SSEError: "network",
    httpx2.RequestError: "network",
    httpx2.HTTPError: "network",
    httpx2.HTTPStatusError: "server",
}
PERMANENT_ERRORS: dict[type[Exception], PermanentKind] = {
    BodyTooLarge: "too_large",
    httpx2.LocalProtocolError: "request",
    httpx2.UnsupportedProtocol: "request",
    httpx2.TooManyRedirects: "request",
    httpx2.InvalidURL: "request",
    httpx2.CookieConflict: "request",
}
"""Every error that httpx2 may raise stands in one of the two tables; a test holds this."""

HTTP_ERRORS = (*TRANSIENT_ERRORS, *PERMANENT_ERRORS)


def make_client(
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    connect_timeout_s: float = CONNECT_TIMEOUT_S,
) -> httpx2.AsyncClient:
    """Return a client that follows no redirect and reads no body beyond *max_body_bytes*.

    A proxy named in the environment is used, through httpx2's own pool.
    """

    async def cap(response: httpx2.Response) -> None:
        _cap_body(response, max_body_bytes)

    if transport is None and not getproxies():
        transport = LaneTransport(connect_timeout_s=connect_timeout_s)
    client = httpx2.AsyncClient(
        transport=transport,
        timeout=httpx2.Timeout(None, connect=connect_timeout_s),
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=100),
        follow_redirects=False,
        headers={"User-Agent": "dosimeter", "Accept-Encoding": "gzip"},
        event_hooks={"response": [cap]},
    )
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # calls stay strangers
    return client


async def exchange(
    call: Awaitable[httpx2.Response], *, url: str, deadline_s: float, secrets: tuple[str, ...] = ()
) -> Answer:
    """Wait for one whole answer, at most *deadline_s* of wall-clock time whatever drips in."""
    try:
        async with asyncio.timeout(deadline_s):
            response = await call
    except TimeoutError as error:
        raise Transient(
            f"{where(url)} did not finish within {deadline_s:g} s; raise deadline_s or ask again",
            kind="timeout",
        ) from error
    except HTTP_ERRORS as error:
        raise transport_error(error, url=url, secrets=secrets) from None
    return read_answer(response, url=url, secrets=secrets)


def read_answer(response: httpx2.Response, *, url: str, secrets: tuple[str, ...]) -> Answer:
    """Turn a response that was read into an `Answer`; a redirect is refused."""
    if 300 <= response.status_code < 400:
        raise _redirect_error(response, url, secrets)
    return Answer(
        url=url,
        status=response.status_code,
        headers=_headers(response, secrets),
        body=scrub_bytes(response.content, secrets),
    )


def _headers(response: httpx2.Response, secrets: tuple[str, ...]) -> dict[str, str]:
    read = {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in response.headers.raw
    }
    if any(secret in value for value in read.values() for secret in secrets):
        return {name: scrub(value, secrets) for name, value in read.items()}
    return read


def transport_error(error: Exception, *, url: str, secrets: tuple[str, ...] = ()) -> CallError:
    """Translate an httpx2 exception; the most specific class in the tables decides."""
    said = scrub(" ".join(str(error).split()), secrets)[:300] or type(error).__name__
    message = f"{where(url)}: {said}"
    for ancestor in type(error).__mro__:
        if ancestor in PERMANENT_ERRORS:
            return Permanent(f"{message}; check base_url", kind=PERMANENT_ERRORS[ancestor])
        if ancestor in TRANSIENT_ERRORS:
            return Transient(
                f"{message}; check the network and base_url if this stays",
                kind=TRANSIENT_ERRORS[ancestor],
            )
    raise error


def where(url: str) -> str:
    """Return host and path for a message: no user info, no query, either may hold a key."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{parts.path}" or url.partition("?")[0]


def _redirect_error(response: httpx2.Response, url: str, secrets: tuple[str, ...]) -> Permanent:
    target = urlsplit(response.headers.get("location", "")).netloc.rpartition("@")[2]
    named = scrub(target, secrets)[:100] or "another path"
    return Permanent(
        f"{where(url)} answered {response.status_code}, a redirect to {named}, which is not"
        " followed; set base_url to the final address",
        kind="request",
        http_status=response.status_code,
    )


def _cap_body(response: httpx2.Response, limit: int) -> None:
    """Wrap the body; inflating happens here, so that a small zip cannot become a large body."""
    encoding = response.headers.pop("content-encoding", "").lower()
    stream = response.stream
    if isinstance(stream, httpx2.AsyncByteStream):
        response.stream = _CappedBody(stream, limit=limit, inflate=encoding in ("gzip", "deflate"))


class _CappedBody(httpx2.AsyncByteStream):
    def __init__(self, body: httpx2.AsyncByteStream, *, limit: int, inflate: bool) -> None:
        self._body = body
        self._limit = limit
        self._inflate = inflate

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        unzip: "zlib._Decompress | None" = None  # noqa: UP037 -- the name exists for mypy only
        first = True
        async for chunk in self._body:
            if first and self._inflate and chunk:
                unzip = _inflater(chunk)
                first = False
            data = _inflated(unzip, chunk, self._limit) if unzip else chunk
            size += len(data)
            if size > self._limit:
                raise BodyTooLarge(f"the answer is larger than {self._limit / 1e6:g} MB")
            yield data

    async def aclose(self) -> None:
        await self._body.aclose()


def _inflater(start: bytes) -> "zlib._Decompress | None":
    """Return an inflater, or None when the body is plain whatever its header says."""
    if start[:2] == b"\x1f\x8b" or start[0] & 0x0F == 8:
        return zlib.decompressobj(wbits=47)
    return None


def _inflated(unzip: "zlib._Decompress", chunk: bytes, limit: int) -> bytes:
    try:
        data = unzip.decompress(chunk, limit + 1)
    except zlib.error as error:
        raise httpx2.DecodingError(f"the compressed answer is damaged: {error}") from error
    if unzip.unconsumed_tail:
        raise BodyTooLarge(f"the answer is larger than {limit / 1e6:g} MB")
    return data


def key_from(environ: Mapping[str, str], name: str | None) -> str | None:
    """Return the key that the environment holds under *name*; surrounding blanks are a slip."""
    return environ.get(name, "").strip() or None if name else None
