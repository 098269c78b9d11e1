"""Options and output that several verbs share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

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
