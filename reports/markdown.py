"""Renders the Markdown edition: headline, findings, tables, instrument check, method."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from reports.control import control_check
from reports.corrected_table import corrected_table
from reports.facts import facts
from reports.grooming_edition import grooming_markdown
from reports.load import MATCHED, TRUE, Run
from reports.safe import markdown as escape
from reports.story import subjects, tell
from reports.view import Cell, Matrix, View
from reports.watched import sources
from reports.words import Words

RATES = ("repeat", "debunk", "non_response", "undecided", "network_citation")
SOURCES = ("answers", "cited", "retrieved", "named", "while_repeat", "while_debunk")


def render_markdown(run: Run, to: Path, words: Words) -> list[Path]:
    """Write report.md."""
    path = to / "report.md"
    path.write_text("\n\n".join(_blocks(run, words)) + "\n", encoding="utf-8")
    return [path]


def _blocks(run: Run, words: Words) -> Iterable[str]:
    check, story = control_check(run), tell(run, words)
    told = facts(run, words, check)
    view = View(run=run, words=words)
    yield f"# {escape(story.headline)}"
    yield from (escape(text) for text in story.standfirst)
    for caveat in told["caveats"]:
        yield f"> **{escape(caveat.text)}**" if caveat.loud else f"> {escape(caveat.text)}"
    if story.findings:
        yield f"## {words('section.findings')}"
        yield "\n".join(f"{i}. {escape(text)}" for i, text in enumerate(story.findings, 1))
    if any(r.verdict for r in run.rows):
        yield from _tables(view, words)
    yield from _sources(view, words)
    yield from grooming_markdown(run, words.language)
    yield f"## {words('section.control')}"
    yield escape(words(f"control.{check['says']}"))
    yield f"## {words('section.methods')}"
    yield from (escape(text) for text in told["methods"])
    yield f"## {words('section.versions')}"
    lines = (f"- {words('version.' + key)}: {escape(value)}" for key, value in told["versions"])
    yield "\n".join(lines)
    yield f"## {words('section.limits')}"
    yield "\n".join(f"- {escape(text)}" for text in told["limits"])
    yield f"## {words('section.cite')}"
    yield escape(told["cite"])
    yield f"## {words('section.corrections')}"
    yield from (escape(text) for text in told["corrections"])


def _tables(view: View, words: Words) -> Iterable[str]:
    yield f"## {words('section.all_rates')}"
    asked = ("asked", "answered", "blocked", "failed")
    header = [words("column.model"), *(words(f"column.{k}") for k in (*asked, *RATES))]
    lines = [
        [escape(o["model"]), *(str(o[k]) for k in asked), *(_cell(o["cells"][k]) for k in RATES)]
        for o in view.overview()
    ]
    yield table(header, lines)
    yield from _corrected(view, words)
    matrices: list[tuple[str, Matrix | None]] = [
        ("persona", _named(view, "persona", view.personas(), words)),
        ("language", _named(view, "language", view.languages(), words)),
        ("network", view.networks()),
        ("claim", view.claims()),
        ("matched", view.apart(MATCHED)),
        ("true_controls", view.apart(TRUE)),
    ]
    for name, made in matrices:
        if made is not None:
            yield f"## {words('section.' + name)}"
            yield matrix(made)


def _corrected(view: View, words: Words) -> Iterable[str]:
    made = corrected_table(view.run, words)
    if made is None:
        return
    yield f"## {words('section.corrected')}"
    yield from (escape(text) for text in made.told)
    names = ("model", "raw", "corrected", "labels", "basis", "headline")
    header = [words(f"column.{name}") for name in names]
    lines = [
        [escape(c.model), _cell(c.raw), _cell(c.corrected), c.labels, c.how, c.headline]
        for c in made.lines
    ]
    yield table(header, lines)


def _named(view: View, name: str, values: Sequence[str], words: Words) -> Matrix:
    table_name = "persona" if name == "persona" else "language_name"
    labels = {value: words.name(table_name, value) for value in values}
    return view.matrix(name, labels, lambda row: (getattr(row, name),))


def _sources(view: View, words: Words) -> Iterable[str]:
    found = sources(subjects(view.run).rows)
    if not found:
        return
    yield f"## {words('section.sources')}"
    header = [
        *(words(f"column.{k}") for k in ("domain", "category", "network", "list")),
        *(words(f"column.{k}") for k in SOURCES),
    ]
    yield table(
        header,
        [
            [
                escape(s["domain"]),
                words.name("category", s["category"]),
                escape(words.name("network_name", s["network"])),
                escape(", ".join(s["lists"])),
                *(str(s[k]) for k in SOURCES),
            ]
            for s in found
        ],
    )


def matrix(made: Matrix) -> str:
    """A matrix of rates as a Markdown table."""
    header = [made.corner, *(escape(c) for c in made.columns)]
    return table(header, [[escape(label), *map(_cell, cells)] for _, label, cells in made.rows])


def _cell(cell: Cell) -> str:
    if cell.value is None:
        return cell.rate
    return " ".join(filter(None, (cell.rate, cell.interval and f"({cell.interval})", cell.count)))


def table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table; its cells must be escaped already."""
    rule = ["---"] * len(header)
    return "\n".join("| " + " | ".join(line) + " |" for line in (header, rule, *lines))
