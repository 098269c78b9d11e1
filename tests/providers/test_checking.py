"""The live check: one tiny call, one clear verdict."""

import pytest

from providers.checking import check_model

ANSWER = {"model": "m-1", "choices": [{"message": {"content": "OK"}, "finish_reason": "stop"}]}


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, ANSWER, "ok"),
        (
            200,
            {**ANSWER, "choices": [{"message": {"content": ""}, "finish_reason": "length"}]},
            "ok",
        ),
        (401, {"error": {"message": "Bad key"}}, "key wrong"),
        (429, {"error": {"code": "insufficient_quota"}}, "no quota"),
        (404, {"error": {"message": "The model does not exist"}}, "model unknown"),
        (403, {"error": {"code": "unsupported_country_region_territory"}}, "region blocked"),
        (500, {"error": {"message": "oops"}}, "unclear"),
    ],
)
async def test_a_tiny_call_tells_what_is_wrong(serve, provider_for, status, body, verdict):
    """Key, quota, model and region are told apart."""
    server = await serve(status=status, body=body)
    finding = await check_model(provider_for(base_url=server.url))
    assert finding.verdict == verdict
    assert len(server.asked) == 1
