"""Which family a model belongs to, so that no family quietly judges itself."""

import re
from enum import StrEnum


class Independence(StrEnum):
    """Whether a judge is of another family than what it judges."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


CONTROL = "control"
"""The control chatbots: no model of any family."""

# A model's own name tells more than the service that it is rented from.
_NAMES: tuple[tuple[str, str], ...] = (
    ("anthropic", r"claude|anthropic"),
    ("openai", r"gpt|chatgpt|davinci|(?<![a-z0-9])o[1345](?![a-z0-9])|codex|openai"),
    ("google", r"gemini|gemma|palm|bison|google"),
    ("mistral", r"mistral|mixtral|ministral|magistral|pixtral|codestral|devstral"),
    ("xai", r"grok|(?<![a-z])xai(?![a-z])|x-ai"),
    ("deepseek", r"deepseek"),
    ("qwen", r"qwen|qwq|tongyi"),
    ("meta", r"llama|(?<![a-z])meta(?![a-z])|muse-spark"),
    ("perplexity", r"sonar|perplexity"),
    ("moonshot", r"kimi|moonshot"),
    ("zhipu", r"(?<![a-z])glm|chatglm|zhipu"),
    ("cohere", r"command|cohere|(?<![a-z])aya(?![a-z])"),
    ("microsoft", r"(?<![a-z])phi(?![a-z])|wizardlm|(?<![a-z])mai-"),
    ("amazon", r"(?<![a-z])nova(?![a-z])|titan"),
    ("yandex", r"yandex"),
    ("sber", r"gigachat"),
    ("preferred-networks", r"plamo"),
    ("baidu", r"ernie"),
    ("minimax", r"minimax|abab"),
    ("nvidia", r"nemotron"),
    ("ibm", r"granite"),
    ("ai21", r"jamba"),
    ("tii", r"falcon"),
)
_FAMILIES = tuple((family, re.compile(pattern)) for family, pattern in _NAMES)

_SERVICES = {
    "openai": "openai",
    "azure": "openai",
    "anthropic": "anthropic",
    "google": "google",
    "gemini": "google",
    "mistral": "mistral",
    "xai": "xai",
    "deepseek": "deepseek",
    "qwen": "qwen",
    "meta": "meta",
    "perplexity": "perplexity",
    "kimi": "moonshot",
    "moonshot": "moonshot",
    "cohere": "cohere",
}
"""Services that mostly serve their own models; elsewhere only the model's name can tell."""


def families(provider: str, model: str) -> frozenset[str]:
    """The families of a model, by its name, else by its service; empty when neither tells.

    A distillate (deepseek-r1-distill-llama-70b) is of every family that its name names.

    >>> families("bedrock", "eu.anthropic.claude-sonnet-4-5")
    frozenset({'anthropic'})
    >>> families("azure", "our-deployment")
    frozenset({'openai'})
    >>> families("compatible", "some-model-1")
    frozenset()
    """
    if provider == CONTROL:
        return frozenset({CONTROL})
    name = model.lower()
    found = frozenset(family for family, pattern in _FAMILIES if pattern.search(name))
    own = _SERVICES.get(provider)
    return found or frozenset({own} if own else ())


def independence(
    judge: tuple[str, str], audited: tuple[str, str], served: str | None = None
) -> Independence:
    """Whether a judge, (provider, model id), is of another family than an audited model.

    *served* is the id that the audited service said had answered.
    """
    one, other = families(*judge), families(*audited) | families("", served or "")
    if judge == audited or one & other:
        return Independence.NO
    if CONTROL in one | other:
        return Independence.YES
    return Independence.YES if one and other else Independence.UNKNOWN


def weakest(found: list[Independence]) -> Independence:
    """The independence of a panel: one judge of the audited family marks the whole."""
    for level in (Independence.NO, Independence.UNKNOWN):
        if level in found:
            return level
    return Independence.YES
