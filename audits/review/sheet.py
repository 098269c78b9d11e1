"""The spreadsheet way: answers out as CSV, labels back in, every row checked before one is stored.

A sheet carries chatbots' text into a program that runs formulas, so every cell is guarded. What
comes back is somebody's edited file: all that is wrong with it is said at once, with line numbers.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audits.errors import AuditError, RunError
from audits.review.sampling import Drawn
from audits.review.session import Desk, read_choice, read_note, reviewer_name, sample_of
from reports.answers import answer
from reports.listing import claim_head
from reports.load import read_answer
from reports.safe import csv_cell, defang_hosts
from reports.words import load_words

COLUMNS = (
    "trial_id", "reviewer", "verdict", "detail", "note", "language", "persona", "claim", "truth",
    "kind", "prompt", "answer", "sources", "fact_checks",
)  # fmt: skip
NEEDED = ("trial_id", "reviewer", "verdict")
CELL = 32_000


def export_sheet(desk: Desk, path: Path, reviewer: str) -> int:
    """Write the answers to label, blind to chatbot and machine; returns how many rows.

    Labels that *reviewer* gave already are filled in.
    """
    queue = desk.queue(reviewer)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for drawn in queue:
            writer.writerow([csv_cell(value) for value in _row(desk, drawn, reviewer)])
    return len(queue)


def _row(desk: Desk, drawn: Drawn, reviewer: str) -> list[str]:
    row = drawn.row
    transcript, _ = read_answer(desk.run, row)
    shown = answer(desk.run, row)
    head = claim_head(desk.run, row.claim, row, load_words("en"))
    mine = desk.done(row.trial_id, reviewer) if reviewer else None
    hosts = [h.host for h in row.hits or ()] + [h.domain for h in row.hits or ()]
    text = defang_hosts(transcript.text, hosts)
    return [
        row.trial_id, reviewer, mine.verdict if mine else "", (mine.detail or "") if mine else "",
        mine.reason if mine else "", row.language, row.persona, transcript.claim.statement,
        transcript.claim.truth, row.kind, transcript.prompt,
        text if len(text) <= CELL else f"{text[:CELL]}… [{len(text)} characters]",
        " ".join(s.address for s in shown.sources),
        " ".join(c["link"] for c in head["checks"] if c["link"]),
    ]  # fmt: skip


def import_sheet(desk: Desk, path: Path, reviewer: str = "") -> int:
    """Store the labels of a filled-in sheet; returns how many were new.

    Rows without a verdict are left for later; a label that stands already is not stored twice.
    Raises `RunError` with every problem of every row, and then nothing is stored.
    """
    problems: list[str] = []
    rows = [
        made
        for number, row in _lines(path)
        if (made := _label(desk, row, reviewer, f"{path}:{number}", problems)) is not None
    ]
    problems += _twice(path, rows)
    if problems:
        raise RunError("\n".join(problems))
    new = [row for row, _ in rows if not _stands(desk, row)]
    if new:
        desk.book.append_all(new)
    return len(new)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(4096)
            file.seek(0)
            # Spreadsheets of half of Europe write semicolons.
            delimiter = max(",;\t", key=start.split("\n", 1)[0].count)
            reader = csv.DictReader(file, delimiter=delimiter, restkey="", restval="")
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise RunError(
                    f"{path}:1: lacks the column {', '.join(missing)}; "
                    "begin with `dosimeter review RUN --export`"
                )
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise RunError(f"{path}: no CSV in UTF-8 ({error}); save it as such") from error
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror})") from error


def _label(
    desk: Desk, row: Mapping[str, str], reviewer: str, where: str, problems: list[str]
) -> tuple[dict[str, Any], str] | None:
    verdict = (row["verdict"] or "").strip().lower()
    if not verdict:
        return None
    try:
        drawn = desk.find((row["trial_id"] or "").strip())
        choice, detail = read_choice(verdict, (row.get("detail") or "").strip().lower())
        name = reviewer_name((row["reviewer"] or "").strip() or reviewer)
        trial = drawn.row.trial_id
        label = {
            "trial_id": trial,
            "reviewer": name,
            "verdict": choice.value,
            "detail": detail.value if detail else None,
            "reason": read_note(_unguarded(row.get("note") or "")),
            "role": desk.role,
            "blind": (trial, name) not in desk.book.labels.revealed,
            "sample": sample_of(drawn, desk.plan),
            "sheet": Path(where).name,
        }
    except AuditError as error:
        problems.append(f"{where}: {error}")
        return None
    return label, where


def _unguarded(note: str) -> str:
    """A note without the guard that the export put before what looked like a formula."""
    return note[1:] if note[:1] == "'" and csv_cell(note[1:]) == note else note


def _twice(path: Path, rows: list[tuple[dict[str, Any], str]]) -> list[str]:
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for row, where in rows:
        key = (row["trial_id"], row["reviewer"])
        if key in seen:
            problems.append(f"{where}: {row['reviewer']} labelled this answer at {seen[key]} too")
        seen.setdefault(key, where)
    return problems


def _stands(desk: Desk, row: Mapping[str, Any]) -> bool:
    now = desk.book.labels.of(row["trial_id"], row["reviewer"], row["role"])
    return now is not None and (now.verdict, now.detail, now.reason) == (
        row["verdict"], row["detail"], row["reason"],
    )  # fmt: skip
