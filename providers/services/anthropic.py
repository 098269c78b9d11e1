"""Anthropic: Messages with web search; a pause is continued."""

from providers.batches import anthropic as anthropic_batches
from providers.service import Shape
from providers.shapes import anthropic
from providers.spec import Service


def _headers(key: str) -> dict[str, str]:
    return {"x-api-key": key}


SERVICE = Service(
    name="anthropic",
    title="Anthropic",
    apis={
        "messages": Shape(
            path=lambda _: anthropic.PATH,
            build=anthropic.build,
            read=anthropic.read,
            follow_up=anthropic.follow_up,
            merge=anthropic.merge,
        )
    },
    base_url="https://api.anthropic.com/v1",
    key_env="ANTHROPIC_API_KEY",
    auth=_headers,
    headers={"anthropic-version": anthropic.VERSION},
    batches=anthropic_batches.SHAPE,
    not_possible="no seed, no fingerprint",
)
