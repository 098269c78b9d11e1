"""Services that speak Chat Completions only: local servers and any compatible endpoint."""

from providers.services.wires import CHAT, OPENAI_CLIENT
from providers.spec import Service


def _plain(
    name: str,
    title: str,
    base_url: str | None,
    key_env: str,
    *,
    key_needed: bool = False,
    not_possible: str = "no live search",
) -> Service:
    return Service(
        name=name,
        title=title,
        apis={"chat": CHAT},
        base_url=base_url,
        key_env=key_env,
        key_needed=key_needed,
        openai_apis=OPENAI_CLIENT,
        not_possible=not_possible,
    )


SERVICES = (
    _plain(
        "compatible",
        "Any OpenAI-compatible endpoint",
        None,
        "COMPATIBLE_API_KEY",
        not_possible="needs base_url; search, if any, is the endpoint's own affair",
    ),
    _plain("ollama", "Ollama", "http://localhost:11434/v1", "OLLAMA_API_KEY"),
    _plain("vllm", "vLLM", "http://localhost:8000/v1", "VLLM_API_KEY"),
    _plain("lmstudio", "LM Studio", "http://localhost:1234/v1", "LMSTUDIO_API_KEY"),
    _plain(
        "together",
        "Together AI",
        "https://api.together.xyz/v1",
        "TOGETHER_API_KEY",
        key_needed=True,
        not_possible="no live search; the same model name may be another quantisation elsewhere",
    ),
    _plain(
        "zai",
        "Z.ai (GLM)",
        "https://api.z.ai/api/paas/v4",
        "ZAI_API_KEY",
        key_needed=True,
        not_possible="its web search is not offered here: no recording of it could be checked",
    ),
    _plain(
        "huggingface",
        "Hugging Face router",
        "https://router.huggingface.co/v1",
        "HF_TOKEN",
        key_needed=True,
        not_possible="no live search; which host answers is the router's choice",
    ),
)
