"""Checks the labels of a run: an unbroken chain, every label about an answer that was given."""

from collections.abc import Callable
from pathlib import Path

from audits.findings import Findings, chained
from scoring.reviews import Labels, ReviewError


def check_reviews(path: Path, replied: Callable[[str], bool], findings: Findings) -> None:
    """Note what is wrong with the labels in *path*, and how many lines there are."""
    labels, count = Labels(), 0
    for where, row, _ in chained(path, findings):
        count += 1
        if row is None:
            continue
        if not replied(str(row.get("trial_id"))):
            findings.broken("reviews", f"{where}: labels no answered trial")
        try:
            labels.take(row)
        except (ReviewError, KeyError) as error:
            findings.broken("reviews", f"{where}: {error}")
    if count:
        findings.facts["reviews"] = count
