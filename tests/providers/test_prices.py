"""Costs: the service's word first, then the dated table, else unknown."""

import pytest

from providers.base import Usage
from providers.prices import cost_of, price_of


def test_tokens_are_priced_by_the_million():
    """A known model's cost is input plus output."""
    price = price_of("openai", "gpt-5")
    usage = Usage(input_tokens=1_000_000, output_tokens=100_000)
    assert cost_of(usage, price) == pytest.approx(1.25 + 1.0)


def test_a_dated_id_costs_as_its_name():
    """Snapshots have the price of the model they are of; other models do not."""
    assert price_of("openai", "gpt-5-2025-08-07") == price_of("openai", "gpt-5")
    assert price_of("anthropic", "claude-haiku-4-5-20251001") is not None
    assert price_of("openai", "gpt-5-pro") is None
    assert price_of("nobody", "gpt-5") is None


def test_searches_are_charged_as_the_service_charges():
    """Some charge each search, Gemini 2.5 a request that searched, once."""
    usage = Usage(input_tokens=0, output_tokens=0, searches=3)
    assert cost_of(usage, price_of("anthropic", "claude-haiku-4-5")) == pytest.approx(0.03)
    assert cost_of(usage, price_of("gemini", "gemini-2.5-flash")) == pytest.approx(0.035)


def test_what_the_service_says_goes_first():
    """A cost in the answer is not recalculated."""
    assert cost_of(Usage(input_tokens=9, cost_usd=0.5), price_of("openai", "gpt-5")) == 0.5


def test_the_unknown_stays_unknown():
    """No price or no token count: no cost is made up."""
    assert cost_of(Usage(input_tokens=9, output_tokens=9), None) is None
    assert cost_of(Usage(), price_of("openai", "gpt-5")) is None


def test_local_models_cost_nothing():
    """Nobody sends a bill for one's own server."""
    usage = Usage(input_tokens=9, output_tokens=9)
    assert cost_of(usage, price_of("ollama", "llama3.3:70b")) == 0
