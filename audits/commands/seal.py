"""`dosimeter seal`: close a run."""

from pathlib import Path

import click

from audits.check import check_run
from audits.commands.shared import run_argument
from audits.errors import CheckError
from audits.folder import locked, open_folder
from audits.seal import refuse_sealed, seal


@click.command()
@run_argument
@click.option("--key", type=click.Path(path_type=Path), help="PEM file, Ed25519 private key.")
@click.option("--note", default="", help="A sentence to be sealed in, such as who and why.")
def command(run: Path, key: Path | None, note: str) -> int:
    """Close RUN: write manifest.json with the hash of every file and their root hash.

    Publish the root hash (and your public key): with them anybody can check the folder with
    `dosimeter check RUN`. Only a run whose check holds can be sealed.

    \b
    Example:
      dosimeter seal runs/2026-11-monthly --key auditor.pem --note "November audit, first edition"
    """
    folder = open_folder(run)
    with locked(folder):
        refuse_sealed(folder)
        findings = check_run(folder)
        if not findings.holds:
            raise CheckError(
                f"{run}: not sealed, its check does not hold: {findings.problems[0]}"
                f" (`dosimeter check {run}` lists all)"
            )
        manifest = seal(folder, key=key, note=note)
    click.echo(f"root {manifest['root']}")
    if manifest["signature"]:
        click.echo(f"public key {manifest['signature']['public_key']}")
    return 0
