"""What must be known of a service to ask it: address, key, wire shapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2
import orjson

from providers.base import Settings
from providers.batches.shape import BatchShape
from providers.capabilities import capabilities
from providers.errors import SettingsError
from providers.service import Post, Shape


def bearer(key: str) -> dict[str, str]:
    """Return the header in which most services take their key."""
    return {"Authorization": f"Bearer {key}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A chatbot service as data.

    *apis* maps names that a spec may give as `api` to wire shapes; the first is the default.
    *openai_apis* are those sent through the openai client. *unmet* names wishes of the settings
    that only this service knows it cannot fulfil. *batches* is how many requests are sent as one,
    where this is known. *not_possible* is for the documentation.
    """

    name: str
    title: str
    apis: Mapping[str, Shape]
    base_url: str | None = None
    key_env: str | None = None
    key_needed: bool = True
    auth: Callable[[str], dict[str, str]] = bearer
    headers: Mapping[str, str] = field(default_factory=dict)
    openai_apis: frozenset[str] = frozenset()
    unmet: Callable[[Settings], list[str]] = lambda _: []
    resolves_redirects: bool = False
    batches: BatchShape | None = None
    not_possible: str = ""

    def api(self, settings: Settings) -> str:
        """Return the name of the wire shape that these settings ask for."""
        name = settings.api or self._default_api(settings)
        if name not in self.apis:
            known = ", ".join(self.apis)
            raise SettingsError(f"{self.name} has no api {name!r}; it has {known}")
        return name

    def shape(self, settings: Settings) -> Shape:
        """Return the wire shape that these settings ask for."""
        return self.apis[self.api(settings)]

    def address(self, settings: Settings) -> str:
        """Return the base address, checked to be one."""
        url = (settings.base_url or self.base_url or "").strip()
        if not url:
            raise SettingsError(f"{self.name} has no address of its own: give its base_url")
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise SettingsError(f"base_url {url!r} is no address: write https://host/path")
        return url.rstrip("/")

    def speaks_openai(self, settings: Settings) -> bool:
        """Return whether this goes through the openai client."""
        return self.api(settings) in self.openai_apis

    def offers_search(self, settings: Settings) -> bool:
        """Return whether live search is open to the model with these settings."""
        mode = capabilities(self.name).search_mode(self.api(settings), settings.model)
        return mode == "always" or (mode == "offered" and bool(settings.search))

    def plain_post(self, client: httpx2.AsyncClient, *, base_url: str, key: str | None) -> Post:
        """Return a function that posts JSON through our own client."""
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            **self.headers,
            **(self.auth(key) if key else {}),
        }

        async def post(path: str, body: dict[str, Any], deadline_s: float) -> httpx2.Response:
            return await client.post(
                base_url + path, content=orjson.dumps(body), headers=headers, timeout=None
            )

        return post

    def _default_api(self, settings: Settings) -> str:
        """Prefer what the model's family needs, then, when search is wanted, an api with it."""
        known = capabilities(self.name)
        family = known.family(settings.model)
        if family.api in self.apis:
            return str(family.api)
        able = [name for name in self.apis if known.search_mode(name, settings.model) != "never"]
        return able[0] if settings.search and able else next(iter(self.apis))
