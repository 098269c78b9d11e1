"""`dosimeter dose`: the dose experiment."""

from pathlib import Path

import click

from audits.commands.run import perform
from audits.commands.shared import run_options, tell
from audits.errors import SpecError
from audits.prepare import Options
from audits.spec import load_spec


@click.command()
@click.argument("spec")
@run_options
def command(
    spec: str,
    out: Path | None,
    limit: int | None,
    budget: float | None,
    dry_run: bool,
    collect_only: bool,
    log: Path | None,
    retry_failed: bool,
    language: str,
    claims: Path | None,
    networks: Path | None,
) -> int:
    """Put questions with more and more planted search results, and fit the response.

    SPEC is a spec with the key `dose:`. What comes out is a run like any other, which `check`,
    `score`, `report` and `review` read, and in its report dose.html, dose.json and dose.csv. The
    same command again goes on where it stopped. docs/dose.md says what it shows and what not.

    \b
    Examples:
      dosimeter dose experiment.yaml --dry-run
      dosimeter dose experiment.yaml --budget 20 --language ja

    Exit codes: 0 done; 1 done, but some trials failed; 2 wrong input; 3 stopped at the budget;
    130 interrupted.
    """
    options = Options(
        out=out,
        limit=limit,
        budget_usd=budget,
        claims=claims,
        networks=networks,
        retry_failed=retry_failed,
    )
    experiment = load_spec(spec)
    if experiment.dose is None:
        raise SpecError(
            f"{spec}:1: dose: no dose experiment is described; add `dose: {{}}` for one with the "
            "usual conditions, or see docs/dose.md"
        )
    if dry_run:
        from audits.dry_run import describe_plan

        for line in describe_plan(experiment, options):
            tell(line)
        return 0
    return perform(
        experiment, options, spec=spec, language=language, log=log, collect_only=collect_only
    )
