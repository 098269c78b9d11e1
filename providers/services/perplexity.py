"""Perplexity: the Agent API in the Responses shape; Sonar's chat is retired but still readable."""

from typing import Any

from providers.base import Settings
from providers.services.wires import CHAT, OPENAI_CLIENT, responses
from providers.spec import Service


def _place(settings: Settings) -> dict[str, Any] | None:
    return dict(settings.location) if settings.location else None


SERVICE = Service(
    name="perplexity",
    title="Perplexity",
    apis={"responses": responses(_place), "chat": CHAT},
    base_url="https://api.perplexity.ai/v1",
    key_env="PERPLEXITY_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="a preset may run another maker's model: pin one, as perplexity/sonar",
)
