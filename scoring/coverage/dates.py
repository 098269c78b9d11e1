"""Reads the day on which a page appeared out of its address, where the address tells it."""

import re
from datetime import date

_DAY = re.compile(
    r"(?<!\d)(20[0-3]\d)(?:[/\-_.](0?[1-9]|1[0-2])[/\-_.](0?[1-9]|[12]\d|3[01])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?!\d)"
)
_MONTH = re.compile(r"/(20[0-3]\d)/(0[1-9]|1[0-2])(?=/|\Z)")


def date_in(address: str, *, latest: str = "") -> str:
    """The day (or month) in *address*, "" where there is none or it lies after *latest*.

    >>> date_in("https://example.org/2025/02/25/no-it-did-not.html")
    '2025-02-25'
    >>> date_in("https://example.org/2025/02/no-it-did-not")
    '2025-02'
    """
    path = address.partition("//")[2].partition("/")[2]
    for match in _DAY.finditer(path):
        found = _day(match[1], match[2] or match[4], match[3] or match[5])
        if found and not (latest and found > latest[:10]):
            return found
    month = _MONTH.search(f"/{path}")
    found = f"{month[1]}-{month[2]}" if month else ""
    return "" if latest and found > latest[:7] else found


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
