"""What a call costs: the service's own word, else the dated table, else nobody knows (None)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from providers.base import Usage

_DATED = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2})$")

LOCAL = frozenset({"control", "ollama", "vllm", "lmstudio"})
"""Nobody bills for these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars a million tokens and a thousand searches, as of a month."""

    input_usd: float
    output_usd: float
    search_usd: float | None
    search_per: Literal["search", "request"]
    as_of: str

    def of(self, *, input_tokens: int, output_tokens: int, searches: int = 0) -> float | None:
        """Return the price of one call; None when it searched and the fee is not known."""
        tokens = (input_tokens * self.input_usd + output_tokens * self.output_usd) / 1e6
        if not searches:
            return tokens
        if self.search_usd is None:
            return None
        charged = 1 if self.search_per == "request" else searches
        return tokens + charged * self.search_usd / 1000


FREE = Price(input_usd=0.0, output_usd=0.0, search_usd=0.0, search_per="search", as_of="always")


def price_of(service: str, model: str, *, batch: bool = False) -> Price | None:
    """Return the price of a model, dated ids by their undated name; None when unknown.

    In a batch tokens cost the service's share of that; fees of searches stay as they are.
    """
    if service in LOCAL:
        return FREE
    table = _read().get(service, {})
    share = table.get("batch_share") if batch else 1.0
    if share is None:
        return None
    row = table.get("models", {}).get(_DATED.sub("", model.removeprefix("models/")))
    if row is None:
        return None
    fees = {**table, **row}
    return Price(
        input_usd=row["input"] * share,
        output_usd=row["output"] * share,
        search_usd=fees.get("search_usd_per_thousand"),
        search_per=fees.get("search_per", "search"),
        as_of=row["as_of"],
    )


def cost_of(
    usage: Usage,
    price: Price | None,
    *,
    billed_input: int | None = None,
    billed_output: int | None = None,
) -> float | None:
    """Return what a reply cost; a cost that the service told goes before the table."""
    if usage.cost_usd is not None:
        return usage.cost_usd
    tokens_in = usage.input_tokens if billed_input is None else billed_input
    tokens_out = usage.output_tokens if billed_output is None else billed_output
    if price is None or tokens_in is None:
        return None
    return price.of(
        input_tokens=tokens_in, output_tokens=tokens_out or 0, searches=usage.searches or 0
    )


def updated_on() -> str:
    """Return the date of the price table."""
    return str(_read()["updated"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("providers") / "prices.toml").read_text(encoding="utf-8"))
