"""Makes a model's way to batches, and says where there is none."""

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import httpx2

from providers.base import Settings
from providers.batches.client import Batcher
from providers.errors import SettingsError
from providers.http import make_client
from providers.prices import price_of
from providers.registry import CONTROL, service_named, services, way_to
from providers.resolving import resolve

LARGEST_BYTES = 4_000_000_000
"""Results of one batch; they go through a file, never through memory."""


def batch_unmet(service: str, settings: Settings) -> list[str]:
    """Why a model cannot be asked in batches, in words; empty where it can."""
    known = ", ".join(s.name for s in services() if s.batches is not None)
    if service == CONTROL:
        return ["control chatbots are asked at once, not in batches"]
    spec = service_named(service)
    if spec.batches is None:
        return [f"{service} cannot be asked in batches from here, only {known}"]
    api = spec.api(settings)
    if api not in spec.batches.apis:
        return [f"{service} takes no batches over api {api}"]
    return []


def make_batcher(
    service: str,
    settings: Settings,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Batcher:
    """Return the way to batches of a model; raises `SettingsError` where there is none."""
    if unmet := batch_unmet(service, settings):
        raise SettingsError("; ".join(unmet))
    way = way_to(service, settings, environ=environ)
    spec = way.spec
    if spec.batches is None:  # batch_unmet has said so
        raise SettingsError(f"{service} has no batches")
    client = make_client(transport=transport, max_body_bytes=LARGEST_BYTES)
    return Batcher(
        batch=spec.batches,
        shape=spec.shape(settings),
        settings=way.settings,
        context=replace(way.context, price=price_of(service, settings.model, batch=True)),
        client=client,
        headers={"Accept": "*/*", **spec.headers, **(spec.auth(way.key) if way.key else {})},
        close=client.aclose,
        resolve=partial(resolve, client) if spec.resolves_redirects else None,
    )
