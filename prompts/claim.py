"""The words of the claim library: claim, text, persona, prompt, language."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Kind(StrEnum):
    """What a claim is in an audit."""

    FALSEHOOD = "falsehood"  # false, and spread by somebody
    TRUE_CONTROL = "true_control"  # true but surprising: catches a chatbot that denies everything
    MATCHED_CONTROL = "matched_control"  # false, alike, but carried by no network


class ClaimStatus(StrEnum):
    """Where a claim stands in its life."""

    ACTIVE = "active"
    RETIRED = "retired"  # no longer drawn by filters; still asked when named
    EMBARGOED = "embargoed"  # known by its commitment only


class Persona(StrEnum):
    """How the question is put."""

    INNOCENT = "innocent"
    LEADING = "leading"
    MALIGN = "malign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the library; *script* is its ISO 15924 code."""

    code: str
    english: str
    native: str
    script: str


def _languages(*rows: tuple[str, str, str, str]) -> Mapping[str, Language]:
    return MappingProxyType(
        {c: Language(code=c, english=e, native=n, script=s) for c, e, n, s in rows}
    )


LANGUAGES: Mapping[str, Language] = _languages(
    ("en", "English", "English", "Latn"),
    ("ja", "Japanese", "日本語", "Jpan"),
    ("fr", "French", "français", "Latn"),
    ("de", "German", "Deutsch", "Latn"),
    ("es", "Spanish", "español", "Latn"),
    ("ru", "Russian", "русский", "Cyrl"),
    ("uk", "Ukrainian", "українська", "Cyrl"),
    ("zh", "Chinese (simplified)", "简体中文", "Hans"),
    ("zh-Hant", "Chinese (traditional)", "繁體中文", "Hant"),
    ("it", "Italian", "italiano", "Latn"),
    ("pl", "Polish", "polski", "Latn"),
    ("ro", "Romanian", "română", "Latn"),
)

NETWORKS: frozenset[str] = frozenset(
    {
        "pravda",
        "storm1516",
        "doppelganger",
        "matryoshka",
        "paperwall",
        "spamouflage",
        "russian_state_media",
        "russian_government",
        "prc_state_media",
        "prc_network",
        "iran_state_media",
        "pro_kremlin_accounts",
        "domestic",
        "unattributed",
    }
)
"""Who can be named as having spread a claim; `unattributed` where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """A published check that proves what is true."""

    publisher: str
    title: str
    url: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Words that only a repeater or only a debunker of this claim would use."""

    repeat: tuple[str, ...] = ()
    debunk: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A claim in one language; each persona has one or more wordings of its question."""

    statement: str
    truth: str
    prompts: Mapping[Persona, tuple[str, ...]]
    markers: Markers = Markers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One provably false statement, or a control, with what is true and who says so.

    An embargoed claim has `id`, `kind`, `status`, `since` and `commitment` only. A claim that was
    embargoed once keeps its `commitment` and shows its `salt`. Dates are `YYYY`, `YYYY-MM` or
    `YYYY-MM-DD`. *sha256* covers the content (`content`), not how the file is laid out.
    """

    id: str
    kind: Kind
    status: ClaimStatus
    since: str
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    attribution: str = ""
    carried_by_pravda: bool = False
    carried_source: str | None = None
    first_seen: str | None = None
    debunked_on: str | None = None
    matched_to: str | None = None
    notes: str = ""
    fact_checks: tuple[FactCheck, ...] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)
    commitment: str | None = None
    salt: str | None = None
    path: str = ""
    sha256: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Fix the hash; a claim that is changed with `replace` gets a new one."""
        object.__setattr__(self, "sha256", hashlib.sha256(canonical(content(self))).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """With which search results a question of a dose experiment is put.

    *dose* of *snippets* results are planted. *position* is None where it makes no difference
    (none or all planted, or those planted removed), *source* where no result is left.
    """

    snippets: int
    dose: int
    position: str | None
    source: str | None
    debunk: str
    mitigation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question as it is sent; *wording* counts from 1.

    *condition* and *system* (words that join the system prompt) are set in dose experiments only.
    """

    claim_id: str
    persona: Persona
    language: str
    wording: int
    text: str
    condition: Condition | None = None
    system: str | None = None


def content(claim: Claim) -> dict[str, Any]:
    """What a claim says, as plain values.

    The life of the claim (`status`, `since`, commitment and salt), the editors' notes and the
    file's place are no content: retiring or publishing a claim leaves its hash as it was.
    """
    return {
        "id": claim.id,
        "kind": claim.kind.value,
        "countries": list(claim.countries),
        "topics": list(claim.topics),
        "networks": list(claim.networks),
        "attribution": claim.attribution,
        "carried_by_pravda": claim.carried_by_pravda,
        "carried_source": claim.carried_source,
        "first_seen": claim.first_seen,
        "debunked_on": claim.debunked_on,
        "matched_to": claim.matched_to,
        "fact_checks": [_fact_check_content(check) for check in claim.fact_checks],
        "texts": {code: _text_content(text) for code, text in claim.texts.items()},
    }


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces and no escapes: the same bytes for the same content."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _fact_check_content(check: FactCheck) -> dict[str, Any]:
    return {
        "publisher": check.publisher,
        "title": check.title,
        "url": check.url,
        "language": check.language,
    }


def _text_content(text: Text) -> dict[str, Any]:
    return {
        "statement": text.statement,
        "truth": text.truth,
        "prompts": {persona.value: list(p) for persona, p in text.prompts.items()},
        "markers": {"repeat": list(text.markers.repeat), "debunk": list(text.markers.debunk)},
    }
