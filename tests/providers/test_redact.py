"""Secrets and account ids leave what is stored; answers stay as they are."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.redact import kept_headers, scrub, scrub_bytes, without_ids

KEY = "sk-canary-4f1d09c7b2"


@pytest.mark.parametrize(
    "text",
    [
        f"Incorrect API key provided: {KEY}.",
        f"GET /v1?key={KEY}&x=1",
        "Bearer abcdefghijklmnop",
        "in organization org-Abcdefghij123456 on tokens",
        "consumer projects/123456789",
        "AIzaSyA1234567890abcdefghijklmnopqrstu",
    ],
)
def test_a_message_loses_keys_and_accounts(text):
    """Known keys go by value, others by their look."""
    cleaned = scrub(text, (KEY,))
    assert "[removed]" in cleaned
    for secret in (KEY, "abcdefghijklmnop", "Abcdefghij123456", "123456789", "AIzaSy"):
        assert secret not in cleaned


def test_fields_that_name_an_account_are_removed_at_any_depth():
    """Organisation, project, user and cookies go; empty ones show that they were empty."""
    body = {"a": [{"user_id": "u1", "project": None}], "organization": "org-1", "text": "user_id"}
    assert without_ids(body) == {
        "a": [{"user_id": "[removed]", "project": None}],
        "organization": "[removed]",
        "text": "user_id",
    }


def test_an_answer_about_keys_is_not_touched():
    """Patterns are for messages; the words of a chatbot are evidence."""
    body = {"choices": [{"message": {"content": "Keys look like sk-abcdefghijklmnop."}}]}
    assert without_ids(body) == body


def test_a_short_key_is_no_secret():
    """A placeholder such as "ollama" must not be cut out of answers."""
    assert scrub_bytes(b"I run on ollama.", ("ollama",)) == b"I run on ollama."


def test_only_headers_worth_keeping_are_kept():
    """Limits and request ids stay, cookies and organisation go."""
    headers = {
        "x-request-id": "r",
        "x-ratelimit-remaining-tokens": "5",
        "anthropic-ratelimit-requests-reset": "2026-11-22T00:00:00Z",
        "set-cookie": "a=b",
        "openai-organization": "org",
        "cf-ray": "1",
    }
    assert set(kept_headers(headers)) == {
        "x-request-id",
        "x-ratelimit-remaining-tokens",
        "anthropic-ratelimit-requests-reset",
    }


@given(st.text(), st.text())
def test_a_key_survives_in_no_json(before, after):
    """Whatever surrounds it, and however it is escaped, the key does not come through."""
    body = orjson.dumps({"text": before + KEY + after})
    escaped = body.replace(KEY.encode(), "".join(f"\\u{ord(c):04X}" for c in KEY).encode())
    for variant in (body, escaped):
        assert KEY not in orjson.loads(scrub_bytes(variant, (KEY,)))["text"]


@given(st.text())
def test_text_without_a_key_is_unchanged(text):
    """An answer that holds no key means the same afterwards."""
    body = orjson.dumps({"text": text})
    assert orjson.loads(scrub_bytes(body, (KEY,))) == {"text": text}
