"""`dosimeter sources`: watch-listed domains in any text."""

import sys
from pathlib import Path

import click
import orjson

from audits.commands.shared import json_option, networks_option, tell
from scoring.lists import load_lists
from scoring.sources import scan_lines


@click.command()
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@json_option
@networks_option
def command(file: Path, as_json: bool, networks: Path | None) -> int:
    """Say which watch-listed domains FILE (or standard input, `-`) names.

    Any text does: URLs, bare or defanged domains, archive and translation wrappers, t.me channels.
    Domains are printed defanged; --json prints one line a hit, as found.

    \b
    Examples:
      dosimeter sources answer.txt
      pbpaste | dosimeter sources --json
    """
    lists = load_lists(networks)
    count = 0
    with click.open_file(str(file), encoding="utf-8", errors="replace") as lines:
        for row in scan_lines(lines, lists):
            count += 1
            if as_json:
                sys.stdout.buffer.write(orjson.dumps(row) + b"\n")
            else:
                wrapped = f" (inside {row['wrapped_in']})" if row.get("wrapped_in") else ""
                host = row["host"].replace(".", "[.]")
                tell(
                    f"{row['line']}: {host}{wrapped}  {row['network']}, {row['kind']}, "
                    f"listed {row['list_date']}"
                )
    if not as_json:
        click.echo(f"{count} hits", err=True)
    return 0
