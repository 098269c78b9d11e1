"""Mistral: chat, and Conversations with web search."""

from providers.base import Settings
from providers.batches import mistral as mistral_batches
from providers.service import Shape
from providers.services.wires import chat
from providers.shapes import mistral_conversations as conversations
from providers.spec import Service


def _nothing(settings: Settings) -> dict[str, str]:
    return {}


SERVICE = Service(
    name="mistral",
    title="Mistral (Le Chat's models)",
    apis={
        "chat": chat(_nothing, renamed={"seed": "random_seed"}),
        "conversations": Shape(
            path=lambda _: conversations.PATH,
            build=conversations.build,
            read=conversations.read,
        ),
    },
    base_url="https://api.mistral.ai/v1",
    key_env="MISTRAL_API_KEY",
    openai_apis=frozenset({"chat"}),
    batches=mistral_batches.SHAPE,
    not_possible="no location; an alias is answered as the alias, so ask dated names;"
    " conversations follow Mistral's types, no recording could be checked",
)
