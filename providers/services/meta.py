"""Meta's Model API: Responses with web search, and chat."""

from providers.services.wires import CHAT, OPENAI_CLIENT, responses
from providers.spec import Service

SERVICE = Service(
    name="meta",
    title="Meta Model API",
    apis={"responses": responses(), "chat": CHAT},
    base_url="https://api.meta.ai/v1",
    key_env="META_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="no location; written from its documentation, no recording could be checked",
)
