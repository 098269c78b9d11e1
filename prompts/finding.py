"""What a lint rule reports, and small tools the rules share."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from prompts.claim import Persona, Text
from prompts.errors import Problem, Severity
from prompts.yamlfile import Document, KeyPath, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem before it knows its file: *path* leads to the value it is about."""

    path: KeyPath
    message: str
    severity: Severity = Severity.ERROR

    def at(self, document: Document) -> Problem:
        """The problem with file and line."""
        return Problem(
            file=document.file,
            line=document.line(self.path),
            key=key_of(self.path),
            message=self.message,
            severity=self.severity,
        )


def error(path: KeyPath, message: str) -> Finding:
    """Something that must be mended."""
    return Finding(path=path, message=message)


def warning(path: KeyPath, message: str) -> Finding:
    """Something that an editor should look at."""
    return Finding(path=path, message=message, severity=Severity.WARNING)


def wordings(code: str, text: Text) -> Iterator[tuple[KeyPath, Persona, str]]:
    """Every prompt of a text with its place."""
    for persona, prompts in text.prompts.items():
        for index, prompt in enumerate(prompts):
            yield ("texts", code, "prompts", persona.value, index), persona, prompt


def sentences(code: str, text: Text) -> Iterator[tuple[KeyPath, str]]:
    """Everything written in that language: statement, truth and prompts, not the markers."""
    yield ("texts", code, "statement"), text.statement
    yield ("texts", code, "truth"), text.truth
    for path, _, prompt in wordings(code, text):
        yield path, prompt


def bare(text: str) -> str:
    """Letters and digits only, in one case: what two texts have in common if they are the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def says(text: str, phrase: str) -> bool:
    """Whether *text* has *phrase* as whole words; Chinese and Japanese have no word limits."""
    text, phrase = text.casefold(), phrase.casefold()
    if not phrase.isascii() and any("\u3040" <= c <= "\u9fff" for c in phrase):
        return phrase in text
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None
