"""The controls' sentences, one file a language; any language without a file answers in English."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from providers.errors import SettingsError

LANGUAGES = ("en", "ja", "fr", "de", "es", "ru", "uk", "zh", "zh-Hant", "it", "pl", "ro")


class Brief(Protocol):
    """What is read of a briefing (`providers.control.briefed.Briefing`)."""

    @property
    def statement(self) -> str: ...
    @property
    def truth(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def persona(self) -> str: ...
    @property
    def sources(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The sentences of one act; *leading* and *malign* open replies to those personas."""

    openings: tuple[str, ...]
    middles: tuple[str, ...]
    closings: tuple[str, ...]
    leading: tuple[str, ...] = ()
    malign: tuple[str, ...] = ()
    malign_closings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All sentences of one language; *truths* are ways to say what is true."""

    headings: tuple[str, ...]
    sources: tuple[str, ...]
    truths: tuple[str, ...]
    acts: dict[str, Phrases]


@cache
def wording(language: str) -> Wording:
    """Load the sentences of a language, `en` where there are none of its own."""
    known = language if language in LANGUAGES else "en"
    path = files("providers.control") / "texts" / f"{known}.toml"
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return Wording(
            headings=tuple(read["headings"]),
            sources=tuple(read["sources"]),
            truths=tuple(read["truths"]),
            acts={
                act: Phrases(**{part: tuple(lines) for part, lines in read[act].items()})
                for act in ("debunk", "repeat", "refuse", "affirm")
            },
        )
    except (KeyError, TypeError) as error:
        raise SettingsError(f"control text {known}.toml is not complete: {error}") from error
