"""What the readers of chat exports share: who collected, addresses once, times, clean text."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from audits.errors import ImportFailed
from audits.importing.dates import Wrong, stamp
from audits.importing.entry import App, Given
from audits.importing.fields import read_country
from audits.importing.text import same
from providers.base import Citation, Role

Node = Mapping[str, Any]


def app_of(given: Given, name: str) -> App:
    """The app of an export, as the command line specifies it."""
    try:
        country = read_country(given.country)
    except Wrong as wrong:
        raise ImportFailed(f"--{wrong}") from None
    return App(
        name=same(given.app or name),
        model=same(given.model) if given.model else None,
        plan=same(given.plan) if given.plan else None,
        country=country,
    )


def collector(given: Given, path: str) -> str:
    """Who collected: an export does not say it."""
    if not given.collected_by:
        raise ImportFailed(f"{path}: an export names no collector; add `--collected-by NAME`")
    return same(given.collected_by)


def mapping(value: Any) -> Node:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Node]:
    """The objects of a list; anything else is an empty list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """The value if it is a text."""
    return value if isinstance(value, str) else ""


def moment(value: Any) -> str:
    """A time of an export, seconds since 1970 or ISO 8601, in UTC; empty if it is neither."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return stamp(datetime.fromtimestamp(value, UTC))
        return stamp(_aware(datetime.fromisoformat(text_of(value))))
    except (ValueError, OverflowError, OSError):
        return ""


def _aware(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def cited(found: Iterable[tuple[Any, Any, Role]]) -> tuple[Citation, ...]:
    """Addresses with title and role, each once a role, in order; what is no address is left."""
    kept: dict[tuple[str, Role], Citation] = {}
    for url, title, role in found:
        address = text_of(url).strip()
        if re.match(r"https?://\S+$", address):
            kept.setdefault(
                (address, role), Citation(url=address, title=text_of(title), role=role)
            )
    return tuple(kept.values())
