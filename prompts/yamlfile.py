"""Reads YAML that people write: every scalar stays text, every value knows its line.

PyYAML's parser gives the events and nothing else. Its resolver, which would make `no` a boolean
and `2025-02-20` a date, is never asked, so what an editor typed is what arrives. Duplicate keys,
aliases and tags are refused here, and so is nesting that would crash the C composer. (ruamel.yaml
takes 20 times as long for the same files, too long for a library that is read at every start.)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from prompts.errors import Problem

# The C parser is an order of magnitude faster; PyYAML may have been built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 1_000_000
"""A claim file has 20 kB; nobody writes a YAML file of this size by hand."""

MAX_DEPTH = 20
"""A claim file is six levels deep."""

# What YAML 1.2 calls printable, without the byte order mark inside a text.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML file: its values (dict, list and str only), the line of each, and its problems."""

    file: str
    data: Any
    lines: dict[KeyPath, int]
    problems: tuple[Problem, ...] = ()

    def line(self, path: KeyPath) -> int:
        """The line of a value, or of the nearest value around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(raw: bytes, file: str) -> Document:
    """Read the bytes of *file*; what is wrong with them lies in `problems`, nothing is raised."""
    if len(raw) > MAX_BYTES:
        return _failed(file, 1, f"has {len(raw)} bytes; at most {MAX_BYTES} are read")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _failed(file, line, f"byte {error.start} is not UTF-8; save the file as UTF-8")
    if stray := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        return _failed(file, line, f"U+{ord(stray[0]):04X} is a control character; delete it")
    try:
        return _Reader(file, yaml.parse(text, Loader=_LOADER)).read()
    except yaml.MarkedYAMLError as error:
        return _failed(file, _marked_line(error), f"not YAML: {_one_line(error)}")


def key_of(path: KeyPath) -> str:
    """A path as people read it: `texts.ja.prompts.leading.0`."""
    return ".".join(str(step) for step in path)


class _Reader:
    """Builds the values of one file from its events, collecting lines and problems."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self._file = file
        self._events = events
        self._lines: dict[KeyPath, int] = {}
        self._problems: list[Problem] = []

    def read(self) -> Document:
        next(self._events)  # start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return _failed(self._file, 1, "the file is empty")
        data = self._value(next(self._events), ())
        next(self._events)  # end of the document
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._add(following, (), "a second document begins here; make it a file of its own")
        problems = tuple(self._problems)
        return Document(file=self._file, data=data, lines=self._lines, problems=problems)

    def _value(self, event: Any, path: KeyPath) -> Any:
        self._lines.setdefault(path, _line(event))
        if len(path) > MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"nested deeper than {MAX_DEPTH} levels", problem_mark=event.start_mark
            )
        self._check(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            items = enumerate(self._until(yaml.SequenceEndEvent))
            return [self._value(item, (*path, i)) for i, item in items]
        return getattr(event, "value", "")  # an alias has no value

    def _check(self, event: Any, path: KeyPath) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._add(event, path, f"the alias `*{event.anchor}` is not read; write the value out")
        elif event.tag is not None:
            self._add(event, path, f"the tag `{event.tag}` is not read; write plain text")

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key in self._until(yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise yaml.MarkedYAMLError(
                    problem="a key must be plain text", problem_mark=key.start_mark
                )
            inner = (*path, key.value)
            if key.value in result:
                first = self._lines[inner]
                self._add(key, inner, f"given twice, first on line {first}; keep one of them")
                self._value(next(self._events), (*path, f"{key.value} (again)"))
                continue
            self._lines[inner] = _line(key)
            result[key.value] = self._value(next(self._events), inner)
        return result

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _add(self, event: Any, path: KeyPath, message: str) -> None:
        self._problems.append(
            Problem(file=self._file, line=_line(event), key=key_of(path), message=message)
        )


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _failed(file: str, line: int, message: str) -> Document:
    problem = Problem(file=file, line=line, key="", message=message)
    return Document(file=file, data=None, lines={(): 1}, problems=(problem,))


def _marked_line(error: Any) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _one_line(error: Any) -> str:
    parts = [part for part in (error.problem, error.context) if part]
    return " ".join(", ".join(parts).split())
