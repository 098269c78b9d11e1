"""Finds which column of a file holds the address, the date, the title and so on, by its name."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from audits.errors import NetworkError

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "link", "article_url", "page_url", "href", "address", "canonical", "guid"),
    "host": ("host", "domain", "hostname", "site", "website", "mirror"),
    "date": (
        "date", "published", "publication_date", "published_at", "date_published", "pub_date",
        "pubdate", "publish_date", "datetime", "timestamp", "created_at", "time", "updated",
    ),
    "title": ("title", "og_title", "headline", "article_title", "name"),
    "text": (
        "text", "og_description", "description", "summary", "abstract", "snippet", "lead",
        "content", "content_text", "body", "article_text",
    ),
    "source": (
        "source_url", "telegram_url", "telegram", "telegram_channel", "channel",
        "source_channel", "source_domain", "source", "source_title", "origin", "via",
    ),
    "language": ("language", "lang", "locale", "og_locale", "inlanguage", "language_code"),
    "versions": ("alternates", "alternate", "versions", "translations", "hreflang"),
}  # fmt: skip
"""Names of columns, the best first. `versions` lists addresses of the item in other languages."""

FIELDS = tuple(SYNONYMS)

_OTHER = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """A column's name without case and punctuation: `OG:Title` is `og_title`."""
    return _OTHER.sub("_", name.strip().lstrip("\ufeff").lower()).strip("_")


def read_choices(given: Sequence[str]) -> dict[str, str]:
    """Read `--column date=published` options; raises `NetworkError` where one cannot be meant.

    >>> read_choices(["date=Erschienen"])
    {'date': 'Erschienen'}
    """
    chosen: dict[str, str] = {}
    for text in given:
        field, found, name = text.partition("=")
        if not found or not name.strip() or field.strip() not in SYNONYMS:
            raise NetworkError(
                f"--column {text}: write FIELD=NAME, such as date=published; fields are "
                f"{', '.join(FIELDS)}"
            )
        chosen[field.strip()] = name.strip()
    return chosen


def map_columns(
    names: Sequence[str], chosen: Mapping[str, str], *, file: Path | str
) -> dict[str, int]:
    """Where each field stands among *names*; raises `NetworkError` if the items have no address.

    >>> map_columns(["URL", "OG:Title", "Publication Date"], {}, file="a.csv")
    {'url': 0, 'date': 2, 'title': 1}
    """
    found = find_columns(names, chosen)
    for field, name in chosen.items():
        if field not in found:
            raise NetworkError(
                f"{file}:1: no column `{name}` for {field}; the columns are {_listed(names)}"
            )
    if "url" not in found and "host" not in found:
        raise NetworkError(
            f"{file}:1: no column holds the address; the columns are {_listed(names)}; name it "
            "with --column url=NAME (or host=NAME)"
        )
    return found


def find_columns(names: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Where each field stands among *names*, as far as it is there."""
    places: dict[str, int] = {}
    for i, name in enumerate(names):
        places.setdefault(plain(name), i)
    found: dict[str, int] = {}
    for field, synonyms in SYNONYMS.items():
        wanted = (plain(chosen[field]),) if field in chosen else synonyms
        place = next((places[name] for name in wanted if name in places), None)
        if place is not None:
            found[field] = place
    return found


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:20])
    return shown + (", …" if len(names) > 20 else "") or "none"
