"""A model as a spec names it: service, exact id, settings, limits, and the label they give."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from providers.base import Settings
from providers.batches.making import batch_unmet

ALIAS = re.compile(r"(^|[-/:.])(latest|auto|default|preview-latest)$")
"""Ids that name no version: what answers under them changes without notice."""

_SILENT = frozenset({"model", "deadline_s"})
"""Settings that the label does not show: the id stands in front, a deadline changes no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How hard a model may be asked; none of it changes what is asked.

    *requests_per_minute* and *tokens_per_minute* of None mean: no limit known.
    """

    max_in_flight: int = 16
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


FROM_SPEC = "price of the spec"
"""The source of a price that the user gave; it goes before any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars a million tokens and a thousand searches; *source* says who knows."""

    input: float
    output: float
    searches: float = 0.0
    source: str = FROM_SPEC


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is asked: provider, exact id and settings under one label."""

    label: str
    provider: str
    settings: Settings
    system: str | None = None
    limits: Limits = Limits()
    price: Price | None = None
    batch: bool = False
    allow_missing: bool = False
    context_tokens: int | None = None

    @property
    def by_batch(self) -> bool:
        """Whether its trials are handed in as a batch; how they are asked changes no trial."""
        return self.batch and not batch_unmet(self.provider, self.settings)

    @property
    def requested(self) -> str:
        """The id as the service knows it."""
        return self.settings.model

    @property
    def is_control(self) -> bool:
        """Whether this is a built-in control chatbot."""
        return self.provider == "control"

    def identity(self) -> dict[str, Any]:
        """Everything that makes an answer an answer of this model, as plain data."""
        return {
            "provider": self.provider,
            "requested": self.requested,
            "settings": sent_settings(self.settings),
        }


def sent_settings(settings: Settings) -> dict[str, Any]:
    """The settings that are not at their default, without the model id."""
    plain = asdict(settings)
    return {
        f.name: plain[f.name]
        for f in fields(settings)
        if f.name not in _SILENT and plain[f.name] not in (None, {})
    }


def derive_label(provider: str, settings: Settings, system: str | None) -> str:
    """Name a model by its settings; two different settings never share a label.

    >>> derive_label("openai", Settings(model="gpt-5.2", search=True), None)
    'openai/gpt-5.2 +search'
    """
    parts = [f"{provider}/{settings.model}"]
    for name, value in sent_settings(settings).items():
        parts.append(_label_part(name, value))
    if system is not None:
        parts.append(f"system={_short_hash(system)}")
    return " ".join(parts)


def _label_part(name: str, value: Any) -> str:
    if name == "search":
        return "+search" if value else "-search"
    if name == "location" and set(value) == {"country"}:
        return f"@{value['country']}"
    if name == "base_url":
        return f"at={urlsplit(value).netloc}#{_short_hash(value)}"
    if isinstance(value, Mapping):
        return f"{name}={_short_hash(repr(sorted(value.items())))}"
    return f"{name}={value}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
