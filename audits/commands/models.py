"""`dosimeter models`: which chatbots can be asked from here."""

import os

import click

from audits.cli import echo_json
from audits.commands.shared import json_option, print_table
from providers.registry import services


@click.command()
@json_option
def command(as_json: bool) -> int:
    """List the providers, the environment variable of each key, and whether it is set.

    Keys are read from the environment only and are never shown or stored. In a spec a model is
    written provider/exact-id.

    \b
    Example:
      dosimeter models
    """
    rows = [
        {
            "provider": service.name,
            "key variable": service.key_env or "none needed",
            "set": "yes" if not service.key_env or os.environ.get(service.key_env) else "no",
            "address": service.base_url or "(base_url in the spec)",
            "not possible": service.not_possible,
        }
        for service in services()
    ]
    if as_json:
        echo_json(rows)
    else:
        print_table(rows)
    return 0
