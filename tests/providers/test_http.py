"""The way out: deadlines, caps, redirects, connections, and every transport error by name."""

import asyncio
import gzip
import time

import httpx2
import pytest

from providers import http
from providers.base import Question
from providers.errors import Permanent, Transient

ANSWER = {"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]}
Q = Question(prompt="Is it true?")


async def test_a_dripping_server_does_not_outlive_the_deadline(serve, provider_for):
    """One wall-clock deadline holds although bytes keep arriving."""
    server = await serve(pieces=[(0.05, b" ")] * 1_200)
    started = time.monotonic()
    with pytest.raises(Transient) as failed:
        await provider_for(base_url=server.url, deadline_s=0.4).ask(Q)
    assert failed.value.kind == "timeout"
    assert time.monotonic() - started < 30


async def test_a_silent_server_is_left_at_the_deadline(serve, provider_for):
    """A server that never answers ends in a timeout that says how long was waited."""
    server = await serve(pieces=[(30, b"{}")])
    with pytest.raises(Transient, match=r"0\.2 s"):
        await provider_for(base_url=server.url, deadline_s=0.2).ask(Q)


async def test_a_huge_body_is_cut_off(serve, provider_for):
    """50 MB are not read to their end; the failure says too large and is final."""
    server = await serve(pieces=[(0, b"x" * 1_000_000)] * 50)
    with pytest.raises(Permanent) as failed:
        await provider_for(base_url=server.url).ask(Q)
    assert failed.value.kind == "too_large"
    assert "20 MB" in failed.value.message


async def test_a_small_zip_of_a_huge_body_is_cut_off(serve, provider_for):
    """Compressed bodies are measured as they unfold."""
    bomb = gzip.compress(b" " * 60_000_000)
    server = await serve(body=bomb, headers={"content-encoding": "gzip"})
    with pytest.raises(Permanent) as failed:
        await provider_for(base_url=server.url).ask(Q)
    assert failed.value.kind == "too_large"


async def test_a_zipped_answer_is_read(serve, provider_for):
    """gzip is asked for and understood."""
    body = gzip.compress(b'{"choices":[{"message":{"content":"Yes."}}]}')
    server = await serve(body=body, headers={"content-encoding": "gzip"})
    reply = await provider_for(base_url=server.url).ask(Q)
    assert reply.text == "Yes."


async def test_a_plain_body_that_claims_to_be_zipped_is_read(serve, provider_for):
    """Some proxies leave the header of what they have unpacked."""
    server = await serve(body=ANSWER, headers={"content-encoding": "gzip"})
    assert (await provider_for(base_url=server.url).ask(Q)).text == "Yes."


async def test_a_redirect_is_refused_and_its_target_named(serve, provider_for):
    """A redirect to a private address is not followed."""
    inside = await serve(body=ANSWER)
    server = await serve(status=307, headers={"location": inside.url + "/latest/meta-data"})
    with pytest.raises(Permanent) as failed:
        await provider_for(base_url=server.url).ask(Q)
    assert failed.value.kind == "request"
    assert inside.url.removeprefix("http://") in failed.value.message
    assert inside.asked == []


async def test_connections_are_used_again(serve, provider_for):
    """Calls one after the other share a connection; calls at once have one each."""
    server = await serve(body=ANSWER)
    provider = provider_for(base_url=server.url)
    for _ in range(3):
        await provider.ask(Q)
    assert server.connections == 1
    await asyncio.gather(*(provider.ask(Q) for _ in range(5)))
    assert server.connections <= 5


async def test_a_connection_that_the_server_closed_is_not_used_again(serve, provider_for, told):
    """After an idle connection went away the next call opens another."""
    server = await serve(lambda asked: told(body=ANSWER, headers={"x-n": str(len(asked.path))}))
    provider = provider_for(base_url=server.url)
    await provider.ask(Q)
    breaking = await serve(body=ANSWER, break_off=True)
    with pytest.raises(Transient):
        await provider_for(base_url=breaking.url).ask(Q)
    assert (await provider.ask(Q)).text == "Yes."


async def test_nobody_listening_is_a_network_error(provider_for):
    """A refused connection names the address and what to check."""
    with pytest.raises(Transient, match="base_url") as failed:
        await provider_for(base_url="http://127.0.0.1:9/v1").ask(Q)
    assert failed.value.kind == "network"


async def test_a_body_that_breaks_off_is_worth_another_try(serve, provider_for):
    """A connection dropped in the middle of the body is a network error."""
    server = await serve(body=ANSWER, break_off=True)
    with pytest.raises(Transient) as failed:
        await provider_for(base_url=server.url).ask(Q)
    assert failed.value.kind == "network"


async def test_a_server_that_talks_nonsense_is_a_network_error(unused_tcp_server, provider_for):
    """What is no HTTP at all is reported as such, not as a crash."""
    with pytest.raises(Transient) as failed:
        await provider_for(base_url=unused_tcp_server).ask(Q)
    assert failed.value.kind == "network"


@pytest.fixture
async def unused_tcp_server():
    """A server that answers every connection with words that are no HTTP."""

    async def talk(reader, writer):
        await reader.read(100)
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


def test_every_error_of_httpx2_has_its_kind():
    """A new exception of httpx2 must be given a kind before it can surprise an audit."""
    exported = [getattr(httpx2, name) for name in httpx2.__all__]
    errors = {e for e in exported if isinstance(e, type) and issubclass(e, Exception)}
    assert errors - set(http.TRANSIENT_ERRORS) - set(http.PERMANENT_ERRORS) == set()


def test_an_address_in_a_message_holds_no_key():
    """User info and query are left out of what is shown."""
    shown = http.where("https://me:secret@api.example.org/v1/chat?key=abc")
    assert shown == "api.example.org/v1/chat"


async def test_cookies_do_not_travel_from_call_to_call(serve, provider_for):
    """Calls stay strangers to each other: a cookie that is set is not sent back."""
    server = await serve(body=ANSWER, headers={"set-cookie": "who=me"})
    provider = provider_for(base_url=server.url)
    await provider.ask(Q)
    await provider.ask(Q)
    assert "cookie" not in server.asked[1].headers
