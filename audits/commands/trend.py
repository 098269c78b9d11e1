"""`dosimeter trend`: months on shared claims."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audits.cli import echo_json
from audits.commands.shared import json_option, note, print_table
from audits.known import begun, stopped_or_going

if TYPE_CHECKING:
    from reports.compare_words import CompareWords
    from reports.trend import Trend

RATES = ("repeat", "debunk", "non_response", "fail", "network_citation")


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--rate", type=click.Choice(RATES), default="repeat", show_default=True)
@click.option("--model", "models", multiple=True, help="Only this chatbot (by label).")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with charts.")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@json_option
def command(
    runs: tuple[str, ...],
    rate: str,
    models: tuple[str, ...],
    html: Path | None,
    language: str,
    as_json: bool,
) -> int:
    """Follow every chatbot of the monthly RUNs, on the claims that the months share.

    Runs may be named in any order. The change into a month is measured against the last complete
    month, paired on shared prompts, and corrected for the chatbots of that month.

    \b
    Examples:
      dosimeter trend runs/2026-*-monthly
      dosimeter trend runs/2026-*-monthly --html trend.html --language ja

    Exit codes: 0 done; 2 wrong input, or no month has a figure.
    """
    from reports.compare_sides import sort_arguments
    from reports.compare_words import load_compare_words
    from reports.dose import refuse_dosed
    from reports.errors import CompareError
    from reports.load import load
    from reports.trend import trend
    from reports.trend_json import trend_document
    from reports.trend_words import trend_warning_texts

    words = load_compare_words(language)
    paths, others = sort_arguments(runs)
    if others:
        raise CompareError(f"{others[0]}: no such run folder; a chatbot is named with --model")
    loaded = [load(p, stopped_or_going(p)) for p in begun(paths, note)]
    refuse_dosed(loaded)
    found = trend(loaded, rate=rate, labels=models)
    texts = trend_warning_texts(words, found)
    if html is not None:
        from reports.trend_page import write_trend_page

        write_trend_page(found, html, words)
    if as_json:
        echo_json(trend_document(found, texts))
    else:
        _print(found, words, texts, html)
    return 0 if any(p.pooled for line in found.lines for p in line.points) else 2


def _print(found: "Trend", words: "CompareWords", texts: list[str], html: Path | None) -> None:
    from reports.safe import visible
    from reports.trend_words import (
        anchor_text,
        change_sentences,
        mark_details,
        table_rows,
        trend_title,
    )

    click.echo(trend_title(words, found))
    for text in texts:
        click.echo(f"! {text}")
    for line in found.lines:
        click.echo(f"\n{visible(line.model)}\n{anchor_text(words, line)}")
        for text in change_sentences(words, line):
            click.echo(text)
        print_table(list(table_rows(words, line)))
        for point in line.points:
            loud = [mark for mark in point.marks if mark.code != "claims"]
            for text in mark_details(words, loud):
                click.echo(f"- {point.month}: {text}")
    if html is not None:
        click.echo(html)
