"""`dosimeter status`: look at a run from outside."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import orjson

from audits.cli import echo_json
from audits.commands.shared import json_option, run_argument, tell
from audits.folder import is_held, open_folder, read_record
from audits.record import RUNNING, limit_remark
from audits.store import stored_lines
from reports.planned import STOPPED

KEYS = ("name", "status", "counts", "cost_usd", "budget_usd", "started_at", "finished_at", "live")


@click.command()
@run_argument
@json_option
def command(run: Path, as_json: bool) -> int:
    """Say how far RUN is, what it cost and why trials failed, without touching it.

    \b
    Example:
      dosimeter status runs/2026-11-monthly
    """
    folder = open_folder(run)
    record = read_record(folder)
    failures: Counter[str] = Counter()
    for _, line in stored_lines(folder.transcripts):
        if b'"status":"failed"' in line:
            row = orjson.loads(line)
            failures[f"{row['model']['label']}: {row['error']['message']}"] += 1
    killed = record["status"] == RUNNING and not is_held(folder)
    if as_json:
        record |= {"status": STOPPED} if killed else {}
        told = {key: record[key] for key in KEYS if key in record}
        echo_json(told | {"failures": failures, "sessions": record["sessions"]})
        return 0
    counts = record["counts"]
    cut = limit_remark(record)
    tell(f"{record['name']}: {_killed(record) if killed else record['status']}")
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
    if cut is not None:
        click.echo(f"{cut}; the same command without --limit asks the rest")
    if "live" in record and record["status"] == RUNNING and not killed:
        tell(f"at {record['live']['at']} (pid {record['live']['pid']}): {record['live']['says']}")
    for note in record["notes"]:
        tell(f"note: {note}")
    for message, count in failures.most_common(20):
        tell(f"failed {count}: {message}")
    return 0


def _killed(record: Mapping[str, Any]) -> str:
    spec = record.get("spec", {}).get("path_name") or "SPEC"
    return f"was killed; `dosimeter run {spec}` goes on"
