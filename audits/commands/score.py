"""`dosimeter score`: score a run again."""

from pathlib import Path
from typing import Any

import click

from audits.commands.shared import networks_option, run_argument, tell
from audits.folder import RunFolder, locked, open_folder, read_record
from audits.judge_names import is_judge
from audits.score import score_run
from audits.score_pieces import Mapper
from audits.scorers import OFFLINE


@click.command()
@run_argument
@click.option(
    "--scorer",
    "names",
    multiple=True,
    help="Which scorer [default: those of the run]; `judge` for its judges.",
)
@click.option("--budget", type=click.FloatRange(min=0), help="Hard cap in US dollars, for judges.")
@click.option("--again", is_flag=True, help="Score anew even if this version has scored all.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes [default: all cores].")
@click.option("--dask", metavar="ADDRESS", help="Score over this dask scheduler (extra `dist`).")
@networks_option
def command(
    run: Path,
    names: tuple[str, ...],
    budget: float | None,
    again: bool,
    workers: int | None,
    dask: str | None,
    networks: Path | None,
) -> int:
    """Score the answers of RUN.

    `sources` and `rules` need no network. Where the run has judges, votes that are still missing
    are asked for over the network, within the run's budget; votes that were given never are.

    What the same version of a scorer has scored already stays; a new version, or --again, begins
    a new file beside the old one. Nothing is overwritten. One process, many, or a cluster give
    the same bytes (with SOURCE_DATE_EPOCH set, the time stamps too).

    \b
    Examples:
      dosimeter score runs/2026-11-monthly --scorer rules
      dosimeter score runs/2026-11-monthly --scorer judge --budget 10
      dosimeter score runs/big --dask tcp://10.0.0.5:8786
    """
    folder = open_folder(run)
    with locked(folder):
        record = read_record(folder)
        offline = [name for name in names if not is_judge(name)]
        if not names:
            known = [row["name"] for row in record["scorers"] if row["name"] in OFFLINE]
            offline = known or list(OFFLINE)
        new = score_run(
            folder,
            offline,
            networks=networks,
            again=again,
            workers=workers,
            mapper=_over_cluster(dask) if dask else None,
        )
        for name, count in new.items():
            told = f"{count} answers scored" if count else "nothing new (--again scores anew)"
            tell(f"{name}: {told}")
        if not any(map(is_judge, names or record.get("scorers_asked", ()))):
            return 0
        return _judge(folder, names, budget, again=again)


def _judge(folder: RunFolder, names: tuple[str, ...], budget: float | None, *, again: bool) -> int:
    """Ask for the votes that are missing."""
    from audits.judging import judge_run, judges_wanted  # slow to import

    record = read_record(folder)
    judges = judges_wanted(record, names)
    if not judges:
        return 0
    cap = budget if budget is not None else record["budget_usd"]
    return _farewell(judge_run(folder, record, judges, budget_usd=cap, say=_say, again=again))


def _say(line: str) -> None:
    tell(line, err=True)


def _farewell(record: dict[str, Any]) -> int:
    """What each judge did, and what is missing; the exit code says the same."""
    from audits.record import AT_BUDGET, INTERRUPTED

    for judge in record["judging"]["judges"]:
        told = f"{judge['read']} votes read, {judge['missing_votes']} missing"
        tell(f"{judge['scorer']}: {told}")
    if record["status"] == INTERRUPTED:
        return 130
    if not record["judging"]["missing_votes"]:
        return 0
    _say("votes of judges are missing; the same command asks for them again")
    return 3 if record["status"] == AT_BUDGET else 1


def _over_cluster(address: str) -> Mapper:
    from audits.cluster import cluster_mapper

    return cluster_mapper(address)
