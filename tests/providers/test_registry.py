"""Services by name, their settings, and what they cannot do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.base import Question, Settings
from providers.capabilities import capabilities
from providers.errors import SettingsError
from providers.registry import (
    check_settings,
    key_variable,
    left_out,
    make_provider,
    service_named,
    services,
    split_model,
)

JAPAN = {"country": "JP"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("openai/gpt-5.2", ("openai", "gpt-5.2")),
        ("ollama/llama3.3:70b", ("ollama", "llama3.3:70b")),
        ("openrouter/meta/llama:free", ("openrouter", "meta/llama:free")),
    ],
)
def test_a_model_name_is_split_at_the_first_slash(name, parts):
    """Ids may hold slashes and colons."""
    assert split_model(name) == parts


@pytest.mark.parametrize("name", ["", "gpt-5.2", "openai/", "/gpt", " / "])
def test_a_name_without_service_or_id_is_refused(name):
    """The message shows how a model is written."""
    with pytest.raises(SettingsError, match="service/exact-id"):
        split_model(name)


@given(st.text(st.characters(codec="ascii", exclude_categories=["C", "Z"]), min_size=1))
def test_any_id_survives_the_split(model):
    """Nothing of an id is lost."""
    assert split_model(f"openai/{model}") == ("openai", model)


def test_an_unknown_service_lists_the_known():
    """A typing error is easy to correct."""
    with pytest.raises(SettingsError, match="anthropic") as failed:
        service_named("antropic")
    assert "openai" in str(failed.value)


def test_a_missing_key_names_its_variable():
    """A service that needs a key says which variable to set."""
    with pytest.raises(SettingsError, match="ANTHROPIC_API_KEY"):
        make_provider("anthropic", Settings(model="claude-x"), environ={})
    assert key_variable("anthropic") == "ANTHROPIC_API_KEY"
    assert key_variable("anthropic", Settings(model="m", key_env="MINE")) == "MINE"


def test_an_unknown_api_lists_the_known():
    """A wrong `api` names the shapes that the service has."""
    settings = Settings(model="m", api="completions")
    assert "chat" in check_settings("openai", settings)[0]


@pytest.mark.parametrize(
    ("service", "settings", "met"),
    [
        ("openai", Settings(model="gpt-5.2", search=True, location=JAPAN), True),
        ("openai", Settings(model="gpt-5.2", search=True, api="chat"), False),
        ("openai", Settings(model="gpt-5-search-api", search=True), True),
        ("openai", Settings(model="gpt-5-search-api", search=False), False),
        ("openai", Settings(model="gpt-5.2", location=JAPAN), False),
        ("openai", Settings(model="gpt-5.2", search=True, location={"planet": "X"}), False),
        ("anthropic", Settings(model="claude-x", search=True, location=JAPAN), True),
        ("gemini", Settings(model="gemini-2.5-flash", search=True, location=JAPAN), False),
        (
            "gemini",
            Settings(model="g", search=True, location={"latitude": "35.7", "longitude": "139.7"}),
            True,
        ),
        ("mistral", Settings(model="mistral-large-2512", search=True), True),
        ("mistral", Settings(model="mistral-large-2512", search=True, location=JAPAN), False),
        ("deepseek", Settings(model="deepseek-v4-flash", search=True), True),
        ("cohere", Settings(model="command", search=True), False),
        ("cohere", Settings(model="command", search=False), True),
        ("groq", Settings(model="groq/compound", search=True, location=JAPAN), True),
        ("groq", Settings(model="groq/compound", search=True, location={"country": "XX"}), False),
        ("groq", Settings(model="llama-3.3-70b-versatile", search=True), False),
        ("ollama", Settings(model="llama3.3", search=True), False),
        ("bedrock", Settings(model="us.amazon.nova-2-lite-v1:0", search=True), True),
        ("control", Settings(model="mixed", search=True, location=JAPAN), True),
    ],
)
def test_wishes_that_cannot_be_met_are_known_before_any_call(service, settings, met):
    """Search and location are either translated or named as unmet."""
    assert (check_settings(service, settings) == []) is met


def test_a_refused_parameter_is_known_to_the_plan():
    """GPT-5 takes no temperature: it is left out, not tried in vain."""
    settings = Settings(model="gpt-5.2", temperature=0.0, max_tokens=9)
    assert left_out("openai", settings) == ("temperature",)
    assert left_out("openai", Settings(model="gpt-4.1", temperature=0.0)) == ()


async def test_a_refused_parameter_is_neither_sent_nor_forgotten(serve, provider_for):
    """What the table rules out is not in the request, and the reply records it."""
    server = await serve(body={"output": [], "status": "completed"})
    provider = provider_for("openai", model="gpt-5.2", temperature=0.0, base_url=server.url)
    with pytest.raises(Exception, match="without text") as failed:
        await provider.ask(Question(prompt="Q"))
    assert "temperature" not in server.asked[0].body
    assert failed.value.reply.left_out == ("temperature",)


def test_every_service_has_its_row():
    """No service goes without capabilities, and search is told for each of its apis."""
    for service in services():
        known = capabilities(service.name)
        assert set(known.search) == set(service.apis), service.name
        assert known.citations, service.name
