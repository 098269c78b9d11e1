"""Takes secrets and account ids out of what is stored: bodies, headers, error messages.

Answers are evidence and stay untouched: ids are removed by the name of their field, keys by their
exact value. Patterns of keys are only applied to error messages.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson

REMOVED = "[removed]"
SHORTEST_SECRET = 8
"""A shorter key ("x", "ollama") is a placeholder; removing it everywhere would damage answers."""

ACCOUNT_FIELDS = frozenset(
    {
        "account",
        "account_id",
        "accountid",
        "api_key",
        "apikey",
        "authorization",
        "billing_account",
        "client_ip",
        "consumer",
        "cookie",
        "customer_id",
        "end_user",
        "ip",
        "ip_address",
        "key_id",
        "org",
        "org_id",
        "orgid",
        "organisation_id",
        "organization",
        "organization_id",
        "organizationid",
        "project",
        "project_id",
        "projectid",
        "safety_identifier",
        "set-cookie",
        "tenant",
        "tenant_id",
        "team",
        "team_id",
        "user",
        "user_email",
        "user_id",
        "userid",
        "workspace",
        "workspace_id",
    }
)
_FIELD = re.compile(
    rb'"(?:' + "|".join(sorted(map(re.escape, ACCOUNT_FIELDS))).encode() + rb')"\s*:\s*["{\[\d]',
    re.IGNORECASE,
)
_KEY_LIKE = re.compile(
    r"""\b(?:sk|pk|rk|xai|gsk|pplx|AIza|org|proj|user|team|acct)[-_][A-Za-z0-9_*-]{10,}
    |\bAIza[A-Za-z0-9_-]{20,}|\bBearer\s+[^\s"']{8,}|\bprojects/\d{6,}
    |(?<=[?&])(?:key|api[-_]?key|token)=[^&\s"']+""",
    re.VERBOSE,
)

_KEPT_HEADERS = re.compile(
    r"""retry-after(-ms)?|x-should-retry|.*ratelimit.*|x-(ms-)?request-id|request-id|x-ds-trace-id
    |apim-request-id|x-amzn-requestid|x-amzn-errortype|mistral-correlation-id|x-debug-trace-id
    |x-generation-id|openai-version|openai-processing-ms|x-ms-region|x-gemini-service-tier|date
    |content-type|x-api-warning|x-endpoint-monthly-call-limit|x-trial-endpoint-call-limit""",
    re.VERBOSE,
)


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """Return an error message without keys, known or merely looking like one.

    >>> scrub("Bad key sk-abcdefghijkl", ())
    'Bad key [removed]'
    """
    for secret in _worth_removing(secrets):
        text = text.replace(secret, REMOVED).replace(quote(secret, safe=""), REMOVED)
    return _KEY_LIKE.sub(REMOVED, text)


def scrub_bytes(body: bytes, secrets: Iterable[str]) -> bytes:
    """Return a body in which no secret is left, not even one written in JSON's escapes."""
    known = _worth_removing(secrets)
    if not known:
        return body
    if b"\\u00" in body or b"\\/" in body:
        body = _unescaped(body)
    for secret in known:
        body = body.replace(secret.encode(), REMOVED.encode())
        body = body.replace(quote(secret, safe="").encode(), REMOVED.encode())
    return body


def without_ids(value: Any, body: bytes | None = None) -> Any:
    """Return decoded JSON with the fields that name an account, project or person removed.

    With the *body* that it was decoded from, a quick look there saves the walk.
    """
    if body is not None and not _FIELD.search(body):
        return value
    return _walk(value)


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers worth keeping as evidence: limits, request ids, versions."""
    return {name: value for name, value in headers.items() if _is_kept(name)}


@lru_cache(maxsize=1000)
def _is_kept(name: str) -> bool:
    return _KEPT_HEADERS.fullmatch(name) is not None


def _worth_removing(secrets: Iterable[str]) -> list[str]:
    return [secret for secret in secrets if secret and len(secret) >= SHORTEST_SECRET]


def _unescaped(body: bytes) -> bytes:
    try:
        return orjson.dumps(orjson.loads(body))
    except orjson.JSONDecodeError:
        return body


def _walk(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _field(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item) for item in value]
    return value


def _field(key: str, item: Any) -> Any:
    if key.lower() in ACCOUNT_FIELDS and item not in (None, "", [], {}):
        return REMOVED
    return _walk(item)
