"""Reads answers that people have labelled, one JSON object a line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonlines
import orjson

from scoring.errors import ScoringError
from scoring.transcript import AskedClaim, Markers, Status, Transcript

LABELS = ("debunk", "repeat", "non_response")
REQUIRED = ("id", "language", "claim", "response", "label")
SHOWN = 80
"""Characters of a wrong value that an error quotes."""


class LabelledError(ScoringError):
    """A labelled file cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One answer with the label that a person gave it; *model* is who answered, if it is told."""

    id: str
    language: str
    label: str
    transcript: Transcript
    model: str | None = None


def read_labelled(path: Path) -> list[Labelled]:
    """Read a file of `{"id", "language", "claim", "truth"?, "prompt"?, "response", "label"}`.

    `claim_id`, `persona`, `markers` and `model` (who answered, as text) are read where given.

    Raises `LabelledError` with every malformed line, not only the first.
    """
    rows: list[Labelled] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, row in _lines(path, problems):
        problem = _problem(row)
        if problem is None and str(row["id"]) in seen:
            problem = f"id `{_shown(row['id'])}` was given on line {seen[str(row['id'])]}"
        if problem is not None:
            problems.append(f"{path}:{number}: {problem}")
            continue
        seen[str(row["id"])] = number
        rows.append(_labelled(row))
    if problems:
        raise LabelledError("\n".join(problems))
    if not rows:
        raise LabelledError(f"{path}: no labelled answers in it")
    return rows


def _lines(path: Path, problems: list[str]) -> Iterator[tuple[int, Any]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield from _line(path, number, line, problems)
    except OSError as error:
        raise LabelledError(f"{path}: cannot be read ({error.strerror})") from error


def _line(path: Path, number: int, line: bytes, problems: list[str]) -> Iterator[tuple[int, Any]]:
    try:
        with jsonlines.Reader([line.decode("utf-8-sig")], loads=orjson.loads) as reader:
            yield number, reader.read()
    except (jsonlines.Error, UnicodeDecodeError) as error:
        problems.append(f"{path}:{number}: not JSON ({error})")


def _problem(row: Any) -> str | None:
    """What is wrong with a line, by its key, with what would be right."""
    if not isinstance(row, dict):
        return "a line must be one JSON object"
    missing = [key for key in REQUIRED if key not in row]
    if missing:
        return f"lacks {', '.join(missing)}"
    for key, (fits, right) in _RIGHT.items():
        if not fits(row.get(key)):
            return f"{key}: `{_shown(row.get(key))}` is not {right}"
    return None


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    text = " ".join(text.split())  # an error is one line
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_name(value: Any) -> bool:
    return _is_filled(value) or (isinstance(value, int) and not isinstance(value, bool))


def _is_name_or_none(value: Any) -> bool:
    return _is_text_or_none(value) or _is_name(value)


def _is_label(value: Any) -> bool:
    return value in LABELS


def _are_markers(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, dict) and all(map(_are_words, map(value.get, ("repeat", "debunk"))))


def _are_words(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(map(_is_text, value)))


_RIGHT: dict[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_is_name, "text or a whole number"),
    "language": (_is_filled, 'text such as "en"'),
    "claim": (_is_filled, "text: the statement that was asked about"),
    "response": (_is_text, 'text ("" where the answer was empty)'),
    "label": (_is_label, f"one of {', '.join(LABELS)}"),
    **dict.fromkeys(("truth", "prompt", "persona"), (_is_text_or_none, "text (or leave it out)")),
    "claim_id": (_is_name_or_none, "text or a whole number (or leave it out)"),
    "markers": (
        _are_markers,
        'an object of lists of text: {"repeat": [...], "debunk": [...]}',
    ),
}
"""What each key may hold, and how that is said; other keys are nobody's business here."""


def _labelled(row: dict[str, Any]) -> Labelled:
    markers = row.get("markers") or {}
    claim = AskedClaim(
        id=str(row.get("claim_id") or row["claim"]),
        statement=row["claim"],
        truth=row.get("truth") or "",
        language=row["language"],
        markers=Markers(
            repeat=tuple(markers.get("repeat") or ()), debunk=tuple(markers.get("debunk") or ())
        ),
    )
    transcript = Transcript(
        trial_id=str(row["id"]),
        claim=claim,
        persona=row.get("persona") or "",
        language=row["language"],
        prompt=row.get("prompt") or "",
        model=_model(row) or "labelled",
        status=Status.ANSWERED,
        text=row["response"],
    )
    return Labelled(
        id=str(row["id"]),
        language=row["language"],
        label=row["label"],
        transcript=transcript,
        model=_model(row),
    )


def _model(row: dict[str, Any]) -> str | None:
    """Who answered; only a judge's independence hangs on it, so anything but text is ignored."""
    given = row.get("model")
    return given.strip() or None if isinstance(given, str) else None
