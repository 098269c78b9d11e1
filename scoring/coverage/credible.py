"""Loads the dated lists of fact-checkers, public broadcasters and news agencies."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scoring.hosts import normalise_host, suffixes
from scoring.lists_files import Line, Table, parse_table

KINDS = ("fact_check", "public_broadcaster", "news_agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: a host, or a section of one (`reuters.com/fact-check`), with who says so."""

    host: str
    path: str
    kind: str
    name: str
    source: str
    list_date: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Credible:
    """All rows by host; of a host's rows the one with the longest fitting path counts."""

    hosts: Mapping[str, tuple[Entry, ...]]
    version: str

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.hosts.values()))

    def match(self, host: str, path: str) -> Entry | None:
        """The row for an address, or None; subdomains belong to their domain.

        >>> load_credible().match("www.reuters.com", "/fact-check/some-claim-2025-03-10/").kind
        'fact_check'
        """
        for suffix in suffixes(host):
            for entry in self.hosts.get(suffix, ()):
                if _under(path, entry.path):
                    return entry
        return None


@cache
def load_credible() -> Credible:
    """Read the shipped lists; raises `ListError` with file and line."""
    found: dict[str, list[Entry]] = {}
    digest = hashlib.sha256()
    for name in ("agencies.csv", "broadcasters.csv", "fact_checkers.csv"):
        table = _read(name)
        digest.update(table.sha256.encode())
        for line in table.lines:
            entry = _entry(line)
            known = found.setdefault(entry.host, [])
            if any(entry.path == other.path for other in known):
                raise line.wrong(f"{entry.host}{entry.path} is listed already; keep one of them")
            known.append(entry)
    ordered = {
        host: tuple(sorted(entries, key=lambda entry: -len(entry.path)))
        for host, entries in found.items()
    }
    return Credible(hosts=ordered, version=f"coverage-1-{digest.hexdigest()[:12]}")


def _read(name: str) -> Table:
    data = (resources.files("scoring.coverage") / "lists" / name).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return parse_table(name, data.decode(), sha256=sha256, headers=[{"domain", "kind"}])


def _entry(line: Line) -> Entry:
    raw, _, path = line.need("domain").partition("/")
    host = normalise_host(raw)
    if host is None or "." not in host:
        raise line.wrong(f"{raw!r} is no host; write it bare, without https://")
    if (kind := line.need("kind")) not in KINDS:
        raise line.wrong(f"unknown kind {kind!r}; use {', '.join(KINDS)}")
    return Entry(
        host=host,
        path=f"/{path.strip('/')}" if path else "",
        kind=kind,
        name=line.need("name"),
        source=line.need("source"),
        list_date=line.need("list_date"),
    )


def _under(path: str, section: str) -> bool:
    """Whether *path* is *section* or below it: `/checknews` and `/checknews/1`, not `/checknewsx`.

    Some sites write the number of a section behind a comma.
    """
    if not section:
        return True
    return path.lower().startswith(section) and path[len(section) :][:1] in (
        "",
        "/",
        "?",
        "#",
        ",",
    )


__all__ = ["Credible", "Entry", "load_credible"]
