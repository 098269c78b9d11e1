"""`dosimeter pack`: a run as compressed lines and Parquet."""

from pathlib import Path

import click

from audits.commands.shared import run_argument
from audits.folder import open_folder
from audits.pack import pack


@click.command()
@run_argument
@click.option("--to", type=click.Path(path_type=Path), help="Folder [default: RUN-packed].")
def command(run: Path, to: Path | None) -> int:
    """Pack RUN for analysis: every file of lines compressed, and trials.parquet.

    The Parquet table has one row a trial with its verdicts; pandas and DuckDB read it. The run
    itself is not touched. Needs the extra `big`.

    \b
    Example:
      dosimeter pack runs/2026-11-monthly
    """
    folder = open_folder(run)
    for path in pack(folder, to or run.with_name(run.name + "-packed")):
        click.echo(f"{path} ({path.stat().st_size:,} bytes)")
    return 0
