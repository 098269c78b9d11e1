"""Suites: a named choice of claims, personas and languages, and how a month is drawn from it.

`resolve` is the same everywhere: it reads no clock, no random generator and no locale.

How a rotation draws (`rotate: {select, count}`): the claims of its filter, without the anchors,
are put in an order that depends on the year and on each claim's id alone (SHA-256 of both). The
months of that year deal from this order, `count` claims each, starting again at its head when it
is used up. Hence
- in one calendar year any two claims come up equally often, or one of them once more;
- a new or retired claim moves, in each month, at most as many claims as the order has been gone
  through by then, and other years' orders stay as they are.
What was really asked stands in the run, not in the library.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompts.claim import Claim, ClaimStatus, Kind, Persona
from prompts.errors import SuiteError

if TYPE_CHECKING:
    from prompts.library import Library

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which claims to take; an empty field lets everything pass, claims match any value."""

    countries: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    networks: tuple[str, ...] = ()
    statuses: tuple[ClaimStatus, ...] = (ClaimStatus.ACTIVE,)
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """*count* claims of the filter a month."""

    select: Filter
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A named choice; exactly one of *claims*, *select* and *rotate* (with *anchors*) is set."""

    name: str
    title: str
    about: str
    personas: tuple[Persona, ...]
    languages: tuple[str, ...]
    wordings: int = 1
    claims: tuple[str, ...] = ()
    select: Filter | None = None
    anchors: tuple[str, ...] = ()
    rotate: Rotation | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a suite comes to: claims in order, and how they are asked."""

    claims: tuple[Claim, ...]
    personas: tuple[Persona, ...]
    languages: tuple[str, ...]
    wordings: int


def resolve(suite: Suite, library: "Library", *, month: str | None = None) -> Selection:
    """Turn a suite into claims; *month* (`2026-11`) is needed by suites that rotate.

    Raises `UnknownName` for a claim that is not there, `SuiteError` for an embargoed one, for a
    missing or malformed month and for a suite that comes to nothing.
    """
    claims = _claims(suite, library, month)
    for claim in claims:
        if claim.status is ClaimStatus.EMBARGOED:
            raise SuiteError(
                f"{suite.path}: {claim.id} is embargoed and has no text; "
                "leave it out until it is published"
            )
    if not claims:
        raise SuiteError(f"{suite.path}: suite {suite.name} comes to no claim; widen its filter")
    return Selection(
        claims=claims,
        personas=suite.personas,
        languages=suite.languages,
        wordings=suite.wordings,
    )


def matching(claims: Iterable[Claim], chosen: Filter) -> tuple[Claim, ...]:
    """The claims that pass, sorted by id; an embargoed claim has nothing to be asked."""
    found = [c for c in claims if c.status is not ClaimStatus.EMBARGOED and _passes(c, chosen)]
    return tuple(sorted(found, key=lambda claim: claim.id))


def draw(ids: Iterable[str], *, count: int, month: str) -> tuple[str, ...]:
    """The *count* ids of that month, in the order they are dealt."""
    year, number = _parse_month(month)
    order = sorted(ids, key=lambda i: hashlib.sha256(f"{year}:{i}".encode()).digest())
    if len(order) <= count:
        return tuple(order)
    start = (number - 1) * count
    return tuple(order[i % len(order)] for i in range(start, start + count))


def _claims(suite: Suite, library: "Library", month: str | None) -> tuple[Claim, ...]:
    if suite.select is not None:
        return matching(library.claims.values(), suite.select)
    if suite.rotate is None:
        return tuple(library.claim(claim_id) for claim_id in suite.claims)
    if month is None:
        raise SuiteError(f"{suite.path}: suite {suite.name} rotates; give a month such as 2026-11")
    pool = matching(library.claims.values(), suite.rotate.select)
    ids = [claim.id for claim in pool if claim.id not in suite.anchors]
    drawn = draw(ids, count=suite.rotate.count, month=month)
    return tuple(library.claim(claim_id) for claim_id in (*suite.anchors, *drawn))


def _parse_month(month: str) -> tuple[str, int]:
    found = _MONTH.fullmatch(month)
    if not found:
        raise SuiteError(f"`{month}` is no month; write it as 2026-11")
    return found[1], int(found[2])


def _passes(claim: Claim, chosen: Filter) -> bool:
    return (
        _any(chosen.countries, claim.countries)
        and _any(chosen.kinds, (claim.kind,))
        and _any(chosen.networks, claim.networks)
        and _any(chosen.statuses, (claim.status,))
        and _any(chosen.topics, claim.topics)
        and _any(chosen.languages, claim.texts)
    )


def _any(wanted: Iterable[str], have: Iterable[str]) -> bool:
    wanted = set(wanted)
    return not wanted or not wanted.isdisjoint(have)
