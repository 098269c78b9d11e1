"""The claim library: the built-in claims and suites, extended or replaced by a user's folder."""

import difflib
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from prompts.claim import Claim, ClaimStatus, Kind
from prompts.errors import ClaimFileError, UnknownName

if TYPE_CHECKING:
    from prompts.reading import Reading
    from prompts.suites import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Claims by id and suites by name, both sorted.

    *version* is that of the built-in library; a folder adds the first digits of the hash of its
    claims (`1.0+3f2a9c01`).
    """

    version: str
    claims: Mapping[str, Claim]
    suites: Mapping[str, "Suite"]

    def claim(self, claim_id: str) -> Claim:
        """The claim of that id; raises `UnknownName` with what comes close."""
        if claim_id not in self.claims:
            raise UnknownName(_unknown("claim", claim_id, self.claims))
        return self.claims[claim_id]

    def suite(self, name: str) -> "Suite":
        """The suite of that name; raises `UnknownName` with what comes close."""
        if name not in self.suites:
            raise UnknownName(_unknown("suite", name, self.suites))
        return self.suites[name]


def load_library(folder: Path | None = None, *, only: Collection[str] | None = None) -> Library:
    """Read the built-in library and, over it, the claims and suites of *folder*.

    A claim or suite of *folder* takes the place of the built-in one of the same name. With *only*,
    just the claims of these ids are read, and an id that is nowhere raises `UnknownName`. Raises
    `ClaimFileError` with every problem of every file that was read.

    >>> load_library(only=["ua-truth-social-ban"]).claims.keys()
    dict_keys(['ua-truth-social-ban'])
    """
    # Imported here because pydantic takes 80 ms, which `dosimeter --help` need not wait for.
    from prompts.reading import claim_names, read_folder

    folders = [builtin_folder(), *([folder] if folder else [])]
    if only is not None:
        _refuse_unknown(only, {name for f in folders for name in claim_names(f)})
    readings = [read_folder(f, only=only) for f in folders]
    if problems := [p for reading in readings for p in reading.problems]:
        raise ClaimFileError(problems)
    return _merge(readings)


def builtin_folder() -> Traversable:
    """Where the library lies inside the package, installed or not."""
    return files("prompts") / "library"


def select(
    claims: Iterable[Claim],
    *,
    network: str | None = None,
    country: str | None = None,
    language: str | None = None,
    status: ClaimStatus | None = None,
    kind: Kind | None = None,
) -> tuple[Claim, ...]:
    """The claims that fit all that is given, sorted by id."""
    chosen = (
        claim
        for claim in claims
        if (network is None or network in claim.networks)
        and (country is None or country.upper() in claim.countries)
        and (language is None or language in claim.texts)
        and (status is None or claim.status is status)
        and (kind is None or claim.kind is kind)
    )
    return tuple(sorted(chosen, key=lambda claim: claim.id))


def _merge(readings: "list[Reading]") -> Library:
    claims = {read.claim.id: read.claim for reading in readings for read in reading.claims}
    suites = {read.suite.name: read.suite for reading in readings for read in reading.suites}
    own = [read.claim for reading in readings[1:] for read in reading.claims]
    return Library(
        version=_version(own),
        claims=MappingProxyType(dict(sorted(claims.items()))),
        suites=MappingProxyType(dict(sorted(suites.items()))),
    )


def _version(own: list[Claim]) -> str:
    version = (builtin_folder() / "VERSION").read_text(encoding="utf-8").strip()
    if not own:
        return version
    digest = hashlib.sha256("".join(sorted(claim.sha256 for claim in own)).encode())
    return f"{version}+{digest.hexdigest()[:8]}"


def _refuse_unknown(wanted: Collection[str], known: Collection[str]) -> None:
    if missing := [name for name in wanted if name not in known]:
        raise UnknownName("; ".join(_unknown("claim", name, known) for name in missing))


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    listed = f"`dosimeter claims list` names all {len(known)}"
    if what == "suite":
        listed = f"there are {', '.join(known) or 'none'}"
    return f"no {what} `{name}`; " + (f"did you mean `{close[0]}`?" if close else listed)
