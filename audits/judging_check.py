"""Proves from the files alone that what judges replied is whole, unchanged, and about this run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audits.findings import Findings, chained
from audits.folder import RunFolder

Row = dict[str, Any]


def check_judgements(
    folder: RunFolder, record: Mapping[str, Any], answers: Mapping[str, str], findings: Findings
) -> None:
    """Check every file of judgements; *answers* maps trials to how their lines' hashes begin."""
    judges = {row["file"]: row for row in (record.get("judging") or {}).get("judges", ())}
    for file, row in judges.items():
        if row["lines"] and not (folder.judgements / file).exists():
            findings.broken("judgements", f"judgements/{file} is gone; restore it from a copy")
        if row["missing_votes"]:
            findings.broken(
                "votes",
                f"{row['scorer']}: {row['missing_votes']} votes are missing; `dosimeter score` "
                "asks for them",
            )
    for path in sorted(folder.judgements.glob("*.jsonl")):
        _check_file(path, judges.get(path.name), answers, findings)


def _check_file(
    path: Path, known: Mapping[str, Any] | None, answers: Mapping[str, str], findings: Findings
) -> None:
    given: set[tuple[str, str, int]] = set()
    lines, told = 0, known["lines"] if known else 0
    for where, row, digest in chained(path, findings):
        lines += 1
        if known and lines == told and digest != known["last_sha256"]:
            findings.broken("chain", f"{where}: is not the line that run.json names as the last")
        if row is not None:
            _check_row(row, where, given, answers, findings)
    if lines < told:
        findings.broken("chain", f"{path.name}: has {lines} lines where run.json counts {told}")
    findings.facts.setdefault("judgements", {})[path.stem] = lines


def _check_row(
    row: Row,
    where: str,
    given: set[tuple[str, str, int]],
    answers: Mapping[str, str],
    findings: Findings,
) -> None:
    try:
        key = (row["version"], row["trial_id"], row["vote"])
        answer, parsed = row["transcript_sha256"], row["parsed"]
    except KeyError as error:
        findings.broken("malformed", f"{where}: not a judgement (lacks {error})")
        return
    if answers.get(key[1]) != answer[:16]:
        findings.broken("judgements", f"{where}: judges no answer of this run")
    if parsed is not None and key in given:
        findings.broken("judgements", f"{where}: vote {key[2]} on {key[1]} was given before")
    if parsed is not None:
        given.add(key)
