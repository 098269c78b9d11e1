"""`dosimeter network`: what lists of articles, collected by others, are full of."""

from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import click

from audits.cli import echo_json
from audits.commands.shared import claims_option, json_option, networks_option, tell
from audits.network.columns import read_choices

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_FILE)
@click.option("--to", type=click.Path(path_type=Path), default="network", show_default=True,
              help="Folder for page, tables and charts.")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME",
              help="Which column holds a field, such as date=published.")  # fmt: skip
@click.option("--candidates", type=click.Path(path_type=Path),
              help="Folder for a claim file for each story without a claim.")  # fmt: skip
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]),
              help="Later dates count as mistakes [default: today, UTC].")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@claims_option
@networks_option
@json_option
def command(
    files: tuple[Path, ...],
    to: Path,
    columns: tuple[str, ...],
    candidates: Path | None,
    today: datetime | None,
    language: str,
    claims: Path | None,
    networks: Path | None,
    as_json: bool,
) -> int:
    """Count what lists of articles carry, by day, host and language; copies, bursts, claims.

    FILE is CSV, JSON Lines, a JSON array, RSS or Atom, also gzipped. Columns are found by their
    names, those of the public Pravda network lists included. Nothing is fetched. Copies need the
    extra `dedup`.

    \b
    Examples:
      dosimeter network pravda/*.csv.gz --to flood
      dosimeter network items.jsonl --column date=published --candidates claims-to-write

    Exit codes: 0 done; 2 wrong input.
    """
    from audits.network.copies import find_copies
    from audits.network.counts import count
    from audits.network.flood import survey
    from audits.network.gather import gather
    from audits.network.tables import document
    from audits.network.telling import sentences, title
    from audits.network.words import load_flood_words
    from audits.network.writing import write_candidates, write_flood
    from prompts import load_library
    from scoring.lists import load_lists

    chosen = read_choices(columns)
    library, lists, words = load_library(claims), load_lists(networks), load_flood_words(language)
    day = today.date() if today is not None else _today()
    found = gather(files, today=day, chosen=chosen)
    flood = survey(found, count(found, lists), find_copies(found), library)
    write_flood(flood, to, words, library=library.version, version=version("dosimeter"))
    listed = {line.name: line.network for line in flood.counts.lines["host"]}
    made = write_candidates(flood, candidates, networks=listed) if candidates else []
    if as_json:
        echo_json(document(flood))
        return 0
    click.echo(title(flood, words))
    for text in sentences(flood, words):
        tell(text)
    for path in made:
        click.echo(path)
    click.echo(to / "index.html")
    return 0


def _today() -> date:
    return datetime.now(UTC).date()
