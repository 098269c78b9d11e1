"""`dosimeter models`: which chatbots can be asked from here."""

import os

import click

from audits.cli import echo_json
from audits.commands.shared import json_option, print_table
from providers.registry import services


@click.command()
@click.argument("targets", nargs=-1, metavar="[SPEC|MODEL ...]")
@click.option("--check", is_flag=True, help="Ask each model once, over the network.")
@json_option
def command(targets: tuple[str, ...], check: bool, as_json: bool) -> int:
    """List the providers, the environment variable of each key, and whether it is set.

    Keys are read from the environment only and are never shown or stored. In a spec a model is
    written provider/exact-id.

    With --check each model of SPEC (its judges too), or each MODEL named, gets one tiny call; the
    verdict tells a missing key from a wrong one, a spent quota, an unknown model and a blocked
    region. Exit code 0 if all can be asked, 4 if not.

    \b
    Examples:
      dosimeter models
      dosimeter models --check november.yaml
      dosimeter models --check openai/gpt-5.2 anthropic/claude-haiku-4-5
    """
    if check:
        return _check(targets, as_json=as_json)
    if targets:
        raise click.UsageError("models are named for --check only")
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


def _check(targets: tuple[str, ...], *, as_json: bool) -> int:
    if not targets:
        raise click.UsageError("--check needs a spec, or models such as openai/gpt-5.2")
    from audits.checking_models import check_models, models_of

    checked = check_models(models_of(targets), environ=os.environ)
    rows = [each.row() for each in checked]
    if as_json:
        echo_json(rows)
    else:
        print_table(rows)
        click.echo(f"{sum(each.ok for each in checked)} of {len(checked)} can be asked")
    return 0 if all(each.ok for each in checked) else 4
