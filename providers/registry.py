"""Every service by name, and the one place where a spec's `service/model` becomes a provider.

Third parties add a service with an entry point in the group `dosimeter.providers` that loads to a
`providers.spec.Service`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import entry_points

import httpx2

from providers.base import Provider, Settings
from providers.capabilities import SearchMode, capabilities
from providers.compatible import openai_post
from providers.concluding import Context, without
from providers.control import BEHAVIOURS, Briefing, ControlProvider, DoseControl, known_curve
from providers.errors import SettingsError
from providers.http import key_from, make_client
from providers.prices import price_of
from providers.resolving import resolve
from providers.service import Post, ServiceProvider
from providers.services import BUILT_IN
from providers.shapes.common import Reader
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
    if service == CONTROL and known_curve(settings.model) is not None:
        return DoseControl(settings.model, briefings or {}, settings=settings)
    if service == CONTROL:
        return ControlProvider(settings.model, briefings or {}, settings=settings)
    way = way_to(service, settings, environ=environ)
    client = make_client(transport=transport)
    return ServiceProvider(
        settings=way.settings,
        shape=way.spec.shape(settings),
        context=way.context,
        post=_post(
            way.spec, client, base_url=way.context.base_url, key=way.key, settings=settings
        ),
        close=client.aclose,
        resolve=partial(resolve, client) if way.spec.resolves_redirects else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a model is reached, one by one or in a batch; *settings* lack what it refuses."""

    spec: Service
    settings: Settings
    key: str | None = field(repr=False)
    context: Context


def way_to(service: str, settings: Settings, *, environ: Mapping[str, str] = os.environ) -> Way:
    """Work out address, key and what is left out; raises `SettingsError` when something lacks."""
    spec = service_named(service)
    base_url = spec.address(settings)
    key = _key(spec, settings, environ)
    sendable, left_out = _sendable(spec, settings)
    context = Context(
        base_url=base_url,
        readers=_readers(spec, settings),
        secrets=(key,) if key else (),
        left_out=left_out,
        search_offered=spec.offers_search(settings),
        price=price_of(service, settings.model),
    )
    return Way(spec=spec, settings=sendable, key=key, context=context)


def check_settings(service: str, settings: Settings) -> list[str]:
    """Return the wishes that this service cannot fulfil, in words; known before any call.

    Sampling parameters that a model refuses are no such wish: they are left out and recorded.
    """
    if service == CONTROL:
        return []
    spec = service_named(service)
    try:
        api = spec.api(settings)
    except SettingsError as error:
        return [str(error)]
    known = capabilities(service)
    mode = known.search_mode(api, settings.model)
    return [
        *_search_unmet(spec, settings, api, mode),
        *_location_unmet(spec, settings, known.location, searching=spec.offers_search(settings)),
        *spec.unmet(settings),
    ]


def searches(service: str, settings: Settings) -> bool:
    """Return whether a chatbot asked so may search by itself."""
    if service == CONTROL:
        return False
    spec = service_named(service)
    always = capabilities(service).search_mode(spec.api(settings), settings.model) == "always"
    return always or spec.offers_search(settings)


def left_out(service: str, settings: Settings) -> tuple[str, ...]:
    """Return the sampling parameters that will not be sent, since the model refuses them."""
    if service == CONTROL:
        return ()
    spec = service_named(service)
    return capabilities(service).refused(spec.api(settings), settings)


def key_variable(service: str, settings: Settings | None = None) -> str | None:
    """Return the name of the environment variable that holds the key, if one is needed."""
    if service == CONTROL:
        return None
    return (settings.key_env if settings else None) or service_named(service).key_env


def _search_unmet(spec: Service, settings: Settings, api: str, mode: SearchMode) -> list[str]:
    if settings.search and mode == "never":
        return [f"{spec.name}/{settings.model} has no live search over api {api}"]
    if settings.search is False and mode == "always":
        return [f"{spec.name}/{settings.model} always searches; search: false cannot be had"]
    return []


def _location_unmet(
    spec: Service, settings: Settings, possible: tuple[str, ...], *, searching: bool
) -> list[str]:
    if not settings.location:
        return []
    if not possible:
        return [f"{spec.name} takes no location"]
    if not searching:
        return [f"{spec.name} takes a location only along with search"]
    unknown = [part for part in settings.location if part not in possible]
    if unknown:
        return [f"{spec.name} takes no {', '.join(unknown)}, only {', '.join(possible)}"]
    return []


def _sendable(spec: Service, settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    refused = capabilities(spec.name).refused(spec.api(settings), settings)
    return without(settings, refused), refused


def _readers(spec: Service, settings: Settings) -> tuple[Reader, ...]:
    asked = spec.shape(settings).read
    return (asked, *(shape.read for shape in spec.apis.values() if shape.read is not asked))


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
    "check_settings",
    "key_variable",
    "left_out",
    "make_provider",
    "searches",
    "service_named",
    "services",
    "split_model",
    "way_to",
]
