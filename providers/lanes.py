"""The wire under our HTTP client: a stack of idle connections per origin, and nothing to search.

httpx2's own pool looks at every connection for every call, which costs more than the call itself
at a hundred in flight. Here a call takes the last idle connection off the stack or opens a new
one; httpcore2 still speaks the protocol. Reads have no timeout of their own: every attempt runs
under one wall-clock deadline (`providers.http.exchange`), which dripping bytes cannot prolong.
"""

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import httpcore2
import httpx2

PAUSE_BYTES = 1 << 20
"""Stop reading from a socket while this much waits to be taken up."""

Origin = tuple[bytes, bytes, int]


class LaneTransport(httpx2.AsyncBaseTransport):
    """An httpx2 transport over HTTP/1.1 with one connection for each call in flight."""

    def __init__(
        self,
        *,
        connect_timeout_s: float = 10.0,
        idle_s: float = 30.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._connect_timeout_s = connect_timeout_s
        self._idle_s = idle_s
        self._tls = tls
        self._idle: dict[Origin, list[httpcore2.AsyncHTTP11Connection]] = {}
        self._closed = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the connection goes back on the stack when the body was read."""
        url = request.url
        if url.scheme not in ("http", "https"):
            raise httpx2.UnsupportedProtocol(f"{url.scheme}:// is not supported", request=request)
        origin = (url.raw_scheme, url.raw_host, url.port or (443 if url.scheme == "https" else 80))
        lane = await self._take(origin)
        try:
            answer = await lane.handle_async_request(_to_core(request, origin))
        except httpcore2.ProtocolError as error:
            raise _protocol_error(error, request) from error
        except (httpcore2.NetworkError, OSError) as error:
            raise httpx2.ReadError(str(error) or "connection lost", request=request) from error
        body = answer.stream
        if not isinstance(body, AsyncIterable):  # httpcore2's type also covers its sync half
            raise httpx2.RemoteProtocolError("no readable body", request=request)
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_LaneBody(body, partial(self._give_back, origin, lane)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close what is idle; a connection in use is closed when its call ends."""
        self._closed = True
        for lanes in self._idle.values():
            while lanes:
                await lanes.pop().aclose()

    async def _give_back(self, origin: Origin, lane: httpcore2.AsyncHTTP11Connection) -> None:
        if self._closed:
            await lane.aclose()
        elif lane.is_idle():
            self._idle.setdefault(origin, []).append(lane)

    async def _take(self, origin: Origin) -> httpcore2.AsyncHTTP11Connection:
        idle = self._idle.get(origin)
        while idle:
            lane = idle.pop()
            if not lane.has_expired():
                return lane
            await lane.aclose()
        return await self._open(origin)

    async def _open(self, origin: Origin) -> httpcore2.AsyncHTTP11Connection:
        scheme, host, port = origin
        name = host.decode("ascii").strip("[]")
        try:
            async with asyncio.timeout(self._connect_timeout_s):
                _, wire = await asyncio.get_running_loop().create_connection(
                    _Wire, name, port, ssl=self._context() if scheme == b"https" else None
                )
        except TimeoutError as error:
            raise httpx2.ConnectTimeout(
                f"no connection within {self._connect_timeout_s:g} s"
            ) from error
        except OSError as error:  # ssl.SSLError is one
            raise httpx2.ConnectError(str(error)) from error
        return httpcore2.AsyncHTTP11Connection(
            origin=httpcore2.Origin(*origin), stream=_Stream(wire), keepalive_expiry=self._idle_s
        )

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx2.create_ssl_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls


def _to_core(request: httpx2.Request, origin: Origin) -> httpcore2.Request:
    scheme, host, port = origin
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(scheme=scheme, host=host, port=port, target=request.url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _protocol_error(error: Exception, request: httpx2.Request) -> httpx2.ProtocolError:
    ours = isinstance(error, httpcore2.LocalProtocolError)
    kind = httpx2.LocalProtocolError if ours else httpx2.RemoteProtocolError
    return kind(str(error), request=request)


class _LaneBody(httpx2.AsyncByteStream):
    def __init__(
        self,
        body: AsyncIterable[bytes],
        done: Callable[[], Awaitable[None]],
    ) -> None:
        self._body = body
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._body:
                yield chunk
        except httpcore2.ProtocolError as error:
            raise httpx2.RemoteProtocolError(str(error)) from error
        except (httpcore2.NetworkError, OSError) as error:
            raise httpx2.ReadError(str(error) or "connection lost") from error

    async def aclose(self) -> None:
        await self._body.aclose()  # type: ignore[attr-defined]
        await self._done()


class _Wire(asyncio.Protocol):
    """Collects bytes of one socket until they are asked for."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self.transport: asyncio.Transport | None = None
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if len(self.buffer) > PAUSE_BYTES and self.transport and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self.ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        self.error = exc
        self._wake()

    async def take(self) -> bytes:
        """Return what has arrived, waiting for something if need be; b"" at the end."""
        if not self.buffer and not self.ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if not self.buffer and self.error:
            raise httpcore2.ReadError(str(self.error))
        data = bytes(self.buffer)
        self.buffer.clear()
        if self._paused and self.transport:
            self._paused = False
            self.transport.resume_reading()
        return data

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class _Stream(httpcore2.AsyncNetworkStream):
    """What httpcore2 reads from and writes to; head and body leave in one write."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire
        self._outgoing: list[bytes] = []

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._outgoing and self._wire.transport:
            self._wire.transport.write(b"".join(self._outgoing))
            self._outgoing.clear()
        return await self._wire.take()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._wire.ended:
            raise httpcore2.WriteError("the server closed the connection")
        if buffer:
            self._outgoing.append(buffer)

    async def aclose(self) -> None:
        if self._wire.transport:
            self._wire.transport.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # an idle connection with bytes or an end is of no use
            return self._wire.ended or bool(self._wire.buffer)
        return None
