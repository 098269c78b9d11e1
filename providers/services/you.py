"""You.com: the express and advanced agents."""

from providers.service import Shape
from providers.shapes import you
from providers.spec import Service

SERVICE = Service(
    name="you",
    title="You.com",
    apis={"agents": Shape(path=lambda _: you.PATH, build=you.build, read=you.read)},
    base_url="https://api.you.com/v1",
    key_env="YDC_API_KEY",
    not_possible="no location, no sampling parameters, no system prompt (put before the question);"
    " the model behind an agent is not told; written from its documentation",
)
