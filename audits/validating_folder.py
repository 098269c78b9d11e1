"""Where `validate` keeps what judges said of a labelled file, so that nothing is paid for twice.

runs/validate-<file>/
  validation.json          what was judged by whom, how far it got, what it cost
  answers.jsonl            the answers without their labels; made again from the file each time
  judgements/<judge>.jsonl every reply of a judge, chained, as in a run; all figures come from it
  scores/<judge>.jsonl     the verdicts that the votes make, for people and programs to read
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from audits.errors import CheckError, RunError
from audits.findings import Findings, chained
from audits.folder import RunFolder, read_record, write_atomically, write_record
from audits.record import RUNNING, Row, code_versions
from audits.seal import file_hash
from scoring.labelled import Labelled
from scoring.transcript import Status

NOT_TOLD = "not told"
"""Who answered, where the labelled file does not say."""


@dataclass(frozen=True, slots=True)
class ValidationFolder(RunFolder):
    """Laid out as a run, so that judges work in it as in one, under a record of its own name.

    *answers* may lie elsewhere while only a price is asked for.
    """

    answers: Path | None = None

    @property
    def record(self) -> Path:
        """`validation.json`; no command takes the folder for a run."""
        return self.path / "validation.json"

    @property
    def transcripts(self) -> Path:
        """The answers as judges meet them."""
        return self.answers or self.path / "answers.jsonl"


def default_folder(labelled: Path) -> Path:
    """Where judges' replies about a labelled file go unless the user says otherwise."""
    return Path("runs") / f"validate-{labelled.stem}"


def refuse_foreign(folder: ValidationFolder) -> None:
    """Keep out of runs and of folders with other people's files: raises `RunError`."""
    if RunFolder(folder.path).exists():
        raise RunError(f"{folder.path}: holds a run; give a folder of its own with --out")
    if folder.transcripts.exists() and not folder.exists():
        raise RunError(
            f"{folder.transcripts}: is not of a validation (there is no validation.json beside "
            "it); give another folder with --out"
        )


def begin(folder: ValidationFolder, labelled: Path, rows: Sequence[Labelled]) -> Row:
    """Put these answers into the folder; returns its record, which is written too."""
    kept = read_record(folder) if folder.exists() else _new_record()
    source = {"file": labelled.name, "sha256": file_hash(labelled), "answers": len(rows)}
    record = kept | {"labelled": source, "code": code_versions()}
    write_record(folder, record)
    write_answers(folder.transcripts, rows)
    return record


def _new_record() -> Row:
    """The keys that judging looks for, as in a run that has asked everything."""
    return {
        "format": 1,
        "kind": "validation",
        "status": RUNNING,
        "counts": {"missing": 0},
        "cost_usd": None,
        "cost_by_model": {},
        "scorers": [],
        "sessions": [],
        "limits": [],
        "notes": [],
    }


def write_answers(path: Path, rows: Sequence[Labelled]) -> None:
    """Write the answers as lines that judges read; the labels stay out of it."""
    lines = {answer_id(row): orjson.dumps(_line(row)) for row in rows}
    write_atomically(path, b"".join(line + b"\n" for line in lines.values()))


def answer_id(row: Labelled) -> str:
    """Names an answer by all that a judge is told, and by who gave it, as a trial is named.

    So an edited answer is judged anew, while new labels, ids and an other order cost nothing.
    """
    return _digest(row)[:32]


def _digest(row: Labelled) -> str:
    asked = row.transcript
    defining = {
        "claim": asked.claim.statement,
        "truth": asked.claim.truth,
        "markers": [asked.claim.markers.repeat, asked.claim.markers.debunk],
        "kind": asked.claim.kind,
        "persona": asked.persona,
        "language": asked.language,
        "prompt": asked.prompt,
        "answer": asked.text,
        "model": row.model,
    }
    return hashlib.sha256(orjson.dumps(defining, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _line(row: Labelled) -> dict[str, Any]:
    asked = row.transcript
    claim = asked.claim
    markers = {"repeat": claim.markers.repeat, "debunk": claim.markers.debunk}
    return {
        "trial_id": answer_id(row),
        "claim": {
            "id": claim.id,
            "statement": claim.statement,
            "truth": claim.truth,
            "kind": claim.kind,
            "language": claim.language,
            "markers": markers,
        },
        "persona": asked.persona,
        "language": asked.language,
        "prompt": asked.prompt,
        # The file gives one name for service and model; the family is read from the whole of it.
        "model": {"label": row.model or NOT_TOLD, "provider": "", "requested": row.model or ""},
        "status": Status.ANSWERED.value,
        "reply": {"text": asked.text},
        "sha256": _digest(row),
    }


def refuse_changed(folder: ValidationFolder, record: Row) -> None:
    """Measure on nothing that was edited since a judge said it: raises `CheckError`."""
    replies = [f"{folder.judgements}: {one}" for one in _changed_replies(folder, record)]
    scores = [
        f"{path}: changed since it was written"
        for path, size in _recorded(folder, record)
        if size is None
    ]
    if problems := replies + scores:
        raise CheckError(
            "\n".join(problems) + "\nrestore the folder from a copy, or begin another with --out"
        )


def _changed_replies(folder: ValidationFolder, record: Row) -> list[str]:
    findings = Findings()
    told = {row["file"]: row for row in (record.get("judging") or {}).get("judges", ())}
    paths = {path.name: path for path in sorted(folder.judgements.glob("*.jsonl"))}
    for name in sorted(told.keys() | paths.keys()):
        hashes = [digest for _, _, digest in chained(folder.judgements / name, findings)]
        count = told[name]["lines"] if name in told else 0
        if len(hashes) < count or (count and hashes[count - 1] != told[name]["last_sha256"]):
            findings.broken("chain", f"{name}: lacks lines that validation.json counts")
    return findings.problems


def cut_unrecorded(folder: ValidationFolder, record: Row) -> None:
    """Cut off score lines that a killed process had no time to record; votes make them again."""
    for path, size in _recorded(folder, record):
        if size is not None:
            os.truncate(path, size)


def _recorded(folder: ValidationFolder, record: Row) -> list[tuple[Path, int | None]]:
    """The score files that are there, and how much of each validation.json vouches for."""
    paths = {folder.scores / row["file"]: row["sha256"] for row in record["scorers"]}
    return [(path, _length(path, told)) for path, told in paths.items() if path.exists()]


def _length(path: Path, recorded: str) -> int | None:
    """How many bytes from the start, in whole lines, have this hash; None if no part has."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        for line in file:
            if found.hexdigest() == recorded:
                break
            found.update(line)
            size += len(line)
    return size if found.hexdigest() == recorded else None
