"""Finds networks that a reply names without an address, such as "Pravda EN"."""

import re
from collections.abc import Iterable, Iterator

import can_ada

from scoring.finder_letters import LABEL
from scoring.lists_types import Listing, WatchLists

_OTHER_PAPERS = frozenset(
    {
        *("european", "evropeiska", "yevropeiska", "європейська", "европейская"),
        *("ekonomichna", "економічна", "istorychna", "історична"),
        *("komsomolskaya", "komsomolska", "комсомольская", "комсомольська"),
        *("ukrainska", "ukrainskaya", "ukrayinska", "ukrainian", "українська", "украинская"),
    }
)
"""Words that make a Pravda another newspaper: "Ukrainska Pravda EN" is not the network's."""

_LATIN_LIKE = re.compile(rf"[{LABEL}.]+")
_LAST_WORD = re.compile(r"(\w+)[\s*_\"'«“„]*\Z")


def name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Build the pattern that finds any of *names* as whole words, in the case they are listed.

    Case matters: "Pravda ES" is the network's Spanish edition, "Pravda es ..." a sentence.
    """
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    choice = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(rf"(?<![{LABEL}@])(?:{choice})(?![{LABEL}]|\.[0-9A-Za-z])")


def name_hints(names: Iterable[str]) -> tuple[str, ...]:
    """Return strings of which a text must hold one before it can hold a name."""
    return tuple(sorted({"@" if name[0] == "@" else max(name.split(), key=len) for name in names}))


def wide_host_pattern(domains: Iterable[str]) -> re.Pattern[str] | None:
    """Build the pattern for listed hosts with letters that end a Latin address.

    In `出典はニュース.jp` nothing tells where such a host begins, so it has to stand apart.
    """
    shown = [_shown(domain) for domain in domains if "xn--" in domain]
    wide = [re.escape(host) for host in shown if not _LATIN_LIKE.fullmatch(host)]
    if not wide:
        return None
    choice = "|".join(sorted(wide, key=len, reverse=True))
    return re.compile(
        rf"(?:(?<![\w.\-/=?&#%@])|(?<=//))(?:[\w\-]+\.)*(?:{choice})(?![0-9A-Za-z_\-]|\.\w)",
        re.IGNORECASE,
    )


def _shown(domain: str) -> str:
    # The library's stub says str, the function takes bytes.
    return can_ada.idna_decode(domain.encode())  # type: ignore[arg-type]


def find_names(text: str, lists: WatchLists) -> Iterator[tuple[int, int, Listing]]:
    """Yield start, end and listing of every name in *text*."""
    if lists.name_pattern is None or not any(hint in text for hint in lists.name_hints):
        return
    for match in lists.name_pattern.finditer(text):
        before = _LAST_WORD.search(text, max(match.start() - 24, 0), match.start())
        if before is None or before[1].lower() not in _OTHER_PAPERS:
            yield match.start(), match.end(), lists.names[" ".join(match[0].split())]
