"""`dosimeter compare`: what can be told apart, and what cannot."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audits.cli import echo_json
from audits.commands.redacting import embargo_option, embargoed_claims, redacted_option
from audits.commands.shared import json_option, note, print_table
from audits.known import begun, stopped_or_going

if TYPE_CHECKING:
    from reports.compare import Comparison
    from reports.compare_words import CompareWords
    from reports.load import Run

BY = ("model", "search", "persona", "language", "run")
RATES = ("repeat", "debunk", "non_response", "fail", "network_citation")
FLIPS = 10  # shown in a terminal


@click.command()
@click.argument("arguments", nargs=-1, required=True, metavar="RUN_OR_MODEL...")
@click.option(
    "--by",
    type=click.Choice(BY),
    help="What is compared [default: runs of one model, else models].",
)
@click.option("--rate", type=click.Choice(RATES), default="repeat", show_default=True)
@click.option(
    "--within",
    type=click.Choice(["persona", "language"]),
    multiple=True,
    help="The same again for each persona or language.",
)
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page with the flips side by side."
)
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@redacted_option
@embargo_option
@json_option
def command(
    arguments: tuple[str, ...],
    by: str | None,
    rate: str,
    within: tuple[str, ...],
    html: Path | None,
    language: str,
    redacted: str | None,
    embargo: tuple[str, ...],
    as_json: bool,
) -> int:
    """Compare models, runs, personas, languages, or search on and off, on shared prompts.

    Name run folders, and models by their labels if not all of a run's are meant. Pairs are
    compared claim by claim and corrected for their number (Holm); "cannot tell" is an answer.
    Control chatbots take part only where they are named.

    \b
    Examples:
      dosimeter compare runs/2026-11-monthly
      dosimeter compare runs/2026-10-monthly runs/2026-11-monthly --html compare.html
      dosimeter compare runs/2026-11-monthly --by persona --json
      dosimeter compare runs/2026-11-monthly --redacted models --html compare.html

    Exit codes: 0 done; 2 wrong input, or nothing could be compared.
    """
    from reports.audience import Audience, prepared_all
    from reports.compare import compare
    from reports.compare_json import document
    from reports.compare_sides import sort_arguments
    from reports.compare_words import load_compare_words, warning_texts
    from reports.dose import refuse_dosed
    from reports.load import load
    from reports.words import load_words

    words = load_compare_words(language)
    paths, labels = sort_arguments(arguments)
    runs = [load(p, stopped_or_going(p)) for p in begun(paths, note)]
    refuse_dosed(runs)
    audience = Audience(
        redacted=redacted, embargoed=embargoed_claims(redacted, embargo), named=embargo
    )
    runs = prepared_all(runs, audience, load_words(language))
    labels = [_shown(runs, label) for label in labels]
    found = compare(runs, labels, by=by, rate=rate, within=within)
    if html is not None:
        from reports.compare_page import write_compare_page

        write_compare_page(found, html, words)
    if as_json:
        echo_json(document(found, warning_texts(words, found)))
    else:
        _print(found, words, html)
    return 0 if found.told else 2


def _shown(runs: "Sequence[Run]", label: str) -> str:
    """The label as a redacted edition has it."""
    return next((r.veil.names[label] for r in runs if r.veil and label in r.veil.names), label)


def _print(found: "Comparison", words: "CompareWords", html: Path | None) -> None:
    from reports.compare_words import gathered, sentence, table_rows

    warnings = gathered(words, found.warnings)
    for text, loud in warnings:
        if loud:
            click.echo(f"! {text}")
    if len(found.compared) <= 3:
        for c in found.compared:
            click.echo(sentence(words, c))
    print_table(table_rows(words, found))
    _print_rankings(found, words)
    _print_flips(found, words)
    for text, loud in warnings:
        if not loud:
            click.echo(f"- {text}")
    if html is not None:
        click.echo(html)


def _print_rankings(found: "Comparison", words: "CompareWords") -> None:
    from reports.compare_words import ranking_rows, scope_name

    for ranking in found.rankings:
        if len(ranking.places) > 2:
            click.echo(f"\n{words('compare_section.ranking')}: {scope_name(words, ranking.scope)}")
            click.echo(
                words("compare.ranking_scope", prompts=ranking.prompts, claims=ranking.claims)
            )
            print_table(ranking_rows(words, ranking))


def _print_flips(found: "Comparison", words: "CompareWords") -> None:
    from reports.compare_words import flip_rows

    if not found.told:
        return
    flips: Sequence[dict[str, str]] = flip_rows(words, found, FLIPS)
    if not flips:
        click.echo(words("compare.no_flips"))
        return
    click.echo(f"\n{words('compare_section.flips')}: {words.number(len(found.flips))}")
    print_table(flips)
    if len(found.flips) > FLIPS:
        click.echo(words("compare.first_flips", shown=FLIPS, n=len(found.flips)))
