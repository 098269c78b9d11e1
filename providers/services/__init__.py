"""The built-in services, one short file or line each."""

from providers.services.plain import COMPATIBLE, LMSTUDIO, OLLAMA, VLLM
from providers.spec import Service

BUILT_IN: tuple[Service, ...] = (COMPATIBLE, LMSTUDIO, OLLAMA, VLLM)
