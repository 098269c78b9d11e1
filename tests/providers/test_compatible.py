"""Any OpenAI-compatible endpoint: what is sent, what is read, what goes wrong."""

import pytest

from providers.base import Citation, Question, Role, Settings
from providers.errors import CallError, SettingsError
from providers.registry import make_provider

Q = Question(prompt="Is it true?")


def completion(content="Yes.", finish="stop", **more):
    """Return the body of a chat completion."""
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return {"model": "m-1", "choices": [choice], **more}


async def test_only_what_is_set_is_sent(serve, provider_for):
    """Sampling parameters that a spec leaves open do not appear in the request."""
    server = await serve(body=completion())
    await provider_for(base_url=server.url + "/v1", model="a/b:c").ask(Q)
    asked = server.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.body == {
        "model": "a/b:c",
        "messages": [{"role": "user", "content": "Is it true?"}],
    }


async def test_what_is_set_is_sent(serve, provider_for):
    """System prompt, parameters and extra fields arrive as they are."""
    server = await serve(body=completion())
    provider = provider_for(base_url=server.url, temperature=0.0, seed=7, extra={"n": 1})
    await provider.ask(Question(prompt="P", system="S"))
    body = server.asked[0].body
    assert body["messages"][0] == {"role": "system", "content": "S"}
    assert (body["temperature"], body["seed"], body["n"]) == (0.0, 7, 1)
    assert "top_p" not in body


async def test_the_key_travels_in_the_header_only(serve, provider_for, canary):
    """The key is a bearer token and nowhere else; the machine is not described."""
    server = await serve(body=completion())
    await provider_for(base_url=server.url).ask(Q)
    asked = server.asked[0]
    assert asked.headers["authorization"] == f"Bearer {canary}"
    assert canary not in asked.path
    assert not [name for name in asked.headers if name.endswith(("-os", "-arch"))]


async def test_a_local_server_needs_no_key(serve):
    """Without a key in the environment a local server is asked all the same."""
    server = await serve(body=completion())
    settings = Settings(model="m", base_url=server.url)
    provider = make_provider("compatible", settings, environ={})
    assert (await provider.ask(Q)).text == "Yes."
    await provider.aclose()


async def test_a_reply_is_read(serve, provider_for):
    """Text, model, finish reason, usage, fingerprint and ids come out of the body."""
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "cost": 0.5}
    server = await serve(
        body=completion(usage=usage, system_fingerprint="fp", user="u-1"),
        headers={"x-request-id": "r-1", "x-ratelimit-remaining-requests": "9"},
    )
    reply = await provider_for(base_url=server.url).ask(Q)
    assert (reply.text, reply.served_model, reply.finish_reason) == ("Yes.", "m-1", "stop")
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (3, 2)
    assert (reply.usage.cost_usd, reply.fingerprint, reply.request_id) == (0.5, "fp", "r-1")
    assert reply.rate_headers["x-ratelimit-remaining-requests"] == "9"
    assert reply.raw["user"] == "[removed]"
    assert reply.raw["choices"][0]["message"]["content"] == "Yes."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<think>Hm, no.</think>\n\nYes.", "Yes."),
        ("Hm, no.</think>Yes.", "Yes."),
        ("Write <think> in HTML.", "Write <think> in HTML."),
        ([{"type": "thinking", "thinking": "Hm"}, {"type": "text", "text": "Yes."}], "Yes."),
        ([{"type": "text", "text": "Ye"}, {"type": "text", "text": "s."}], "Yes."),
    ],
)
async def test_reasoning_is_no_part_of_the_answer(serve, provider_for, content, text):
    """Thoughts stay in the raw body, whatever way they are written."""
    server = await serve(body=completion(content))
    assert (await provider_for(base_url=server.url).ask(Q)).text == text


async def test_citations_of_both_forms_are_read(serve, provider_for):
    """Annotations nested or flat are cited, search results are retrieved."""
    body = completion(search_results=[{"url": "https://c.example/", "title": "C"}])
    body["choices"][0]["message"]["annotations"] = [
        {"type": "url_citation", "url_citation": {"url": "https://a.example/", "title": "A"}},
        {"type": "url_citation", "url": "https://b.example/"},
    ]
    server = await serve(body=body)
    reply = await provider_for(base_url=server.url).ask(Q)
    assert reply.citations == (
        Citation(url="https://a.example/", title="A"),
        Citation(url="https://b.example/"),
        Citation(url="https://c.example/", title="C", role=Role.RETRIEVED),
    )
    assert reply.search_ran is True


async def test_a_marked_refusal_is_an_answer_without_text(serve, provider_for):
    """The refusal field is kept apart from the text."""
    body = completion(None)
    body["choices"][0]["message"]["refusal"] = "I cannot help."
    server = await serve(body=body)
    reply = await provider_for(base_url=server.url).ask(Q)
    assert (reply.text, reply.refusal) == ("", "I cannot help.")


