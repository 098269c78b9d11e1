"""`dosimeter report`: render a run."""

import re
import shutil
from pathlib import Path

import click

from audits.commands.redacting import embargo_option, embargoed_claims, redacted_option
from audits.commands.shared import run_argument
from audits.folder import open_folder

FORMATS = ("html", "md", "csv", "json")
MORE = ("svg", "pdf", "png", "xlsx")


@click.command()
@run_argument
@click.option("--to", type=click.Path(path_type=Path), help="Folder [default: RUN/report].")
@click.option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    help=f"Comma-separated; also {', '.join(MORE)}.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="Language of the report; answers stay in theirs.",
)
@click.option(
    "--calibration",
    type=click.Path(path_type=Path),
    help="How the scorer errs, as `validate --save-calibration` stored it.",
)
@redacted_option
@embargo_option
@click.option("--for-vendor", metavar="MODEL", help="Right-of-reply pack about one chatbot.")
@click.option("--deadline", metavar="DAY", help="Of the reply, YYYY-MM-DD.")
@click.option("--contact", help="Where the vendor's reply goes.")
@click.option("--sender", help="Who asks the vendor.")
def command(
    run: Path,
    to: Path | None,
    formats: str,
    language: str,
    calibration: Path | None,
    redacted: str | None,
    embargo: tuple[str, ...],
    for_vendor: str | None,
    deadline: str | None,
    contact: str | None,
    sender: str | None,
) -> int:
    """Render RUN: a self-contained page, Markdown, CSV and JSON, all from the same rows.

    PDF and PNG need the extra `pdf`, a workbook the extra `xlsx`. Redacted editions go to
    RUN/report-redacted and a vendor's pack to RUN/report-vendor-MODEL; docs/reports.md says what
    they keep back.

    \b
    Examples:
      dosimeter report runs/2026-11-monthly --format html,csv,pdf --language ja
      dosimeter report runs/2026-11-monthly --redacted models
      dosimeter report runs/2026-11-monthly --for-vendor gpt-5.2 --deadline 2026-12-05
    """
    from reports.audience import Audience
    from reports.letter import Letter
    from reports.render import render

    folder = open_folder(run).path
    audience = Audience(
        redacted=redacted,
        embargoed=embargoed_claims(redacted, embargo),
        named=embargo,
        vendor=for_vendor,
        letter=Letter(deadline=deadline, contact=contact, sender=sender),
    )
    chosen = to or _own_folder(run, redacted, for_vendor)
    written = render(
        folder, chosen, _wanted(formats), language, calibration=calibration, audience=audience
    )
    for path in written:
        click.echo(path)
    return 0


def _wanted(formats: str) -> list[str]:
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    known = (*FORMATS, *MORE)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise click.BadParameter(
            f"`{', '.join(unknown) or formats}` is no format; known: {', '.join(known)}"
        )
    return wanted


def _own_folder(run: Path, redacted: str | None, vendor: str | None) -> Path:
    """RUN/report, or a folder of its own for what keeps something back, made anew each time."""
    if redacted is None and vendor is None:
        return run / "report"
    parts = ["report", *(["redacted"] if redacted else [])]
    parts += ["vendor", re.sub(r"[^A-Za-z0-9._-]+", "-", vendor)] if vendor else []
    folder = run / "-".join(parts)
    shutil.rmtree(folder, ignore_errors=True)
    return folder
