"""Checks the labels of a run: an unbroken chain, every label about an answer that was given."""

from collections.abc import Collection
from pathlib import Path

from audits.findings import Findings, chained
from scoring.reviews import Labels, ReviewError


def check_reviews(path: Path, replied: Collection[str], findings: Findings) -> None:
    """Note what is wrong with the labels in *path*, and how many lines there are."""
    known, labels, count = set(replied), Labels(), 0
    for where, row, _ in chained(path, findings):
        count += 1
        if row is None:
            continue
        if row.get("trial_id") not in known:
            findings.broken("reviews", f"{where}: labels no answered trial")
        try:
            labels.take(row)
        except (ReviewError, KeyError) as error:
            findings.broken("reviews", f"{where}: {error}")
    if count:
        findings.facts["reviews"] = count
