"""`dosimeter review`: people label answers, on a local page or in a spreadsheet."""

import contextlib
from pathlib import Path
from typing import Any

import click

from audits.cli import echo_json
from audits.commands.shared import json_option, run_argument
from audits.errors import SpecError
from audits.folder import RunFolder, open_folder
from audits.review.sampling import STRATA


@click.command()
@run_argument
@click.option("--reviewer", default="", help="Who labels [default: asked on the page].")
@click.option("--sample", type=click.IntRange(min=1), help="Draw so many answers [default: all].")
@click.option("--stratify", metavar="KEYS", help=f"Spread the sample over {', '.join(STRATA)}.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the random draw.")
@click.option(
    "--double", type=click.FloatRange(0, 1), default=1.0, show_default=True,
    help="Share of the answers that every reviewer labels; the rest goes to one each.",
)  # fmt: skip
@click.option("--adjudicate", is_flag=True, help="Settle what reviewers disagree on.")
@click.option("--controls", is_flag=True, help="Take the answers of control chatbots too.")
@click.option(
    "--language", type=click.Choice(["en", "ja"]), default="en", show_default=True,
    help="Language of the page.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: any free one]")
@click.option("--export", type=click.Path(path_type=Path), help="Write a sheet (CSV) and stop.")
@click.option(
    "--import", "sheet", type=click.Path(path_type=Path), help="Store a filled-in sheet and stop."
)
@click.option("--agreement", is_flag=True, help="How far people and scorers agree, and stop.")
@click.option(
    "--save-calibration", type=click.Path(path_type=Path),
    help="Store how the headline scorer errs, for reports of other runs, and stop.",
)  # fmt: skip
@json_option
def command(run: Path, **options: Any) -> int:
    """Label answers of RUN by hand, one at a time, blind to the chatbot and the machine's verdict.

    Every label is appended to RUN/reviews.jsonl the moment it is given. The answers come in a
    random order that the seed fixes: whatever part gets done is a random sample.

    \b
    Examples:
      dosimeter review runs/2026-11 --sample 100 --stratify model,language,verdict
      dosimeter review runs/2026-11 --adjudicate --reviewer "M. Sato"
      dosimeter review runs/2026-11 --sample 100 --export sheet.csv
      dosimeter review runs/2026-11 --sample 100 --import sheet.csv
      dosimeter review runs/2026-11 --agreement
    """
    folder = open_folder(run)
    wanted = [k for k in ("export", "sheet", "agreement", "save_calibration") if options[k]]
    if len(wanted) > 1:
        raise SpecError("choose one of --export, --import, --agreement and --save-calibration")
    if options["agreement"] or options["save_calibration"]:
        return _agreement(folder, options)
    return _label(folder, options)


def _agreement(folder: RunFolder, options: dict[str, Any]) -> int:
    from audits.review.agree import describe, measure, save_calibration

    if options["save_calibration"]:
        count = save_calibration(folder, options["save_calibration"])
        click.echo(f"{options['save_calibration']}: {count} labelled answers")
        return 0
    measured = measure(folder)
    if options["as_json"]:
        echo_json(measured)
    else:
        describe(measured)
    return 0


def _label(folder: RunFolder, options: dict[str, Any]) -> int:
    from audits.review.desk import open_desk
    from audits.review.sampling import Plan, parse_strata

    plan = Plan(
        size=options["sample"],
        stratify=parse_strata(options["stratify"]),
        seed=options["seed"],
        double=options["double"],
    )
    desk = open_desk(folder, plan, adjudicate=options["adjudicate"], controls=options["controls"])
    if options["export"] or options["sheet"]:
        return _sheet(desk, options)
    return _page(desk, options)


def _sheet(desk: Any, options: dict[str, Any]) -> int:
    from audits.review.sheet import export_sheet, import_sheet

    if options["export"]:
        count = export_sheet(desk, options["export"], options["reviewer"])
        click.echo(f"{options['export']}: {count} answers to label")
    else:
        count = import_sheet(desk, options["sheet"], options["reviewer"])
        click.echo(f"{count} labels stored in {desk.book.path}")
    return 0


def _page(desk: Any, options: dict[str, Any]) -> int:
    try:
        from audits.review.server import serve
    except ImportError as error:
        raise SpecError(
            f"the review page needs the extra `web` ({error.name} is missing): "
            "pip install 'dosimeter[web]'; --export and --import work without it"
        ) from None
    before = desk.book.lines
    with contextlib.suppress(KeyboardInterrupt):  # the usual end of a session
        serve(
            desk, port=options["port"], language=options["language"],
            reviewer=options["reviewer"], announce=_announce,
        )  # fmt: skip
    desk.book.refresh()
    click.echo(f"{desk.book.lines - before} lines added to {desk.book.path}")
    return 0


def _announce(address: str) -> None:
    click.echo(f"open {address}\n(for this machine only; Ctrl+C ends it, every label is stored)")
