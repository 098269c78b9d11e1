"""Renders a run in the editions asked for; the same rows give the same bytes."""

from collections.abc import Callable, Collection
from pathlib import Path

from reports.errors import FormatError
from reports.load import Run, load
from reports.markdown import render_markdown
from reports.page import render_page
from reports.pictures import render_charts
from reports.tables import render_csv, render_json
from reports.words import Words, load_words

Edition = Callable[[Run, Path, Words], list[Path]]

EDITIONS: dict[str, Edition] = {
    "html": render_page,
    "md": render_markdown,
    "csv": render_csv,
    "json": render_json,
    "svg": render_charts,
}


def render(
    run: Path, to: Path, formats: Collection[str] = tuple(EDITIONS), language: str = "en"
) -> list[Path]:
    """Render the run in folder *run* into *to* and return the files written.

    >>> render(Path("runs/demo"), Path("runs/demo/report"), ["html"])  # doctest: +SKIP
    [PosixPath('runs/demo/report/index.html')]
    """
    words = load_words(language)
    unknown = sorted(set(formats) - set(EDITIONS))
    if unknown:
        raise FormatError(
            f"no edition called {', '.join(unknown)}; choose from {', '.join(EDITIONS)}"
        )
    loaded = load(run)
    to.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, edition in EDITIONS.items():
        if name in formats:
            written += edition(loaded, to, words)
    return written