async def test_a_filtered_answer_is_a_block(serve, provider_for):
    """A finish by the content filter voids what text there was."""
    body = completion("Half an ans", finish="content_filter")
    body["choices"][0]["content_filter_results"] = {"hate": {"filtered": True}}
    server = await serve(body=body)
    reply = await provider_for(base_url=server.url).ask(Q)
    assert (reply.text, reply.blocked) == ("", "hate")


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"body": "<!doctype html><title>Sign in</title>"}, "malformed"),
        ({"body": "hello"}, "malformed"),
        ({"body": "[1, 2]"}, "malformed"),
        ({"body": {"ok": True}}, "malformed"),
        ({"body": ""}, "server"),
        ({"body": '{"choices": [{"mess'}, "server"),
        ({"body": {"error": {"code": 502, "message": "upstream"}}}, "server"),
        ({"body": {"error": {"code": 429, "message": "slow down"}}}, "rate_limited"),
        ({"body": {"error": "insufficient_quota"}}, "quota"),
        ({"body": completion("")}, "empty"),
        ({"body": completion("  \n")}, "empty"),
        ({"body": completion("Half", finish="length")}, "truncated"),
        ({"body": completion(None, finish="tool_calls")}, "unfinished"),
        ({"body": completion("Half", finish="error")}, "server"),
        ({"status": 502, "body": "<html><body>Bad gateway</body></html>"}, "server"),
        ({"status": 404, "body": "<html>nginx</html>"}, "model"),
        ({"status": 500, "body": ""}, "server"),
    ],
)
async def test_what_is_no_answer_has_its_kind(serve, provider_for, told, kind):
    """HTML, emptiness, foreign JSON, errors inside 200: one clear line and the right kind."""
    server = await serve(**told)
    with pytest.raises(CallError) as failed:
        await provider_for(base_url=server.url).ask(Q)
    assert failed.value.kind == kind
    assert "127.0.0.1" in failed.value.message
    assert "\n" not in failed.value.message


async def test_a_truncated_answer_is_kept_as_evidence(serve, provider_for):
    """The error carries what was read, so that evidence shows it without scoring it."""
    server = await serve(body=completion("Half", finish="length", usage={"prompt_tokens": 3}))
    with pytest.raises(CallError) as failed:
        await provider_for(base_url=server.url).ask(Q)
    reply = failed.value.reply
    assert (reply.text, reply.finish_reason, reply.usage.input_tokens) == ("Half", "length", 3)


async def test_blank_lines_before_the_answer_are_no_harm(serve, provider_for):
    """Keep-alive whitespace in front of the JSON is skipped."""
    server = await serve(body="\n      \n" * 50 + '{"choices":[{"message":{"content":"Yes."}}]}')
    assert (await provider_for(base_url=server.url).ask(Q)).text == "Yes."


async def test_half_an_emoji_is_no_harm(serve, provider_for):
    """A lone surrogate, which no UTF-8 can hold, is replaced and the rest read."""
    server = await serve(body='{"choices":[{"message":{"content":"Oh \\ud83d no"}}]}')
    assert (await provider_for(base_url=server.url).ask(Q)).text == "Oh \ufffd no"


async def test_two_megabytes_of_text_are_an_answer(serve, provider_for):
    """A long answer with control characters comes through whole."""
    text = "Nein.\x07\x00 " * 250_000
    server = await serve(body=completion(text))
    assert (await provider_for(base_url=server.url).ask(Q)).text == text


async def test_a_parameter_that_the_model_refuses_is_left_out(serve, provider_for, told):
    """After one refusal the parameter is not sent again, and the reply says so."""

    def answer(asked):
        if "temperature" in asked.body:
            message = "Unsupported parameter: 'temperature' is not supported with this model."
            return told(status=400, body={"error": {"message": message, "param": "temperature"}})
        return told(body=completion())

    server = await serve(answer)
    provider = provider_for(base_url=server.url, temperature=0.5)
    assert (await provider.ask(Q)).left_out == ("temperature",)
    assert (await provider.ask(Q)).left_out == ("temperature",)
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 500])
async def test_a_server_that_echoes_the_key_cannot_leak_it(serve, provider_for, canary, status):
    """The key is in no message, no body, no header and no text, however it is echoed."""
    escaped = "".join(f"\\u{ord(c):04x}" for c in canary)
    body = (
        f'{{"error": {{"message": "bad {canary} {escaped}"}}, "{canary}": 1,'
        f' "choices": [{{"message": {{"content": "{canary} {escaped}"}}}}]}}'
    )
    server = await serve(status=status, body=body, headers={"x-request-id": canary})
    try:
        seen = repr(await provider_for(base_url=server.url).ask(Q))
    except CallError as error:
        seen = repr((error.message, error.raw, error.reply, error.rate_headers, error.args))
    assert "[removed]" in seen
    assert canary not in seen


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://x/y", "http://", "http://x:y/"])
def test_an_address_that_is_none_is_refused_before_any_call(url):
    """A wrong base_url is a setting to correct, not a call that fails."""
    with pytest.raises(SettingsError, match="base_url"):
        make_provider("compatible", Settings(model="m", base_url=url), environ={})


def test_a_key_with_a_line_break_inside_is_refused_without_showing_it():
    """A badly copied key is named by its variable."""
    settings = Settings(model="m", base_url="http://127.0.0.1:1", key_env="MY_KEY")
    with pytest.raises(SettingsError, match="MY_KEY") as failed:
        make_provider("compatible", settings, environ={"MY_KEY": "sk-1\nsk-2"})
    assert "sk-1" not in str(failed.value)


def test_a_missing_key_is_named():
    """key_env that is not set says which variable to set."""
    settings = Settings(model="m", base_url="http://127.0.0.1:1", key_env="MY_KEY")
    with pytest.raises(SettingsError, match="MY_KEY"):
        make_provider("compatible", settings, environ={})
