"""`dosimeter check`: prove that a run is whole."""

from pathlib import Path

import click

from audits.check import check_run, describe
from audits.cli import echo_json
from audits.commands.shared import claims_option, json_option, run_argument, tell
from audits.folder import open_folder
from prompts import load_library


@click.command()
@run_argument
@json_option
@claims_option
def command(run: Path, as_json: bool, claims: Path | None) -> int:
    """Check that every planned trial of RUN was asked and answered once, scored once per scorer,
    and that no stored byte changed since.

    Exit code 0 if everything holds, 4 if not.

    \b
    Example:
      dosimeter check runs/2026-11-monthly
    """
    library = {c.id: c.sha256 for c in load_library(claims).claims.values()}
    findings = check_run(open_folder(run), library=library)
    if as_json:
        echo_json(
            {
                "holds": findings.holds,
                "problems": findings.problems,
                "remarks": findings.remarks,
                "facts": findings.facts,
            }
        )
    else:
        for line in describe(findings):
            tell(line)
    return 0 if findings.holds else 4
