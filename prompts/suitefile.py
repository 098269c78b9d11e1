"""The shape of a suite file: pydantic at the border, `Suite` behind it."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from prompts.claim import ClaimStatus, Kind, Persona
from prompts.claimfile import Country, Filled, Identifier, LanguageCode, Shape
from prompts.suites import Filter, Rotation, Suite
from prompts.yamlfile import KeyPath


def _digits(value: object) -> object:
    """YAML scalars arrive as text; only plain digits are a number."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Count = Annotated[int, BeforeValidator(_digits), Field(strict=True, ge=1, le=1000)]


class FilterShape(Shape):
    """Which claims to take; a claim matches a key when it has any of its values."""

    countries: list[Country] = Field(default_factory=list, description="ISO 3166 codes")
    kinds: list[Kind] = Field(
        default_factory=list, description="falsehood, true_control, matched_control"
    )
    networks: list[Filled] = Field(default_factory=list, description="network ids")
    statuses: list[ClaimStatus] = Field(
        default_factory=lambda: [ClaimStatus.ACTIVE], description="active, retired"
    )
    topics: list[Filled] = Field(default_factory=list, description="topics")
    languages: list[LanguageCode] = Field(default_factory=list, description="language codes")


class RotationShape(Shape):
    """How many claims of which filter come up each month."""

    select: FilterShape = Field(description="a filter: countries, kinds, networks, statuses …")
    count: Count = Field(description="a whole number of claims a month")


class SuiteShape(Shape):
    """A suite file."""

    name: Identifier = Field(
        description="lower-case words joined by `-`, the same as the file name"
    )
    title: Filled = Field(description="a title for lists and reports")
    about: Filled = Field(description="one or two sentences on what the suite is for")
    claims: list[Identifier] | None = Field(None, min_length=1, description="a list of claim ids")
    select: FilterShape | None = Field(
        None, description="a filter: countries, kinds, networks, statuses …"
    )
    anchors: list[Identifier] | None = Field(
        None, min_length=1, description="ids of claims that stay every month"
    )
    rotate: RotationShape | None = Field(None, description="{select: {…}, count: 10}")
    personas: list[Persona] = Field(
        default_factory=lambda: list(Persona),
        min_length=1,
        description="innocent, leading, malign",
    )
    languages: list[LanguageCode] = Field(min_length=1, description="language codes: [en, ja]")
    wordings: Count = Field(1, description="how many wordings of each prompt are asked")


def cross_problems(data: dict[str, Any], stem: str) -> Iterator[tuple[KeyPath, str]]:
    """What no single field can tell; works on values that may be wrong in other ways."""
    if "name" in data and data["name"] != stem:
        yield ("name",), f"`{data['name']}` differs from the file name; make both the same"
    given = [key for key in ("claims", "select", "rotate") if data.get(key)]
    if len(given) != 1:
        found = " and ".join(f"`{key}`" for key in given) or "none"
        yield (), f"needs one of `claims`, `select` and `rotate`; found {found}"
    if data.get("anchors") and "rotate" not in data:
        yield ("anchors",), "belong to `rotate`; list the ids under `claims` instead"
    for key in ("claims", "anchors", "personas", "languages"):
        yield from _repeated(key, data.get(key))


def to_suite(shape: SuiteShape, path: str) -> Suite:
    """The suite behind the border."""
    rotate = shape.rotate
    return Suite(
        name=shape.name,
        title=shape.title,
        about=" ".join(shape.about.split()),
        personas=tuple(shape.personas),
        languages=tuple(shape.languages),
        wordings=shape.wordings,
        claims=tuple(shape.claims or ()),
        select=_to_filter(shape.select) if shape.select else None,
        anchors=tuple(shape.anchors or ()),
        rotate=Rotation(select=_to_filter(rotate.select), count=rotate.count) if rotate else None,
        path=path,
    )


def _repeated(key: str, values: Any) -> Iterator[tuple[KeyPath, str]]:
    values = values if isinstance(values, list) else []
    for index, value in enumerate(values):
        if value in values[:index]:
            yield (key, index), f"`{value}` is named twice; keep one of them"


def _to_filter(shape: FilterShape) -> Filter:
    return Filter(
        countries=tuple(shape.countries),
        kinds=tuple(shape.kinds),
        networks=tuple(shape.networks),
        statuses=tuple(shape.statuses),
        topics=tuple(shape.topics),
        languages=tuple(shape.languages),
    )
