"""Renders the HTML page: one file that asks the network for nothing and works from disk.

Above `INLINE` answers, the answers go to files in `answers/` beside the page, each as a script
(loaded when needed) and as a page of its own (for readers without scripts). Above `LISTED`, the
page lists a sample of them and says so.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.answers import verdict_table
from reports.charts import SHAPES, Chart, draw, shape
from reports.control import control_check
from reports.corrected_table import corrected_table
from reports.facts import facts
from reports.grooming_chapter import figure
from reports.grooming_edition import chapter_of
from reports.grooming_words import load_grooming_words
from reports.listing import PART, filters, groups, index, write_part
from reports.load import MATCHED, TRUE, Run
from reports.markup import digest, environment, text
from reports.metadata import claims_jsonld
from reports.safe import json_script
from reports.sampling import LISTED, sample, sample_note
from reports.story import period, subjects, tell
from reports.view import Cell, View
from reports.view_charts import chart_by, chart_models, chart_networks
from reports.watched import sources
from reports.words import Words

INLINE = 1000  # answers that still fit into the page itself
RATES = ("repeat", "debunk", "non_response", "undecided", "network_citation")
SOURCES = ("answers", "cited", "retrieved", "named", "while_repeat", "while_debunk")


def render_page(
    run: Run, to: Path, words: Words, *, inline: int = INLINE, most: int = LISTED
) -> list[Path]:
    """Write `index.html` (and the files of a large report's answers) into *to*."""
    listed = replace(run, rows=sample(run.rows, most=most))
    big = len(listed.rows) > inline
    starts = range(0, len(listed.rows), PART) if big else ()
    parts = [listed.rows[i : i + PART] for i in starts]
    names = [f"{n:03d}" for n in range(1, len(parts) + 1)]
    page = to / "index.html"
    page.write_text(_page(run, listed, words, names), encoding="utf-8")
    written = [page]
    if parts:
        (to / "answers").mkdir(exist_ok=True)
    _clear(to / "answers", names)
    for number, (name, rows) in enumerate(zip(names, parts, strict=True)):
        written += write_part(run, words, rows, number, to / "answers" / name)
    return written


def _clear(folder: Path, names: Sequence[str]) -> None:
    """Remove parts that an earlier, longer report left behind; they would be answers twice."""
    for old in (*folder.glob("[0-9]*.js"), *folder.glob("[0-9]*.html")):
        if old.stem.isdigit() and old.stem not in names:
            old.unlink()


def _page(run: Run, listed: Run, words: Words, parts: Sequence[str]) -> str:
    view = View(run=run, words=words)
    check = control_check(run)
    style, script = text("style.css"), text("page.js")
    context = facts(run, words, check) | {
        "w": words,
        "big": bool(parts),
        "parts": parts,
        "period": period(run, words),
        "story": tell(run, words),
        "check": check,
        "control_rows": _control_rows(check, words),
        "control_names": _control_names(check),
        "overview": view.overview(),
        "corrected": corrected_table(run, words),
        "rate_names": RATES,
        "source_names": SOURCES,
        "sources": sources(subjects(view.run).rows),
        "grooming": chapter_of(run, words.language),
        "grooming_words": load_grooming_words(words.language),
        "grooming_figure": figure,
        "groups": [] if parts else groups(listed, words),
        "filters": filters(listed, words),
        "sampled": sample_note(run, listed, words),
        "claims": Markup(json_script(claims_jsonld(run, words))),  # noqa: S704 - escaped
        "index": Markup(json_script(index(listed, parts))) if run.rows else "",  # noqa: S704
        "table": verdict_table,
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "style_hash": digest(style),
        "script_hash": digest(script),
    }
    context |= _tables(view, words)
    context["sections"] = _sections(run, context)
    return environment().get_template("report.html.j2").render(context)


def _tables(view: View, words: Words) -> dict[str, Any]:
    """Charts and matrices, where the run has something to compare."""
    personas, languages = view.personas(), view.languages()
    charts: dict[str, Any] = {"models": _figure(chart_models(view))}
    charts["persona"] = _figure(chart_by(view, "persona", personas, "persona"))
    short = len(languages) <= len(SHAPES)
    charts["language"] = (
        _figure(chart_by(view, "language", languages, "language_name")) if short else None
    )
    networks = view.networks()
    by_network = chart_networks(view, networks)
    charts["network"] = _figure(by_network) if by_network else None
    legends = {
        "persona": _legend([words.name("persona", p) for p in personas]),
        "language": _legend([words.name("language_name", x) for x in languages]),
        "network": _legend(subjects(view.run).models),
    }
    matrices = {
        "persona": view.matrix(
            "persona", {p: words.name("persona", p) for p in personas}, lambda r: (r.persona,)
        ),
        "language": view.matrix(
            "language",
            {x: words.name("language_name", x) for x in languages},
            lambda r: (r.language,),
        ),
        "network": networks,
        "claim": view.claims(),
        "matched": view.apart(MATCHED),
        "true_controls": view.apart(TRUE),
    }
    return {"charts": charts, "legends": legends, "matrices": matrices}


def _figure(chart: Chart) -> dict[str, str]:
    file = base64.b64encode(draw(chart, standalone=True).encode()).decode()
    return {
        "wide": draw(chart),
        "narrow": draw(chart, narrow=True),
        "name": f"{chart.id}.svg",
        "file": f"data:image/svg+xml;base64,{file}",
    }


def _legend(names: Sequence[str]) -> list[tuple[Markup, str]]:
    made = []
    for (form, tone), name in zip(SHAPES, names, strict=False):
        svg = f'<svg viewBox="0 0 16 16" class="t-{tone}">{shape(form, 8, 8)}</svg>'
        made.append((Markup(svg), name))  # noqa: S704 - drawn from our own constants
    return made


def _sections(run: Run, context: Mapping[str, Any]) -> list[str]:
    """The sections that have something to show, in their order on the page."""
    scored = any(r.verdict is not None for r in run.rows)
    matrices = context["matrices"]
    made = ["findings"] if context["story"].findings else []
    made += ["models"] if scored else []
    made += ["corrected"] if context["corrected"] else []
    made += [k for k in ("persona", "language", "network", "claim") if scored and matrices[k]]
    made += [k for k in ("matched", "true_controls") if matrices[k]]
    made += ["sources"] if context["sources"] else []
    made += ["grooming"] if context["grooming"].parts else []
    made += ["control", *(["answers"] if run.rows else [])]
    return [*made, "methods", "asked", "versions", "limits", "cite", "corrections"]


def _control_rows(check: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "model": model["model"],
            "says": model["says"],
            "cells": dict.fromkeys(_control_names(check))
            | {rate["rate"]: _control_cell(rate, words) for rate in model["rates"]},
        }
        for model in check["models"]
    ]


def _control_names(check: Mapping[str, Any]) -> list[str]:
    found = {rate["rate"] for model in check["models"] for rate in model["rates"]}
    return [name for name in RATES if name in found] + sorted(found.difference(RATES))


def _control_cell(rate: Mapping[str, Any], words: Words) -> dict[str, Any]:
    measured = rate["measured"]
    return {
        "expected": words.percent(rate["expected"]),
        "holds": rate["holds"],
        "measured": Cell(
            rate=words.percent(measured["rate"]),
            interval=words.interval(measured["low"], measured["high"]),
            value=measured["rate"],
            count=f"{measured['count']}/{measured['n']}",
        ),
    }
