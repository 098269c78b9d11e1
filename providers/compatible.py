"""Chat Completions through the openai client: OpenAI itself and every endpoint that copies it.

The client builds and sends the request; what comes back is kept as bytes and read by ourselves,
because its typed objects drop fields that only other services have. It never retries.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx2

from providers.errors import SettingsError

if TYPE_CHECKING:
    from openai import AsyncOpenAI

NO_KEY = "no-key-needed"
"""The client insists on a key; local servers ignore it."""

Post = Callable[[str, dict[str, Any], float], Awaitable[httpx2.Response]]


def openai_post(
    client: httpx2.AsyncClient,
    *,
    base_url: str,
    key: str | None,
    headers: Mapping[str, str] | None = None,
) -> Post:
    """Return a function that posts a body below *base_url* and returns the raw response.

    An answer of any status is returned, not raised; transport errors come out as httpx2's.
    """
    sender = _client(client, base_url=base_url, key=key, headers=headers)

    async def post(path: str, body: dict[str, Any], deadline_s: float) -> httpx2.Response:
        return await _post(sender, path, body)

    return post


async def _post(sender: "AsyncOpenAI", path: str, body: dict[str, Any]) -> httpx2.Response:
    import openai

    try:
        return await sender.post(path, cast_to=httpx2.Response, body=body)
    except openai.APIStatusError as error:
        return error.response
    except openai.APIConnectionError as error:  # APITimeoutError is one
        cause = error.__cause__
        raise cause if isinstance(cause, Exception) else httpx2.NetworkError(str(error)) from None


def _client(
    client: httpx2.AsyncClient,
    *,
    base_url: str,
    key: str | None,
    headers: Mapping[str, str] | None,
) -> "AsyncOpenAI":
    from openai import OpenAIError

    try:
        sender = _quiet_client()(
            api_key=key or NO_KEY,
            base_url=base_url,
            max_retries=0,
            http_client=client,
            default_headers=dict(headers or {}),
        )
    except (OpenAIError, httpx2.InvalidURL, ValueError) as error:
        raise SettingsError(f"base_url {base_url!r} cannot be used: {error}") from error
    if sender.base_url.host != "api.openai.com":  # the environment's organisation is OpenAI's
        sender.organization = sender.project = None
    return sender


@cache
def _quiet_client() -> "type[AsyncOpenAI]":
    """Return the client without the dozen headers in which it describes this machine.

    Importing openai takes most of a second, which commands that ask nobody should not pay.
    """
    from openai import AsyncOpenAI, Omit

    class QuietClient(AsyncOpenAI):
        @property
        def default_headers(self) -> dict[str, str | Omit]:
            told = {"OpenAI-Organization": self.organization, "OpenAI-Project": self.project}
            return {
                "Accept": "application/json",
                "Content-Type": "application/json",
                **{name: value for name, value in told.items() if value},
                **self._custom_headers,
            }

    return QuietClient
