"""What a failure means is decided from body and headers, not from the status alone."""

import json

import pytest

from providers.base import Reply
from providers.classify import failure
from providers.errors import STOPS_MODEL, CallError, Transient
from providers.http import Answer


def answer(status, body, **headers):
    """Return an HTTP answer as it comes out of an exchange."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(url="https://api.example/v1/chat", status=status, headers=named, body=raw)


def error(message="", **fields):
    """Return an error body as OpenAI writes it."""
    return {"error": {"message": message, **fields}}


def google(message, *details, code=429, status="RESOURCE_EXHAUSTED"):
    """Return an error body as Google writes it."""
    return {"error": {"code": code, "message": message, "status": status, "details": [*details]}}


PER_DAY = {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}],
}
PER_MINUTE = {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    "violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel"}],
}
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.4s"}
BILLING = "You exceeded your current quota, please check your plan and billing details."
TPM = (
    "Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000. Please try again in"
    " 1.2s. Add a payment method at https://platform.openai.com/account/billing to raise it."
)

CASES = [
    # status, body, kind
    (429, error(TPM, code="rate_limit_exceeded", type="tokens"), "rate_limited"),
    (429, error(BILLING, code="insufficient_quota", type="insufficient_quota"), "quota"),
    (429, error("on requests per day (RPD): Limit 200", code="rate_limit_exceeded"), "quota"),
    (429, google(BILLING, PER_DAY, RETRY_INFO), "quota"),
    (429, google(BILLING, PER_MINUTE, RETRY_INFO), "rate_limited"),
    (429, google("Resource has been exhausted (e.g. check quota)."), "rate_limited"),
    (429, [google("Slow down", RETRY_INFO)], "rate_limited"),
    (429, {"error": "Too many requests"}, "rate_limited"),
    (429, b"", "rate_limited"),
    (
        429,
        {"type": "error", "error": {"type": "rate_limit_error", "message": "x"}},
        "rate_limited",
    ),
    (
        429,
        error(
            "limit",
            type="rate_limit_error",
            details={"error_code": "enforced_spend_limit_reached"},
        ),
        "quota",
    ),
    (429, error("Your account is suspended", type="exceeded_current_quota_error"), "quota"),
    (402, error("Insufficient Balance"), "quota"),
    (400, error("Your credit balance is too low to access the API."), "quota"),
    (403, {"code": "x", "error": "You have used all available credits"}, "quota"),
    (400, error("Access denied, account not in good standing", code="Arrearage"), "quota"),
    (401, error("Incorrect API key provided: sk-1**", code="invalid_api_key"), "key"),
    (401, {"detail": "Invalid API Key"}, "key"),
    (401, b"", "key"),
    (400, google("API key not valid.", {"reason": "API_KEY_INVALID"}, code=400), "key"),
    (400, {"code": "invalid-argument", "error": "Incorrect API key provided: xx"}, "key"),
    (403, {"message": "The security token included in the request is invalid."}, "key"),
    (403, error("Permission denied", status="PERMISSION_DENIED"), "key"),
    (404, error("The model `x` does not exist", code="model_not_found"), "model"),
    (400, error("The requested model 'x' does not exist.", code="model_not_found"), "model"),
    (400, error("x is not a valid model ID", code=400), "model"),
    (400, error("The model `x` has been decommissioned", code="model_decommissioned"), "model"),
    (404, error("The API deployment does not exist.", code="DeploymentNotFound"), "model"),
    (404, {"detail": "Not Found"}, "model"),
    (404, b"<html><body><h1>404</h1></body></html>", "model"),
    (403, error("Country, region, or territory not supported", code="x"), "region"),
    (400, google("User location is not supported for the API use.", code=400), "region"),
    (
        400,
        error("Unsupported parameter: 'temperature' is not supported with this model."),
        "request",
    ),
    (400, error("This model's maximum context length is 8192 tokens."), "request"),
    (400, error("Web search options not supported with this model."), "request"),
    (422, {"detail": [{"loc": ["body", "messages"], "msg": "Field required"}]}, "request"),
    (413, b"", "request"),
    (410, error("Live search is gone"), "model"),
    (408, b"", "timeout"),
    (409, error("conflict"), "server"),
    (498, error("flex capacity exceeded"), "overloaded"),
    (500, error("The server had an error"), "server"),
    (500, b"<html>oops</html>", "server"),
    (502, b"", "server"),
    (503, error("The model is overloaded.", status="UNAVAILABLE"), "overloaded"),
    (504, b"", "server"),
    (520, b"<html>cloudflare</html>", "server"),
    (524, b"", "server"),
    (529, {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, "overloaded"),
    (200, error("Provider returned error", code=502), "server"),
    (200, error("Rate limited upstream", code=429), "rate_limited"),
]


@pytest.mark.parametrize(("status", "body", "kind"), CASES)
def test_a_failure_has_the_kind_of_its_meaning(status, body, kind):
    """Status, code, words and details together decide."""
    found = failure(answer(status, body))
    assert isinstance(found, CallError)
    assert found.kind == kind


@pytest.mark.parametrize("status", [408, 409, 429, 498, 500, 502, 503, 504, *range(520, 525), 529])
def test_statuses_worth_another_try(status):
    """An empty body leaves the status to decide; these are tried again."""
    assert isinstance(failure(answer(status, b"")), Transient)


def test_what_holds_for_every_call_stops_the_model():
    """A wrong key, spent quota, unknown model or closed region needs no second proof."""
    assert {"key", "quota", "model", "region"} <= STOPS_MODEL


@pytest.mark.parametrize(
    ("status", "body", "category"),
    [
        (
            400,
            {
                "error": {
                    "code": "content_filter",
                    "message": "The response was filtered",
                    "innererror": {
                        "code": "ResponsibleAIPolicyViolation",
                        "content_filter_result": {"hate": {"filtered": True}},
                    },
                }
            },
            "content_filter",
        ),
        (400, error("inappropriate", code="data_inspection_failed"), "data_inspection_failed"),
        (400, {"code": "DataInspectionFailed", "message": "x"}, "DataInspectionFailed"),
        (400, error("rejected because it was considered high risk", type="content_filter"), None),
        (400, error("Content Exists Risk", type="invalid_request_error"), None),
        (400, error("Output blocked by content filtering policy"), None),
        (403, error("x requires moderation", metadata={"flagged_input": "..."}), None),
        (
            400,
            error("flagged as potentially violating our usage policy", code="invalid_prompt"),
            None,
        ),
    ],
)
def test_a_block_by_a_filter_is_a_reply(status, body, category):
    """A content block is no error: it is an outcome with a category and no text."""
    found = failure(answer(status, body))
    assert isinstance(found, Reply)
    assert found.text == ""
    assert found.blocked
    assert category is None or found.blocked == category


def test_a_message_says_where_what_and_what_to_do():
    """One line: host and path, status, the service's words, its code, advice."""
    found = failure(answer(401, error("Bad key", type="auth", code="invalid_api_key")))
    for part in ("api.example/v1/chat", "401", "Bad key", "invalid_api_key", "variable"):
        assert part in found.message


def test_a_message_stays_on_one_line_and_short():
    """A page of HTML or a flood of text becomes its title or its beginning."""
    page = b"<html><head><title>Bad\n gateway</title></head>" + b"<p>x</p>" * 10_000
    found = failure(answer(502, page))
    assert "Bad gateway" in found.message
    assert len(found.message) < 500
    assert found.message.isprintable()


def test_the_wait_is_read_from_a_failure():
    """Retry-After and its kin end up in the error."""
    body = google("Please retry in 40.2s", RETRY_INFO)
    assert failure(answer(429, body, retry_after="3")).retry_after_s == pytest.approx(40.2)


def test_account_ids_leave_the_stored_body():
    """What names an account is removed, what explains the failure stays."""
    found = failure(answer(429, {"error": {"message": "slow"}, "user_id": "user_2abc"}))
    assert found.raw == {"error": {"message": "slow"}, "user_id": "[removed]"}
