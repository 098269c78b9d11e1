"""The table a command prints when a run ends, from the same rows as rates.json."""

from pathlib import Path
from typing import Any

from reports.asked import asked_about
from reports.load import FALSEHOOD, Run, load
from reports.rates import counted, entry, total
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


def asked_line(run: Run) -> str:
    """What was asked beside the false claims of the table, with the sums; else nothing.

    Where every chatbot got the same, the figures are those of one, as in the table.
    """
    if all(row.kind == FALSEHOOD for row in run.folded):
        return ""
    shares = counted(run.folded, lambda row: (row.model, row.kind))
    models = list(dict.fromkeys(row.model for row in run.folded))
    same = all(shares[m, kind] == shares[models[0], kind] for m in models for _, kind in shares)
    rows = [row for row in run.folded if not same or row.model == models[0]]
    told = asked_about(rows, load_words("en"))
    return f"asked: {told}; {total(rows)} {'each' if same else 'in all'}"
