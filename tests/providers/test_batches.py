"""Batches of every service that has them: requests out, results in, over real HTTP."""

import json
from pathlib import Path

import pytest

from providers.base import Question, Settings
from providers.batches.client import Batcher
from providers.batches.making import batch_unmet, make_batcher
from providers.errors import CallError, SettingsError
from providers.prices import price_of
from providers.registry import services

TRAFFIC = Path(__file__).parents[3] / "shared" / "data" / "traffic"
shared = pytest.mark.skipif(
    not TRAFFIC.is_dir(), reason="no recorded traffic beside the repository"
)
CANARY = "sk-canary-4f1d09c7b2"
MODELS = {
    "openai": "gpt-5-nano",
    "anthropic": "claude-haiku-4-5",
    "mistral": "mistral-small-2506",
    "gemini": "gemini-2.5-flash",
}
WITH_BATCHES = sorted(s.name for s in services() if s.batches is not None)


@pytest.fixture
async def batcher_for():
    """Make ways to batches whose key is the canary; they are closed after the test."""
    made = []

    def make(service, url, **settings) -> Batcher:
        settings = {"model": MODELS[service], "base_url": url} | settings
        environ = {s.key_env: CANARY for s in services() if s.key_env}
        made.append(make_batcher(service, Settings(**settings), environ=environ))
        return made[-1]

    yield make
    for batcher in made:
        await batcher.aclose()


def recorded(name):
    return json.loads((TRAFFIC / f"{name}.json").read_text(encoding="utf-8"))


async def collected(batcher, job="job-1"):
    told = await batcher.look(job)
    return told, {key: read async for key, read in batcher.results(job, told)}


def test_the_services_with_batches_are_those_that_the_table_says():
    """Nothing claims batches that the capability table denies; four are spoken here."""
    assert WITH_BATCHES == ["anthropic", "gemini", "mistral", "openai"]


@pytest.mark.shared
@shared
@pytest.mark.parametrize(
    ("service", "poll", "lines"),
    [
        ("anthropic", "anthropic/batch_ended", "anthropic/batch_results_jsonl"),
        ("mistral", "mistral/batch_inline_3", None),
        ("gemini", "gemini/batch_succeeded", None),
        ("openai", None, "openai/batch_output_jsonl"),
    ],
)
async def test_recorded_batches_are_read_as_expected(
    serve, told, batcher_for, service, poll, lines
):
    """Text, served model, finish reason and tokens of every recorded result."""
    polled = recorded(poll)["response"]["body"] if poll else {"status": "completed"}
    file = recorded(lines)["response"]["body"] if lines else ""
    polled |= {"output_file_id": "f-1"} if service == "openai" else {}

    def answer(asked):
        return told(body=file if "/results" in asked.path or "/content" in asked.path else polled)

    server = await serve(answer)
    state, found = await collected(batcher_for(service, server.url))
    assert state.progress.ending == "done"
    for item in recorded(lines or poll)["expected"]["items"]:
        reply = found[item["custom_id"]]
        assert reply.text == item["text"]
        assert reply.served_model == item["model"]
        assert reply.finish_reason == item["finish_reason"]
        assert reply.usage.input_tokens == item["input_tokens"]
        assert reply.usage.output_tokens == item["output_tokens"]
    assert len(found) == 2


@pytest.mark.shared
@shared
@pytest.mark.parametrize("service", ["anthropic", "mistral"])
async def test_a_batch_is_made_as_recorded(serve, told, batcher_for, service):
    """The call has the recorded method, path and shape; the id that came back is the job."""
    known = recorded(f"{service}/batch_created")
    server = await serve(lambda _: told(body=known["response"]["body"]))
    batcher = batcher_for(service, server.url)
    items = [batcher.item(str(n), Question(prompt=f"Q{n}", system="Be terse.")) for n in (0, 1)]
    job = await batcher.create(await batcher.upload(batcher.order(items, "mark-1")))
    assert job == known["expected"]["batch_id"]
    (asked,) = server.asked
    assert known["request"]["url"].endswith(asked.path)
    theirs, ours = known["request"]["body"]["requests"], asked.body["requests"]
    assert [r["custom_id"] for r in ours] == [r["custom_id"] for r in theirs]
    assert set(ours[0]) == set(theirs[0])


