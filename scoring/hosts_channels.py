"""Telegram and VK pages, which belong to somebody by their path and not by their host."""

import re
from urllib.parse import unquote

from scoring.hosts import suffixes

_TELEGRAM = {"t.me", "telegram.me", "telegram.dog"}
_VK = {"vk.com", "vk.ru", "vkontakte.ru"}

CHANNEL_HOSTS = frozenset(_TELEGRAM | _VK)

_TELEGRAM_PATH = re.compile(r"(?::\d+)?/+(?:s/+)?@?(\w+)(?![\w.\-])")
_VK_PATH = re.compile(r"(?::\d+)?/+(?=@|[\w.]++(?!-))@?([\w.]+)")  # @name-title: an article


def channel_key(host: str, rest: str) -> str | None:
    """Return `t.me/name` or `vk.com/name` for the page of a channel, None for anything else.

    >>> channel_key("m.vk.com", "/PravdaEnCom?w=wall-1")
    'vk.com/pravdaencom'
    """
    for suffix in suffixes(host):
        if suffix in _TELEGRAM:
            return _telegram_key(host.removesuffix(suffix).rstrip("."), rest)
        if suffix in _VK:
            return _key("vk.com", _VK_PATH.match(unquote(rest)))
    return None


def _telegram_key(subdomain: str, rest: str) -> str | None:
    """A channel has a page under t.me and a host of its own, `name.t.me`."""
    if subdomain and subdomain != "www":
        return f"t.me/{subdomain}"
    return _key("t.me", _TELEGRAM_PATH.match(unquote(rest)))


def _key(host: str, match: re.Match[str] | None) -> str | None:
    return f"{host}/{match[1].lower()}" if match else None
