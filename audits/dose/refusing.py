"""What a dose experiment cannot be asked of, said before the first call."""

from collections.abc import Iterable, Iterator

from audits.errors import SpecError
from audits.model import Model
from audits.plan import Plan
from audits.pricing import ANSWER_TOKENS, text_tokens
from audits.trial import joined_system
from providers.capabilities import capabilities
from providers.registry import searches

SPARE = 1.25
"""Our count of tokens is rough: a context must hold so much more than we count."""


def refuse_dose(plan: Plan) -> list[str]:
    """Raises `SpecError` naming every model that the plan does not fit; returns notes.

    Nothing is said of a plan without conditions.
    """
    if not any(prompt.condition for prompt in plan.prompts):
        return []
    models = [model for model in plan.models if not model.is_control]
    if wrong := [*_searching(models), *_too_short(models, plan)]:
        raise SpecError("\n".join(wrong))
    return [*_unknown(models), *_few(plan)]


def _searching(models: Iterable[Model]) -> Iterator[str]:
    for model in models:
        if searches(model.provider, model.settings):
            yield (
                f"{model.label}: a dose experiment decides what the chatbot reads, and this one "
                "searches by itself; set `search: false`, or leave it out"
            )


def _too_short(models: Iterable[Model], plan: Plan) -> Iterator[str]:
    for model in models:
        size, need = context_of(model), needed_tokens(model, plan)
        if size is not None and need > size:
            yield (
                f"{model.label}: its context of {size:,} tokens cannot hold the longest prompt "
                f"and its answer (about {need:,}); lower `snippets`, or give the right "
                "`context_tokens` for the model"
            )


def context_of(model: Model) -> int | None:
    """The tokens that a model's context holds: the spec's word, else the table's, else unknown."""
    if model.context_tokens is not None:
        return model.context_tokens
    return capabilities(model.provider).context(model.requested)


def needed_tokens(model: Model, plan: Plan) -> int:
    """About the tokens of the longest prompt and its answer, with something to spare."""
    longest = max(
        text_tokens(prompt.text + (joined_system(model.system, prompt) or ""))
        for prompt in plan.prompts
    )
    return int(SPARE * longest) + (model.settings.max_tokens or ANSWER_TOKENS)


def _unknown(models: Iterable[Model]) -> list[str]:
    unknown = [model.label for model in models if context_of(model) is None]
    if not unknown:
        return []
    return [
        f"how long a context {', '.join(unknown)} can read is not known here; give "
        "`context_tokens` to have it checked"
    ]


def _few(plan: Plan) -> list[str]:
    if len(plan.claims) >= 10:
        return []
    return [
        f"a curve over {len(plan.claims)} claims says little: fewer than 6 give none, and "
        "docs/dose.md shows what 12, 20 and 40 can tell"
    ]
