"""Turns rows into items, kept as columns of numbers: a million of them take some 200 MB."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from audits.network.addresses import Address, post_of, read_address, source_of
from audits.network.dates import day_of
from audits.network.languages import guess_language, language_code
from audits.network.opening import is_broken, is_twice_encoded, mend, undo_twice
from audits.network.problems import Problems
from audits.network.reading import Cells, read_rows
from audits.network.texts import Texts

TEXT = 400
"""Characters of an item that are read: its headline and how it begins."""


@dataclass(slots=True)
class Names:
    """Gives every distinct name a number, in order of appearance."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The number of *name*."""
        return self.numbers.setdefault(name, len(self.numbers))

    @property
    def names(self) -> list[str]:
        """All names by their number."""
        return list(self.numbers)


@dataclass(slots=True)
class Collection:
    """All items of all files, a column each; *days* are ordinals, 0 where no day is known.

    *posts* and *versions* hold the hash of what an item shares with its copies: the post that it
    relays, the first address of its versions in other languages; 0 where the list does not say.
    """

    hosts: Names = field(default_factory=Names)
    languages: Names = field(default_factory=Names)
    sources: Names = field(default_factory=Names)
    host: "array[int]" = field(default_factory=lambda: array("i"))
    language: "array[int]" = field(default_factory=lambda: array("i"))
    source: "array[int]" = field(default_factory=lambda: array("i"))
    day: "array[int]" = field(default_factory=lambda: array("i"))
    post: "array[int]" = field(default_factory=lambda: array("q"))
    version: "array[int]" = field(default_factory=lambda: array("q"))
    texts: Texts = field(default_factory=Texts)
    urls: Texts = field(default_factory=Texts)
    problems: Problems = field(default_factory=Problems)
    rows: dict[str, int] = field(default_factory=dict)
    guessed: int = 0

    def __len__(self) -> int:
        """How many items there are."""
        return len(self.host)


@dataclass(slots=True)
class _Gatherer:
    today: int
    found: Collection = field(default_factory=Collection)
    seen: set[int] = field(default_factory=set)

    def take(self, file: str, line: int, cells: Cells) -> None:
        """Add one row, or note why it is no item."""
        url, host, when, title, text, source, language, versions = self._clean(file, line, cells)
        address = read_address(url or host)
        if address is None:
            kind = "bad_address" if url or host else "no_address"
            self.found.problems.note(kind, file, line, url or host or title)
            return
        if self._repeated(address if url else None):
            self.found.problems.note("repeated", file, line, url)
            return
        shown = f"{title}\n{text}"[:TEXT].strip() if text and text != title else title[:TEXT]
        if not shown:
            self.found.problems.note("no_title", file, line, url)
        self._add(address, shown, self._day(file, line, when))
        self._add_language(language, shown)
        self._add_source(source)
        self.found.version.append(_first_version(address, versions) if versions else 0)

    def _clean(self, file: str, line: int, cells: Cells) -> Sequence[str]:
        joined = "".join(cells)
        if joined.isascii():
            return cells
        if is_broken(joined):
            self.found.problems.note("encoding", file, line, mend(joined))
            return [mend(cell) if is_broken(cell) else cell for cell in cells]
        if is_twice_encoded(joined):
            self.found.problems.note("twice_encoded", file, line, undo_twice(joined))
            return [undo_twice(cell) if is_twice_encoded(cell) else cell for cell in cells]
        return cells

    def _repeated(self, address: Address | None) -> bool:
        if address is None:
            return False
        key = hash(address)
        if key in self.seen:
            return True
        self.seen.add(key)
        return False

    def _day(self, file: str, line: int, when: str) -> int:
        day = day_of(when)
        if not day:
            self.found.problems.note("no_date" if day == 0 else "bad_date", file, line, when)
            return 0
        if day > self.today:
            self.found.problems.note("future", file, line, when)
            return 0
        return day

    def _add(self, address: Address, shown: str, day: int) -> None:
        found = self.found
        found.host.append(found.hosts.of(address.host))
        found.day.append(day)
        found.texts.append(shown)
        found.urls.append(address.host + address.rest)

    def _add_language(self, raw: str, shown: str) -> None:
        code = language_code(raw) if raw else ""
        if not code:
            code = guess_language(shown)
            self.found.guessed += 1
        self.found.language.append(self.found.languages.of(code))

    def _add_source(self, raw: str) -> None:
        name = source_of(raw) if raw else ""
        self.found.source.append(self.found.sources.of(name))
        post = post_of(raw) if raw else ""
        self.found.post.append(hash(post) if post else 0)


def gather(
    files: Iterable[Path], *, today: date, chosen: dict[str, str] | None = None
) -> Collection:
    """Read every item of *files*; an address that comes again counts once.

    Raises `NetworkError` where a file is no list of articles.
    """
    gatherer = _Gatherer(today=today.toordinal())
    for path in files:
        count = 0
        for line, cells in read_rows(path, chosen or {}, gatherer.found.problems):
            count += 1
            gatherer.take(path.name, line, cells)
        gatherer.found.rows[str(path)] = count
    return gatherer.found


def _first_version(own: Address, raw: str) -> int:
    """A name for the item that its versions in other languages share: the first of all addresses.

    `https://a.example/1(en);https://b.example/1(fr)` is how the public lists write them.
    """
    known = {own.host + own.rest}
    for part in raw.replace(",", ";").replace(" ", ";").split(";"):
        if address := read_address(part.partition("(")[0]):
            known.add(address.host + address.rest)
    return hash(min(known)) if len(known) > 1 else 0
