"""What only one wire shape does: places, phases, pauses, blocks, tool round trips."""

import pytest

from providers.base import Question, Role
from providers.errors import CallError
from providers.services.kimi import TOOL

Q = Question(prompt="Is it true?")


def message(text, **more):
    """Return a message item of a Responses answer."""
    return {"type": "message", "content": [{"type": "output_text", "text": text}], **more}


async def ask(serve, provider_for, body, service, **settings):
    """Ask a service that answers with one body."""
    server = await serve(body=body)
    provider = provider_for(service, base_url=server.url, **settings)
    return await provider.ask(Q), server.asked[0].body


async def test_openai_is_always_told_a_place(serve, provider_for):
    """Without one the United States would be assumed; an empty place says none."""
    body = {"status": "completed", "output": [message("Yes.")]}
    _, bare = await ask(serve, provider_for, body, "openai", search=True)
    assert bare["tools"] == [{"type": "web_search", "user_location": {"type": "approximate"}}]
    assert bare["include"] == ["web_search_call.action.sources"]
    _, placed = await ask(
        serve, provider_for, body, "openai", search=True, location={"country": "JP"}
    )
    assert placed["tools"][0]["user_location"] == {"type": "approximate", "country": "JP"}


async def test_what_the_service_made_of_the_place_is_kept(serve, provider_for):
    """The echoed tool shows which country was really assumed."""
    tools = [{"type": "web_search", "user_location": {"country": "US"}}]
    body = {"status": "completed", "output": [message("Yes.")], "tools": tools}
    reply, _ = await ask(serve, provider_for, body, "openai", search=True)
    assert reply.echoed["tools"] == tools


async def test_commentary_is_no_part_of_the_answer(serve, provider_for):
    """Of several messages only the final one is read, where phases are marked."""
    output = [message("Let me see.", phase="commentary"), message("Yes.", phase="final_answer")]
    body = {"status": "completed", "output": output}
    assert (await ask(serve, provider_for, body, "openai"))[0].text == "Yes."


async def test_numbers_in_the_text_name_search_results(serve, provider_for):
    """Perplexity's [2] makes the second result a cited one; numbers without a result do not."""
    results = [{"id": n, "url": f"https://{n}.example/", "title": str(n)} for n in (1, 2)]
    output = [{"type": "search_results", "results": results}, message("Yes.[2][9]")]
    body = {"status": "completed", "output": output}
    reply, _ = await ask(serve, provider_for, body, "perplexity", search=True)
    cited = [c.url for c in reply.citations if c.role == Role.CITED]
    assert cited == ["https://2.example/"]
    assert sum(c.role == Role.RETRIEVED for c in reply.citations) == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"status": "failed", "error": {"code": "server_error", "message": "x"}}, "server"),
        ({"status": "failed", "error": {"code": "rate_limit_exceeded"}}, "rate_limited"),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "truncated",
        ),
        ({"status": "incomplete", "incomplete_details": {"reason": "steered"}}, "unfinished"),
        ({"status": "in_progress"}, "unfinished"),
        ({"status": "cancelled"}, "unfinished"),
        ({"status": "completed", "output": []}, "empty"),
    ],
)
async def test_a_response_that_did_not_end_well_is_no_answer(serve, provider_for, body, kind):
    """Failure, truncation and interruption inside HTTP 200 each have their kind."""
    with pytest.raises(CallError) as failed:
        await ask(serve, provider_for, {"output": [message("Half")], **body}, "openai")
    assert failed.value.kind == kind
    assert failed.value.reply is not None


@pytest.mark.parametrize(
    "body",
    [
        {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}},
        {"status": "failed", "error": {"code": "bio_policy", "message": "x"}},
        {"status": "failed", "error": {"code": "invalid_prompt", "message": "x"}},
    ],
)
async def test_a_response_stopped_by_policy_is_a_block(serve, provider_for, body):
    """A policy that stops the answer is an outcome, not an error."""
    reply, _ = await ask(serve, provider_for, {"output": [message("Half")], **body}, "openai")
    assert reply.blocked
    assert reply.text == ""


