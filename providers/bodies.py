"""Reads what a service sent, whatever it claims to be: JSON, errors of many shapes, HTML."""

import json
import re
from dataclasses import dataclass
from typing import Any

import orjson

_TAGS = re.compile(r"<(script|style).*?</\1>|<[^>]{0,500}>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{1,300}?)</title>", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(rb"\s*<(!doctype|html|head|body)", re.IGNORECASE)
_HALF_PAIR = re.compile(
    r"(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)

SHOWN_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorFacts:
    """What an error body says, wherever it said it; *reasons* are further machine words."""

    type: str = ""
    code: str = ""
    message: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All of it in lower case, to look for what it means."""
        return " ".join((self.type, self.code, *self.reasons, self.message)).lower()


def decode(body: bytes) -> Any:
    """Return decoded JSON, or the text as it came; keep-alive blanks in front are no harm.

    Content types are not asked: services send JSON as `application/octet-stream`.
    """
    stripped = body.strip()
    try:
        return orjson.loads(stripped)
    except orjson.JSONDecodeError:
        return _lenient(stripped.decode("utf-8-sig", errors="replace"))


def _lenient(text: str) -> Any:
    """Read JSON with half an emoji or a NaN in it, which orjson refuses."""
    try:
        return json.loads(_HALF_PAIR.sub(r"\\ufffd", text), parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return text


def is_html(body: bytes) -> bool:
    """Return whether a web page came back."""
    return _HTML.match(body[:300]) is not None


def error_facts(body: Any) -> ErrorFacts:
    """Read the error out of a decoded body; strings, lists and nested errors are understood."""
    if isinstance(body, list):
        body = next((item for item in body if isinstance(item, dict)), {})
    if isinstance(body, str):
        return ErrorFacts(message=one_line(plain(body)))
    if not isinstance(body, dict):
        return ErrorFacts()
    inner = _inner(body)
    return ErrorFacts(
        type=_text(inner.get("type") or inner.get("status") or body.get("error_type")),
        code=_text(inner.get("code", body.get("code"))),
        message=one_line(_message(inner, body)),
        reasons=tuple(_reasons(inner)),
    )


def plain(text: str) -> str:
    """Return the words of a web page: its title if it has one."""
    title = _TITLE.search(text[:20000])
    return title[1] if title else _TAGS.sub(" ", text[:20000])


def one_line(text: str) -> str:
    """Return the text on one line without control characters, cut to a length one can read."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:4000]).split())
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1] + "…"


def _inner(body: dict[str, Any]) -> dict[str, Any]:
    error = body.get("error", body.get("Error"))
    if isinstance(error, dict):
        deeper = error.get("error")
        return deeper if isinstance(deeper, dict) else error
    if isinstance(error, str):
        return {**body, "message": body.get("message") or error}
    if isinstance(body.get("errors"), list) and body["errors"]:
        first = body["errors"][0]
        return first if isinstance(first, dict) else {"message": _text(first)}
    return body


def _message(inner: dict[str, Any], body: dict[str, Any]) -> str:
    for source in (inner, body):
        for key in ("message", "Message", "msg", "detail", "error_description", "error"):
            said = _said(source.get(key))
            if said:
                return said
    return ""


def _said(value: Any) -> str:
    """Return the text of a message that may be a list of complaints (FastAPI, Mistral)."""
    if isinstance(value, list):
        return "; ".join(filter(None, (_said(item) for item in value[:3])))
    if isinstance(value, dict):
        place = ".".join(str(part) for part in value.get("loc") or ())
        said = _said(value.get("msg") or value.get("message") or value.get("detail"))
        return f"{place}: {said}" if place and said else said
    return value if isinstance(value, str) else ""


def _reasons(inner: dict[str, Any]) -> list[str]:
    """Collect machine words: Google's details, Azure's inner errors, OpenRouter's metadata."""
    found: list[str] = []
    for key in ("details", "innererror", "metadata", "status", "param"):
        _collect(inner.get(key), found, depth=0)
    return found[:40]


def _collect(value: Any, found: list[str], *, depth: int) -> None:
    if depth > 5 or len(found) >= 40:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("previous_errors", "links", "retryDelay"):
                _collect(item, found, depth=depth + 1)
    elif isinstance(value, list):
        for item in value[:10]:
            _collect(item, found, depth=depth + 1)
    elif isinstance(value, str) and len(value) < 600:
        found.append(value)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
