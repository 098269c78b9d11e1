"""Answers `dosimeter plan-size`: how many claims, prompts and repeats a difference needs."""

from dataclasses import dataclass, field, replace
from typing import Any

from reports.compare_json import rounded
from reports.errors import CompareError
from reports.likeness import measure_likeness
from reports.load import Run
from reports.power import (
    ASSUMED_RATE,
    ASSUMED_REPEAT,
    MOST,
    Likeness,
    Size,
    claims_needed,
    difference_shown,
    planned_power,
)
from reports.stats import ASSUMED

LADDER = (10, 20, 30, 60, 100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be seen, and how each claim is asked about.

    *base* is the lower rate; *comparisons* is how many tests will be corrected together.
    *likeness* says how differences go together, *source* where that is known from, and
    *repeat_source* where that of repeats is: measured only where prompts were repeated.
    """

    difference: float
    power: float = 0.8
    level: float = 0.05
    base: float = ASSUMED_RATE
    personas: int = 3
    languages: int = 2
    wordings: int = 1
    repeats: int = 1
    comparisons: int = 1
    likeness: Likeness = field(default_factory=Likeness)
    source: str = "assumed"
    repeat_source: str = "assumed"

    @property
    def prompts(self) -> int:
        """Prompts for each claim."""
        return self.personas * self.languages * self.wordings


def from_run(request: Request, run: Run, rate: str = "repeat") -> Request:
    """The request with the rate and the correlations that *run* shows."""
    found = measure_likeness(run, rate)
    if found is None:
        raise CompareError(
            f"{run.folder}: scored answers on fewer than two claims, nothing can be measured; "
            "score the run, or leave out --from"
        )
    models = "one model" if found.models == 1 else f"{found.models} models"
    source = f"measured on {found.claims} claims and {models} of {run.folder}"
    return replace(
        request,
        base=found.rate,
        likeness=found.likeness,
        source=source,
        repeat_source=source if found.repeats else "assumed: no prompt was repeated",
    )


def likeness_of(
    claim: float | None, repeat: float | None, overlap: float | None = None
) -> Likeness:
    """Assumed correlations: of answers about one claim, and of answers to one prompt.

    *overlap* is how far the same claims are hard for both models (0 to 1); what they have in
    common is not in their difference.
    """
    common = overlap or 0.0
    within = ASSUMED if claim is None else claim
    same = max(ASSUMED_REPEAT, within) if repeat is None else repeat
    if same < within:
        raise CompareError(
            f"answers to one prompt ({same:g}) cannot be less alike than answers about one claim "
            f"({within:g}); raise --repeat-correlation"
        )
    return Likeness(claim=within * (1 - common), prompt=same - within, total=1 - common * within)


def plan_size(request: Request) -> dict[str, Any]:
    """The size of audit that *request* needs, and what other sizes would do."""
    if request.base + request.difference > 1:
        raise CompareError(
            f"a rate of {request.base:.0%} cannot rise by {request.difference:.0%}; "
            "give a lower --base or a smaller --difference"
        )
    claims = _needed(request, request.prompts, request.repeats)
    if claims is None:
        raise CompareError(
            f"no audit of up to {MOST} claims shows a difference of {request.difference:g}; "
            "give a larger --difference"
        )
    size = Size(claims=claims, prompts=request.prompts, repeats=request.repeats)
    return {
        "difference": request.difference,
        "base": rounded(request.base),
        "power": request.power,
        "level": request.level,
        "comparisons": request.comparisons,
        **_sized(size),
        "power_reached": rounded(
            planned_power(
                size, request.likeness, rate=request.base, difference=request.difference,
                level=_level(request),
            )
        ),
        "prompts_per_claim": request.prompts,
        "correlation": {
            "claim": rounded(request.likeness.claim),
            "prompt": rounded(request.likeness.claim + request.likeness.prompt),
            "total": rounded(request.likeness.total),
            "source": request.source,
            "repeat_source": request.repeat_source,
        },
        "alternatives": _alternatives(request),
        "shown": _shown(request, claims),
    }  # fmt: skip


def _level(request: Request) -> float:
    """The level of the strictest of the tests that Holm's correction makes."""
    return request.level / request.comparisons


def _needed(request: Request, prompts: int, repeats: int) -> int | None:
    return claims_needed(
        difference=request.difference, power=request.power, rate=request.base,
        likeness=request.likeness, prompts=prompts, repeats=repeats, level=_level(request),
    )  # fmt: skip


def _sized(size: Size) -> dict[str, int]:
    return {
        "claims": size.claims,
        "prompts": size.claims * size.prompts,
        "repeats": size.repeats,
        "answers_per_model": size.claims * size.prompts * size.repeats,
    }


def _alternatives(request: Request) -> list[dict[str, int]]:
    """The same power with fewer or more prompts for each claim, and with more repeats."""
    choices = {(p, 1) for p in (1, request.personas, request.prompts, 2 * request.prompts)}
    choices |= {(request.prompts, r) for r in (1, 2, 3, 5)}
    choices.discard((request.prompts, request.repeats))
    made = []
    for prompts, repeats in sorted(choices):
        claims = _needed(request, prompts, repeats)
        if claims is not None:
            size = Size(claims=claims, prompts=prompts, repeats=repeats)
            made.append({"prompts_per_claim": prompts, **_sized(size)})
    return made


def _shown(request: Request, claims: int) -> list[dict[str, Any]]:
    """What differences other numbers of claims would show."""
    made = []
    for number in sorted({*LADDER, claims}):
        size = Size(claims=number, prompts=request.prompts, repeats=request.repeats)
        shown = difference_shown(
            size, request.likeness, rate=request.base, power=request.power, level=_level(request)
        )
        made.append({"claims": number, "difference": rounded(shown)})
    return made
