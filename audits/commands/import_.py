"""`dosimeter import`: answers collected by hand from consumer apps."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from audits.cli import echo_json
from audits.commands.shared import claims_option, json_option, networks_option, report_run, tell
from audits.folder import locked, open_folder
from audits.importing.entry import Given
from audits.importing.importer import Summary, Wishes, import_files
from audits.importing.matching import first_difference
from audits.importing.sifting import Bounds
from audits.importing.template import prompts_for, write_template
from audits.judge_names import is_judge
from audits.score import score_run
from audits.scorers import OFFLINE

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("files", nargs=-1, type=_FILE, metavar="FILE ...")
@click.option("--into", "run", type=click.Path(path_type=Path), metavar="RUN", help="Run folder.")
@click.option("--suite", help="Begin RUN with this suite's prompts.")
@click.option("--spec", help="Begin RUN with this spec's prompts and scorers.")
@click.option("--month", help="Month of a suite that rotates [default: from RUN's name].")
@click.option("--template", metavar="SPEC|RUN|SUITE", help="Write an empty sheet instead.")
@click.option("--to", type=click.Path(path_type=Path), help="Where --template writes.")
@click.option("--app", "apps", multiple=True, help="App that was asked, such as ChatGPT.")
@click.option("--model", help="Model that was picked in the app, if any.")
@click.option("--plan", help="Plan of the account, such as free.")
@click.option("--country", help="ISO code of where it was asked from.")
@click.option("--collected-by", help="Who asked, where the file does not say.")
@click.option(
    "--attachments",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of attachments [default: the file's].",
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Similar prompts: read what was decided, add what is open.",
)
@click.option("--any-turn", is_flag=True, help="Exports: take later turns of a chat, too.")
@click.option("--since", type=_DAY, help="Exports: first day.")
@click.option("--until", type=_DAY, help="Exports: last day.")
@click.option("--no-report", is_flag=True, help="Store only; score and report later.")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@json_option
@claims_option
@networks_option
def command(
    files: tuple[Path, ...],
    run: Path | None,
    suite: str | None,
    spec: str | None,
    month: str | None,
    template: str | None,
    to: Path | None,
    apps: tuple[str, ...],
    model: str | None,
    plan: str | None,
    country: str | None,
    collected_by: str | None,
    attachments: Path | None,
    decisions: Path | None,
    any_turn: bool,
    since: datetime | None,
    until: datetime | None,
    no_report: bool,
    language: str,
    as_json: bool,
    claims: Path | None,
    networks: Path | None,
) -> int:
    """Take in answers that people collected from consumer apps, then score and report.

    FILE is a filled-in sheet (CSV), JSON lines, or an export of ChatGPT, Claude or Gemini
    (Takeout), zipped or not. All wrong rows are listed at once; then nothing is imported. The
    same file may be imported again after rows were added. docs/import.md has the columns.

    \b
    Examples:
      dosimeter import --template november.yaml --to sheet.csv --app ChatGPT --app Copilot
      dosimeter import sheet.csv --into runs/apps-2026-11 --suite default
      dosimeter import chatgpt.zip --into runs/apps-2026-11 --collected-by A.B. --plan free

    Exit codes: 0 done; 1 done, but similar prompts wait for a decision; 2 wrong input.
    """
    given = Given(
        app=None if template or len(apps) != 1 else apps[0],
        model=model,
        plan=plan,
        country=country,
        collected_by=collected_by,
        attachments=attachments,
    )
    if template is not None:
        return _template(template, to, apps, given, claims, month)
    if not files or run is None:
        raise click.UsageError("give files and --into RUN, or --template SPEC --to sheet.csv")
    if len(apps) > 1:
        raise click.UsageError("an import has one --app; several go with --template")
    bounds = Bounds(since=_day(since), until=_day(until), any_turn=any_turn)
    wishes = Wishes(
        given=given,
        bounds=bounds,
        suite=suite,
        month=month,
        spec=spec,
        claims=claims,
        decisions=decisions,
    )
    summary = import_files(files, run, wishes)
    _tell(summary, run, decisions, as_json=as_json)
    if not no_report and summary.apps:
        _report(run, summary, networks, language, quiet=as_json)
    return 1 if summary.pending else 0


def _day(value: datetime | None) -> str | None:
    return value.date().isoformat() if value else None


def _template(
    source: str,
    to: Path | None,
    apps: tuple[str, ...],
    given: Given,
    claims: Path | None,
    month: str | None,
) -> int:
    if to is None:
        raise click.UsageError("--template needs --to, the sheet to write")
    rows = write_template(prompts_for(source, claims, month), to, apps, given)
    click.echo(f"{to}: {rows} rows to fill in")
    return 0


def _tell(summary: Summary, run: Path, decisions: Path | None, *, as_json: bool) -> None:
    if as_json:
        echo_json(_as_json(summary, decisions))
        return
    for label, count in summary.apps.items():
        tell(f"{label}: {count} answers")
    rest = [
        f"{summary.before} were in the run before" if summary.before else "",
        f"{summary.empty} rows without an answer" if summary.empty else "",
    ]
    told = "; ".join(filter(None, rest))
    click.echo(f"imported {summary.apps.total()} into {run}{f' ({told})' if told else ''}")
    for note in summary.notes:
        tell(f"note: {note}")
    for item in summary.pending:
        tell(f"{item.entry.place}: not imported: no prompt of this run, but near to")
        for near in item.near:
            tell(f"  {near.percent} %  {near.prompt.claim_id}  {near.prompt.text}")
            typed, asked = first_difference(item.entry.prompt, near.prompt.text)
            tell(f"        first difference: typed `{typed}`, to be asked `{asked}`")
    if summary.pending:
        where = decisions or "decisions.csv"
        done = f"write yes or no into {where}" if decisions else f"add `--decisions {where}`"
        click.echo(f"{len(summary.pending)} wait for a decision: {done} and import again")


def _as_json(summary: Summary, decisions: Path | None) -> dict[str, Any]:
    return {
        "imported": summary.apps.total(),
        "apps": dict(summary.apps),
        "before": summary.before,
        "empty": summary.empty,
        "notes": summary.notes,
        "decisions": str(decisions) if decisions else None,
        "pending": [
            {
                "place": item.entry.place,
                "typed": item.entry.prompt,
                "near": [
                    {
                        "claim": near.prompt.claim_id,
                        "prompt": near.prompt.text,
                        "similarity": near.similarity,
                    }
                    for near in item.near
                ],
            }
            for item in summary.pending
        ],
    }


def _report(
    run: Path, summary: Summary, networks: Path | None, language: str, *, quiet: bool
) -> None:
    """Score and render, by the same code as after `dosimeter run`."""
    folder = open_folder(run)
    with locked(folder):
        asked = [name for name in summary.record["scorers_asked"] if not is_judge(name)]
        score_run(folder, asked or OFFLINE, networks=networks)
        report_run(folder, language, summary.record["cost_by_model"], quiet=quiet)
    if len(asked) < len(summary.record["scorers_asked"]) and not quiet:
        click.echo(f"judges have not read these answers; `dosimeter score {run}` asks them")
