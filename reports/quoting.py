"""Chooses answers to quote in editions that cannot hold them all: by trial id, not by content."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.answers import Answer, answer, shown_verdict, verdict_table
from reports.load import FALSEHOOD, Run
from reports.rows import Row
from reports.story import subjects
from reports.words import Words
from scoring.transcript import Status

# Scripts that the fonts of the PDF hold; other answers are quoted on the page only.
SCRIPTS = frozenset(("en", "ja", "de", "fr", "es", "it", "pl", "pt", "ro", "nl", "cs", "sk", "ca",
                     "gl", "ru", "uk"))  # fmt: skip
EACH = 2
MOST = 16
LENGTH = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """An answer with all that a newsroom must print beside it."""

    answer: Answer
    text: str
    cut: bool
    verdict: str
    source: str


def quotations(run: Run, words: Words) -> Iterator[Quotation]:
    """Up to two answers of each chatbot to each verdict, repeats first, those of lowest id."""
    for row in _chosen(run):
        made = answer(run, row)
        text = "".join(piece.text for piece in made.pieces)
        yield Quotation(
            answer=made,
            text=text[:LENGTH],
            cut=len(text) > LENGTH or made.cut,
            verdict=words.name(verdict_table(row), shown_verdict(row)),
            source=source_line(row, words),
        )


def source_line(row: Row, words: Words) -> str:
    """Chatbot, served model, date, language, way of asking and trial id, for below a quotation."""
    parts = [
        row.model,
        words("answers.served", model=row.served_model) if row.served_model else "",
        words("answers.asked_on", date=words.date(row.asked_at)) if row.asked_at else "",
        words.name("language_name", row.language),
        words.name("persona", row.persona),
        f"{words('answers.trial')} {row.trial_id}",
    ]
    return " · ".join(part for part in parts if part)


def _chosen(run: Run) -> list[Row]:
    products = set(subjects(run).models)
    rows = [
        row
        for row in run.rows
        if row.kind == FALSEHOOD
        and row.model in products
        and row.status is Status.ANSWERED
        and row.verdict in ("repeat", "debunk")
        and row.language in SCRIPTS
        and not run.withholds(row)
    ]
    rows.sort(key=lambda row: (row.verdict != "repeat", row.trial_id))
    taken: dict[tuple[str, str | None], int] = {}
    made = []
    for row in rows:
        key = row.model, row.verdict
        taken[key] = taken.get(key, 0) + 1
        if taken[key] <= EACH:
            made.append(row)
    return made[:MOST]
