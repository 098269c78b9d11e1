"""Google's redirects: resolved once, safely, and never at the price of the citation."""

import asyncio
import time

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.base import Citation
from providers.resolving import REDIRECT_HOST, is_public, resolve

REDIRECT = f"https://{REDIRECT_HOST}/grounding-api-redirect/AUZ"


async def resolved(answer, *urls):
    """Resolve addresses against a transport that answers; return citations and requests."""
    asked = []

    async def handle(request):
        asked.append(request)
        return await answer(request) if asyncio.iscoroutinefunction(answer) else answer(request)

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(handle)) as client:
        found = await resolve(client, [Citation(url=url) for url in urls], patience_s=0.2)
    return found, asked


def leading_to(target, status=302):
    """Return an answer with a Location header."""
    return lambda request: httpx2.Response(status, headers={"location": target})


async def test_a_redirect_becomes_its_target_and_keeps_its_origin():
    """The target is what was cited; the redirect stays as raw_url."""
    found, asked = await resolved(leading_to("https://site.example/a"), REDIRECT)
    assert found == (Citation(url="https://site.example/a", raw_url=REDIRECT),)
    assert [(r.method, r.url.host) for r in asked] == [("HEAD", REDIRECT_HOST)]


async def test_other_addresses_are_never_asked():
    """Only Google's redirect host is contacted, not its look-alikes."""
    urls = (
        "https://site.example/",
        f"http://{REDIRECT_HOST}/x",
        f"https://{REDIRECT_HOST}.evil.example/x",
        f"https://evil.example/?{REDIRECT_HOST}",
    )
    found, asked = await resolved(leading_to("https://other.example/"), *urls)
    assert [c.url for c in found] == list(urls)
    assert asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://localhost/",
        "http://printer.local/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://intranet/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "/relative",
        "",
        "https://[broken/",
    ],
)
async def test_a_private_target_is_not_believed(target):
    """Private, local or odd targets leave the redirect as it came."""
    found, _ = await resolved(leading_to(target), REDIRECT)
    assert found == (Citation(url=REDIRECT),)


async def test_an_expired_redirect_stays():
    """404, a page without Location, or no connection: the citation is kept unresolved."""
    found, _ = await resolved(lambda _: httpx2.Response(404), REDIRECT)
    assert found == (Citation(url=REDIRECT),)


async def test_a_slow_redirect_does_not_hold_up_the_reply():
    """After a set patience the reply goes on without the target."""

    async def never(_):
        await asyncio.sleep(60)

    started = time.monotonic()
    found, _ = await resolved(never, REDIRECT)
    assert found == (Citation(url=REDIRECT),)
    assert time.monotonic() - started < 30


async def test_each_redirect_is_asked_once():
    """The same address twice costs one request."""
    found, asked = await resolved(leading_to("https://site.example/"), REDIRECT, REDIRECT)
    assert len(asked) == 1
    assert {c.url for c in found} == {"https://site.example/"}


@given(st.text())
def test_no_text_breaks_the_check(text):
    """Whatever stands in a Location header is judged without a crash."""
    assert is_public(f"http://{text}") in (True, False)


@given(st.ip_addresses().filter(lambda ip: not ip.is_global))
def test_no_private_number_passes(address):
    """Every address that is not global is refused."""
    host = f"[{address}]" if address.version == 6 else str(address)
    assert not is_public(f"http://{host}/")
