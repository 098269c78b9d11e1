"""Cohere: chat, version 2."""

from providers.service import Shape
from providers.shapes import cohere
from providers.spec import Service

SERVICE = Service(
    name="cohere",
    title="Cohere",
    apis={"chat": Shape(path=lambda _: cohere.PATH, build=cohere.build, read=cohere.read)},
    base_url="https://api.cohere.com/v2",
    key_env="COHERE_API_KEY",
    not_possible="no live search; the answer does not name its model",
)
