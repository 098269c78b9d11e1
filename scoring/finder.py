"""Finds every address in running text: URLs, bare domains, disguised ones, in any script."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from scoring.finder_letters import IRI, LABEL, STOP, UNSPACED
from scoring.finder_reading import Reading, read_encoded, read_loosely, read_plainly
from scoring.hosts import LONGEST_HOST


class Address(NamedTuple):
    """An address in a text, as positions in its reading.

    *start* is where the scheme or the user name begins, *host_start* to *host_end* the host,
    *end* where path, query and fragment end. An e-mail address is no address of a page.
    """

    reading: Reading
    start: int
    host_start: int
    host_end: int
    end: int
    is_email: bool = False

    @property
    def host(self) -> str:
        """The host as it stands in the reading, not normalised."""
        return self.reading.text[self.host_start : self.host_end]

    @property
    def rest(self) -> str:
        """Port, path, query and fragment."""
        return self.reading.text[self.host_end : self.end]


# The dot before a label, where the search for an address begins; the group is the label.
_ANCHOR = re.compile(rf"\.(?:([0-9A-Za-z]+)|(?=[{LABEL}]))")
_HOST = re.compile(rf"(?<![{LABEL}])[{LABEL}]++(?:\.[{LABEL}]++)++")
_LABEL_BACKWARDS = re.compile(rf"[{LABEL}]+")
_LONGEST_LABEL = 63  # RFC 1035
_USER = re.compile(rf"(?::[^\s/?#@\\]{{0,80}})?@(?=[{LABEL}])")

# A percent-encoded letter, digit, hyphen or dot right after a host belongs to the host.
_HOST_GOES_ON = re.compile(r"%(?:25)*+(?:2[DEde]|3[0-9]|[4-7][0-9A-Fa-f])")

_SCHEME = r"(?:h[a-z*_+]{2}ps?|(?<![A-Za-z])[A-Za-z][A-Za-z*+]{1,9})\s?:\s?"
_BEFORE_HOST = re.compile(rf"{_SCHEME}[/\\]{{2,3}}\Z", re.IGNORECASE)
_BEFORE_USER = re.compile(rf"(?:{_SCHEME})?[/\\]{{2,3}}[^\s/?#\\]*@\Z", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[\w.+\-%]@\Z")
_AUTHORITY = re.compile(rf"(?:\[[0-9A-Fa-f:.]*\])?[{LABEL}.]*")
_BACKSLASHED = re.compile(r"\\[^\s<>\"`]*")

# In a path, a comma or semicolon may also end the address: the next item of a list follows.
_NEXT_ITEM = r"(?:[0-9A-Za-z\-]{1,63}\.)++[A-Za-z]{2,24}(?![0-9A-Za-z\-])"
_PIECE = rf"\([^{STOP}]*+\)|\[\w{{0,20}}\](?==)|'(?![\s,;:.)\]}}>]|\Z)"
_IN_SCRIPT = rf"(?:(?<=[/_=+\-])[{IRI}][^{STOP},;'?#]*+)?"
_PATH = rf"(?:[^{STOP}{UNSPACED},;'?#]++|[,;](?!\s|\Z|{_NEXT_ITEM})|{_PIECE})++{_IN_SCRIPT}"
_QUERY = rf"(?:[^{STOP}{UNSPACED},;']++|[,;](?!\s|\Z)|{_PIECE})++{_IN_SCRIPT}"
_REST = re.compile(
    rf"(?:\.(?=[:/?#]))?(?::\d{{1,5}}(?!\d))?(?:/(?:{_PATH})?)?(?:[?#](?:{_QUERY})?)?"
)
_NEXT_URL = re.compile(r"(?<![/=:?&+#@._~%$\-])(?<!%[0-9a-f]{2})h(?:tt|xx)ps?://", re.IGNORECASE)
_TRAILING = ".,;:!?*_~'"

_TELEGRAM_LINK = re.compile(
    r"\btg:(?://)?resolve/?\?(?:[^\s&#]{1,100}&){0,5}?domain=(\w{3,64})", re.IGNORECASE
)

Tails = Mapping[str, Set[str]]
"""The last labels of the hosts that matter, each with the labels before it."""


def readings(text: str, tails: Tails) -> Iterator[Reading]:
    """Yield the ways to read *text*, most certain first; later ones repeat earlier addresses."""
    plain = read_plainly(text)
    yield plain
    for other in (read_loosely(plain, tails.keys()), read_encoded(plain)):
        if other is not None:
            yield other


def find_telegram_links(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and channel of links that open the Telegram app (`tg://resolve?...`)."""
    for match in _TELEGRAM_LINK.finditer(text):
        yield match.start(), match.end(), match[1]


