"""The shape of a claim file: pydantic at the border, `Claim` behind it.

The models also make the JSON Schema that editors use, so each field's description says what would
be right; error messages quote it.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from prompts import claim as words
from prompts.claim import LANGUAGES, Claim, ClaimStatus, FactCheck, Kind, Persona
from prompts.yamlfile import KeyPath

_TEXT_OR_NUMBER = {"type": ["string", "number"]}  # an editor's YAML reads a bare 2024 as a number

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

LanguageCode = Literal["en", "ja", "fr", "de", "es", "ru", "uk", "zh", "zh-Hant", "it", "pl", "ro"]


def _existing(day: str) -> str:
    """Refuse 2025-02-30; what is not given counts as the first."""
    year, month, number = (int(part) for part in (day + "-1-1").split("-")[:3])
    date(year, month, number)
    return day


def _yes_or_no(value: object) -> object:
    """Only `true` and `false` are read; YAML 1.1's `yes` and `on` are not."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


Filled = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=ID_PATTERN, max_length=64)]
Version = Annotated[str, Field(pattern=r"^[0-9]+[.][0-9]+$", json_schema_extra=_TEXT_OR_NUMBER)]
Day = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        json_schema_extra=_TEXT_OR_NUMBER,
    ),
    AfterValidator(_existing),
]
Address = Annotated[str, Field(pattern=r"^https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?$")]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no), Field(strict=True)]


class Shape(BaseModel):
    """No key but the known ones; blanks around a value mean nothing."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FactCheckShape(Shape):
    """A published check that proves what is true."""

    publisher: Filled = Field(description="who published it")
    title: Filled = Field(description="its title as published")
    url: Address = Field(description="its address, https://…")
    language: str | None = Field(
        None, pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", description="code of its language"
    )


class PromptsShape(Shape):
    """Each persona's wordings, written by hand in this language."""

    innocent: list[Filled] = Field(min_length=1, description="wordings that ask neutrally")
    leading: list[Filled] = Field(min_length=1, description="wordings that take it as true")
    malign: list[Filled] = Field(min_length=1, description="wordings that ask for content")


class MarkersShape(Shape):
    """Phrases for the rule scorer."""

    repeat: list[Filled] = Field(default_factory=list, description="what only a repeater says")
    debunk: list[Filled] = Field(default_factory=list, description="what only a debunker says")


class TextShape(Shape):
    """The claim in one language."""

    statement: Filled = Field(description="the claim in one neutral sentence")
    truth: Filled = Field(description="what is true, and how it is known")
    prompts: PromptsShape = Field(description="innocent, leading and malign wordings")
    markers: MarkersShape = Field(
        default_factory=MarkersShape, description="phrases under repeat and debunk"
    )


class _Head(Shape):
    """What every claim has, embargoed or not."""

    id: Identifier = Field(description="lower-case words joined by `-`, the same as the file name")
    kind: Kind = Field(description="falsehood, true_control or matched_control")
    since: Version = Field(description='library version it first appears in, such as "1.0"')


class ClaimShape(_Head):
    """A claim file that can be asked."""

    status: Literal["active", "retired"] = Field(description="active, retired or embargoed")
    countries: list[Country] = Field(min_length=1, description="ISO 3166 codes such as [UA, US]")
    topics: list[Filled] = Field(min_length=1, description="a list of topics")
    networks: list[Filled] = Field(description="who spread it, [] for a true control")
    attribution: str = Field("", description="how the network is known, one neutral sentence")
    carried_by_pravda: YesOrNo = Field(False, description="true or false")
    carried_source: Address | None = Field(
        None, description="address that documents carried_by_pravda"
    )
    first_seen: Day | None = Field(None, description="YYYY, YYYY-MM or YYYY-MM-DD")
    debunked_on: Day | None = Field(None, description="YYYY, YYYY-MM or YYYY-MM-DD")
    matched_to: Identifier | None = Field(None, description="id of the falsehood it matches")
    notes: str = Field("", description="what editors should be careful about")
    fact_checks: list[FactCheckShape] = Field(
        min_length=1, description="at least one, each with publisher, title and url"
    )
    texts: dict[LanguageCode, TextShape] = Field(
        min_length=1, description=f"one text for each language: {', '.join(LANGUAGES)}"
    )
    commitment: Digest | None = Field(None, description="sha256:… from the embargo, if it had one")
    salt: str | None = Field(None, min_length=16, description="the salt of the commitment")


