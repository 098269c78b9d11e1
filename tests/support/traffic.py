"""The recorded exchanges with real services, beside the repository and never copied into it."""

import json
from pathlib import Path

import pytest

from providers.registry import service_named

TRAFFIC = Path(__file__).parents[3] / "shared" / "data" / "traffic"
WITH_TRAFFIC = [
    pytest.mark.shared,
    pytest.mark.skipif(not TRAFFIC.is_dir(), reason="no recorded traffic beside the repository"),
]
"""The `pytestmark` of a module that reads them."""
SERVICES = {"alibaba": "qwen", "moonshot": "kimi", "vertex": "gemini", "gpustack": "compatible"}
"""What we call a service that the recordings call otherwise."""
APIS = {
    "openai_chat": "chat",
    "responses": "responses",
    "anthropic": "messages",
    "gemini": "generate",
    "converse": "converse",
    "cohere": "chat",
    "error": None,
}
"""What we call the shape of a recording; streams and batches are not among them."""
MAPPED = {"perplexity/agent_api_web_search.json"}
"""Its `[7]` names a search result, which we read as cited; the recording lists it as found."""
THINKING = {"huggingface/router_basic.json", "huggingface/router_length.json"}
"""Their expected text holds the <think> part, which is no part of an answer."""


def recordings() -> dict[str, dict]:
    """Name and content of every exchange that is neither a stream nor a batch."""
    found = {}
    for path in sorted(TRAFFIC.glob("*/*.json")):
        recorded = json.loads(path.read_text(encoding="utf-8"))
        if recorded["api"] in APIS:
            found[f"{path.parent.name}/{path.name}"] = recorded
    return found


def service_of(recorded: dict) -> str:
    """The service of a recording, as a spec names it."""
    return SERVICES.get(recorded["provider"], recorded["provider"])


def model_of(recorded: dict) -> str:
    """The model id that was asked."""
    return (recorded["request"].get("body") or {}).get("model") or "some-model"


def api_of(recorded: dict) -> str | None:
    """The shape to ask for; None where the service has but one."""
    api = APIS[recorded["api"]]
    return api if api in service_named(service_of(recorded)).apis else None
