"""The table a command prints when a run ends, from the same rows as rates.json."""

from pathlib import Path
from typing import Any

from reports.load import FALSEHOOD, Run, load
from reports.rates import entry
from reports.view import View
from reports.words import load_words


def summary_table(run: Path | Run) -> list[dict[str, Any]]:
    """One dict a chatbot: its entry of rates.json and whether it is a control.

    Products come first, controls last; a chatbot about which nothing was scored has rates over
    nothing (`rate` None), which print as "none".
    """
    loaded = run if isinstance(run, Run) else load(run)
    view = View(run=loaded, words=load_words("en"))
    lines = []
    for model in view.models():
        rows = [r for r in loaded.folded if r.model == model and r.kind == FALSEHOOD]
        made = entry({"model": model}, rows, scorer=loaded.scorer)
        lines.append({"model": model, "control": model in view.controls(), **made})
    return lines
