"""The spec file's schema: the keys that people may write, and nothing else."""

import math
import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from audits.countries import country_code
from audits.dose.entry import DoseEntry
from prompts.claim import LANGUAGES, Persona

NAME = re.compile(r"(?:[A-Za-z0-9]|\{month\})[A-Za-z0-9._{}-]{0,99}")


def _typed(value: Any) -> Any:
    """Give plain text from YAML its JSON type inside `extra`, where nobody declares one."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    words = {"true": True, "false": False, "null": None}
    if value in words:
        return words[value]
    for number in (int, float):
        try:
            return number(value)
        except (TypeError, ValueError):
            continue
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PriceEntry(_Strict):
    """`price:` of a model, in US dollars a million tokens and a thousand searches."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    searches: float = Field(default=0, ge=0)


class ModelEntry(_Strict):
    """One entry of `models:`."""

    model: str
    label: str | None = Field(default=None, min_length=1, max_length=120)
    search: bool | None = None
    location: dict[str, str] | None = None
    base_url: str | None = None
    api: str | None = None
    system: str | None = None
    temperature: float | None = Field(default=None, ge=0)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, gt=0)
    seed: int | None = None
    key_env: str | None = None
    deadline_s: float = Field(default=300, gt=0, le=3600)
    max_in_flight: int = Field(default=16, ge=1, le=2000)
    requests_per_minute: float | None = Field(default=None, gt=0)
    tokens_per_minute: float | None = Field(default=None, gt=0)
    price: PriceEntry | None = None
    context_tokens: int | None = Field(default=None, gt=0)
    allow_alias: bool = False
    allow_missing: bool = False
    batch: bool = False
    extra: Annotated[dict[str, Any], BeforeValidator(_typed)] = Field(default_factory=dict)

    @field_validator("model")
    @classmethod
    def _provider_and_id(cls, value: str) -> str:
        service, slash, model_id = value.partition("/")
        if not (service and slash and model_id):
            raise ValueError(
                f"`{value}` is no model: write provider/exact-id, such as openai/gpt-5.2 "
                "(`dosimeter models` lists the providers)"
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"https?://[^/\s@]+(/\S*)?$", value):
            raise ValueError(
                "a base_url begins with http:// or https:// and carries no user or key; "
                "keys come from the environment"
            )
        return value

    @field_validator("location")
    @classmethod
    def _country(cls, value: dict[str, str] | None) -> dict[str, str] | None:
        if value and "country" in value:
            try:
                country_code(value["country"])
            except ValueError as error:
                raise ValueError(f"country: {error}") from None
        return value

    @field_validator("label")
    @classmethod
    def _not_an_app(cls, value: str | None) -> str | None:
        if value is not None and value.strip().casefold().startswith("app:"):
            raise ValueError(
                "labels that begin with `app:` are for answers collected by hand from consumer "
                "apps, which are never pooled with those of an API"
            )
        return value

    @field_validator("key_env")
    @classmethod
    def _variable(cls, value: str | None) -> str | None:
        # The value itself is not shown: somebody may have put the key here by mistake.
        if value is not None and not re.fullmatch(r"[A-Z][A-Z0-9_]{0,79}", value):
            raise ValueError(
                "key_env is the NAME of an environment variable (capitals, digits, _), "
                "never the key itself"
            )
        return value


class JudgeEntry(_Strict):
    """`{judge: provider/model, votes: n}` in `scorers:`."""

    judge: str
    votes: int = Field(default=1, ge=1, le=15)
    judge_when: Literal["always", "uncertain"] = "always"
    base_url: str | None = None
    api: str | None = None
    temperature: float | None = Field(default=None, ge=0)
    max_tokens: int | None = Field(default=None, gt=0)
    key_env: str | None = None
    deadline_s: float = Field(default=120, gt=0, le=3600)
    max_in_flight: int = Field(default=16, ge=1, le=2000)
    requests_per_minute: float | None = Field(default=None, gt=0)
    tokens_per_minute: float | None = Field(default=None, gt=0)
    price: PriceEntry | None = None
    allow_alias: bool = False


class NotifyEntry(_Strict):
    """`notify:`, where alerts of a scheduled run go; addresses with secrets stay outside."""

    webhook_env: str | None = None
    email: list[str] = Field(default_factory=list)
    email_from: str = "dosimeter@localhost"
    smtp_env: str = "DOSIMETER_SMTP"

    @field_validator("webhook_env", "smtp_env")
    @classmethod
    def _variable(cls, value: str | None) -> str | None:
        # The value itself is not shown: somebody may have put the secret address here.
        if value is not None and not re.fullmatch(r"[A-Z][A-Z0-9_]{0,79}", value):
            raise ValueError(
                "give the NAME of an environment variable (capitals, digits, _) that holds the "
                "address, never the address itself"
            )
        return value

    @field_validator("email")
    @classmethod
    def _addresses(cls, value: list[str]) -> list[str]:
        for address in value:
            if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", address):
                raise ValueError(f"`{address}` is no e-mail address")
        return value


class SpecFile(_Strict):
    """The whole file."""

    name: str
    suite: str | None = None
    claims: list[str] = Field(default_factory=list)
    personas: list[Persona] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)
    wordings: int | None = Field(default=None, ge=1, le=20)
    repeats: int = Field(default=1, ge=1, le=100_000)
    month: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    models: list[ModelEntry] = Field(default_factory=list)
    controls: bool = False
    scorers: list[Literal["sources", "rules"] | JudgeEntry] = ["sources", "rules"]
    budget_usd: float | None = Field(default=None, ge=0)
    dose: DoseEntry | None = None
    alert: Annotated[dict[str, dict[str, Any]], BeforeValidator(_typed)] = Field(
        default_factory=dict
    )
    notify: NotifyEntry | None = None

    @field_validator("alert")
    @classmethod
    def _rules(cls, value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        if value:
            from reports.alerts import check_rules
            from reports.errors import AlertError

            try:
                check_rules(value)
            except AlertError as error:
                raise ValueError(str(error).removeprefix("alert: ")) from error
        return value

    @field_validator("name")
    @classmethod
    def _folder_name(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError(
                "a name becomes a folder: letters, digits, '.', '_' and '-', at most 100"
            )
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: list[str]) -> list[str]:
        for code in value:
            if code not in LANGUAGES:
                raise ValueError(f"unknown language `{code}`; known: {', '.join(LANGUAGES)}")
        return value

    @field_validator("budget_usd")
    @classmethod
    def _finite(cls, value: float | None) -> float | None:
        if value is not None and not math.isfinite(value):
            raise ValueError("a budget is a finite number of US dollars")
        return value

    @model_validator(mode="after")
    def _suite_or_claims(self) -> "SpecFile":
        if (self.suite is None) == (not self.claims):
            raise ValueError("give either `suite: NAME` or `claims: [ID, ...]`, one of them")
        return self
