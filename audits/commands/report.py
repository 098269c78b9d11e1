"""`dosimeter report`: render a run."""

from pathlib import Path

import click

from audits.commands.shared import run_argument
from audits.folder import open_folder

FORMATS = ("html", "md", "csv", "json")


@click.command()
@run_argument
@click.option("--to", type=click.Path(path_type=Path), help="Folder [default: RUN/report].")
@click.option(
    "--format", "formats", default=",".join(FORMATS), show_default=True, help="Comma-separated."
)
@click.option(
    "--language",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="Language of the report; answers stay in theirs.",
)
@click.option(
    "--calibration",
    type=click.Path(path_type=Path),
    help="How the scorer errs, as `validate --save-calibration` stored it.",
)
def command(
    run: Path, to: Path | None, formats: str, language: str, calibration: Path | None
) -> int:
    """Render RUN: a self-contained page, Markdown, CSV and JSON, all from the same rows.

    \b
    Example:
      dosimeter report runs/2026-11-monthly --format html,csv --language ja
    """
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise click.BadParameter(
            f"`{', '.join(unknown) or formats}` is no format; known: {', '.join(FORMATS)}"
        )
    from reports.render import render

    folder = open_folder(run).path
    for path in render(folder, to or run / "report", wanted, language, calibration=calibration):
        click.echo(path)
    return 0
