"""Services that speak Chat Completions only: local servers and any compatible endpoint."""

from providers.service import Shape
from providers.shapes import openai_chat
from providers.spec import Service

CHAT = Shape(path=lambda _: openai_chat.PATH, build=openai_chat.build, read=openai_chat.read)
_APIS = {"chat": CHAT}
_OPENAI = frozenset({"chat"})

COMPATIBLE = Service(
    name="compatible",
    title="Any OpenAI-compatible endpoint",
    apis=_APIS,
    key_env="COMPATIBLE_API_KEY",
    key_needed=False,
    openai_apis=_OPENAI,
    not_possible="base_url must be given; search, if any, is the endpoint's own affair",
)
OLLAMA = Service(
    name="ollama",
    title="Ollama",
    apis=_APIS,
    base_url="http://localhost:11434/v1",
    key_env="OLLAMA_API_KEY",
    key_needed=False,
    openai_apis=_OPENAI,
    not_possible="no live search",
)
VLLM = Service(
    name="vllm",
    title="vLLM",
    apis=_APIS,
    base_url="http://localhost:8000/v1",
    key_env="VLLM_API_KEY",
    key_needed=False,
    openai_apis=_OPENAI,
    not_possible="no live search",
)
LMSTUDIO = Service(
    name="lmstudio",
    title="LM Studio",
    apis=_APIS,
    base_url="http://localhost:1234/v1",
    key_env="LMSTUDIO_API_KEY",
    key_needed=False,
    openai_apis=_OPENAI,
    not_possible="no live search",
)
