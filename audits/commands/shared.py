"""Options and output that several verbs share."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from audits.folder import RunFolder
from audits.known import looked_into
from audits.summing_up import control_line, summary_rows
from reports.safe import visible

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)

claims_option = click.option(
    "--claims", type=_FOLDER, help="Folder of your own claims, over the library's."
)
networks_option = click.option(
    "--networks", type=_FOLDER, help="Folder of your own watch lists, in place of the built-in."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Output for programs.")
run_argument = click.argument("run", type=click.Path(path_type=Path))


_LANGUAGE = click.Choice(["en", "ja"])
_RUN_OPTIONS = (
    click.option(
        "--out", type=click.Path(path_type=Path), help="Run folder [default: runs/NAME]."
    ),
    click.option(
        "--limit", type=click.IntRange(min=1), help="Ask only the first N planned trials."
    ),
    click.option("--budget", type=click.FloatRange(min=0), help="Hard cap in US dollars."),
    click.option(
        "--dry-run", is_flag=True, help="Show plan and price; ask nothing, write nothing."
    ),
    click.option("--collect-only", is_flag=True, help="Ask and store; score and report later."),
    click.option("--log", type=click.Path(path_type=Path), help="Append events as JSON lines."),
    click.option("--retry-failed", is_flag=True, help="Ask failed trials again."),
    click.option(
        "--language", type=_LANGUAGE, default="en", show_default=True, help="Of the report."
    ),
    claims_option,
    networks_option,
)
"""What every verb that asks chatbots takes."""


def run_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a verb the options of a run, in the order in which `--help` lists them."""
    for option in reversed(_RUN_OPTIONS):
        command = option(command)
    return command


def tell(line: str, *, err: bool = False) -> None:
    """Print one line; what it quotes from files and services neither acts nor begins another."""
    click.echo(_one_line(line), err=err)


def note(line: str) -> None:
    """Say on stderr what is no error, and what whoever reads the result should know."""
    tell(f"note: {line}", err=True)


def _one_line(value: object) -> str:
    return " ".join(visible(str(value)).split("\n"))


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows of equal keys as a table; text of chatbots or services is never markup.

    Nor does it reach the terminal as it is: control characters are shown, as in `tell`.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, value in rows[0].items():
        side: Literal["left", "right"] = "right" if isinstance(value, int | float) else "left"
        table.add_column(Text(_one_line(name)), justify=side, overflow="fold")
    for row in rows:
        cells = ("–" if value is None else _one_line(value) for value in row.values())
        table.add_row(*map(Text, cells))
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
    from reports.summary import asked_line, summary_table

    known = looked_into(folder.path, note)
    render(folder.path, folder.report, ("html", "md", "csv", "json"), language, known=known)
    if quiet:
        return
    loaded = load(folder.path)
    if is_dosed(loaded):
        from reports.dose_check import summary_lines
        from reports.dose_words import load_dose_words

        for line in summary_lines(load_dose_words(language), loaded):
            tell(line)
        click.echo(f"report: {folder.report / 'dose.html'}")
        return
    print_table(summary_rows(summary_table(loaded), costs))
    if line := asked_line(loaded):
        click.echo(line)
    by_hand = all(model.get("surface") == "app" for model in loaded.meta["models"])
    click.echo(control_line(control_check(loaded)["says"], by_hand=by_hand))
    click.echo(f"report: {folder.report / 'index.html'}")
