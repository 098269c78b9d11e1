"""The built-in services, one short file or line each."""

from providers.services import (
    anthropic,
    azure,
    bedrock,
    cohere,
    deepseek,
    google,
    groq,
    kimi,
    meta,
    mistral,
    openai,
    openrouter,
    perplexity,
    plain,
    qwen,
    xai,
    you,
)
from providers.spec import Service

BUILT_IN: tuple[Service, ...] = (
    anthropic.SERVICE,
    azure.SERVICE,
    bedrock.SERVICE,
    cohere.SERVICE,
    deepseek.SERVICE,
    google.SERVICE,
    groq.SERVICE,
    kimi.SERVICE,
    meta.SERVICE,
    mistral.SERVICE,
    openai.SERVICE,
    openrouter.SERVICE,
    perplexity.SERVICE,
    qwen.SERVICE,
    xai.SERVICE,
    you.SERVICE,
    *plain.SERVICES,
)
