"""Azure OpenAI: OpenAI's shapes at a resource's own address; search goes through Bing."""

from providers.services.wires import chat, responses
from providers.shapes.openai_responses import approximate
from providers.spec import Service


def _headers(key: str) -> dict[str, str]:
    return {"api-key": key}


SERVICE = Service(
    name="azure",
    title="Azure OpenAI",
    apis={
        "responses": responses(approximate, include=("web_search_call.action.sources",)),
        "chat": chat(lambda _: {}, renamed={"max_tokens": "max_completion_tokens"}),
    },
    key_env="AZURE_OPENAI_API_KEY",
    auth=_headers,
    not_possible="needs base_url (https://RESOURCE.openai.azure.com/openai/v1); the model is the"
    " deployment's name; consumer Copilot has no API and cannot be measured",
)