def find_addresses(reading: Reading, tails: Tails) -> Iterator[Address]:
    """Yield the addresses of a reading that can matter.

    Only runs of text in which some host ends in one of *tails* are read at all. What stands
    inside the path or query of an address is part of that address.
    """
    text, done = reading.text, 0
    for dot in _ANCHOR.finditer(text):
        if (at := dot.start()) < done or not _matters(text, at, dot[1], tails):
            continue
        floor = done = _run_start(text, at, low=done)
        while done <= at and (found := _HOST.search(text, done, at + 2)) is not None:
            host = _HOST.match(text, found.start()) or found
            if (user := _USER.match(text, host.end())) is not None:
                done = user.end()  # a user name or an e-mail's local part; the host follows
            elif (inside := _end_of_odd_url(text, floor, host.start())) > host.start():
                floor = done = inside
            else:
                address = _address(reading, host.start(), host.end(), floor=floor)
                floor = done = max(address.end, host.end())
                if len(host[0]) <= LONGEST_HOST and not _HOST_GOES_ON.match(text, done):
                    yield address
        done = max(done, at + 1)


def _matters(text: str, at: int, label: str | None, tails: Tails) -> bool:
    """Tell whether the dot at *at* may be the last one of a host that matters."""
    if label is None or label == "xn":
        return True  # another script, or its ASCII form, which are rare enough to look at
    if (known := tails.get(label.lower())) is None:
        return False
    before = _LABEL_BACKWARDS.match(text[max(at - _LONGEST_LABEL, 0) : at][::-1])
    if before is None:
        return False
    name = before[0][::-1].strip("-_").lower()
    return name in known or not name.isascii()


def _run_start(text: str, at: int, *, low: int) -> int:
    """No address spans a space, so the search may begin after the last one."""
    return max(low, text.rfind(" ", low, at) + 1, text.rfind("\n", low, at) + 1)


def _end_of_odd_url(text: str, floor: int, start: int) -> int:
    """Return the end of a URL around *start* whose host has no dot, as `http://localhost/...`."""
    if text[start - 1 : start] not in tuple("/=?&#"):
        return 0
    if (scheme := text.rfind("://", floor, start - 1)) < 0:
        return 0
    return _end_of_rest(text, _end_of_match(_AUTHORITY, text, scheme + len("://")))


def _address(reading: Reading, start: int, end: int, *, floor: int) -> Address:
    text = reading.text
    host_start, host_end = _trim_host(text, start, end)
    if host_start > start or start == floor:
        begin, has_scheme, is_email = host_start, False, False
    else:
        begin, has_scheme, is_email = _look_left(text, start, floor=floor)
    if host_end < end:
        stop = host_end
    elif has_scheme and text[end : end + 1] == "\\":
        stop = _end_of_match(_BACKSLASHED, text, end)  # to a browser it is a slash
    else:
        stop = _end_of_rest(text, end)
    return Address(reading, begin, host_start, host_end, stop, is_email)


def _trim_host(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the hyphens and underscores of lists and emphasis around a host."""
    while text[start] in "-_":
        start += 1
    while text[end - 1] in "-_":
        end -= 1
    return start, end


def _look_left(text: str, start: int, *, floor: int) -> tuple[int, bool, bool]:
    """Return where the address begins, whether a scheme is there, whether it is an e-mail's."""
    before = text[start - 1]
    if before in "/\\":
        scheme = _BEFORE_HOST.search(text, max(floor, start - 24), start)
        return (scheme.start(), True, False) if scheme else (start, False, False)
    if before == "@":
        if (user := _BEFORE_USER.search(text, max(floor, start - 200), start)) is not None:
            return user.start(), True, False
        is_email = _LOCAL_PART.search(text, max(floor, start - 2), start) is not None
        return start, False, is_email
    return start, False, False


def _end_of_rest(text: str, end: int) -> int:
    """Return where port, path, query and fragment of the host that ends at *end* end."""
    stop = _end_of_match(_REST, text, end)
    if stop - end > len("/http://") and text.find("://", end, stop) > 0:
        following = _NEXT_URL.search(text, end + 1, stop)
        stop = following.start() if following else stop
    return end + len(text[end:stop].rstrip(_TRAILING))


def _end_of_match(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
