"""Renders the flood as one page that asks the network for nothing."""

from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from audits.network import tables
from audits.network.flood import Flood
from audits.network.narratives import Told
from audits.network.pictures import pictures
from audits.network.problems import KINDS
from audits.network.telling import methods, sentences, statement, title
from audits.network.words import FloodWords
from reports.markup import digest, text
from reports.safe import defang, visible

SHOWN = 40  # rows of a table on the page; the files have all
NUMBERS = frozenset(
    {"items", "share", "undated", "days", "count", "of", "peak", "usual", "hosts", "sources",
     "reach", "line"}
)  # fmt: skip


def render_flood(flood: Flood, words: FloodWords, *, library: str, version: str) -> str:
    """The page in the language of *words*."""
    style = text("style.css") + _own("network.css")
    made = _tables(flood, words)
    context = {
        "w": words,
        "title": title(flood, words),
        "sentences": sentences(flood, words),
        "tables": made,
        "pictures": pictures(flood, words),
        "sections": [name for name in made if made[name]["rows"]],
        "numbers": NUMBERS,
        "methods": methods(flood, words, library=library),
        "version": version,
        "style": Markup(style),  # noqa: S704 - our own files
        "style_hash": digest(style),
    }
    return _environment().get_template("network.html.j2").render(context)


def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_own),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _own(name: str) -> str:
    folder = resources.files("audits.network").joinpath("templates", name)
    return folder.read_text(encoding="utf-8")


def _tables(flood: Flood, words: FloodWords) -> dict[str, dict[str, Any]]:
    """Every table of the page: its columns, its first rows, and how many there are."""
    counts = flood.counts
    return {
        "days": _table((), ((None,),) if counts.first else (), "daily.csv"),
        "languages": _names(flood, "language", words),
        "hosts": _names(flood, "host", words),
        "sources": _names(flood, "source", words),
        "copies": _copies(flood, words),
        "bursts": _bursts(flood, words),
        "claims": _table(
            ("claim", *TOLD, "headline"),
            [(statement(flood, e.key, words), *_told(e, words)) for e in flood.claims],
            "claims.csv",
        ),
        "candidates": _table(
            ("name", *TOLD, "headline"),
            [(str(i), *_told(e, words)) for i, e in enumerate(flood.candidates, 1)],
            "candidates.csv",
        ),
        "odd": _odd(flood, words),
    }


TOLD = ("items", "hosts", "languages", "reach", "first", "last")


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]], file: str) -> dict[str, Any]:
    kept = list(rows)
    return {"columns": columns, "rows": kept[:SHOWN], "all": len(kept), "file": file}


def _names(flood: Flood, dimension: str, words: FloodWords) -> dict[str, Any]:
    lines = flood.counts.lines[dimension]
    label = words.language_named if dimension == "language" else None
    rows = [
        (
            label(line.name) if label else visible(defang(line.name)),
            words.number(line.items),
            words.share(line.items, len(flood.found)),
            words.number(line.undated),
            _day(line.first, words),
            _day(line.last, words),
            *(() if label else (_network(line.network, words),)),
        )
        for line in lines
    ]
    columns = ("name", "items", "share", "undated", "first", "last")
    return _table(columns if label else (*columns, "list"), rows, "names.csv")


def _day(day: int | None, words: FloodWords) -> str:
    """A day as short as a table needs it."""
    return tables.iso(day) or words("flood.unknown")


def _network(network: str, words: FloodWords) -> str:
    return words.name("network_name", network) if network else words("flood_list.none")


def _copies(flood: Flood, words: FloodWords) -> dict[str, Any]:
    rows = [
        (words(f"flood_copy.{name}"), words.number(n), words.number(of), words.share(n, of))
        for name, n, of in tables.copies(flood)
    ]
    return _table(("what", "count", "of", "share"), rows if len(flood.found) else [], "copies.csv")


def _bursts(flood: Flood, words: FloodWords) -> dict[str, Any]:
    rows = [
        (
            words.language_named(b.name)
            if b.dimension == "language"
            else visible(defang(b.name)) or words("flood.all"),
            words(f"flood_dimension.{b.dimension}"),
            _day(b.first, words),
            _day(b.last, words),
            words.number(b.items),
            words.number(b.peak),
            f"{b.usual:g}",
        )
        for b in flood.counts.bursts
    ]
    return _table(
        ("name", "dimension", "first", "last", "items", "peak", "usual"), rows, "bursts.csv"
    )


def _told(entry: Told, words: FloodWords) -> tuple[str, ...]:
    s = entry.spread
    languages = [words.language_named(code) for code in s.languages]
    return (
        words.number(s.items),
        words.number(s.hosts),
        words("comma").join(languages),
        words.number(s.reach),
        _day(s.first, words),
        _day(s.last, words),
        " · ".join(visible(text) for _, text in entry.headlines[:3]),
    )


def _odd(flood: Flood, words: FloodWords) -> dict[str, Any]:
    examples: dict[str, str] = {}
    for row in flood.found.problems.named:
        examples.setdefault(row.kind, f"{row.file}:{row.line}: {row.what}")
    rows = [
        (
            words(f"flood_odd.{kind}"),
            visible(file),
            words.number(count),
            visible(defang(examples.get(kind, "")))[:160],
        )
        for kind, file, count, _ in tables.odd(flood)
        if kind in KINDS or kind == "unlisted"
    ]
    return _table(("kind", "file", "count", "said"), rows, "odd_rows.csv")
