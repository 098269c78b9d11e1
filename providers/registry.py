"""Every service by name, and the one place where a spec's `service/model` becomes a provider.

Third parties add a service with an entry point in the group `dosimeter.providers` that loads to a
`providers.spec.Service`.
"""

import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

import httpx2

from providers.base import Provider, Settings
from providers.compatible import openai_post
from providers.control import BEHAVIOURS, Briefing, ControlProvider
from providers.errors import SettingsError
from providers.http import key_from, make_client
from providers.service import Post, ServiceProvider
from providers.services import BUILT_IN
from providers.spec import Service

CONTROL = "control"
GROUP = "dosimeter.providers"


def split_model(name: str) -> tuple[str, str]:
    """Return service and model id; ids may hold slashes and colons.

    >>> split_model("ollama/llama3.3:70b")
    ('ollama', 'llama3.3:70b')
    """
    service, slash, model = name.strip().partition("/")
    if not slash or not service or not model:
        raise SettingsError(f"{name!r} names no model: write service/exact-id, as openai/gpt-5.2")
    return service, model


def services() -> tuple[Service, ...]:
    """Return every service that can be asked over a network, in alphabetical order."""
    return tuple(sorted(_services().values(), key=lambda service: service.name))


def service_named(name: str) -> Service:
    """Return a service; an unknown name is an error that lists the known ones."""
    try:
        return _services()[name]
    except KeyError:
        known = ", ".join([CONTROL, *sorted(_services())])
        raise SettingsError(f"no service is called {name!r}; known are {known}") from None


def make_provider(
    service: str,
    settings: Settings,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    environ: Mapping[str, str] = os.environ,
    briefings: Mapping[str, Briefing] | None = None,
) -> Provider:
    """Return a chatbot that can be asked; raises `SettingsError` when a key or address lacks."""
    if service == CONTROL:
        return ControlProvider(settings.model, briefings or {}, settings=settings)
    spec = service_named(service)
    shape = spec.shape(settings)
    base_url = spec.address(settings)
    key = _key(spec, settings, environ)
    client = make_client(transport=transport)
    return ServiceProvider(
        settings=settings,
        shape=shape,
        base_url=base_url,
        post=_post(spec, client, base_url=base_url, key=key, settings=settings),
        close=client.aclose,
        secrets=(key,) if key else (),
        search_offered=spec.offers_search(settings),
    )


def key_variable(service: str, settings: Settings | None = None) -> str | None:
    """Return the name of the environment variable that holds the key, if one is needed."""
    if service == CONTROL:
        return None
    return (settings.key_env if settings else None) or service_named(service).key_env


def _key(spec: Service, settings: Settings, environ: Mapping[str, str]) -> str | None:
    variable = settings.key_env or spec.key_env
    key = key_from(environ, variable)
    needed = spec.key_needed or settings.key_env is not None
    if needed and key is None:
        raise SettingsError(
            f"{spec.name} needs a key: set the environment variable {variable}"
            " (or name another with key_env)"
        )
    if key is not None and (not key.isascii() or not key.isprintable()):
        raise SettingsError(
            f"the key in {variable} holds characters that no key has: copy it anew"
        )
    return key


def _post(
    spec: Service,
    client: httpx2.AsyncClient,
    *,
    base_url: str,
    key: str | None,
    settings: Settings,
) -> Post:
    if spec.speaks_openai(settings):
        return openai_post(client, base_url=base_url, key=key, headers=spec.headers)
    return spec.plain_post(client, base_url=base_url, key=key)


@cache
def _services() -> dict[str, Service]:
    found = {service.name: service for service in BUILT_IN}
    for entry in entry_points(group=GROUP):
        service = entry.load()
        if not isinstance(service, Service):
            raise SettingsError(
                f"entry point {entry.name} of {GROUP} is no providers.spec.Service"
            )
        found[service.name] = service
    return found


__all__ = [
    "BEHAVIOURS",
    "CONTROL",
    "key_variable",
    "make_provider",
    "service_named",
    "services",
    "split_model",
]
