"""Reads the day of an item from whatever its collector wrote: ISO, RFC 2822, a number, 15.3.2024.

The day is the one written, in the time zone in which it was written. A date that could be two days
(03/04/2024) is not guessed at.
"""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

EARLIEST = date(1990, 1, 1).toordinal()
"""No article on the web is older; an earlier date is a mistake of the collector."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?$")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_NUMBER = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?$")


def day_of(raw: str) -> int | None:
    """The day as a number (`date.toordinal`), 0 where there is none, None where it is unreadable.

    >>> day_of("2024-03-15T14:30:00Z") == day_of("Fri, 15 Mar 2024 14:30:00 GMT")
    True
    """
    text = raw.strip()
    if not text:
        return 0
    # Most dates begin with the ISO day: a cache of days is hit far more often than one of moments.
    iso = text[4:5] == "-" and text[7:8] == "-" and not text[10:11].isdigit()
    return _read(text[:10] if iso else text)


@lru_cache(maxsize=65536)
def _read(text: str) -> int | None:
    day = _numeric(text) or _written(text)
    return None if day is None or day < EARLIEST else day


def _numeric(text: str) -> int | None:
    if _NUMBER.match(text):
        seconds = float(text)
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return datetime.fromtimestamp(seconds, UTC).toordinal()
    if match := _ISO.match(text) or _COMPACT.match(text):
        return _day(match[1], match[2], match[3])
    if match := _DOTTED.match(text):
        return _day(match[3], match[2], match[1])
    if match := _SLASHED.match(text):
        return _slashed(int(match[1]), int(match[2]), match[3])
    return None


def _slashed(first: int, second: int, year: str) -> int | None:
    """Month first or day first: certain only if one of them is no month, or both are the same."""
    if first > 12 or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _written(text: str) -> int | None:
    try:
        return parsedate_to_datetime(text).toordinal()
    except (ValueError, TypeError, IndexError):
        return None


def _day(year: str, month: str | int, day: str | int) -> int | None:
    try:
        return date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None
