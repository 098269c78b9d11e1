"""Reads text files as spreadsheets and people write them: marks, encodings, line ends."""

import unicodedata
from pathlib import Path

from audits.errors import ImportFailed

LARGEST_BYTES = 500_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def read_text(content: bytes, name: str) -> str:
    """Decode a file; a byte order mark decides, else it must be UTF-8."""
    encoding = next((code for mark, code in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportFailed(
            f"{name}:{line}: not UTF-8; save the sheet as `CSV UTF-8` (Excel) or UTF-8 text"
        ) from error


def read_bytes(path: Path) -> bytes:
    """A file's content; raises `ImportFailed` for one that cannot be read or is too large."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ImportFailed(f"{path}: larger than {LARGEST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror})") from error


def same(text: str) -> str:
    """The form in which two prompts are compared: NFKC, one blank for each run of white space.

    >>> same("Ｗhy\\u3000is  it?\\n")
    'Why is it?'
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split())


def lines_of(text: str) -> list[str]:
    """The lines of a cell that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front of what could be.

    >>> guarded("=1+1")
    "'=1+1"
    """
    return f"'{text}" if _looks_active(text) or _is_guarded(text) else text


def unguarded(text: str) -> str:
    """The cell without the apostrophe that `guarded` put there; exactly its inverse.

    >>> unguarded("'=1+1")
    '=1+1'
    """
    return text[1:] if _is_guarded(text) else text


def _looks_active(text: str) -> bool:
    return text.lstrip(" \n\u00a0\u3000").startswith(_FORMULA)


def _is_guarded(text: str) -> bool:
    """An apostrophe, or several, before what could be a formula."""
    return text.startswith("'") and _looks_active(text.lstrip("'"))
