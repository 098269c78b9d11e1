"""One answer as somebody collected it, before it is matched to a prompt of the suite."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from providers.base import Citation
from scoring.transcript import Status

SURFACE = "app"
"""What sets a transcript of a consumer app apart from one of an API."""
PREFIX = "app:"
"""How every label of an app begins; no model of a spec may have such a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What was asked: an app, with what its user chose there and the country it was asked from."""

    name: str
    model: str | None = None
    plan: str | None = None
    country: str | None = None

    @property
    def label(self) -> str:
        """The name in tables; whatever differs in it is never pooled.

        >>> App(name="ChatGPT", plan="free", country="JP").label
        'app:ChatGPT (free) @JP'
        """
        model = f" {self.model}" if self.model else ""
        plan = f" ({self.plan})" if self.plan else ""
        country = f" @{self.country}" if self.country else ""
        return f"{PREFIX}{self.name}{model}{plan}{country}"

    def row(self) -> dict[str, Any]:
        """The app as `models` of run.json lists it."""
        chosen = {"model": self.model, "plan": self.plan, "country": self.country}
        settings = {key: value for key, value in chosen.items() if value}
        return {
            "label": self.label,
            "provider": SURFACE,
            "requested": self.name,
            "settings": {"surface": SURFACE, **settings},
            "system": None,
            "control": False,
            "expected": None,
            "surface": SURFACE,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a sheet says of the prompt besides its text; empty fields say nothing."""

    claim: str = ""
    persona: str = ""
    language: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One collected answer.

    *place* is where it stands, as `file:line`. *collected_at* is ISO 8601, a date or a time in
    UTC. *turn* counts from 1 where an export tells how far into its chat the prompt was sent.
    *private* entries come from a person's whole history: what matches no prompt is nobody's
    business and leaves no trace. Where *led*, a verb in the account's language may stand around
    the prompt. *raw* is what the file held.
    """

    place: str
    prompt: str
    app: App
    collected_by: str
    collected_at: str
    answer: str = ""
    status: Status = Status.ANSWERED
    citations: tuple[Citation, ...] = ()
    attachments: tuple[Path, ...] = ()
    notes: str = ""
    hint: Hint = field(default_factory=Hint)
    served_model: str | None = None
    search_ran: bool | None = None
    turn: int | None = None
    private: bool = False
    led: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the command line says of every answer that does not say it itself."""

    app: str | None = None
    model: str | None = None
    plan: str | None = None
    country: str | None = None
    collected_by: str | None = None
    attachments: Path | None = None


@dataclass(slots=True, kw_only=True)
class Reading:
    """What reading files gave: entries, what is wrong with them, and what was left out."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empty: int = 0