async def test_openai_gets_its_file_before_its_batch(batcher_for, batch_server):
    """A file of lines goes up as a form, then a batch over it; both name the endpoint."""
    server = batch_server()
    batcher = batcher_for("openai", server.base_url)
    items = [batcher.item("t-1", Question(prompt="Q"))]
    order = await batcher.upload(batcher.order(items, "mark-1"))
    await batcher.create(order)
    (file,) = server.files()
    line = json.loads(file)
    assert (line["custom_id"], line["method"], line["url"]) == ("t-1", "POST", "/v1/responses")
    assert line["body"]["input"] == "Q"
    (batch,) = server.batches()
    assert batch["endpoint"] == "/v1/responses"
    assert batch["metadata"] == {"dosimeter": "mark-1"}


RESULTS = {
    "openai": [
        ("ok", {"response": {"status_code": 200, "body": {"choices": [{"finish_reason": "stop",
                "message": {"content": "Fine."}}]}}, "error": None}),
        ("bad", {"response": {"status_code": 400, "body": {"error": {"message": "Wrong"}}}}),
        ("late", {"response": None, "error": {"code": "batch_expired", "message": "too late"}}),
        ("gone", {"response": None, "error": {"code": "batch_cancelled", "message": "stopped"}}),
        ("rate", {"response": {"status_code": 429, "body": {"error": {"message": "Rate limit"}}}}),
        ("odd", {"response": None, "error": {"code": "server_error", "message": "oops"}}),
    ],
    "anthropic": [
        ("ok", {"result": {"type": "succeeded", "message": {"content": [{"type": "text",
                "text": "Fine."}], "stop_reason": "end_turn"}}}),
        ("bad", {"result": {"type": "errored", "error": {"type": "error", "error": {
                "type": "invalid_request_error", "message": "Wrong"}}}}),
        ("late", {"result": {"type": "expired"}}),
        ("gone", {"result": {"type": "canceled"}}),
        ("rate", {"result": {"type": "errored", "error": {"error": {"type": "rate_limit_error",
                "message": "Slow down"}}}}),
        ("odd", {"result": {"type": "errored", "error": {"error": {"type": "api_error",
                "message": "oops"}}}}),
    ],
}  # fmt: skip
KINDS = {
    "bad": "request",
    "late": "expired",
    "gone": "cancelled",
    "rate": "rate_limited",
    "odd": "server",
}


@pytest.mark.parametrize("service", sorted(RESULTS))
async def test_every_end_of_a_request_has_its_kind(serve, told, batcher_for, service):
    """Wrong, expired, cancelled, limited, broken: each is told apart, none is a reply."""
    lines = "\n".join(json.dumps({"custom_id": i} | r) for i, r in reversed(RESULTS[service]))
    polled = {"status": "completed", "output_file_id": "f", "processing_status": "ended"}

    def answer(asked):
        down = "/results" in asked.path or "/content" in asked.path
        return told(body=lines if down else polled)

    server = await serve(answer)
    api = "chat" if service == "openai" else None
    _, found = await collected(batcher_for(service, server.url, api=api))
    assert found.pop("ok").text == "Fine."
    assert {key: error.kind for key, error in found.items()} == KINDS


async def test_geminis_failed_requests_carry_codes_of_their_own(serve, told, batcher_for):
    """gRPC's codes become the kinds of HTTP's."""
    failed = [
        {"error": {"code": code, "message": "m"}, "metadata": {"custom_id": str(code)}}
        for code in (1, 3, 8, 13, 16)
    ]
    body = {
        "done": True,
        "metadata": {"state": "BATCH_STATE_SUCCEEDED"},
        "response": {"inlinedResponses": {"inlinedResponses": failed}},
    }
    server = await serve(lambda _: told(body=body))
    _, found = await collected(batcher_for("gemini", server.url), "batches/b1")
    assert {key: error.kind for key, error in found.items()} == {
        "1": "cancelled",
        "3": "request",
        "8": "rate_limited",
        "13": "server",
        "16": "key",
    }


