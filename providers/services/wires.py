"""The two wire shapes that nearly every service shares, ready for a service's line."""

from providers.service import Shape
from providers.shapes import openai_chat, openai_responses

CHAT = Shape(path=lambda _: openai_chat.PATH, build=openai_chat.build, read=openai_chat.read)
RESPONSES = Shape(
    path=lambda _: openai_responses.PATH,
    build=openai_responses.builder(openai_responses.approximate),
    read=openai_responses.read,
)
OPENAI_CLIENT = frozenset({"chat", "responses"})


def chat(extend: openai_chat.Extend, *, renamed: dict[str, str] | None = None) -> Shape:
    """Return Chat Completions with a service's own fields."""
    return Shape(
        path=lambda _: openai_chat.PATH,
        build=openai_chat.builder(extend, renamed=renamed),
        read=openai_chat.read,
    )


def responses(
    locate: openai_responses.Locate | None = None, *, include: tuple[str, ...] = ()
) -> Shape:
    """Return Responses with a service's own way to say the place."""
    return Shape(
        path=lambda _: openai_responses.PATH,
        build=openai_responses.builder(locate, include=include),
        read=openai_responses.read,
    )
