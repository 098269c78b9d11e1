"""A local HTTP server that answers as it is told: the other end of every adapter's test."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from providers.base import Provider, Settings
from providers.registry import make_provider

CANARY = "sk-canary-4f1d09c7b2"
_NOT_REPLAYED = {"content-length", "transfer-encoding", "connection", "date"}


@dataclass
class Told:
    """One answer; a body that is no text or bytes is sent as JSON, *pieces* with pauses."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = ""
    pieces: list[tuple[float, bytes]] | None = None
    break_off: bool = False

    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Server:
    """What the test sees of the server: its address, what it was asked, its connections."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0


Answering = Callable[[Asked], Told]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Server]]]:
    """Start servers with `await serve(status=…, body=…)` or `await serve(function)`."""
    open_servers: list[asyncio.Server] = []
    writers: set[asyncio.StreamWriter] = set()

    async def start(answer: Answering | None = None, **told: Any) -> Server:
        answering: Answering = answer or (lambda _: Told(**told))
        server = Server()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.add(writer)
            server.connections += 1
            try:
                await _converse(reader, writer, server, answering)
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        listening = await asyncio.start_server(talk, "127.0.0.1", 0)
        open_servers.append(listening)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        return server

    yield start
    for listening in open_servers:
        listening.close()
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0.01)


@pytest.fixture
async def provider_for() -> AsyncIterator[Callable[..., Provider]]:
    """Make providers whose key is the canary; they are closed after the test."""
    made: list[Provider] = []

    def make(service: str = "compatible", **settings: Any) -> Provider:
        settings.setdefault("model", "some-model")
        environ = _Environ()
        made.append(make_provider(service, Settings(**settings), environ=environ))
        return made[-1]

    yield make
    for provider in made:
        await provider.aclose()


class _Environ(dict):
    """An environment in which every key is set to the canary."""

    def get(self, name: str, default: Any = None) -> str:
        return CANARY


@pytest.fixture
def canary() -> str:
    """The key of every provider made by `provider_for`."""
    return CANARY


@pytest.fixture
def told() -> type[Told]:
    """The class of scripted answers."""
    return Told


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: Server, answer: Answering
) -> None:
    while True:
        asked = await _receive(reader)
        server.asked.append(asked)
        told = answer(asked)
        await _send(writer, told, asked.method)
        if told.break_off:
            return


async def _receive(reader: asyncio.StreamReader) -> Asked:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in lines if ": " in line)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, path, headers, json.loads(body) if body else None)


async def _send(writer: asyncio.StreamWriter, told: Told, method: str) -> None:
    payload = told.payload()
    headers = {k: v for k, v in told.headers.items() if k.lower() not in _NOT_REPLAYED}
    headers.setdefault("content-type", "application/json")
    if told.pieces is None:
        headers["content-length"] = str(len(payload))
    else:
        headers["transfer-encoding"] = "chunked"
    lines = [f"HTTP/1.1 {told.status} X", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
    if method != "HEAD":
        await _write_body(writer, told, payload)
    await writer.drain()


async def _write_body(writer: asyncio.StreamWriter, told: Told, payload: bytes) -> None:
    if told.pieces is None:
        writer.write(payload[: len(payload) // 2] if told.break_off else payload)
        return
    for pause_s, piece in told.pieces:
        await asyncio.sleep(pause_s)
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
    writer.write(b"0\r\n\r\n")
