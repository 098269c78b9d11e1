"""`dosimeter dose`: the dose experiment."""

from pathlib import Path

import click

from audits.commands.run import perform
from audits.commands.shared import claims_option, networks_option
from audits.errors import SpecError
from audits.prepare import Options
from audits.spec import load_spec


@click.command()
@click.argument("spec")
@click.option("--out", type=click.Path(path_type=Path), help="Run folder [default: runs/NAME].")
@click.option("--limit", type=click.IntRange(min=1), help="Ask only the first N planned trials.")
@click.option("--budget", type=click.FloatRange(min=0), help="Hard cap in US dollars.")
@click.option("--dry-run", is_flag=True, help="Show plan and price; ask nothing, write nothing.")
@click.option("--collect-only", is_flag=True, help="Ask and store; score and report later.")
@click.option("--log", type=click.Path(path_type=Path), help="Append events as JSON lines.")
@click.option("--retry-failed", is_flag=True, help="Ask failed trials again.")
@click.option(
    "--language",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="Language of the report.",
)
@claims_option
@networks_option
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
            click.echo(line)
        return 0
    return perform(
        experiment, options, spec=spec, language=language, log=log, collect_only=collect_only
    )
