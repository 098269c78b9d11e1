"""OpenRouter: many makers' models behind one chat door, with a search tool of its own."""

from typing import Any

from providers.base import Settings
from providers.services.wires import OPENAI_CLIENT, chat
from providers.spec import Service


def _search_tool(settings: Settings) -> dict[str, Any]:
    if not settings.search:
        return {}
    tool: dict[str, Any] = {"type": "openrouter:web_search"}
    if settings.location:
        place = {"type": "approximate", **settings.location}
        tool["parameters"] = {"user_location": place}
    return {"tools": [tool]}


SERVICE = Service(
    name="openrouter",
    title="OpenRouter",
    apis={"chat": chat(_search_tool)},
    base_url="https://openrouter.ai/api/v1",
    key_env="OPENROUTER_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="the maker behind a model may change between calls: pin it with"
    " extra.provider; location with the native engine only",
)
