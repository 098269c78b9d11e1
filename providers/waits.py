"""How long a service asks us to wait, in every form that services use. For failures only:
Anthropic and Hugging Face send Retry-After with successful answers too."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

ROUNDED_DOWN_S = 1.0
"""Gemini's RetryInfo is rounded down to whole seconds; asking that early fails again."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)(?![a-z])")
_SAID = re.compile(
    r"""(?:try\ again|retry|retry\ after|wait)(?:\s+(?:in|after|for))?\s+
    (?P<said>\d+(?:\.\d+)?\s*(?:milliseconds?|seconds?|secs?|minutes?|mins?|hours?|days?|ms|s|m|h|d)?
    (?:\s*\d+(?:\.\d+)?\s*(?:ms|s|m)\b)*)""",
    re.VERBOSE | re.IGNORECASE,
)
_LONG_UNITS = (
    (r"milliseconds?", "ms"),
    (r"seconds?|secs?", "s"),
    (r"minutes?|mins?", "m"),
    (r"hours?", "h"),
    (r"days?", "d"),
)


def retry_after_s(
    headers: Mapping[str, str], error: Any = None, message: str = "", *, now: datetime
) -> float | None:
    """Return the longest wait that a failed answer asks for, in seconds, or None.

    *error* is the decoded body, searched for Google's RetryInfo.
    """
    waits = [*_from_headers(headers, now), *_from_details(error), *_from_text(message)]
    asked = [wait for wait in waits if math.isfinite(wait)]
    return max(0.0, *asked) if asked else None


def duration_s(text: str) -> float | None:
    """Read a duration as Go writes it: `6m0s`, `34.07s`, `12ms`; a bare number is seconds."""
    text = text.strip().lower()
    try:
        return float(text)
    except ValueError:
        parts = _DURATION.findall(text)
    return sum(float(number) * _UNITS[unit] for number, unit in parts) if parts else None


def _from_headers(headers: Mapping[str, str], now: datetime) -> Iterator[float]:
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    milliseconds = _number(lower.get("retry-after-ms", ""))
    if milliseconds is not None:
        yield milliseconds / 1000
    after = lower.get("retry-after", "")
    seconds = duration_s(after)
    if seconds is not None:
        yield seconds
    elif after:
        yield from _until(after, now)


def _until(date: str, now: datetime) -> Iterator[float]:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        try:
            moment = datetime.fromisoformat(date)
        except ValueError:
            return
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    yield (aware - now).total_seconds()


def _from_details(value: Any) -> Iterator[float]:
    """Yield every `retryDelay` in the body, however deep it lies."""
    if isinstance(value, dict):
        delay = value.get("retryDelay")
        seconds = duration_s(delay) if isinstance(delay, str) else None
        if seconds is not None:
            yield seconds + ROUNDED_DOWN_S
        value = list(value.values())
    if isinstance(value, list):
        for item in value[:50]:
            yield from _from_details(item)


def _from_text(message: str) -> Iterator[float]:
    for match in _SAID.finditer(message[:2000]):
        said = match["said"].lower()
        for pattern, unit in _LONG_UNITS:
            said = re.sub(pattern, unit, said)
        seconds = duration_s(said)
        if seconds is not None:
            yield seconds


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