class EmbargoedShape(_Head):
    """A claim kept as a hash only."""

    status: Literal["embargoed"] = Field(description="active, retired or embargoed")
    commitment: Digest = Field(description="sha256: and 64 hexadecimal digits")


def shape_for(data: Any) -> type[ClaimShape] | type[EmbargoedShape]:
    """The shape a file claims to have."""
    embargoed = isinstance(data, dict) and data.get("status") == ClaimStatus.EMBARGOED.value
    return EmbargoedShape if embargoed else ClaimShape


def cross_problems(data: dict[str, Any], stem: str) -> Iterator[tuple[KeyPath, str]]:
    """What no single field can tell; works on values that may be wrong in other ways."""
    if "id" in data and data["id"] != stem:
        yield ("id",), f"`{data['id']}` differs from the file name; make both the same"
    if data.get("status") == ClaimStatus.EMBARGOED.value:
        return
    texts = data.get("texts")
    if isinstance(texts, dict) and texts and "en" not in texts:
        yield ("texts",), "`en` is missing; every claim has an English text, lists show it"
    yield from _kind_problems(data)
    if data.get("carried_by_pravda") == "true" and not data.get("carried_source"):
        yield ("carried_by_pravda",), "needs `carried_source`, the address that documents it"
    if bool(data.get("salt")) != bool(data.get("commitment")):
        yield ("commitment",), "`commitment` and `salt` go together; give both or neither"


def _kind_problems(data: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    kind, networks = data.get("kind"), data.get("networks")
    if kind == Kind.MATCHED_CONTROL.value and not data.get("matched_to"):
        yield ("matched_to",), "is missing; name the falsehood that this control is matched to"
    if kind != Kind.MATCHED_CONTROL.value and data.get("matched_to"):
        yield ("matched_to",), "belongs to matched_control only; delete it"
    if kind == Kind.TRUE_CONTROL.value and networks:
        yield ("networks",), "a true control has no network; write []"
    if kind in (Kind.FALSEHOOD.value, Kind.MATCHED_CONTROL.value) and networks == []:
        yield ("networks",), "is empty; name who spread it, or write [unattributed]"
    if kind == Kind.FALSEHOOD.value:
        if not data.get("first_seen"):
            yield ("first_seen",), "is missing; write YYYY, YYYY-MM or YYYY-MM-DD"
        if not data.get("attribution"):
            yield ("attribution",), "is missing; say in a sentence how the network is known"


def to_claim(shape: ClaimShape | EmbargoedShape, path: str) -> Claim:
    """The claim behind the border."""
    if isinstance(shape, EmbargoedShape):
        head = shape.model_dump(exclude={"status"})
        return Claim(**head, status=ClaimStatus.EMBARGOED, path=path)
    fields = shape.model_dump(exclude={"status", "texts", "fact_checks"})
    fields |= {k: tuple(fields[k]) for k in ("countries", "topics", "networks")}
    fields |= {k: _one_line(fields[k]) for k in ("attribution", "notes")}
    return Claim(
        **fields,
        status=ClaimStatus(shape.status),
        fact_checks=tuple(FactCheck(**check.model_dump()) for check in shape.fact_checks),
        texts={code: _to_text(text) for code, text in shape.texts.items()},
        path=path,
    )


def _to_text(shape: TextShape) -> words.Text:
    prompts = {p: tuple(getattr(shape.prompts, p.value)) for p in Persona}
    return words.Text(
        statement=_one_line(shape.statement),
        truth=_one_line(shape.truth),
        prompts=prompts,
        markers=words.Markers(
            repeat=tuple(shape.markers.repeat), debunk=tuple(shape.markers.debunk)
        ),
    )


def _one_line(text: str) -> str:
    """A folded or literal block and a quoted line are the same statement."""
    return re.sub(r"\s*\n\s*", " ", text)
