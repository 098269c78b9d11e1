"""The key `dose:` of a spec."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from prompts.snippets import MOST


class DoseEntry(BaseModel):
    """`dose: {snippets: 5, doses: [0, 1, 2, 5], ...}`; every list is crossed with the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    snippets: int = Field(default=5, ge=1, le=MOST)
    doses: list[int] = Field(default_factory=list)
    positions: list[Literal["first", "last", "spread"]] = ["first", "last", "spread"]
    sources: list[Literal["shown", "hidden"]] = ["shown", "hidden"]
    debunk: list[Literal["present", "absent"]] = ["absent", "present"]
    mitigations: list[Literal["none", "warn", "filter"]] = ["none", "warn", "filter"]

    @field_validator("doses", "positions", "sources", "debunk", "mitigations")
    @classmethod
    def _once(cls, value: list[object]) -> list[object]:
        if len(set(value)) != len(value):
            raise ValueError("an entry is named twice; keep one of them")
        return value

    @field_validator("positions", "sources", "debunk", "mitigations")
    @classmethod
    def _not_empty(cls, value: list[object]) -> list[object]:
        if not value:
            raise ValueError("name at least one, or leave the key out for all")
        return value

    @model_validator(mode="after")
    def _doses_fit(self) -> "DoseEntry":
        if self.doses and (min(self.doses) < 0 or max(self.doses) > self.snippets):
            raise ValueError(
                f"a dose is the number of planted snippets: 0 to {self.snippets} (`snippets`)"
            )
        if len(self.doses) == 1:
            raise ValueError("one dose shows no effect of the dose; give at least two")
        return self
