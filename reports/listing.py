"""Lists every answer under its prompt: in the page, or in files beside it for a large report."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.answers import answer, answers, shown_verdict, verdict_table
from reports.load import Row, Run
from reports.markup import digest, environment, text
from reports.rates import cites
from reports.safe import http_link, json_script, visible
from reports.view import claim_language, claim_text
from reports.words import Words

PART = 250  # answers in one file beside the page
NAMES = ("model", "persona", "language", "verdict", "claim", "hit")


def filters(run: Run, words: Words) -> list[dict[str, Any]]:
    """The choices above the list."""
    claims = {c["id"]: c for c in run.meta.get("claims") or ()}
    verdicts = _values(run)["verdict"]
    labels: dict[str, Callable[[str], str]] = {
        "persona": lambda v: words.name("persona", v),
        "language": lambda v: words.name("language_name", v),
        "verdict": lambda v: words.name("verdict", v),
        "claim": lambda v: claim_text(claims.get(v), words.language, "statement") or v,
    }
    made = []
    for name in NAMES[:-1]:
        values = verdicts if name == "verdict" else _values(run)[name]
        label = labels.get(name, str)
        made.append({"name": name, "options": [(i, label(v)) for i, v in enumerate(values)]})
    hits = [(1, words("answers.hit_any")), (0, words("answers.hit_none"))]
    return [*made, {"name": "hit", "options": hits}]


def _values(run: Run) -> dict[str, list[str]]:
    rows = run.rows
    return {
        "model": list(dict.fromkeys(r.model for r in rows)),
        "persona": list(dict.fromkeys(r.persona for r in rows)),
        "language": sorted({r.language for r in rows}),
        "verdict": sorted({shown_verdict(r) for r in rows}),
        "claim": list(dict.fromkeys(r.claim for r in rows)),
    }


def index(run: Run, parts: Sequence[str]) -> dict[str, Any]:
    """What the page's script filters by: for each answer its place in each list of values."""
    places = {
        name: {value: i for i, value in enumerate(values)} for name, values in _values(run).items()
    }
    rows = [
        [
            places["model"][r.model],
            places["persona"][r.persona],
            places["language"][r.language],
            places["verdict"][shown_verdict(r)],
            places["claim"][r.claim],
            int(cites(r)),
        ]
        for r in run.rows
    ]
    return {"names": NAMES, "rows": rows, "parts": list(parts), "size": PART}


def groups(run: Run, words: Words) -> list[dict[str, Any]]:
    """Answers under their prompts, prompts under their claims, for a page that holds them all."""
    made = []
    for claim, rows in groupby(run.rows, key=lambda r: r.claim):
        prompts = [
            list(answers(run, group)) for _, group in groupby(rows, key=lambda r: r.prompt_key)
        ]
        made.append(
            {"claim": claim_head(run, claim, prompts[0][0].row, words), "prompts": prompts}
        )
    return made


def claim_head(run: Run, claim: str, row: Row, words: Words) -> dict[str, Any]:
    """What stands above the answers about one claim; only fact-checks become live links."""
    known = next((c for c in run.meta.get("claims") or () if c["id"] == claim), None)
    checks = [
        {
            "publisher": visible(str(f.get("publisher") or "")),
            "title": visible(str(f.get("title") or f.get("url") or "")),
            "link": http_link(str(f.get("url") or "")),
        }
        for f in (known or {}).get("fact_checks") or ()
    ]
    return {
        "id": claim,
        "kind": row.kind,
        "language": claim_language(known, words.language),
        "statement": claim_text(known, words.language, "statement") or claim,
        "truth": claim_text(known, words.language, "truth"),
        "checks": checks,
    }


def write_part(
    run: Run, words: Words, rows: Sequence[Row], number: int, path: Path
) -> Iterator[Path]:
    """Write the answers *rows* as a script and as a page; *number* counts from 0."""
    macros: Any = environment().get_template("macros.html.j2").module
    claims: dict[str, str] = {}
    prompts: dict[str, str] = {}
    cards, body = [], []
    for row in rows:
        shown = answer(run, row)
        key = "|".join(map(str, row.prompt_key))
        if row.claim not in claims:
            head = claim_head(run, row.claim, row, words)
            claims[row.claim] = str(macros.claim_head(head, words))
            body.append(f'<div class="claim">{claims[row.claim]}</div>')
        if key not in prompts:
            prompts[key] = str(macros.prompt_head(shown, words))
            body.append(f'<div class="prompt">{prompts[key]}</div>')
        card = str(macros.card(shown, words, verdict_table(row)))
        cards.append([row.claim, key, card])
        body.append(card)
    part = json_script({"claims": claims, "prompts": prompts, "cards": cards})
    script, page = path.with_suffix(".js"), path.with_suffix(".html")
    script.write_text(f"dosimeterPart({number},{part})\n", encoding="utf-8")
    page.write_text(_part_page(run, words, number, "".join(body)), encoding="utf-8")
    yield from (script, page)


def _part_page(run: Run, words: Words, number: int, body: str) -> str:
    style = text("style.css")
    return (
        environment()
        .get_template("answers.html.j2")
        .render(
            w=words,
            name=str(run.meta.get("name") or ""),
            number=number + 1,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=digest(style),
            body=Markup(body),  # noqa: S704 - made by templates that escape
        )
    )
