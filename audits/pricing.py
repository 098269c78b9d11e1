"""What a trial may cost before it is asked, and what it did cost where the service is silent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from audits.errors import SpecError
from audits.evidence import Outcome
from audits.model import FROM_SPEC, Model, Price
from audits.trial import Trial
from providers.base import Reply, Usage
from providers.prices import FREE, price_of
from providers.prices import Price as Listed

ANSWER_TOKENS = 700
"""A typical answer, for the price of a plan."""
LONGEST_ANSWER_TOKENS = 4000
"""What is set aside for an answer when the spec gives no `max_tokens`."""
SEARCHES = 3
"""Searches of one answer, where the model may search."""
RETRIEVED_TOKENS = 15_000
"""Search results that a searching model reads on our account."""


def rough_tokens(trial: Trial) -> int:
    """About how many tokens one attempt takes, in and out."""
    return _input_tokens(trial) + ANSWER_TOKENS


def prices_of(models: Iterable[Model]) -> dict[str, Price | None]:
    """The price of each model by its label: the spec's, else the table's; None when unknown."""
    return {model.label: _price(model) for model in models}


def _price(model: Model) -> Price | None:
    if model.price is not None:
        return model.price
    listed = price_of(model.provider, model.requested, batch=model.by_batch)
    if listed is None or (model.settings.search and listed.search_usd is None):
        return None
    return Price(
        input=listed.input_usd,
        output=listed.output_usd,
        searches=listed.search_usd or 0.0,
        source=_source(listed, in_batch=model.by_batch),
    )


def _source(listed: Listed, *, in_batch: bool) -> str:
    if listed == FREE:
        return "free of charge"
    return f"price of {listed.as_of}" + (", in a batch" if in_batch else "")


def refuse_unpriced(prices: Mapping[str, Price | None]) -> None:
    """A cap over what nobody can price is no cap: raises `SpecError` naming those models."""
    unknown = [label for label, price in prices.items() if price is None]
    if unknown:
        raise SpecError(
            f"budget_usd cannot be kept: the price of {', '.join(unknown)} is unknown; give "
            "`price: {input: USD, output: USD}` a million tokens in the spec, or drop the budget"
        )


def reserve_usd(trial: Trial, price: Price | None) -> float:
    """The most that one reply should cost; set aside before the call."""
    if price is None:
        return 0.0
    longest = trial.model.settings.max_tokens or LONGEST_ANSWER_TOKENS
    return usd(price, _input_tokens(trial), longest, _searches(trial))


def expected_usd(trial: Trial, price: Price) -> float:
    """What one reply should cost."""
    return usd(price, _input_tokens(trial), ANSWER_TOKENS, _searches(trial))


def with_cost(outcome: Outcome, price: Price | None) -> Outcome:
    """Fill in the cost of a reply from *price* where the service did not tell it."""
    if price is None:
        return outcome
    if outcome.reply is not None:
        return replace(outcome, reply=_priced(outcome.reply, price))
    error = outcome.error
    if error is not None and error.reply is not None:
        error.reply = _priced(error.reply, price)
    return outcome


def _priced(reply: Reply, price: Price) -> Reply:
    usage = reply.usage
    told = usage.cost_usd is not None and price.source != FROM_SPEC
    if told or usage.input_tokens is None or usage.output_tokens is None:
        return reply
    cost = usd(price, usage.input_tokens, usage.output_tokens, usage.searches or 0)
    return replace(reply, usage=_with(usage, cost))


def _with(usage: Usage, cost: float) -> Usage:
    return replace(usage, cost_usd=round(cost, 8))


def usd(price: Price, tokens_in: int, tokens_out: int, searches: int = 0) -> float:
    """What so many tokens and searches cost."""
    tokens = tokens_in * price.input + tokens_out * price.output
    return tokens / 1_000_000 + searches * price.searches / 1000


def _searches(trial: Trial) -> int:
    return SEARCHES if trial.model.settings.search else 0


def _input_tokens(trial: Trial) -> int:
    searched = RETRIEVED_TOKENS if trial.model.settings.search else 0
    return 10 + text_tokens(trial.prompt.text + (trial.system or "")) + searched


def text_tokens(text: str) -> int:
    """About a text's tokens: three Latin letters, or one of a denser script, to a token."""
    dense = sum(1 for letter in text if ord(letter) > 0x2E7F)
    return dense + (len(text) - dense) // 3
