"""Writes a comparison as a page: what can be told, the table, the flips side by side."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.answers import Answer, answer, verdict_table
from reports.compare import Compared, Comparison
from reports.compare_chart import draw_differences
from reports.compare_words import (
    CompareWords,
    gathered,
    named,
    number,
    p_text,
    points,
    rank_text,
    scope_name,
    sentence,
    side_name,
    span,
    verdict_text,
)
from reports.listing import claim_head
from reports.load import Row, Run
from reports.markup import digest, environment, text
from reports.safe import visible

FLIPS = 300  # pairs of answers that still make a page one can open
DRAWN = 40  # comparisons in the chart
TOLD = 6  # comparisons told in sentences


def write_compare_page(comparison: Comparison, path: Path, words: CompareWords) -> Path:
    """Write *comparison* to *path*: one file that asks the network for nothing."""
    style = text("style.css") + text("compare.css")
    flips = comparison.flips[:FLIPS] if comparison.told else ()
    context = {
        "w": words,
        "title": _title(comparison, words),
        "style": Markup(style),  # noqa: S704 - our own files
        "style_hash": digest(style),
        "sentences": [sentence(words, c) for c in comparison.compared[:TOLD]],
        "warnings": gathered(words, comparison.warnings),
        "rows": [_row(words, c) for c in comparison.compared],
        "scoped": any(c.scope for c in comparison.compared),
        "chart": _chart(words, comparison.compared[:DRAWN]),
        "rankings": [_ranking(words, r) for r in comparison.rankings],
        "groups": list(_groups(words, flips)),
        "told": comparison.told,
        "flips": len(comparison.flips),
        "shown": len(flips),
        "methods": _methods(comparison, words),
        "version": _version(comparison),
    }
    page = environment().get_template("compare.html.j2").render(context)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def _title(comparison: Comparison, words: CompareWords) -> str:
    rate = words(f"rate_name.{comparison.rate}")
    if len(comparison.compared) > 1:
        return words("compare.title_many", rate=rate, n=len(comparison.compared))
    only = comparison.compared[0]
    names = (side_name(words, side, only.scope) for side in (only.a, only.b))
    return words("compare.title", rate=rate, **dict(zip("ab", names, strict=True)))


def _version(comparison: Comparison) -> str:
    code = comparison.compared[0].b.run.meta.get("code") or {}
    return visible(str(code.get("dosimeter") or ""))


def _row(words: CompareWords, c: Compared) -> dict[str, Any]:
    found = c.found
    return {
        "scope": scope_name(words, c.scope),
        "a": named(words, c.a.name),
        "b": named(words, c.b.name),
        "cells": [
            ("prompts", words.number(c.match.trials)),
            ("claims", words.number(len(c.match.claims))),
            ("rate_a", words.percent(found.rate_a)),
            ("rate_b", words.percent(found.rate_b)),
            ("difference", points(words, found.difference)),
            ("interval", span(words, found.low, found.high)),
            ("p_adjusted", p_text(words, c.p_adjusted)),
            ("says", verdict_text(words, c)),
            ("smallest", points(words, c.smallest, signed=False)),
        ],
        "says": c.says,
    }


def _chart(words: CompareWords, compared: Sequence[Compared]) -> dict[str, Markup] | None:
    drawn = [c for c in compared if c.found.low is not None]
    if not drawn:
        return None
    rate = words(f"rate_name.{drawn[0].rate}")
    lines = [(_line(words, c), c.found, c.says) for c in drawn]
    told = " ".join(_describe(words, c) for c in compared)
    title = words("compare.chart", rate=rate)
    ends = (words("compare.chart_less"), words("compare.chart_more"))
    return {
        "title": Markup("{}").format(title),
        "wide": draw_differences(lines, title=title, description=told, ends=ends),
        "narrow": draw_differences(lines, title=title, description=told, ends=ends, narrow=True),
    }


def _line(words: CompareWords, c: Compared) -> str:
    scope = f"{scope_name(words, c.scope)}: " if c.scope else ""
    return f"{scope}{named(words, c.a.name)} – {named(words, c.b.name)}"


def _describe(words: CompareWords, c: Compared) -> str:
    names = {"a": side_name(words, c.a, c.scope), "b": side_name(words, c.b, c.scope)}
    if c.found.low is None or c.found.high is None:
        return words("compare.describe_none", **names, trouble=verdict_text(words, c))
    return words(
        "compare.describe",
        **names,
        difference=points(words, c.found.difference),
        low=number(words, c.found.low),
        high=number(words, c.found.high),
        says=verdict_text(words, c),
    )


def _ranking(words: CompareWords, ranking: Any) -> dict[str, Any]:
    return {
        "scope": scope_name(words, ranking.scope),
        "text": words("compare.ranking_scope", prompts=ranking.prompts, claims=ranking.claims),
        "places": [
            (named(words, p.name), words.percent(p.rate), p.letters, rank_text(words, p))
            for p in ranking.places
        ],
    }


def _groups(
    words: CompareWords, flips: Sequence[tuple[Compared, Row, Row]]
) -> Iterator[dict[str, Any]]:
    """The flips under their claims, both answers ready for display."""
    ordered = sorted(flips, key=lambda flip: flip[1].claim)
    for claim, same in groupby(ordered, key=lambda flip: flip[1].claim):
        pairs = [
            {
                "from": side_name(words, c.a, c.scope),
                "to": side_name(words, c.b, c.scope),
                "heads": _heads(words, one := answer(c.a.run, x), two := answer(c.b.run, y)),
                "one": _card(words, one),
                "two": _card(words, two),
            }
            for c, x, y in same
        ]
        first = next(flip for flip in ordered if flip[1].claim == claim)
        run = _told_in(words.language, claim, first[0])
        yield {"head": claim_head(run, claim, first[1], words), "pairs": pairs}


def _told_in(language: str, claim: str, c: Compared) -> Run:
    """The run of the two that has the claim in the language of the page, else the first."""
    for side in (c.a, c.b):
        for known in side.run.meta.get("claims") or ():
            if known["id"] == claim and language in (known.get("texts") or {}):
                return side.run
    return c.a.run


def _heads(words: CompareWords, one: Answer, two: Answer) -> Markup:
    """The prompt, or both where the two sides were not asked in the same words."""
    macros: Any = environment().get_template("macros.html.j2").module
    shown = [one] if one.prompt == two.prompt else [one, two]
    return Markup("").join(macros.prompt_head(a, words) for a in shown)


def _card(words: CompareWords, shown: Answer) -> Markup:
    """An answer; one that flips against two others stands twice, so its id cannot be one."""
    macros: Any = environment().get_template("macros.html.j2").module
    html = str(macros.card(shown, words, verdict_table(shown.row)))
    return Markup(html.replace(' id="t-', ' data-trial="', 1))  # noqa: S704 - escaped by the macro


def _methods(comparison: Comparison, words: CompareWords) -> list[str]:
    tests = sum(c.found.p is not None for c in comparison.compared)
    made = [words(f"compare_method.{key}") for key in ("pairing", "test", "interval")]
    made.append(words("compare_method.holm", n=tests))
    made += [words(f"compare_method.{key}") for key in ("weights", "controls", "limits")]
    return made
