"""DeepSeek: chat, and Responses with web search, whose answers name their sources in prose."""

from providers.services.wires import CHAT, OPENAI_CLIENT, responses
from providers.spec import Service

SERVICE = Service(
    name="deepseek",
    title="DeepSeek",
    apis={"chat": CHAT, "responses": responses()},
    base_url="https://api.deepseek.com",
    key_env="DEEPSEEK_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="no location; no citations, only pages opened and links in the text",
)
