"""`dosimeter score`: score a run again."""

from pathlib import Path

import click

from audits.commands.shared import networks_option, run_argument
from audits.folder import locked, open_folder, read_record
from audits.score import Mapper, score_run
from audits.scorers import OFFLINE


@click.command()
@run_argument
@click.option("--scorer", "names", multiple=True, help="Which scorer [default: those of the run].")
@click.option("--again", is_flag=True, help="Score anew even if this version has scored all.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes [default: all cores].")
@click.option("--dask", metavar="ADDRESS", help="Score over this dask scheduler (extra `dist`).")
@networks_option
def command(
    run: Path,
    names: tuple[str, ...],
    again: bool,
    workers: int | None,
    dask: str | None,
    networks: Path | None,
) -> int:
    """Score the answers of RUN with the scorers that need no model.

    What the same version of a scorer has scored already stays; a new version, or --again, begins
    a new file beside the old one. Nothing is overwritten. One process, many, or a cluster give
    the same bytes (with SOURCE_DATE_EPOCH set, the time stamps too).

    \b
    Examples:
      dosimeter score runs/2026-11-monthly --scorer rules
      dosimeter score runs/big --dask tcp://10.0.0.5:8786
    """
    folder = open_folder(run)
    with locked(folder):
        known = [row["name"] for row in read_record(folder)["scorers"] if row["name"] in OFFLINE]
        new = score_run(
            folder,
            names or known or OFFLINE,
            networks=networks,
            again=again,
            workers=workers,
            mapper=_over_cluster(dask) if dask else None,
        )
    for name, count in new.items():
        told = f"{count} answers scored" if count else "nothing new to score (--again scores anew)"
        click.echo(f"{name}: {told}")
    return 0


def _over_cluster(address: str) -> Mapper:
    from audits.cluster import cluster_mapper

    return cluster_mapper(address)
