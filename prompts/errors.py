"""What can go wrong in the claim library.

PromptsError
├── ClaimFileError     files are malformed; carries every `Problem` of every file
├── UnknownName        no such claim or suite, or no name for one; says what would be right
├── SuiteError         a suite cannot be turned into claims (no month given, nothing left to ask)
├── EmbargoError       a commitment or its salt cannot be used
└── SnippetError       search results for a dose experiment cannot be made
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs: an `error` must be mended, a `warning` looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one file.

    *line* counts from 1; 0 means the file or folder as a whole. *key* is the path to the value
    (`texts.ja.prompts.leading.0`), empty where no single value is meant. *message* says what is
    wrong and what would be right.
    """

    file: str
    line: int
    key: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """The line a terminal shows; editors jump to `file:line`.

        What a file says is quoted, so characters that move a cursor are escaped.
        """
        line = f"{self.line}:" if self.line else ""
        key = f"{self.key}: " if self.key else ""
        mark = "" if self.severity is Severity.ERROR else "warning: "
        shown = f"{self.file}:{line} {mark}{key}{self.message}"
        return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)


class PromptsError(Exception):
    """Root of everything this package raises."""


class ClaimFileError(PromptsError):
    """Claim or suite files are malformed; `problems` lists all of them, over all files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.key)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownName(PromptsError):
    """A claim or suite that the library does not have, or an id that no claim can have."""


class SuiteError(PromptsError):
    """A suite cannot be resolved."""


class EmbargoError(PromptsError):
    """A commitment or its salt is malformed."""


class SnippetError(PromptsError):
    """Search results for a dose experiment cannot be made."""
