"""Finds out what a file is and hands it to its reader: a sheet, lines, or a chat export."""

import fnmatch
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from audits.errors import ImportFailed
from audits.importing.chatgpt import is_chatgpt, read_chatgpt
from audits.importing.claude import is_claude, read_claude
from audits.importing.entry import Entry, Given, Reading
from audits.importing.gemini import is_gemini, is_gemini_page, read_gemini, read_gemini_page
from audits.importing.sheet import read_lines, read_sheet
from audits.importing.text import LARGEST_BYTES, read_bytes, read_text

IN_ARCHIVES = ("conversations*.json", "*activity*.json", "*activity*.html", "*.json", "*.html")
"""What is looked for in an archive, the first kind that is there; names vary by language."""

_READERS = (
    ("ChatGPT export", is_chatgpt, read_chatgpt),
    ("Claude export", is_claude, read_claude),
    ("Gemini Takeout", is_gemini, read_gemini),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read, as run.json remembers it."""

    name: str
    sha256: str
    size: int
    format: str

    def row(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "bytes": self.size,
            "format": self.format,
        }


class _NoExport(ImportFailed):
    """A web page or JSON of another kind; in an archive it is passed over."""


def read_file(path: Path, given: Given, *, now: datetime) -> tuple[Source, Reading]:
    """Read one file of any known kind; raises `ImportFailed` for one of no known kind."""
    content = read_bytes(path)
    kind, reading = _read(content, path, given, now)
    source = Source(
        name=path.name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), format=kind
    )
    return source, reading


def _read(content: bytes, path: Path, given: Given, now: datetime) -> tuple[str, Reading]:
    if content.startswith(b"PK"):
        return _read_archive(content, path, given)
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return "JSON lines", read_lines(content, path, given, now=now)
    if suffix in (".json", ".html", ".htm"):
        kind, entries = _read_export(content, str(path), given)
        return kind, Reading(entries=entries)
    if suffix in (".csv", ".tsv", ".txt"):
        return "sheet", read_sheet(content, path, given, now=now)
    raise ImportFailed(
        f"{path}: of no known kind; known are .csv, .jsonl, and the exports of ChatGPT, Claude "
        "(.json, .zip) and Gemini (Takeout's .json, .html, .zip)"
    )


def _read_export(content: bytes, name: str, given: Given) -> tuple[str, list[Entry]]:
    if name.lower().endswith((".html", ".htm")):
        page = read_text(content, name)
        if not is_gemini_page(page):
            raise _NoExport(
                f"{name}: no Takeout page of Gemini; a saved web page can be an attachment"
            )
        return "Gemini Takeout page", list(read_gemini_page(page, name, given))
    try:
        data = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise ImportFailed(f"{name}: no JSON ({error}); is the file whole?") from error
    for kind, fits, read in _READERS:
        if fits(data):
            return kind, list(read(data, name, given))
    raise _NoExport(
        f"{name}: JSON, but no export of ChatGPT, Claude or Gemini; your own answers go into a "
        "sheet (.csv) or JSON lines (.jsonl)"
    )


def _read_archive(content: bytes, path: Path, given: Given) -> tuple[str, Reading]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = list(_members(archive, path, given))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise ImportFailed(f"{path}: the archive cannot be read ({error})") from error
    if not found:
        raise ImportFailed(f"{path}: no export of ChatGPT, Claude or Gemini is in this archive")
    kinds = dict.fromkeys(kind for kind, _ in found)
    return ", ".join(kinds), Reading(entries=[e for _, entries in found for e in entries])


def _members(
    archive: zipfile.ZipFile, path: Path, given: Given
) -> Iterator[tuple[str, list[Entry]]]:
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if "xl/workbook.xml" in names:
        raise ImportFailed(f"{path}: an Excel workbook; save the sheet as `CSV UTF-8`")
    for pattern in IN_ARCHIVES:
        fitting = [n for n in names if fnmatch.fnmatch(PurePosixPath(n).name.lower(), pattern)]
        found = [read for name in fitting if (read := _member(archive, name, path, given))]
        if found:
            yield from found
            return


def _member(
    archive: zipfile.ZipFile, name: str, path: Path, given: Given
) -> tuple[str, list[Entry]] | None:
    """One file of the archive; None for one that is no export."""
    with archive.open(name) as file:
        content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise ImportFailed(f"{path}: {name} in it is larger than {LARGEST_BYTES // 1_000_000} MB")
    try:
        return _read_export(content, f"{path}/{name}", given)
    except _NoExport:
        return None
