"""Reads the days and times that people and spreadsheets write; never guesses."""

import re
from datetime import UTC, datetime, timedelta

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")


class Wrong(ValueError):
    """A field that cannot be read; the sentence begins with the field's name."""


def read_date(text: str, *, now: datetime) -> str:
    """A day or a moment as ISO 8601; a moment without an offset is taken as UTC.

    >>> read_date("2026/11/3 9:05", now=datetime(2026, 11, 22, tzinfo=UTC))
    '2026-11-03T09:05:00Z'
    """
    if not text:
        raise Wrong("collected_at: missing; write the day, such as 2026-11-22 or 2026-11-22 14:30")
    day, rest = _day(text)
    clock = _CLOCK.fullmatch(rest.strip().removeprefix("T"))
    if rest.strip() and clock is None:
        raise _no_date(text)
    try:
        moment = _moment(day, clock)
    except ValueError:
        raise _no_date(text) from None
    if moment > now + timedelta(days=1):
        raise Wrong(f"collected_at: {text} is still to come")
    return moment.date().isoformat() if clock is None else stamp(moment)


def stamp(moment: datetime) -> str:
    """A moment in UTC as transcripts write it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(text: str) -> tuple[tuple[int, int, int], str]:
    if found := _ISO.match(text):
        year, month, day = map(int, found.groups())
    elif found := _DOTTED.match(text):
        day, month, year = map(int, found.groups())
    else:
        raise _no_date(text)
    return (year, month, day), text[found.end() :]


def _moment(day: tuple[int, int, int], clock: re.Match[str] | None) -> datetime:
    if clock is None:
        return datetime(*day, tzinfo=UTC)
    hour, minute, second, offset = clock.groups()
    local = datetime(*day, int(hour), int(minute), int(second or 0), tzinfo=UTC)
    if not offset or offset == "Z":
        return local
    away = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return local - away if offset[0] == "+" else local + away


def _no_date(text: str) -> Wrong:
    return Wrong(
        f"collected_at: `{text[:40]}` cannot be read without a guess; write 2026-11-22 or "
        "2026-11-22 14:30+09:00 (as text: spreadsheets rewrite dates)"
    )
