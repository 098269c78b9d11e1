"""Renders a run in the editions asked for; the same rows give the same bytes."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from reports.audience import EVERYBODY, Audience, prepared
from reports.dose import is_dosed
from reports.dose_page import render_dose
from reports.errors import FormatError
from reports.known import NOTHING, Known
from reports.letter import render_letter
from reports.load import Run, load
from reports.markdown import render_markdown
from reports.metadata import render_metadata
from reports.page import render_page
from reports.pdf import render_pdf
from reports.pictures import render_charts
from reports.pictures_png import render_png
from reports.tables import render_csv, render_json
from reports.words import Words, load_words
from reports.xlsx import render_xlsx
from scoring.calibration import read_calibration

Edition = Callable[[Run, Path, Words], list[Path]]


def _for_machines(run: Run, to: Path, words: Words) -> list[Path]:
    return [*render_json(run, to, words), *render_metadata(run, to, words)]


EDITIONS: dict[str, Edition] = {
    "html": render_page,
    "md": render_markdown,
    "csv": render_csv,
    "json": _for_machines,
    "svg": render_charts,
}
EXTRAS: dict[str, Edition] = {"pdf": render_pdf, "png": render_png, "xlsx": render_xlsx}
"""Editions that need a package more; they are made where they are asked for."""
ALL = EDITIONS | EXTRAS


def render(
    run: Path,
    to: Path,
    formats: Collection[str] = tuple(EDITIONS),
    language: str = "en",
    *,
    calibration: Path | None = None,
    audience: Audience = EVERYBODY,
    known: Known = NOTHING,
) -> list[Path]:
    """Render the run in folder *run* into *to* and return the files written.

    What *audience* may not see is gone before anything is rendered; such editions go into an
    empty folder, so that no file of another edition lies among them.

    >>> render(Path("runs/demo"), Path("runs/demo/report"), ["html"])  # doctest: +SKIP
    [PosixPath('runs/demo/report/index.html')]
    """
    words = load_words(language)
    unknown = sorted(set(formats) - set(ALL))
    if unknown:
        raise FormatError(f"no edition called {', '.join(unknown)}; choose from {', '.join(ALL)}")
    loaded = load(run, known)
    if calibration is not None:
        loaded = replace(loaded, calibration=read_calibration(calibration))
    if not audience.everybody:
        loaded = prepared(loaded, audience, words)
        _refuse_company(to)
    to.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    if audience.vendor is not None:
        written += render_letter(loaded, to, words, audience.letter, formats)
    for name, edition in ALL.items():
        if name in formats:
            written += edition(loaded, to, words)
    if is_dosed(loaded) and "html" in formats:
        written += render_dose(loaded, to, language)
    return written


def _refuse_company(to: Path) -> None:
    if to.exists() and any(to.iterdir()):
        raise FormatError(
            f"{to}: not empty; what this edition keeps back may lie in the files there, "
            "so give a new folder"
        )
