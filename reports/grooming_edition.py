"""The chapter "Grooming" in each edition: page, Markdown, CSV."""

from collections.abc import Iterator
from pathlib import Path

from reports.grooming import records
from reports.grooming_chapter import Chapter, chapter
from reports.grooming_parts import Table
from reports.grooming_rows import write_records
from reports.grooming_words import load_grooming_words
from reports.load import Run
from reports.safe import markdown as escape


def chapter_of(run: Run, language: str) -> Chapter:
    """The chapter of *run*."""
    return chapter(records(run, language), load_grooming_words(language))


def grooming_csv(run: Run, to: Path, language: str) -> list[Path]:
    """Write grooming.csv, or nothing where the run has nothing for the chapter."""
    rows = records(run, language)
    return [write_records(to / "grooming.csv", rows)] if rows else []


def grooming_markdown(run: Run, language: str) -> Iterator[str]:
    """The blocks of the chapter as Markdown."""
    made, words = chapter_of(run, language), load_grooming_words(language)
    if not made.parts:
        return
    yield f"## {made.title}"
    yield escape(made.lead)
    for part in made.parts:
        yield f"### {part.title}"
        yield escape(part.lead)
        if part.sentences:
            yield "\n".join(f"- {escape(text)}" for text in part.sentences)
        for table in part.tables:
            if table.title and table.title != part.title:
                yield f"#### {table.title}"
            yield _table(table, [words(f"grooming_column.{c}") for c in table.columns])
    yield f"### {words('grooming.limits')}"
    yield "\n".join(f"- {escape(text)}" for text in made.limits)


def _table(table: Table, header: list[str]) -> str:
    lines = [header, ["---"] * len(header), *([escape(c) for c in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