@pytest.mark.parametrize(
    ("service", "body", "ending"),
    [
        ("openai", {"status": "validating"}, None),
        ("openai", {"status": "finalizing"}, None),
        ("openai", {"status": "failed", "errors": {"data": [{"code": "c"}]}}, "failed"),
        ("openai", {"status": "expired"}, "expired"),
        ("anthropic", {"processing_status": "canceling"}, None),
        ("anthropic", {"processing_status": "ended"}, "done"),
        ("mistral", {"status": "RUNNING"}, None),
        ("mistral", {"status": "TIMEOUT_EXCEEDED"}, "expired"),
        ("gemini", {"metadata": {"state": "BATCH_STATE_RUNNING"}}, None),
        ("gemini", {"metadata": {"state": "JOB_STATE_EXPIRED"}}, "expired"),
        ("gemini", {"done": True, "error": {"code": 3, "message": "m"}}, "failed"),
    ],
)  # fmt: skip
async def test_states_are_read(serve, told, batcher_for, service, body, ending):
    """Working or ended, and how."""
    server = await serve(lambda _: told(body=body))
    assert (await batcher_for(service, server.url).look("j")).progress.ending == ending


@pytest.mark.parametrize("service", WITH_BATCHES)
async def test_a_refused_batch_says_why_without_the_key(batch_server, batcher_for, service):
    """401 with the key echoed: kind `key`, the key in no message and no raw body."""
    body = {"error": {"message": f"Incorrect API key provided: {CANARY}"}}
    server = batch_server(refuse={"status": 401, "body": body})
    batcher = batcher_for(service, server.base_url)
    with pytest.raises(CallError) as caught:
        order = batcher.order([batcher.item("t", Question(prompt="Q"))], "m")
        await batcher.create(await batcher.upload(order))
    assert caught.value.kind == "key"
    assert CANARY not in str(caught.value) + str(caught.value.raw)


@pytest.mark.parametrize("service", WITH_BATCHES)
async def test_the_list_of_batches_finds_ours(serve, told, batcher_for, service):
    """Where the service keeps our mark it comes back; where not, size and time do."""
    bodies = {
        "openai": {"data": [{"id": "j", "metadata": {"dosimeter": "m"}, "created_at": 7,
                   "request_counts": {"total": 2}}]},
        "mistral": {"data": [{"id": "j", "metadata": {"dosimeter": "m"}, "created_at": 7,
                    "total_requests": 2}]},
        "anthropic": {"data": [{"id": "j", "created_at": "7",
                      "request_counts": {"processing": 1, "succeeded": 1}}]},
        "gemini": {"operations": [{"name": "j", "metadata": {"displayName": "m",
                   "createTime": "7", "batchStats": {"requestCount": "2"}}}]},
    }  # fmt: skip
    server = await serve(lambda _: told(body=bodies[service]))
    (found,) = await batcher_for(service, server.url).listed()
    assert (found.job, found.created_at, found.total) == ("j", "7", 2)
    assert found.mark == (None if service == "anthropic" else "m")


async def test_results_that_break_off_are_no_results(serve, told, batcher_for):
    """A download cut in the middle raises: it will be fetched again, nothing is made up."""
    line = json.dumps({"custom_id": "a"} | RESULTS["openai"][0][1])

    def answer(asked):
        if "/content" in asked.path:
            return told(body=line + "\n" + line, break_off=True)
        return told(body={"status": "completed", "output_file_id": "f"})

    server = await serve(answer)
    with pytest.raises(CallError) as caught:
        await collected(batcher_for("openai", server.url, api="chat"))
    assert caught.value.kind in ("network", "server")


def test_services_without_batches_are_named_before_any_call():
    """The message names those that have them."""
    assert "only anthropic, gemini, mistral, openai" in batch_unmet("groq", Settings(model="m"))[0]
    asked = Settings(model="mistral-small-2506", api="conversations")
    assert batch_unmet("mistral", asked) == ["mistral takes no batches over api conversations"]
    with pytest.raises(SettingsError, match="cannot be asked in batches"):
        make_batcher("groq", Settings(model="m"), environ={"GROQ_API_KEY": "k"})


def test_a_batch_costs_half_where_that_is_known():
    """Tokens at the service's share, searches at their full fee; unknown stays unknown."""
    single, batch = price_of("openai", "gpt-5"), price_of("openai", "gpt-5", batch=True)
    assert batch.input_usd == single.input_usd / 2
    assert batch.search_usd == single.search_usd
    assert price_of("xai", "grok-4.3", batch=True) is None
