"""Recorded exchanges with real services, replayed over real HTTP, read as they should be.

The recordings lie beside the repository and are never copied into it.
"""

import json

import pytest

from providers.base import Question, Role
from providers.errors import CallError
from tests.support.traffic import (
    MAPPED,
    THINKING,
    TRAFFIC,
    WITH_TRAFFIC,
    api_of,
    model_of,
    recordings,
    service_of,
)

pytestmark = WITH_TRAFFIC
ERROR_KINDS = {400: {"request", "key", "model"}, 401: {"key"}, 403: {"key"}, 404: {"model"}}


def parameters():
    """Return the recordings as pytest parameters."""
    return [pytest.param(recorded, id=name) for name, recorded in recordings().items()]


async def replay(recorded, serve, provider_for):
    """Ask a server that answers as recorded; returns the reply and the error, if any."""
    response = recorded["response"]
    server = await serve(
        status=response["status"],
        headers={k: v for k, v in response["headers"].items() if k.lower() != "content-encoding"},
        body=response["body"],
    )
    provider = provider_for(
        service_of(recorded),
        base_url=server.url,
        model=model_of(recorded),
        api=api_of(recorded),
    )
    try:
        return await provider.ask(Question(prompt="Q")), None
    except CallError as error:
        return error.reply, error


@pytest.mark.parametrize("recorded", parameters())
async def test_a_recorded_exchange_is_read_as_expected(recorded, serve, provider_for, request):
    """Text, addresses by role, model, finish, usage, refusal and errors equal what is expected."""
    name = request.node.callspec.id
    reply, error = await replay(recorded, serve, provider_for)
    expected = recorded["expected"]
    if expected.get("error"):
        assert error is not None
        assert expected["error"]["message"][:60] in error.message
        assert error.kind in ERROR_KINDS[recorded["response"]["status"]]
        return
    assert reply is not None, error
    if name not in THINKING:
        assert (reply.text or None) == (expected.get("final_text") or expected["text"] or None)
    if name not in MAPPED:
        assert addresses(reply, Role.CITED) == unique(expected["urls"])
    for key, role in (("source_urls", Role.RETRIEVED), ("opened_urls", Role.OPENED)):
        if key in expected:
            assert addresses(reply, role) == unique(expected[key])
    assert reply.served_model == expected["model"]
    assert reply.finish_reason == expected["finish_reason"]
    assert reply.usage.input_tokens == expected["input_tokens"]
    assert reply.usage.output_tokens == expected["output_tokens"]
    assert reply.refusal == expected.get("refusal")
    assert bool(reply.blocked) == expected.get("blocked", False)
    for key, got in further(reply).items():
        if key in expected:
            assert got == expected[key]


def addresses(reply, role):
    """Return the addresses of one role, redirects as they came."""
    return unique((c.raw_url or c.url) for c in reply.citations if c.role == role)


def unique(urls):
    """Return addresses once each, in order."""
    return list(dict.fromkeys(urls))


def further(reply):
    """Return what only some recordings tell."""
    cost = reply.usage.cost_usd
    return {
        "n_searches": reply.usage.searches,
        "system_fingerprint": reply.fingerprint,
        "cost": cost,
        "cost_in_usd_ticks": None if cost is None else round(cost * 1e10),
    }


async def test_a_pause_is_continued_as_it_was_recorded(serve, provider_for, told):
    """The two recorded halves of one search come out as one reply, usage added up."""
    halves = [
        json.loads((TRAFFIC / "anthropic" / name).read_text(encoding="utf-8"))
        for name in ("web_search_pause_turn.json", "web_search_pause_turn_resumed.json")
    ]
    left = [half["response"]["body"] for half in halves]
    server = await serve(lambda _: told(body=left.pop(0)))
    provider = provider_for("anthropic", base_url=server.url, search=True)
    reply = await provider.ask(Question(prompt="Q"))
    assert reply.text == "".join(half["expected"]["text"] for half in halves)
    assert reply.usage.input_tokens == 401468 + 494549
    assert reply.usage.searches == 15
    assert reply.finish_reason == "end_turn"
    assert (
        server.asked[1].body["messages"][1]["content"] == halves[0]["response"]["body"]["content"]
    )
