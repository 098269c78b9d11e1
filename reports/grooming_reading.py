"""Reads what each reply retrieved, cited and opened: one pass over the evidence, light cells left.

An address counts once for a reply and role. Whether it is on a watch list is what the scorer of
sources said when the run was scored.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from reports.load import FALSEHOOD, Row, Run, read_texts
from reports.scores import Found
from reports.story import subjects
from scoring.coverage import Coverage, Source, classify, date_in, load_credible
from scoring.coverage.classes import bare
from scoring.endorsement import Endorsement, endorsement
from scoring.transcript import Status, reply_text

ROLES = ("retrieved", "cited", "opened")
LISTED = frozenset({"network", "infrastructure"})
Key = tuple[str, str, str, str]  # model, language, claim, month


@dataclass(slots=True)
class Cell:
    """Replies of one chatbot in one language about one claim in one month."""

    replies: int = 0
    addressed: int = 0
    listed: int = 0
    first: int = 0
    only: int = 0
    addresses: Counter[str] = field(default_factory=Counter)
    networks: Counter[tuple[str, str]] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Site:
    """One registrable domain that came up for a claim; *first* is its earliest day, if told."""

    coverage: Coverage
    first: str = ""
    addresses: int = 0


@dataclass(slots=True)
class Exposure:
    """All cells of a run, and the sites that came up for each claim and language."""

    cells: dict[Key, Cell] = field(default_factory=dict)
    sites: dict[tuple[str, str], dict[str, Site]] = field(default_factory=dict)
    asked: dict[tuple[str, str], int] = field(default_factory=dict)


def read_exposure(run: Run) -> Exposure:
    """Read the replies about false claims; sites come from products, or else from controls."""
    found = Exposure()
    about = {row.model for row in subjects(run).rows}
    checks = _checks(run.meta)
    # A withheld answer shows no addresses, so its claim has no part in this chapter.
    wanted = [row for row in run.rows if _applies(row) and not run.withholds(row)]
    for row, line in read_texts(run, wanted):
        listed = run.scores.found(row.trial_id) if row.hits else ()
        placed = _placed(line, listed, checks.get(row.claim, frozenset()))
        key = (row.model, row.language, row.claim, (row.asked_at or "")[:7])
        _count(found.cells.setdefault(key, Cell()), placed, listed)
        if any(hit.hit.category in LISTED for hit in listed):
            found.cells[key].stances[_stance(run, row, line, listed)] += 1
        if row.model in about:
            _remember(found, row, placed)
    return found


def _applies(row: Row) -> bool:
    return row.kind == FALSEHOOD and row.hits is not None and row.status is not Status.FAILED


def _checks(meta: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The addresses of the fact-checks that each claim names."""
    return {
        claim["id"]: frozenset(
            bare(str(check.get("url") or "")) for check in claim.get("fact_checks") or ()
        )
        for claim in meta.get("claims") or ()
    }


Placed = list[tuple[str, Source, str]]  # role, source, network


def _placed(line: Mapping[str, Any], listed: Iterable[Found], checks: frozenset[str]) -> Placed:
    hits = {(hit.hit.role, hit.url): hit.hit for hit in listed}
    made: Placed = []
    seen: set[tuple[str, str]] = set()
    for citation in (line.get("reply") or {}).get("citations") or ():
        role, url = citation.get("role") or "cited", citation["url"]
        if (role, url) in seen:
            continue
        seen.add((role, url))
        hit = hits.get((role, url.strip()))
        category = hit.category if hit else None
        source = _classified(url, citation.get("title") or "", category, checks)
        made.append((role, source, hit.network if hit and hit.category in LISTED else ""))
    return made


@lru_cache(maxsize=65536)  # a run names the same pages over and over
def _classified(url: str, title: str, category: str | None, checks: frozenset[str]) -> Source:
    return classify(
        url, title=title, category=category, credible=load_credible(), checks=checks
    )  # fmt: skip


def _count(cell: Cell, placed: Placed, listed: Iterable[Found]) -> None:
    cell.replies += 1
    cell.listed += any(hit.hit.category in LISTED for hit in listed)
    if not placed:
        return
    networks = [network for _, _, network in placed]
    cell.addressed += 1
    cell.first += bool(networks[0])
    cell.only += all(networks)
    for role, _, network in placed:
        cell.addresses[role] += 1
        if network:
            cell.networks[role, network] += 1


def _stance(run: Run, row: Row, line: Mapping[str, Any], listed: Iterable[Found]) -> str:
    """What the answer does with listed pages: a use as source anywhere beats a warning."""
    text = reply_text(line.get("reply") or {})
    scored = run.scores.verdicts.get(row.scorer or "", {}).get(row.trial_id)
    evidence = scored.evidence if scored is not None else ()
    said = {
        endorsement(
            text, hit.start, hit.end, language=row.language, verdict=row.verdict, evidence=evidence
        )
        for hit in listed
        if hit.hit.category in LISTED
    }
    for stance in (Endorsement.SUPPORT, Endorsement.WARNING):
        if stance in said:
            return stance.value
    return Endorsement.NEITHER.value


def _remember(found: Exposure, row: Row, placed: Placed) -> None:
    key = (row.claim, row.language)
    found.asked[key] = found.asked.get(key, 0) + 1
    sites = found.sites.setdefault(key, {})
    for _, source, _ in placed:
        if not source.domain:
            continue
        # A fact-check on a news site makes of the site a fact-checker for this claim.
        site = sites.setdefault(source.domain, Site(coverage=source.coverage))
        site.coverage = min(site.coverage, source.coverage, key=_RANK.index)
        site.addresses += 1
        day = _day_in(source.address, (row.asked_at or "")[:10])
        site.first = min(filter(None, (site.first, day)), default="")


@lru_cache(maxsize=65536)
def _day_in(address: str, latest: str) -> str:
    return date_in(f"https://{address}", latest=latest)


_RANK = list(Coverage)
