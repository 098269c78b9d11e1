"""`dosimeter report`: render a run."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from audits.commands.redacting import embargo_option, embargoed_claims, redacted_option
from audits.commands.shared import note, run_argument, tell
from audits.filenames import plain_name
from audits.folder import RunFolder, open_folder, read_record
from audits.known import looked_into

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

    folder = open_folder(run)
    audience = Audience(
        redacted=redacted,
        embargoed=embargoed_claims(redacted, embargo),
        named=embargo,
        vendor=for_vendor,
        letter=Letter(
            deadline=deadline,
            contact=contact,
            sender=sender,
            today=datetime.now(UTC).date(),
        ),
    )

    def into(chosen: Path) -> list[Path]:
        return render(
            folder.path,
            chosen,
            _wanted(formats),
            language,
            calibration=calibration,
            audience=audience,
            known=known,
        )

    known = looked_into(folder.path, note)
    own = _own_folder(folder, redacted, for_vendor)
    beside = to is None and not audience.everybody
    for path in _swapped_in(own, into) if beside else into(to or own):
        click.echo(path)
    if for_vendor is not None and not contact:
        tell("no --contact: fill in where the reply goes before you send the letter", err=True)
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


def _own_folder(run: RunFolder, redacted: str | None, vendor: str | None) -> Path:
    """RUN/report, or a folder of its own for what keeps something back."""
    parts = ["report", *(["redacted"] if redacted else [])]
    if vendor:
        labels = [str(model["label"]) for model in read_record(run)["models"]]
        parts += ["vendor", plain_name(vendor, labels)]
    return run.path / "-".join(parts)


def _swapped_in(folder: Path, into: Callable[[Path], list[Path]]) -> list[Path]:
    """Render beside *folder* and put the result in its place; what is refused changes nothing."""
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        written = [folder / path.relative_to(fresh) for path in into(fresh)]
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return written
