"""Opens a list as text, whatever its packing and encoding, and repairs what was decoded wrongly.

A file is UTF-8 (or UTF-16 with its mark). Where single cells are not, they are read as
Windows-1251 if that makes Cyrillic words of them, as Windows-1252 otherwise, and counted.
"""

import gzip
import io
import re
import zlib
from pathlib import Path
from typing import IO

from audits.errors import NetworkError

_SURROGATE = re.compile("[\udc80-\udcff]")
_CYRILLIC_WORD = re.compile(r"[а-яёіїєґ]{3}", re.IGNORECASE)
_TWICE = re.compile("[ÐÑÂÃâ][\x80-\xbf\u0152-\u0178\u2013-\u2122]")
_GZIP = b"\x1f\x8b"


def open_bytes(path: Path) -> IO[bytes]:
    """The bytes of *path*, unpacked if they are gzip; raises `NetworkError` where it cannot be."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise NetworkError(f"{path}: cannot be read: {error.strerror}") from error
    if file.read(2) != _GZIP:
        file.seek(0)
        return file
    file.close()  # gzip would leave a file that it did not open itself
    return gzip.open(path)  # type: ignore[return-value]


def first_bytes(path: Path, count: int = 65536) -> bytes:
    """How *path* begins, unpacked."""
    with open_bytes(path) as file:
        try:
            return file.read(count)
        except (OSError, EOFError, zlib.error) as error:
            raise NetworkError(f"{path}: is packed, but not whole: {error}") from error


def open_text(path: Path) -> io.TextIOWrapper:
    """*path* as text; bytes that are no UTF-8 come through as surrogates for `mend`."""
    wide = first_bytes(path, 2) in (b"\xff\xfe", b"\xfe\xff")
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, errors=errors, newline="")


def is_broken(text: str) -> bool:
    """Whether *text* holds bytes that were no UTF-8."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def mend(text: str) -> str:
    """*text* with its stray bytes read as Windows-1251 or, without Cyrillic words, 1252.

    >>> mend("Москва".encode("cp1251").decode("utf-8", "surrogateescape"))
    'Москва'
    """
    raw = text.encode("utf-8", "surrogateescape")
    cyrillic = raw.decode("cp1251", "replace")
    if _CYRILLIC_WORD.search(cyrillic):
        return cyrillic
    return raw.decode("cp1252", "replace")


def is_twice_encoded(text: str) -> bool:
    """Whether *text* looks like UTF-8 that somebody read as Windows-1252 ("ÐœÐ¾ÑÐºÐ²Ð°")."""
    return not text.isascii() and len(_TWICE.findall(text)) >= 2


def undo_twice(text: str) -> str:
    """*text* as it was before it was encoded twice, or unchanged where that cannot be undone.

    >>> undo_twice("Москва".encode().decode("latin-1"))
    'Москва'
    """
    for encoding in ("latin-1", "cp1252"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text
