"""The live check: one tiny call per model, and a verdict on its key in one word."""

from dataclasses import dataclass
from typing import Literal

from providers.base import Provider, Question
from providers.errors import CallError

Verdict = Literal[
    "ok", "key missing", "key wrong", "no quota", "model unknown", "region blocked", "unclear"
]

TINY = Question(prompt="Answer with the word OK.")

_VERDICTS: dict[str, Verdict] = {
    "key": "key wrong",
    "quota": "no quota",
    "model": "model unknown",
    "region": "region blocked",
    "truncated": "ok",  # the key works; that the answer was short is another matter
    "empty": "ok",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one tiny call showed; *said* is the service's own line, without secrets."""

    verdict: Verdict
    said: str = ""
    served_model: str | None = None


async def check_model(provider: Provider) -> Finding:
    """Ask a provider one tiny question and say what became of it.

    A provider that cannot even be made for want of a key is the caller's `key missing`.
    """
    try:
        reply = await provider.ask(TINY)
    except CallError as error:
        served = error.reply.served_model if error.reply else None
        return Finding(
            verdict=_VERDICTS.get(error.kind, "unclear"), said=error.message, served_model=served
        )
    return Finding(verdict="ok", served_model=reply.served_model)
