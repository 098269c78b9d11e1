"""Renders the PDF edition with typst and a font of our own: the same pages on every machine.

All text goes to the template as data, never as markup, so that no answer can typeset anything.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import orjson

from reports.charts import Chart, draw
from reports.control import control_check
from reports.errors import FormatError
from reports.facts import facts
from reports.load import MATCHED, TRUE, Run
from reports.markdown import RATES, SOURCES
from reports.quoting import quotations
from reports.reasons import reason_in
from reports.safe import visible
from reports.story import period, subjects, tell
from reports.view import Cell, Matrix, View
from reports.view_charts import chart_by, chart_models
from reports.watched import sources
from reports.words import Words

WATCHED = 40  # sites in the table; all are in the other editions
ASKED = ("asked", "answered", "blocked", "failed")
PICTURES = re.compile("[\u2400-\u2421]")
PICTURED = {"\u2421": 0x7F}
Typst = Callable[..., bytes]


def render_pdf(run: Run, to: Path, words: Words) -> list[Path]:
    """Write report.pdf; needs the extra `pdf`."""
    path = to / "report.pdf"
    path.write_bytes(typeset("report.typ", document(run, words), format="pdf"))
    return [path]


def typeset(template: str, data: Mapping[str, Any], *, format: str, ppi: float = 144) -> bytes:
    """Typeset *data* with a template of ours; nothing but our fonts is used."""
    compiled: bytes = _typst()(
        _folder("templates") / template,
        root=_folder("templates"),
        font_paths=[_folder("fonts")],
        ignore_system_fonts=True,  # the same bytes on every machine
        format=format,
        ppi=ppi,
        timestamp=0,
        sys_inputs={"data": _printable(orjson.dumps(data).decode())},
    )
    return compiled


def _printable(text: str) -> str:
    """Signs for control characters are in no font of ours; their code points are."""
    return PICTURES.sub(
        lambda found: f"[U+{PICTURED.get(found[0], ord(found[0]) - 0x2400):04X}]", text
    )


def _typst() -> Typst:
    try:
        import typst
    except ImportError as error:
        raise FormatError(
            "PDF and PNG need typst, which is not installed; install dosimeter[pdf]"
        ) from error
    found: Typst = typst.compile
    return found


def _folder(name: str) -> Path:
    return Path(str(resources.files("reports"))) / name


def document(run: Run, words: Words) -> dict[str, Any]:
    """All that stands in the PDF, as plain text."""
    check, story = control_check(run), tell(run, words)
    told = facts(run, words, check)
    view = View(run=run, words=words)
    scored = any(row.verdict for row in run.folded)
    return {
        "language": words.language,
        "kicker": f"Dosimeter · {words('kicker')} · {told['name']} · {period(run, words)}",
        "headline": visible(story.headline),
        "standfirst": [visible(text) for text in story.standfirst],
        "caveats": [{"text": visible(c.text), "loud": c.loud} for c in told["caveats"]],
        "findings": [visible(text) for text in story.findings],
        "sections": [section for section in _sections(view, words) if scored],
        "sources": _sources(view, words),
        "quotations": [_quotation(q, words) for q in quotations(run, words)] if scored else [],
        "control": [words("lead.control"), words(f"control.{check['says']}")],
        "methods": told["methods"],
        "codebook": [
            [words(f"verdict.{v}"), words(f"rule.{v}")]
            for v in ("repeat", "debunk", "non_response", "undecided")
        ],
        "versions": [[words(f"version.{key}"), value] for key, value in told["versions"]],
        "limits": told["limits"],
        "cite": told["cite"],
        "corrections": told["corrections"],
        "words": _words(words),
    }


def _words(words: Words) -> dict[str, str]:
    names = ("findings", "sources", "control", "methods", "codebook", "versions", "limits")
    made = {name: words(f"section.{name}") for name in (*names, "cite", "corrections")}
    return made | {
        "quotations": words("section.quotations"),
        "quoted": words("lead.quotations"),
        "prompt": words("answers.prompt"),
        "cut": words("answers.cut_short"),
    }


def _sections(view: View, words: Words) -> Iterable[dict[str, Any]]:
    yield _section("models", words, chart=chart_models(view))
    yield _section("all_rates", words, table=_overview(view, words))
    personas = {p: words.name("persona", p) for p in view.personas()}
    languages = {x: words.name("language_name", x) for x in view.languages()}
    by_persona = view.matrix("persona", personas, lambda row: (row.persona,))
    yield _section(
        "persona",
        words,
        chart=chart_by(view, "persona", list(personas), "persona"),
        table=_matrix(by_persona),
    )
    yield _section(
        "language",
        words,
        table=_matrix(view.matrix("language", languages, lambda row: (row.language,))),
    )
    rest = {
        "network": view.networks(),
        "claim": view.claims(),
        "matched": view.apart(MATCHED),
        "true_controls": view.apart(TRUE),
    }
    for name, made in rest.items():
        if made is not None:
            yield _section(name, words, table=_matrix(made))


def _section(
    name: str, words: Words, *, chart: Chart | None = None, table: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "title": words(f"section.{name}"),
        "lead": words(f"lead.{name}"),
        "chart": str(draw(chart, standalone=True)) if chart else None,
        "alt": visible(chart.description) if chart else None,
        "table": table,
    }


def _overview(view: View, words: Words) -> dict[str, Any]:
    header = [words("column.model"), *(words(f"column.{k}") for k in (*ASKED, *RATES))]
    lines = [
        [
            visible(line["model"]),
            *(words.number(line[k]) for k in ASKED),
            *(_cell(line["cells"][k]) for k in RATES),
        ]
        for line in view.overview()
    ]
    return {"header": header, "rows": lines, "wide": 1}


def _matrix(made: Matrix) -> dict[str, Any]:
    header = [made.corner, *map(visible, made.columns)]
    lines = [[visible(label), *map(_cell, cells)] for _, label, cells in made.rows]
    return {"header": header, "rows": lines, "wide": 1}


def _cell(cell: Cell) -> str:
    if cell.value is None:
        return cell.rate
    return "\n".join(part for part in (cell.rate, cell.interval, cell.count) if part)


def _sources(view: View, words: Words) -> dict[str, Any] | None:
    found = sources(subjects(view.run).rows)[:WATCHED]
    if not found:
        return None
    columns = ("domain", "category", "network", *SOURCES)
    lines = [
        [
            visible(line["domain"]),
            words.name("category", line["category"]),
            words.name("network_name", line["network"]),
            *(words.number(line[k]) for k in SOURCES),
        ]
        for line in found
    ]
    return {
        "title": words("section.sources"),
        "lead": words("lead.sources"),
        "chart": None,
        "alt": None,
        "table": {"header": [words(f"column.{k}") for k in columns], "rows": lines, "wide": 3},
    }


def _quotation(quoted: Any, words: Words) -> dict[str, Any]:
    return {
        "prompt": quoted.answer.prompt,
        "prompt_language": quoted.answer.row.language,
        "text": quoted.text,
        "cut": quoted.cut,
        "verdict": quoted.verdict,
        "repeat": quoted.answer.row.verdict == "repeat",
        "source": visible(quoted.source),
        "reason": reason_in(words, quoted.answer.reason),
    }
