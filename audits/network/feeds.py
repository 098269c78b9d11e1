"""Reads the items of RSS and Atom files."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree as Xml

from audits.errors import NetworkError
from audits.network.opening import first_bytes, open_bytes

_ITEMS = frozenset({"item", "entry"})
_FIELDS = {
    "title": "title", "description": "text", "summary": "text", "content": "text",
    "encoded": "text", "pubdate": "date", "published": "date", "updated": "date", "date": "date",
    "language": "language", "source": "source", "guid": "guid",
}  # fmt: skip


class FeedItem(NamedTuple):
    """One item of a feed, as text by field."""

    number: int
    cells: dict[str, str]


def read_feed(path: Path) -> Iterator[FeedItem]:
    """The items of the feed in *path*; raises `NetworkError` where it is no whole XML."""
    _refuse_entities(path)
    number = 0
    with open_bytes(path) as file:
        try:
            for cells in _items(file):
                number += 1
                yield FeedItem(number, cells)
        except Xml.ParseError as error:
            line = error.position[0]
            raise NetworkError(f"{path}:{line}: is no whole XML ({error.msg})") from error


def _refuse_entities(path: Path) -> None:
    """A feed needs no entities of its own, and those of a hostile one can fill the memory."""
    head = first_bytes(path).replace(b"\0", b"")
    if b"<!ENTITY" in head.upper():
        raise NetworkError(f"{path}: declares XML entities, which no feed needs; remove them")


def _items(file: IO[bytes]) -> Iterator[dict[str, str]]:
    language = ""
    depth = 0
    for event, element in Xml.iterparse(file, events=("start", "end")):  # noqa: S314
        name = _local(element.tag)
        if event == "start":
            depth += name in _ITEMS
            language = language or element.get("{http://www.w3.org/XML/1998/namespace}lang", "")
            continue
        if name in _ITEMS:
            depth -= 1
            yield _cells(element, language)
            element.clear()
        elif name == "language" and not depth:
            language = (element.text or "").strip()


def _cells(item: Xml.Element, language: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for child in item:
        name = _local(child.tag)
        if name == "link":
            _link(child, cells)
        elif field := _FIELDS.get(name):
            text = "".join(child.itertext()).strip()
            if field == "source":
                text = child.get("url") or text
            if text:
                cells.setdefault(field, text)
    cells.setdefault("url", cells.pop("guid", ""))
    cells.setdefault("language", language)
    return cells


def _link(child: Xml.Element, cells: dict[str, str]) -> None:
    """RSS writes the address as text, Atom as an attribute, and several with their relation."""
    address = (child.get("href") or child.text or "").strip()
    if address and child.get("rel", "alternate") == "alternate":
        cells.setdefault("url", address)


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
