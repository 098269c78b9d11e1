"""`dosimeter export`: a run in the formats of other tools."""

from pathlib import Path

import click

from audits.commands.redacting import library_embargo
from audits.commands.shared import run_argument, tell
from audits.exporting.source import Source, open_source
from audits.folder import open_folder
from reports.embargo import Embargo

FORMATS = ("inspect", "eee")
RELATIONSHIPS = ("first_party", "third_party", "collaborative", "other")


@click.command()
@run_argument
@click.option(
    "--format",
    "chosen",
    type=click.Choice(FORMATS),
    help="Logs of Inspect, or records of Every Eval Ever.",
)
@click.option("--to", type=click.Path(path_type=Path), help="New folder [default: RUN-FORMAT].")
@click.option("--model", "models", multiple=True, metavar="LABEL", help="Only this model.")
@click.option("--embargo", multiple=True, metavar="ID", help="Withhold this claim too.")
@click.option(
    "--with-embargoed", is_flag=True, help="Withhold nothing, for those who may read it."
)
@click.option("--organization", default="unknown", help="Who ran the audit (eee).")
@click.option(
    "--relationship",
    type=click.Choice(RELATIONSHIPS),
    help="How they stand to the makers of the models (eee asks for it).",
)
def command(
    run: Path,
    chosen: str | None,
    to: Path | None,
    models: tuple[str, ...],
    embargo: tuple[str, ...],
    with_embargoed: bool,
    organization: str,
    relationship: str | None,
) -> int:
    """Write RUN for other tools, one log or record a model.

    `inspect` gives .eval files that Inspect's viewer and its Python package open; `eee` gives
    records and lines of the schema Every Eval Ever. Questions and answers about claims under
    embargo are withheld. docs/export.md says what stands where and what the formats cannot hold.

    \b
    Examples:
      dosimeter export runs/2026-11-monthly --format inspect
      dosimeter export runs/2026-11-monthly --format eee --organization "Institute" \\
          --relationship third_party
    """
    if chosen is None:
        raise click.UsageError(f"name a format: --format {' or --format '.join(FORMATS)}")
    if with_embargoed and embargo:
        raise click.UsageError("--embargo and --with-embargoed contradict each other")
    if chosen == "eee" and relationship is None:
        raise click.UsageError(
            "the schema asks how those who ran the audit stand to the makers of the models, which "
            f"no run tells: give --relationship ({', '.join(RELATIONSHIPS)})"
        )
    folder = open_folder(run)
    withheld = None if with_embargoed else Embargo(listed=library_embargo(), named=embargo)
    source = open_source(folder, models=models, embargo=withheld)
    into = to or _beside(run, chosen)
    if relationship is not None and chosen == "eee":
        return _eee(source, into, organization, relationship)
    return _inspect(source, into)


def _beside(run: Path, chosen: str) -> Path:
    """RUN-FORMAT; of `.`, which has no name to add to, the run's own folder has."""
    named = run if run.name not in ("", "..") else run.resolve()
    return named.with_name(f"{named.name}-{chosen}")


def _inspect(source: Source, to: Path) -> int:
    from audits.exporting.export import export_inspect

    for path in export_inspect(source, to):
        click.echo(path)
    return 0


def _eee(source: Source, to: Path, organization: str, relationship: str) -> int:
    from audits.exporting.eee_record import Evaluator
    from audits.exporting.export import export_eee

    evaluator = Evaluator(organization=organization, relationship=relationship)
    made = export_eee(source, to, evaluator)
    for path in made.files:
        click.echo(path)
    for label in made.left_out:
        tell(f"no record of {label}: nothing of it was scored")
    return 0
