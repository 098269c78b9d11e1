"""Recorded exchanges with real services, replayed over real HTTP, read as they should be.

The recordings lie beside the repository and are never copied into it.
"""

import json
from pathlib import Path

import pytest

from providers.base import Question, Role
from providers.errors import CallError
from providers.registry import service_named

TRAFFIC = Path(__file__).parents[3] / "shared" / "data" / "traffic"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not TRAFFIC.is_dir(), reason="no recorded traffic beside the repository"),
]

SERVICES = {"alibaba": "qwen", "moonshot": "kimi", "vertex": "gemini", "gpustack": "compatible"}
APIS = {
    "openai_chat": "chat",
    "responses": "responses",
    "anthropic": "messages",
    "gemini": "generate",
    "converse": "converse",
    "cohere": "chat",
    "error": None,
}
MAPPED = {"perplexity/agent_api_web_search.json"}
"""Its `[7]` names a search result, which we read as cited; the recording lists it as found."""
THINKING = {"huggingface/router_basic.json", "huggingface/router_length.json"}
"""Their expected text holds the <think> part, which is no part of an answer."""
ERROR_KINDS = {400: {"request", "key", "model"}, 401: {"key"}, 403: {"key"}, 404: {"model"}}


def recordings():
    """Return the exchanges that are neither streams nor batches, as pytest parameters."""
    found = []
    for path in sorted(TRAFFIC.glob("*/*.json")):
        recorded = json.loads(path.read_text(encoding="utf-8"))
        if recorded["api"] in APIS:
            found.append(pytest.param(recorded, id=f"{path.parent.name}/{path.name}"))
    return found


async def replay(recorded, serve, provider_for):
    """Ask a server that answers as recorded; returns the reply and the error, if any."""
    response = recorded["response"]
    server = await serve(
        status=response["status"],
        headers={k: v for k, v in response["headers"].items() if k.lower() != "content-encoding"},
        body=response["body"],
    )
    service = SERVICES.get(recorded["provider"], recorded["provider"])
    api = APIS[recorded["api"]]
    known = service_named(service).apis
    model = (recorded["request"].get("body") or {}).get("model") or "some-model"
    provider = provider_for(
        service, base_url=server.url, model=model, api=api if api in known else None
    )
    try:
        return await provider.ask(Question(prompt="Q")), None
    except CallError as error:
        return error.reply, error


@pytest.mark.parametrize("recorded", recordings())
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
