"""What each service and model family can do, read from the dated table `capabilities.toml`."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from providers.base import Settings

SearchMode = Literal["offered", "always", "never"]
PARAMETERS = ("temperature", "top_p", "max_tokens", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What holds for models whose id matches one of *models*; None leaves the service's word."""

    models: tuple[str, ...]
    api: str | None = None
    search: SearchMode | None = None
    refuses: tuple[str, ...] = ()
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """One service's row."""

    search: dict[str, SearchMode]
    location: tuple[str, ...] = ()
    parameters: tuple[str, ...] = PARAMETERS
    api_refuses: dict[str, tuple[str, ...]]
    citations: str = ""
    batch: bool = False
    structured_output: bool = False
    families: tuple[Family, ...] = ()
    context_tokens: int | None = None

    def context(self, model: str) -> int | None:
        """Return how many tokens a model reads, where the table says so."""
        return self.family(model).context_tokens or self.context_tokens

    def family(self, model: str) -> Family:
        """Return the first family that a model belongs to, or one without any exception."""
        name = model.lower()
        for family in self.families:
            if any(fnmatchcase(name, pattern) for pattern in family.models):
                return family
        return Family(models=())

    def search_mode(self, api: str, model: str) -> SearchMode:
        """Return whether live search is offered, always there or never."""
        own = self.family(model).search
        return own if own else self.search.get(api, "never")

    def refused(self, api: str, settings: Settings) -> tuple[str, ...]:
        """Return the parameters that are set but would be refused, in a fixed order."""
        no = {*self.family(settings.model).refuses, *self.api_refuses.get(api, ())}
        return tuple(
            name
            for name in PARAMETERS
            if getattr(settings, name) is not None and (name in no or name not in self.parameters)
        )


UNKNOWN = Capabilities(search={}, api_refuses={})
"""For a third party's service without a row: everything is tried, search is not assumed."""


def capabilities(service: str) -> Capabilities:
    """Return the row of a service."""
    return _table().get(service, UNKNOWN)


def checked_on() -> str:
    """Return the date on which the table was last checked."""
    return str(_read()["checked"])


@cache
def _read() -> dict[str, Any]:
    text = (files("providers") / "capabilities.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _table() -> dict[str, Capabilities]:
    return {name: _row(row) for name, row in _read()["services"].items()}


def _row(row: dict[str, Any]) -> Capabilities:
    families = tuple(
        Family(
            models=tuple(family["models"]),
            api=family.get("api"),
            search=family.get("search"),
            refuses=tuple(family.get("refuses", ())),
            context_tokens=family.get("context_tokens"),
        )
        for family in row.get("families", ())
    )
    return Capabilities(
        search=row["search"],
        location=tuple(row["location"]),
        parameters=tuple(row["parameters"]),
        api_refuses={api: tuple(names) for api, names in row.get("api_refuses", {}).items()},
        citations=row["citations"],
        batch=row["batch"],
        structured_output=row["structured_output"],
        families=families,
        context_tokens=row.get("context_tokens"),
    )
