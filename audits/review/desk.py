"""Opens a run for review: reads its rows, draws the answers, reads the labels given so far."""

from audits.errors import RunError
from audits.folder import RunFolder
from audits.review.book import Book
from audits.review.sampling import Plan, draw, readable
from audits.review.session import Desk
from audits.seal import refuse_sealed
from reports.load import load


def open_desk(
    folder: RunFolder, plan: Plan, *, adjudicate: bool = False, controls: bool = False
) -> Desk:
    """The desk of a run; raises `RunError` for a sealed run, or one without answers.

    For adjudication every labelled answer is at hand, drawn or not.
    """
    refuse_sealed(folder)
    run = load(folder.path)
    rows = readable(run.rows, controls=controls or adjudicate)
    if not rows:
        raise RunError(f"{folder.path}: no answers to review yet")
    chosen = draw(rows, Plan(seed=plan.seed) if adjudicate else plan)
    book = Book(folder)
    return Desk(run=run, drawn=tuple(chosen), plan=plan, book=book, adjudicate=adjudicate)
