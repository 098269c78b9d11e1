"""OpenAI: Responses with web search, Chat Completions with the search models."""

from typing import Any

from providers.base import Settings
from providers.batches import openai as openai_batches
from providers.services.wires import OPENAI_CLIENT, chat, responses
from providers.shapes.openai_responses import approximate
from providers.spec import Service

SOURCES = ("web_search_call.action.sources",)
"""Without asking for it, the list of what was found is left out."""


def _search_options(settings: Settings) -> dict[str, Any]:
    """Chat's search models search always; the place is nested once more here."""
    if not settings.search:
        return {}
    place = dict(settings.location or {})
    return {
        "web_search_options": {"user_location": {"type": "approximate", "approximate": place}}
        if place
        else {}
    }


SERVICE = Service(
    name="openai",
    title="OpenAI",
    apis={
        "responses": responses(approximate, include=SOURCES),
        "chat": chat(_search_options, renamed={"max_tokens": "max_completion_tokens"}),
    },
    base_url="https://api.openai.com/v1",
    key_env="OPENAI_API_KEY",
    openai_apis=OPENAI_CLIENT,
    batches=openai_batches.SHAPE,
    not_possible="answers on weather, finance and sports come without citations;"
    " without a location the United States are assumed",
)
