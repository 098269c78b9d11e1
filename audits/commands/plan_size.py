"""`dosimeter plan-size`: how large an audit must be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from audits.cli import echo_json
from audits.commands.shared import json_option, print_table, tell

RATES = ("repeat", "debunk", "non_response", "fail", "network_citation")
_SHARE = click.FloatRange(min=0, max=1, min_open=True, max_open=True)
_ONE = click.IntRange(min=1)


@click.command()
@click.option("--difference", type=_SHARE, required=True, help="To be seen, such as 0.1.")
@click.option("--power", type=_SHARE, default=0.8, show_default=True)
@click.option("--level", type=_SHARE, default=0.05, show_default=True)
@click.option(
    "--from", "run", type=click.Path(path_type=Path), help="Run to measure rate and likeness in."
)
@click.option("--rate", type=click.Choice(RATES), default="repeat", show_default=True)
@click.option("--base", type=_SHARE, help="The lower rate [default: of the run, else 0.3].")
@click.option("--correlation", type=click.FloatRange(min=0, max=0.95),
              help="Within a claim [default: of the run, else 0.15].")  # fmt: skip
@click.option("--repeat-correlation", type=click.FloatRange(min=0, max=1),
              help="Between repeats of a prompt [default: of the run, else 0.5].")  # fmt: skip
@click.option("--overlap", type=click.FloatRange(min=0, max=1),
              help="Of what is hard for both models [default: of the run, else 0].")  # fmt: skip
@click.option("--personas", type=_ONE, default=3, show_default=True)
@click.option("--languages", type=_ONE, default=2, show_default=True)
@click.option("--wordings", type=_ONE, default=1, show_default=True)
@click.option("--repeats", type=_ONE, default=1, show_default=True)
@click.option("--comparisons", type=_ONE, default=1, show_default=True,
              help="How many comparisons will be made and corrected for.")  # fmt: skip
@json_option
def command(
    difference: float,
    run: Path | None,
    rate: str,
    base: float | None,
    correlation: float | None,
    repeat_correlation: float | None,
    overlap: float | None,
    as_json: bool,
    **asked: Any,
) -> int:
    """Say how many claims show a difference between two models (or months) on the same prompts.

    Answers about one claim move together, so claims count for more than prompts or repeats. What
    counts is how differences between two models move together: --from measures that in a run.
    Given as correlations of answers, with the --overlap of what is hard for both models.

    \b
    Examples:
      dosimeter plan-size --difference 0.1
      dosimeter plan-size --difference 0.1 --from runs/2026-11-monthly --personas 3 --languages 4
    """
    from reports.load import load
    from reports.plan_size import Request, from_run, likeness_of, plan_size

    request = Request(difference=difference, **asked)
    if run is not None:
        request = from_run(request, load(run), rate)
    if (correlation, repeat_correlation, overlap) != (None, None, None):
        likeness = likeness_of(correlation, repeat_correlation, overlap)
        within = "assumed" if correlation is None else "given"
        repeats = "assumed" if repeat_correlation is None else "given"
        request = _with(request, likeness=likeness, source=within, repeat_source=repeats)
    if base is not None:
        request = _with(request, base=base)
    found = plan_size(request)
    if as_json:
        echo_json(found)
    else:
        _print(found)
    return 0


def _with(request: Any, **changes: Any) -> Any:
    from dataclasses import replace

    return replace(request, **changes)


def _print(found: dict[str, Any]) -> None:
    base, other = found["base"], found["base"] + found["difference"]
    click.echo(
        f"{found['claims']} claims: {found['prompts']} prompts, {found['answers_per_model']} "
        f"answers of each model ({found['prompts_per_claim']} prompts a claim, each asked "
        f"{found['repeats']}x)"
    )
    click.echo(
        f"show {base:.1%} against {other:.1%} with power {found['power_reached']:.1%} at level "
        f"{found['level']:g}" + _corrected(found["comparisons"])
    )
    for line in _correlations(found["correlation"]):
        tell(line)
    click.echo("\nthe same power otherwise:")
    print_table(found["alternatives"])
    click.echo("\nwhat other numbers of claims show:")
    print_table([
        {"claims": row["claims"],
         "difference": "none" if row["difference"] is None else f"{row['difference']:.1%}"}
        for row in found["shown"]
    ])  # fmt: skip


def _correlations(likeness: dict[str, Any]) -> Iterator[str]:
    """Each figure with where it is from; the second may be assumed where the first is measured."""
    yield f"correlation within a claim: {likeness['claim']:.2f} ({likeness['source']})"
    yield f"correlation of repeats: {likeness['prompt']:.2f} ({likeness['repeat_source']})"


def _corrected(comparisons: int) -> str:
    return "" if comparisons == 1 else f", corrected for {comparisons} comparisons"
