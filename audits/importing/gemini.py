"""Reads Gemini's history from Google Takeout: `MyActivity.json`, and the same as a web page.

Each entry is one question with its answers; Takeout does not tell which questions belong to one
chat. The question stands after a verb in the account's language ("Prompted …"), so the reader
hands over the whole title and the matcher looks for the prompt at its end.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from audits.importing.chats import Node, app_of, cited, collector, moment, objects, text_of
from audits.importing.dates import stamp
from audits.importing.entry import Entry, Given
from audits.importing.html_text import read_html
from providers.base import Role
from providers.redact import without_ids

APP = "Gemini"
_VERB = re.compile(r"(?:Prompted|Asked|Said)[\s\xa0]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HOURS = {"UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "CEST": 2, "BST": 1, "EET": 2, "EEST": 3, "JST": 9}
_WHEN = re.compile(
    r"""(?:(?P<iso>\d{4})[/.-](?P<m>\d{1,2})[/.-](?P<d>\d{1,2})
       |(?P<d1>\d{1,2})\s(?P<mon1>[A-Za-z]{3})[a-z]*\.?\s(?P<y1>\d{4})
       |(?P<mon2>[A-Za-z]{3})[a-z]*\.?\s(?P<d2>\d{1,2}),?\s(?P<y2>\d{4}))
       ,?\s+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?(?:\s*(?P<half>[AP]M))?
       (?:\s+(?P<zone>[A-Z]{1,5}(?:[+-]\d{1,2})?))?""",
    re.VERBOSE,
)


def is_gemini(data: Any) -> bool:
    """Whether decoded JSON is Takeout's list of activities."""
    first = objects(data)[:5]
    return bool(first) and all("header" in e and "title" in e and "time" in e for e in first)


def is_gemini_page(text: str) -> bool:
    """Whether a web page is Takeout's list of activities."""
    return "outer-cell" in text[:200_000] and "content-cell" in text[:200_000]


def read_gemini(data: Any, path: str, given: Given) -> Iterator[Entry]:
    """Every answer of `MyActivity.json`; several drafts of one answer are entries of their own."""
    for number, activity in enumerate(objects(data), 1):
        if "gemini" not in f"{activity.get('header')} {activity.get('products')}".lower():
            continue
        items = activity.get("safeHtmlItem")
        drafts = objects(items if isinstance(items, list) else [items])
        for draft in drafts:
            answer = text_of(draft.get("html") or draft.get("htmlValue"))
            title, at = text_of(activity.get("title")), moment(activity.get("time"))
            notes = _told(activity)
            place = f"{path}, entry {number}"
            entry = _entry(place, title, answer, at, given, path, notes, raw=activity)
            if entry is not None:
                yield entry


def read_gemini_page(page: str, path: str, given: Given) -> Iterator[Entry]:
    """Every answer of `MyActivity.html`."""
    reader = _Cards()
    reader.feed(page)
    reader.close()
    for number, card in enumerate(reader.cards, 1):
        title, when, answer = _split(card)
        place = f"{path}, entry {number}"
        raw = {"title": title, "time": when, "html": answer}
        entry = _entry(place, title, answer, read_when(when), given, path, "", raw=raw)
        if entry is not None:
            yield entry


def _entry(
    place: str, title: str, answer: str, at: str, given: Given, path: str, notes: str, *, raw: Node
) -> Entry | None:
    text, links = read_html(answer)
    prompt = _VERB.sub("", title, count=1) if _VERB.match(title) else title
    if not prompt.strip() or not text:
        return None
    return Entry(
        place=place,
        prompt=prompt,
        answer=text,
        app=app_of(given, APP),
        collected_by=collector(given, path),
        collected_at=at,
        citations=cited((address, words, Role.CITED) for address, words in links),
        notes=notes,
        private=True,
        led=True,
        raw=without_ids(dict(raw)),
    )


def _told(activity: Node) -> str:
    """What stands under the question: a Gem that was used, files that were attached."""
    return "; ".join(text_of(item.get("name")) for item in objects(activity.get("subtitles")))


def read_when(text: str) -> str:
    """A time as the page writes it, in UTC; the day alone where its zone is not known for sure.

    >>> read_when("18 Sept 2025, 12:02:52 CET")
    '2025-09-18T11:02:52Z'
    """
    found = _WHEN.search(text.replace("\xa0", " ").replace("\u202f", " "))
    if not found:
        return ""
    told = found.groupdict()
    try:
        local = _local(told)
    except ValueError:
        return ""
    away = _offset(told["zone"] or "")
    return local.date().isoformat() if away is None else stamp(local - timedelta(hours=away))


def _local(told: dict[str, str | None]) -> datetime:
    day, year = told["d"] or told["d1"] or told["d2"], told["iso"] or told["y1"] or told["y2"]
    month = told["m"] or _month(told["mon1"] or told["mon2"] or "")
    hour = int(told["h"] or 0)
    if told["half"]:
        hour = hour % 12 + 12 * (told["half"] == "PM")
    clock = (hour, int(told["min"] or 0), int(told["s"] or 0))
    return datetime(int(year or 0), int(month), int(day or 0), *clock, tzinfo=UTC)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _offset(zone: str) -> int | None:
    if found := re.fullmatch(r"(?:GMT|UTC)([+-]\d{1,2})", zone):
        return int(found[1])
    return _HOURS.get(zone)


def _split(card: str) -> tuple[str, str, str]:
    """A card's inner HTML as title, time and answer; the time is the first line that is one."""
    lines = re.split(r"<br\s*/?>", card)
    for number, line in enumerate(lines):
        plain = html.unescape(re.sub(r"<[^>]*>", "", line)).strip()
        if number and _WHEN.search(plain.replace("\xa0", " ").replace("\u202f", " ")):
            title = read_html("<br>".join(lines[:number]))[0]
            return title, plain, "<br>".join(lines[number + 1 :])
    return "", "", ""


class _Cards(HTMLParser):
    """Cuts the page into cards: the inner HTML of the first content cell of each entry."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.cards: list[str] = []
        self._inner: list[str] | None = None
        self._depth = 0
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("class") or ""
        if self._inner is not None:
            self._depth += tag == "div"
            self._inner.append(self.get_starttag_text() or "")
        elif tag == "div" and "outer-cell" in name:
            self._open = True
        elif tag == "div" and self._open and "content-cell" in name and "text-right" not in name:
            self._inner, self._depth, self._open = [], 1, False

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inner is not None:
            self._inner.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inner is None:
            return
        self._depth -= tag == "div"
        if self._depth == 0:
            self.cards.append("".join(self._inner))
            self._inner = None
            return
        self._inner.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._inner is not None:
            self._inner.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
