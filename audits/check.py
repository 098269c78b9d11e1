"""Proves from the files alone that a run is whole: planned, asked, answered, scored, unchanged."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from audits.findings import Findings, chained, decode, whole_lines
from audits.folder import RunFolder, read_record, record_bytes
from audits.importing.attachments import broken_evidence
from audits.judging_check import check_judgements
from audits.ledger import Ledger
from audits.plan import plan_hash, planned_ids
from audits.record import limit_remark
from audits.review.checking import check_reviews
from audits.seal import broken_seals, file_hash, seal_remark
from audits.store import GENESIS
from scoring.transcript import Status


def check_run(folder: RunFolder, *, library: Mapping[str, str] | None = None) -> Findings:
    """Check a run folder.

    *library* maps claim ids to their hashes now; a claim that has moved on since is a remark,
    for the run carries the claims as they were asked. Streams: memory grows with the number of
    trials, not with their texts.
    """
    findings = Findings()
    record = read_record(folder)
    whole = folder.record.read_bytes() == record_bytes(record)
    if not whole:
        findings.broken("record", "run.json: edited since it was written (its hash fails)")
    for problem in broken_seals(folder):
        findings.broken("seal", problem)
    if (sealed := seal_remark(folder)) is not None:
        findings.remarks.append(sealed)
    try:
        _check_content(folder, record, findings)
        _compare_library(record, library or {}, findings)
        if (cut := limit_remark(record)) is not None:
            findings.remarks.append(cut)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if whole:
            raise
        findings.broken("record", f"run.json: too damaged to check the rest against ({error})")
    return findings.close()


def _check_content(folder: RunFolder, record: Mapping[str, Any], findings: Findings) -> None:
    ledger = Ledger(keep_hashes=folder.judgements.exists())
    _check_plan(record, ledger, findings)
    _check_transcripts(folder.transcripts, record, ledger, findings)
    _check_ends(record, ledger, findings)
    scored_by = {scorer["name"] for scorer in record["scorers"]}
    for name in record["scorers_asked"]:
        if name not in scored_by and ledger.replied():
            findings.broken("scores", f"not scored by {name}; `dosimeter score` makes that good")
    for scorer in record["scorers"]:
        _check_scores(folder, scorer, ledger, findings)
    check_judgements(folder, record, ledger.hashes, findings)
    check_reviews(folder.reviews, lambda trial: ledger.place(trial) is not None, findings)


def _check_plan(record: Mapping[str, Any], ledger: Ledger, findings: Findings) -> None:
    ledger.plan(planned_ids(record))
    if plan_hash(planned_ids(record)) != record.get("plan_sha256"):
        findings.broken(
            "plan", "run.json: prompts, models or repeats do not give the plan's hash: edited"
        )
    findings.facts["planned"] = ledger.planned


def _check_transcripts(
    path: Path, record: Mapping[str, Any], ledger: Ledger, findings: Findings
) -> None:
    lines, last = 0, GENESIS
    claims = {row["id"]: row["sha256"] for row in record["claims"]}
    files: dict[str, str | None] = {}
    for where, row, last in chained(path, findings):  # noqa: B007 -- the last one is kept
        lines += 1
        if row is not None:
            _check_trial(row, where, claims, ledger, findings)
            for problem in broken_evidence(path.parent, row, files):
                findings.broken("imported", f"{where}: {problem}")
    findings.facts["transcripts"] = lines
    findings.facts["last_sha256"] = last


def _check_trial(
    row: Mapping[str, Any],
    where: str,
    claims: Mapping[str, str],
    ledger: Ledger,
    findings: Findings,
) -> None:
    try:
        trial, status, claim = row["trial_id"], Status(row["status"]), row["claim"]
    except (KeyError, ValueError) as error:
        findings.broken("malformed", f"{where}: not a transcript ({error})")
        return
    if not ledger.is_planned(trial):
        findings.broken("unplanned", f"{where}: trial {trial} was not planned")
    if claims.get(claim["id"]) != claim["sha256"]:
        findings.broken("claim", f"{where}: claim {claim['id']} differs from run.json")
    if not ledger.end(trial, status, str(row.get("sha256"))):
        findings.broken("twice", f"{where}: trial {trial} already has a reply")


def _check_ends(record: Mapping[str, Any], ledger: Ledger, findings: Findings) -> None:
    missing = 0
    for trial in ledger.missing():
        missing += 1
        findings.broken("missing", f"trial {trial} was planned and never asked")
    counts = ledger.counts()
    for status in Status:
        said = record["counts"].get(status.value, 0)
        if said != counts[status]:
            findings.broken(
                "counts", f"run.json says {said} {status.value}, the lines {counts[status]}"
            )
        findings.facts[status.value] = counts[status]
    findings.facts["missing"] = missing


def _check_scores(
    folder: RunFolder, scorer: Mapping[str, Any], ledger: Ledger, findings: Findings
) -> None:
    path = folder.scores / scorer["file"]
    if not path.exists():
        findings.broken("scores", f"scores/{scorer['file']} is gone; `dosimeter score` makes it")
        return
    if scorer.get("sha256") not in (None, file_hash(path)):
        findings.broken("scores", f"scores/{path.name}: changed since it was written")
    tally = ledger.tally()
    for number, line in whole_lines(path, findings):
        row = decode(line)
        if row is None or not tally.add(str(row.get("trial_id"))):
            findings.broken("scores", f"scores/{path.name}:{number}: scores no answered trial")
    for trial, times in tally.odd():
        findings.broken("scores", f"trial {trial} was scored {times} times by {scorer['name']}")
    findings.facts.setdefault("scored", {})[scorer["name"]] = tally.total


def _compare_library(
    record: Mapping[str, Any], library: Mapping[str, str], findings: Findings
) -> None:
    for claim in record["claims"]:
        now = library.get(claim["id"])
        if library and now is None:
            findings.remarks.append(f"claim {claim['id']} is not in the library any more")
        elif now is not None and now != claim["sha256"]:
            findings.remarks.append(f"claim {claim['id']} was edited in the library since")


def describe(findings: Findings) -> Iterable[str]:
    """The findings as lines for a terminal."""
    facts = findings.facts
    if "missing" in facts:
        yield (
            f"planned {facts['planned']} = answered {facts['answered']} + blocked "
            f"{facts['blocked']} + failed {facts['failed']} + missing {facts['missing']}"
        )
        yield f"last line of the chain: {facts['last_sha256']}"
    for name, count in facts.get("scored", {}).items():
        yield f"scored by {name}: {count}"
    yield from (f"note: {remark}" for remark in findings.remarks)
    yield from (f"PROBLEM: {problem}" for problem in findings.problems)
    yield "everything holds" if findings.holds else "the check did not hold"
