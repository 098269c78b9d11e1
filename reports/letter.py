"""Writes the letter of a right-of-reply pack, and the table that the vendor can fill in."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.answers import shown_verdict, verdict_table
from reports.asked import asked_about
from reports.errors import FormatError
from reports.load import FALSEHOOD, Run
from reports.markup import digest, environment, text
from reports.safe import csv_cell, visible
from reports.safe import markdown as escape
from reports.story import period, tell
from reports.words import Words

ASKS = ("ask_fact", "ask_setting", "ask_statement", "ask_change")
FILES = {"index.html": "index", "trials.csv": "trials", "response.csv": "response"}
WRITTEN_BY = {"index.html": "html", "trials.csv": "csv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the sender adds: until when (YYYY-MM-DD), where to reply to, and who asks.

    A deadline before *today* is refused, as one that nobody can keep.
    """

    deadline: str | None = None
    contact: str | None = None
    sender: str | None = None
    today: date | None = None

    def __post_init__(self) -> None:
        """Refuse a deadline that is no day, or is over."""
        try:
            day = date.fromisoformat(self.deadline) if self.deadline else None
        except ValueError:
            raise FormatError(
                f"the deadline `{self.deadline}` is no day; write YYYY-MM-DD"
            ) from None
        if day is not None and self.today is not None and day < self.today:
            raise FormatError(
                f"the deadline {day} is over (today is {self.today}); give a later day"
            )


def render_letter(
    run: Run, to: Path, words: Words, letter: Letter, formats: Collection[str]
) -> list[Path]:
    """Write `letter.html`, `letter.md` and `response.csv` about the one chatbot of *run*.

    The letter lists the files that the editions in *formats* leave beside it, and no others.
    """
    told = _told(run, words, letter, formats)
    page, plain, table = to / "letter.html", to / "letter.md", to / "response.csv"
    style = text("style.css")
    page.write_text(
        environment()
        .get_template("letter.html.j2")
        .render(w=words, style=Markup(style), style_hash=digest(style), **told),  # noqa: S704
        encoding="utf-8",
    )
    plain.write_text(_markdown(told, words), encoding="utf-8")
    _response(run, table, words)
    return [page, plain, table]


def _told(run: Run, words: Words, letter: Letter, formats: Collection[str]) -> dict[str, Any]:
    model = visible(run.rows[0].model)
    story = tell(run, words)
    reply = [words("letter.how_text", file="response.csv")]
    reply.append(
        words("letter.contact", contact=visible(letter.contact))
        if letter.contact
        else words("letter.no_contact")
    )
    reply.append(
        words("letter.deadline", date=words.date(letter.deadline))
        if letter.deadline
        else words("letter.no_deadline")
    )
    return {
        "title": words("letter.title", model=model),
        "dear": words("letter.dear", model=model),
        "intro": words(
            "letter.intro",
            period=period(run, words),
            asked=asked_about(run.folded, words),
            model=model,
        ),
        "result": [visible(story.headline), *map(visible, story.standfirst[1:])],
        "files": [
            (name, words(f"letter.{key}"))
            for name, key in FILES.items()
            if WRITTEN_BY.get(name) in (None, *formats)
        ],
        "asks": [words(f"letter.{key}") for key in (_check(run), *ASKS)],
        "reply": reply,
        "methods": words(
            "letter.methods_text", rules=words("letter.methods_rules") if "html" in formats else ""
        ),
        "sender": words("letter.from", sender=visible(letter.sender)) if letter.sender else "",
    }


def _check(run: Run) -> str:
    """Which answers to look at: those that repeat, if any does."""
    found = any(row.kind == FALSEHOOD and row.verdict == "repeat" for row in run.rows)
    return "ask_check" if found else "ask_check_none"


def _markdown(told: dict[str, Any], words: Words) -> str:
    blocks = [f"# {escape(told['title'])}", escape(told["dear"]), escape(told["intro"])]
    blocks += [f"## {words('letter.result')}", *map(escape, told["result"])]
    blocks += [f"## {words('letter.sent')}"]
    blocks += ["\n".join(f"- {name}: {escape(what)}" for name, what in told["files"])]
    blocks += [f"## {words('letter.ask')}"]
    blocks += ["\n".join(f"{i}. {escape(ask)}" for i, ask in enumerate(told["asks"], 1))]
    blocks += [f"## {words('letter.how')}", *map(escape, told["reply"])]
    blocks += [f"## {words('letter.methods')}", escape(told["methods"])]
    return "\n\n".join([*blocks, *filter(None, [escape(told["sender"])])]) + "\n"


def _response(run: Run, path: Path, words: Words) -> None:
    """One row an answer about a false claim, ours filled in, theirs empty; repeats first."""
    rows = [row for row in run.rows if row.kind == FALSEHOOD and row.verdict is not None]
    rows.sort(key=lambda row: row.verdict != "repeat")
    columns = ("trial", "claim", "persona", "language", "verdict")
    header = [words(f"answers.{name}") for name in columns]
    header += [words(f"letter.col_{name}") for name in ("agree", "verdict", "reason")]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            told = [
                row.trial_id,
                row.claim,
                words.name("persona", row.persona),
                words.name("language_name", row.language),
                words.name(verdict_table(row), shown_verdict(row)),
            ]
            writer.writerow([*map(csv_cell, told), "", "", ""])
