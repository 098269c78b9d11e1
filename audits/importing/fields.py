"""Reads the fields of one collected answer; a wrong one is a sentence that says what is right."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from audits.countries import country_code
from audits.importing.dates import Wrong, read_date
from audits.importing.entry import App, Entry, Given, Hint
from audits.importing.text import lines_of, same
from providers.base import Citation, Role
from scoring.transcript import Status

COLUMNS = (
    *("claim", "persona", "language", "wording", "prompt", "app", "model", "plan", "answer"),
    *("citations", "collected_by", "collected_at", "country", "attachment", "status", "notes"),
)
"""The columns of a sheet and the keys of a line, in the order of the template."""

NAMES = {"model/app": "app", "app/model": "app", "attachments": "attachment"}
"""Other names that people give to columns."""

LONGEST_CELL = 32_767
"""The most that a cell of a spreadsheet holds; what is as long was cut."""
_SHEET_ERRORS = frozenset(
    {"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!"}
)
_HOST = re.compile(r"[^\s/@.]+(\.[^\s/@.]+)+(/\S*)?")


def read_entry(
    row: Mapping[str, Any], *, place: str, given: Given, folder: Path, now: datetime
) -> Entry:
    """One row as an entry; raises `Wrong` with every complaint, separated by line ends.

    Attachments are looked up in *folder* (or the one given); *now* bounds the date.
    """
    wrong: list[str] = []

    def field(read: Callable[[], Any], instead: Any = None) -> Any:
        try:
            return read()
        except Wrong as complaint:
            wrong.append(str(complaint))
            return instead

    status = field(lambda: _status(text_of(row, "status")), Status.ANSWERED)
    entry = Entry(
        place=place,
        prompt=field(lambda: _needed(row, "prompt"), ""),
        app=field(lambda: _app(row, given), App(name="?")),
        collected_by=field(lambda: _by(row, given), ""),
        collected_at=field(lambda: read_date(text_of(row, "collected_at"), now=now), ""),
        answer=field(lambda: _answer(text_of(row, "answer"), status), ""),
        status=status,
        citations=field(lambda: _citations(row.get("citations")), ()),
        attachments=field(lambda: _attachments(row, given.attachments or folder), ()),
        notes=field(lambda: text_of(row, "notes"), ""),
        hint=Hint(**{f.name: field(partial(text_of, row, f.name), "") for f in fields(Hint)}),
        raw=dict(row),
    )
    if wrong:
        raise Wrong("\n".join(wrong))
    return entry


def is_unfilled(row: Mapping[str, Any]) -> bool:
    """Whether nobody has put an answer into this row yet."""
    said = ("answer", "status", "citations", "attachment")
    return not any(row.get(key) not in (None, "", [], {}) for key in said)


def text_of(row: Mapping[str, Any], key: str) -> str:
    """A field as text with plain line ends; absent is empty."""
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, dict | list | bool):
        raise Wrong(f"{key}: write a text")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _needed(row: Mapping[str, Any], key: str) -> str:
    value = text_of(row, key)
    if not value:
        raise Wrong(f"{key}: missing")
    return value


def _by(row: Mapping[str, Any], given: Given) -> str:
    who = text_of(row, "collected_by") or given.collected_by
    if not who:
        raise Wrong("collected_by: missing; who asked? (`--collected-by NAME` says it for all)")
    return same(who)


def _app(row: Mapping[str, Any], given: Given) -> App:
    """The app; a sheet with only one of `app` and `model` names it there."""
    name, model = text_of(row, "app") or given.app, text_of(row, "model") or given.model
    if not name:
        name, model = model, None
    if not name:
        raise Wrong("app: missing; write what was asked, such as ChatGPT or Le Chat")
    plan = text_of(row, "plan") or given.plan
    return App(
        name=_name("app", name),
        model=_name("model", model) if model and same(model) != same(name) else None,
        plan=_name("plan", plan) if plan else None,
        country=read_country(text_of(row, "country") or given.country),
    )


def _name(key: str, value: str) -> str:
    name = same(value)
    if len(name) > 60 or not name.isprintable():
        raise Wrong(f"{key}: at most 60 letters")
    return name.removeprefix("app:").strip() or "?"


def read_country(value: str | None) -> str | None:
    """An ISO country code in capitals; None for nothing."""
    if not value:
        return None
    try:
        return country_code(same(value))
    except ValueError as error:
        raise Wrong(f"country: {error}") from None


def _status(text: str) -> Status:
    if not text:
        return Status.ANSWERED
    try:
        return Status(text.lower())
    except ValueError:
        known = ", ".join(Status)
        raise Wrong(f"status: `{text[:20]}`; known are {known} (empty: answered)") from None


def _answer(text: str, status: Status) -> str:
    if status is Status.ANSWERED and not text:
        raise Wrong("answer: missing; where the app gave none, set status to blocked or failed")
    if text.upper() in _SHEET_ERRORS:
        raise Wrong(
            f"answer: `{text}` is what a spreadsheet made of a text that begins like a formula; "
            "put it in again with an apostrophe in front"
        )
    if len(text) == LONGEST_CELL:
        raise Wrong(
            f"answer: exactly {LONGEST_CELL} characters, the most that a cell holds: it was cut; "
            "collect this one as a JSON line"
        )
    return text


def _citations(value: Any) -> tuple[Citation, ...]:
    """Addresses, one a line or one an item; what follows the first blank is the title."""
    if value in (None, ""):
        return ()
    items: Sequence[Any] = lines_of(value) if isinstance(value, str) else value
    if not isinstance(items, list):
        raise Wrong("citations: write addresses, one a line (or a list of them)")
    return tuple(_citation(item) for item in items)


def _citation(item: Any) -> Citation:
    if isinstance(item, dict) and set(item) <= {"url", "title", "role"}:
        url, title, role = (str(item.get(key) or "") for key in ("url", "title", "role"))
    elif isinstance(item, str):
        url, _, title = item.strip().partition(" ")
        role = ""
    else:
        raise Wrong(f"citations: `{str(item)[:60]}` is no address; write text or {{url, title}}")
    if not re.match(r"https?://\S+$", url) and not _HOST.fullmatch(url):
        raise Wrong(f"citations: `{url[:60]}` is no address; write one a line, title after it")
    try:
        return Citation(url=url, title=title.strip(), role=Role(role or "cited"))
    except ValueError:
        raise Wrong(f"citations: role `{role}`; known are {', '.join(Role)}") from None


def _attachments(row: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Files below *folder*: a sheet that another person filled in must reach nothing else."""
    value = row.get("attachment")
    names = lines_of(value) if isinstance(value, str) else list(value or ())
    return tuple(_attachment(str(name), folder.resolve()) for name in names)


def _attachment(name: str, folder: Path) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise Wrong(
            f"attachment: `{name}` lies outside {folder}; put it beside the sheet, or say where "
            "attachments lie with `--attachments DIR`"
        )
    if not path.is_file():
        raise Wrong(f"attachment: `{name}` is not in {folder}")
    return path
