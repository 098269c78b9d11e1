"""Names of files and folders made of labels that users chose, in whatever script."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 90  # bytes; file systems stop at 255, and more is put before and behind it


def plain_name(label: str, others: Iterable[str] = ()) -> str:
    """*label* as a part of a file's name: letters of any script, digits, `.`, `_` and `-`.

    Where something had to be replaced or cut, or where one of *others* would share the name (also
    on a file system that tells no case), the beginning of the label's hash follows.

    >>> plain_name("gpt-5.2")
    'gpt-5.2'
    """
    kept = kept_letters(label)
    shared = any(_same(kept) == _same(kept_letters(other)) for other in others if other != label)
    if kept == label and not shared:
        return kept
    return f"{kept}-{hashlib.sha256(label.encode()).hexdigest()[:8]}".lstrip("-")


def kept_letters(label: str) -> str:
    """What of a label may stand in a file's name, hyphens for the rest."""
    whole = unicodedata.normalize("NFC", label)
    return _cut(re.sub(r"[^\w.-]+", "-", whole)).strip("-")


def _cut(name: str) -> str:
    return name.encode()[:LONGEST].decode(errors="ignore")


def _same(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