async def test_anthropic_refuses_by_category(serve, provider_for):
    """stop_reason refusal voids the text and names the category."""
    body = {
        "content": [{"type": "text", "text": "Half"}],
        "stop_reason": "refusal",
        "stop_details": {"type": "refusal", "category": "bio", "explanation": "No."},
    }
    reply, _ = await ask(serve, provider_for, body, "anthropic")
    assert (reply.text, reply.blocked, reply.refusal) == ("", "bio", "No.")


async def test_anthropic_without_max_tokens_gets_a_default(serve, provider_for):
    """The service insists on a limit; search is limited too and carries the place."""
    body = {"content": [{"type": "text", "text": "Yes."}], "stop_reason": "end_turn"}
    _, sent = await ask(
        serve, provider_for, body, "anthropic", search=True, location={"country": "JP"}
    )
    assert sent["max_tokens"] > 1000
    place = {"type": "approximate", "country": "JP"}
    assert sent["tools"][0] | {"user_location": place} == sent["tools"][0]


async def test_a_search_that_failed_is_kept_in_mind(serve, provider_for):
    """A failed search comes as an object inside HTTP 200."""
    failed = {"type": "web_search_tool_result_error", "error_code": "unavailable"}
    blocks = [
        {"type": "web_search_tool_result", "content": failed},
        {"type": "text", "text": "Yes."},
    ]
    body = {"content": blocks, "stop_reason": "end_turn"}
    reply, _ = await ask(serve, provider_for, body, "anthropic", search=True)
    assert reply.echoed == {"search_errors": ["unavailable"]}


def paused(number):
    """Return one part of a paused turn."""
    return {
        "id": f"msg_{number}",
        "content": [{"type": "text", "text": f"{number} "}],
        "stop_reason": "pause_turn",
        "usage": {"input_tokens": 10, "output_tokens": 1},
    }


async def test_pauses_are_continued_only_so_often(serve, provider_for, told):
    """A turn that never ends is unfinished after the cap, with all that was read."""
    server = await serve(lambda _: told(body=paused(len(server.asked))))
    provider = provider_for("anthropic", base_url=server.url, search=True)
    with pytest.raises(CallError) as failed:
        await provider.ask(Q)
    assert failed.value.kind == "unfinished"
    assert len(server.asked) == 6
    assert failed.value.reply.text == "1 2 3 4 5 6 "
    assert failed.value.reply.usage.input_tokens == 60


async def test_a_pause_that_repeats_itself_is_given_up(serve, provider_for):
    """The same message again is no progress and is not counted twice."""
    server = await serve(body=paused(1))
    with pytest.raises(CallError) as failed:
        await provider_for("anthropic", base_url=server.url).ask(Q)
    assert failed.value.reply.usage.input_tokens == 10
    assert len(server.asked) == 2


async def test_a_failure_while_continuing_is_the_failure_of_the_call(serve, provider_for, told):
    """An overload in the second turn is worth another try of the whole."""
    left = [told(body=paused(1)), told(status=529, body={"error": {"type": "overloaded_error"}})]
    server = await serve(lambda _: left.pop(0))
    with pytest.raises(CallError) as failed:
        await provider_for("anthropic", base_url=server.url).ask(Q)
    assert failed.value.kind == "overloaded"


async def test_kimi_gets_its_search_arguments_back(serve, provider_for, told):
    """The echo round trip happens inside one call; tokens of both rounds count."""
    call = {"id": "c1", "function": {"name": TOOL, "arguments": '{"q": "x"}'}}
    usage = {"prompt_tokens": 5, "completion_tokens": 1}
    rounds = [
        {"message": {"content": "", "tool_calls": [call]}, "finish_reason": "tool_calls"},
        {"message": {"content": "Yes."}, "finish_reason": "stop"},
    ]
    left = [{"id": f"r{n}", "choices": [c], "usage": usage} for n, c in enumerate(rounds)]
    server = await serve(lambda _: told(body=left.pop(0)))
    reply = await provider_for("kimi", base_url=server.url, search=True).ask(Q)
    assert (reply.text, reply.usage.input_tokens) == ("Yes.", 10)
    echo = server.asked[1].body["messages"][-1]
    assert (echo["tool_call_id"], echo["content"]) == ("c1", '{"q": "x"}')


