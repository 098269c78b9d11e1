"""xAI: Responses with web search, and chat."""

from typing import Any

from providers.base import Settings
from providers.services.wires import CHAT, OPENAI_CLIENT, responses
from providers.spec import Service


def _place(settings: Settings) -> dict[str, Any] | None:
    return dict(settings.location) if settings.location else None


SERVICE = Service(
    name="xai",
    title="xAI (Grok)",
    apis={
        "responses": responses(_place, include=("web_search_call.action.sources",)),
        "chat": CHAT,
    },
    base_url="https://api.x.ai/v1",
    key_env="XAI_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="names are remapped by the service: compare requested and served model",
)
