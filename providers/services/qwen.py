"""Qwen at DashScope: chat with search switched on, whose sources stay hidden; Responses."""

from typing import Any

from providers.base import Settings
from providers.services.wires import OPENAI_CLIENT, chat, responses
from providers.spec import Service


def _search_options(settings: Settings) -> dict[str, Any]:
    if not settings.search:
        return {}
    return {"enable_search": True, "search_options": {"enable_source": True}}


SERVICE = Service(
    name="qwen",
    title="Qwen (Alibaba DashScope)",
    apis={"chat": chat(_search_options), "responses": responses()},
    base_url="https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    key_env="DASHSCOPE_API_KEY",
    openai_apis=OPENAI_CLIENT,
    not_possible="no location; chat does not tell its sources; keys are regional, so base_url"
    " must fit the key; responses live at another base_url",
)