@pytest.mark.parametrize(
    "body",
    [
        {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}},
        {"candidates": [{"finishReason": "SAFETY", "content": {"parts": [{"text": "Half"}]}}]},
        {"candidates": [{"finishReason": "RECITATION"}]},
        {"candidates": [{"finishReason": "SOMETHING_NEW"}]},
    ],
)
async def test_gemini_blocks_are_blocks(serve, provider_for, body):
    """A block of the prompt or of the answer, named or new, has a category and no text."""
    reply, _ = await ask(serve, provider_for, body, "gemini")
    assert reply.blocked
    assert reply.text == ""


async def test_gemini_thoughts_are_billed_but_not_read(serve, provider_for):
    """Thought parts stay out of the text and in the bill."""
    body = {
        "candidates": [
            {
                "finishReason": "STOP",
                "content": {"parts": [{"text": "Hm", "thought": True}, {"text": "Yes."}]},
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 0,
            "candidatesTokenCount": 1_000_000,
            "thoughtsTokenCount": 1_000_000,
        },
    }
    reply, _ = await ask(serve, provider_for, body, "gemini", model="gemini-2.5-flash")
    assert reply.text == "Yes."
    assert reply.usage.output_tokens == 1_000_000
    assert reply.usage.cost_usd == pytest.approx(5.0)


async def test_a_guardrail_that_blocks_is_a_block_and_one_that_masks_is_not(serve, provider_for):
    """Words replaced by the account's guardrail make the answer unusable, not blocked."""
    body = {
        "output": {"message": {"content": [{"text": "Ask {NAME}."}]}},
        "stopReason": "guardrail_intervened",
    }
    assert (await ask(serve, provider_for, body, "bedrock"))[0].blocked
    body["trace"] = {"guardrail": {"actionReason": "Guardrail masked."}}
    with pytest.raises(CallError, match="guardrail") as failed:
        await ask(serve, provider_for, body, "bedrock")
    assert failed.value.reply.text == "Ask {NAME}."


async def test_mistrals_conversations_are_read(serve, provider_for):
    """Text chunks and tool references of the search door."""
    chunks = [
        {"type": "text", "text": "Yes."},
        {"type": "tool_reference", "url": "https://a.example/", "title": "A"},
    ]
    outputs = [
        {"type": "tool.execution", "name": "web_search"},
        {"type": "message.output", "content": chunks, "model": "mistral-large-2512"},
    ]
    usage = {"prompt_tokens": 3, "completion_tokens": 1, "connectors": {"web_search": 1}}
    reply, sent = await ask(
        serve, provider_for, {"outputs": outputs, "usage": usage}, "mistral", search=True, seed=4
    )
    assert (reply.text, reply.usage.searches) == ("Yes.", 1)
    assert [c.url for c in reply.citations] == ["https://a.example/"]
    assert sent["completion_args"] == {"random_seed": 4}


async def test_azures_key_travels_in_its_own_header(serve, provider_for, canary):
    """Azure takes api-key, not a bearer token."""
    server = await serve(body={"status": "completed", "output": [message("Yes.")]})
    await provider_for("azure", base_url=server.url).ask(Q)
    assert server.asked[0].headers["api-key"] == canary
    assert "authorization" not in server.asked[0].headers


async def test_an_endpoint_that_answers_in_its_other_shape_is_read(serve, provider_for):
    """Asked by one door, answered by the other: the answer counts all the same."""
    body = {"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]}
    reply, _ = await ask(serve, provider_for, body, "openai", api="responses")
    assert reply.text == "Yes."
