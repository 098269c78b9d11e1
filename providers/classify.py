"""Decides by meaning what a failed answer is: worth another try, final, or a block by a filter.

The status alone does not tell: a spent quota comes as 429, a wrong key as 400, a content block as
400 or 403, and an error of any kind inside an HTTP 200.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

from providers.base import Reply
from providers.bodies import ErrorFacts, error_facts, is_html, one_line
from providers.errors import CallError, Permanent, PermanentKind, Transient, TransientKind
from providers.http import Answer, where
from providers.redact import kept_headers, scrub, without_ids
from providers.waits import retry_after_s

Kind = TransientKind | PermanentKind

_BLOCKED = re.compile(
    r"""content_filter|contentfilter|responsibleaipolicyviolation|data_?inspection_?failed
    |content_policy_violation|content[ ]exists[ ]risk|moderation_blocked|prompt_blocked
    |(?:bio|misalignment|cyber|usage)_policy(?:_violation)?\b|cyber_policy
    |flagged[ ]as[ ]potentially[ ]violating|flagged_input|violates[ ]usage[ ]guidelines
    |output[ ]blocked[ ]by[ ]content[ ]filtering|requires[ ]moderation
    |blocked[ ]by[ ](?:our[ ])?(?:content|safety)|safety_check_type|considered[ ]high[ ]risk
    |content_violation|guardrail_intervened|content_moderation""",
    re.VERBOSE,
)
_BLOCK_CATEGORIES = re.compile(
    r"""\b(jailbreak|self_harm|self-harm|sexual|violence|hate|harassment|protected_material_text
    |bio_policy|cyber_policy|misalignment_policy)\b""",
    re.VERBOSE,
)
_QUOTA = re.compile(
    r"""insufficient[_ ]quota|billing|insufficient[_ ](?:balance|funds|credits?|user_quota)
    |credit[ ]balance|out[ ]of[ ]credits?|arrearage|spend(?:ing)?[_ ]limit|payment[ ]required
    |exceeded_current_quota|quota_exceeded_error|used[ ]all[ ]available[ ]credits|per[ _-]?day
    |perday|daily[ ](?:limit|quota)|monthly[ ](?:limit|quota|spend)|per[ -]?month
    |requires[ ]more[ ]credits|account[ ](?:is[ ])?suspended|hard[_ ]limit""",
    re.VERBOSE,
)
_PER_MINUTE = re.compile(r"per[ _-]?min|per[ _-]?sec|retryinfo|rate_limit_exceeded")
_SPENT_FOR_GOOD = re.compile(
    r"insufficient[_ ](?:quota|balance)|per[ _-]?day|credit balance|hard[_ ]limit|spend[_ ]limit"
)
_KEY = re.compile(
    r"""api[_ -]?key[_ ](?:not[ ]valid|invalid|expired|missing)|invalid[_ -](?:x-)?api[_ -]?key
    |incorrect[ ]api[ ]key|invalid[ ]authentication|authentication[_ ](?:error|failed|fails)
    |missing[ ]authentication|invalid[ ](?:bearer[ ])?token|unrecognizedclient|expiredtoken
    |security[ ]token|unauthori[sz]ed|invalidapikey|access[ ]token|no[ ]api[ ]key""",
    re.VERBOSE,
)
_REGION = re.compile(
    r"unsupported_country|country, region,? or territory|location is not supported"
    r"|not available in your (?:region|country|location)|region (?:is )?not supported"
)
_MODEL = re.compile(
    r"""model_?not_?found|deploymentnotfound|model_decommissioned|invalid_model|unknown[ ]model
    |model[`'"\w ./:@-]{0,120}(?:not[ ]found|does[ ]not[ ]exist|is[ ]not[ ]supported|not[ ]exist
    |is[ ]not[ ]available|decommissioned|has[ ]been[ ](?:retired|deprecated)|no[ ]longer)
    |not[ ](?:a[ ])?valid[ ]model|not[ ]found[ ]the[ ]model|invalid[ ]model|no[ ]such[ ]model
    |model[ ]identifier|access[ ]to[ ]the[ ]model|no[ ]endpoints[ ]found|unsupported[ ]model""",
    re.VERBOSE,
)
_OVERLOADED = re.compile(r"overloaded|capacity|too busy|is loading|unavailable")
_RATE = re.compile(
    r"rate[_ -]?limit|too many requests|throttl|resource_exhausted|ratelimitreached"
)
_PARAMETER = re.compile(r"unsupported[_ ](?:parameter|value)|extra inputs|unexpected keyword")

_BY_STATUS: dict[int, Kind] = {
    401: "key",
    402: "quota",
    404: "model",
    408: "timeout",
    409: "server",
    425: "server",
    429: "rate_limited",
    498: "overloaded",
    503: "overloaded",
    529: "overloaded",
}
_ADVICE: dict[Kind, str] = {
    "key": "check the key and the variable that holds it",
    "quota": "the account's credit or quota is spent: add to it or wait for the new period",
    "model": "check the model id and base_url",
    "region": "the service refuses this place: ask from another, or leave the model out",
    "request": "the service does not accept this request: check the model's settings",
    "malformed": "check base_url: is this the API's address?",
}

Rule = Callable[[int, str], bool]


def failure(answer: Answer, *, secrets: tuple[str, ...] = ()) -> CallError | Reply:
    """Return what a failed answer means: an error to raise, or a `Reply` that is a block."""
    body = answer.json()
    facts = error_facts(body)
    status = _meant_status(answer.status, facts)
    if _is_block(status, facts):
        return _block(answer, body, facts, secrets)
    kind = _kind(answer, status, facts)
    return call_error(
        kind,
        describe(answer, facts, kind, secrets=secrets),
        answer=answer,
        body=body,
        facts=facts,
    )


def call_error(
    kind: Kind,
    message: str,
    *,
    answer: Answer,
    body: Any = None,
    facts: ErrorFacts | None = None,
    reply: Reply | None = None,
) -> CallError:
    """Build the error of a kind, with its evidence and the wait that the service asks for."""
    wait = None
    if answer.status >= 400 or facts is not None:
        said = facts.message if facts else ""
        wait = retry_after_s(answer.headers, body, said, now=datetime.now(UTC))
    details: dict[str, Any] = {
        "http_status": answer.status,
        "retry_after_s": wait,
        "raw": without_ids(body),
        "reply": reply,
        "rate_headers": kept_headers(answer.headers),
    }
    if kind in get_args(TransientKind):
        return Transient(message, kind=kind, **details)
    return Permanent(message, kind=kind, **details)


def describe(
    answer: Answer, facts: ErrorFacts, kind: Kind, *, secrets: tuple[str, ...] = ()
) -> str:
    """Return one line: where, status, what the service said, what to do."""
    names = dict.fromkeys(name for name in (facts.type, facts.code) if name)
    names.pop(str(answer.status), None)
    label = f" ({', '.join(names)})" if names else ""
    said = facts.message or ("an empty body" if not answer.body.strip() else "no message")
    page = "a web page: " if is_html(answer.body) else ""
    line = f"{where(answer.url)} answered {answer.status}: {page}{said}{label}"
    advice = _ADVICE.get(kind)
    return one_line(scrub(f"{line} -- {advice}" if advice else line, secrets) + " ")


def _meant_status(status: int, facts: ErrorFacts) -> int:
    """An error inside HTTP 200 often carries the status it should have had."""
    if status < 400 and facts.code.isdecimal() and 400 <= int(facts.code) < 600:
        return int(facts.code)
    return status


def _is_block(status: int, facts: ErrorFacts) -> bool:
    if status in (401, 402, 404, 408, 429) or status >= 500:
        return False
    if facts.code == "invalid_prompt" and "usage policy" in facts.words:
        return True
    return _BLOCKED.search(facts.words) is not None


def _kind(answer: Answer, status: int, facts: ErrorFacts) -> Kind:
    if is_html(answer.body) and status < 400:
        return "malformed"
    for kind, rule in _RULES:
        if rule(status, facts.words):
            return kind
    if answer.headers.get("x-should-retry", "").lower() == "true":
        return "server"
    return _BY_STATUS.get(status, "server" if status >= 500 or status < 400 else "request")


def _quota(status: int, words: str) -> bool:
    if status >= 500 or (status == 429 and _waits_a_minute(words)):
        return False
    return status == 402 or (status != 404 and _QUOTA.search(words) is not None)


def _waits_a_minute(words: str) -> bool:
    """Gemini says "check your plan and billing" for a limit that ends within the minute too."""
    return bool(_PER_MINUTE.search(words)) and not _SPENT_FOR_GOOD.search(words)


def _key(status: int, words: str) -> bool:
    return status == 401 or (status < 404 and _KEY.search(words) is not None)


def _model(status: int, words: str) -> bool:
    if _PARAMETER.search(words):
        return False
    return status in (404, 410) or (status < 404 and _MODEL.search(words) is not None)


def _overloaded(status: int, words: str) -> bool:
    return (status >= 429 or status < 400) and _OVERLOADED.search(words) is not None


def _rate(status: int, words: str) -> bool:
    return status == 429 or (
        (status < 401 or status == 403 or status >= 500) and _RATE.search(words) is not None
    )


_RULES: tuple[tuple[Kind, Rule], ...] = (
    ("region", lambda status, words: status < 500 and _REGION.search(words) is not None),
    ("quota", _quota),
    ("model", _model),
    ("key", _key),
    ("key", lambda status, words: status == 403 and "permission" in words),
    ("overloaded", lambda status, words: status == 529 or _overloaded(status, words)),
    ("rate_limited", _rate),
)


def _block(answer: Answer, body: Any, facts: ErrorFacts, secrets: tuple[str, ...]) -> Reply:
    category = _BLOCK_CATEGORIES.search(facts.words)
    named = category[1] if category else facts.code or facts.type or "content_filter"
    return Reply(
        text="",
        blocked=scrub(named, secrets)[:80],
        finish_reason="content_filter",
        rate_headers=kept_headers(answer.headers),
        raw=without_ids(body),
    )
