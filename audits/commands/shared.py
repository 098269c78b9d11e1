"""Options and output that several verbs share."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from audits.folder import RunFolder
from audits.summing_up import control_line, summary_rows

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)

claims_option = click.option(
    "--claims", type=_FOLDER, help="Folder of your own claims, over the library's."
)
networks_option = click.option(
    "--networks", type=_FOLDER, help="Folder of your own watch lists, in place of the built-in."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Output for programs.")
run_argument = click.argument("run", type=click.Path(path_type=Path))


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows of equal keys as a table; text of chatbots or services is never markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, value in rows[0].items():
        number = isinstance(value, int | float)
        table.add_column(str(name), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("–" if value is None else str(value)) for value in row.values()))
    console = Console()
    if not console.is_terminal:  # a log or a pipe has no edge to wrap at
        console = Console(width=240)
    console.print(table)


def report_run(
    folder: RunFolder, language: str, costs: Mapping[str, float], *, quiet: bool = False
) -> None:
    """Render a run's report and print its table, as after every run and import."""
    from reports.control import control_check
    from reports.dose import is_dosed
    from reports.load import load
    from reports.render import render
    from reports.summary import summary_table

    render(folder.path, folder.report, ("html", "md", "csv", "json"), language)
    if quiet:
        return
    loaded = load(folder.path)
    if is_dosed(loaded):
        from reports.dose_check import summary_lines
        from reports.dose_words import load_dose_words

        for line in summary_lines(load_dose_words(language), loaded):
            click.echo(line)
        click.echo(f"report: {folder.report / 'dose.html'}")
        return
    print_table(summary_rows(summary_table(loaded), costs))
    click.echo(control_line(control_check(loaded)["says"]))
    click.echo(f"report: {folder.report / 'index.html'}")
