"""The answers of a run as judges meet them: light rows, the texts stay on disk until asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.errors import RunError
from audits.pricing import text_tokens
from scoring.errors import ScoringError
from scoring.judge import settled
from scoring.judge.fencing import HEAD, TAIL
from scoring.lines import read_jsonl_at, read_line_at
from scoring.transcript import Status, Transcript, read_transcript
from scoring.verdict import Judgement

FRAME_TOKENS = 450
"""What the question to a judge has besides the rubric and the texts, in tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One answer to be judged.

    *offset* finds its line again, *sha256* is that line's hash. *audited* is provider and model
    id, *served* the id that the service said had answered. *tokens* is about the size of a
    question about it, without the rubric. *verdict* is set where no judge has to read it.
    """

    trial_id: str
    offset: int
    sha256: str
    audited: tuple[str, str]
    label: str
    served: str | None
    tokens: int
    verdict: Judgement | None = None


def read_cases(transcripts: Path, *, only_uncertain: bool) -> list[Case]:
    """Every answered or blocked trial, once, in the order of arrival."""
    cases: dict[str, Case] = {}
    for transcript, offset, row in _read(transcripts):
        if transcript.status is Status.FAILED or transcript.trial_id in cases:
            continue
        cases[transcript.trial_id] = Case(
            trial_id=transcript.trial_id,
            offset=offset,
            sha256=str(row.get("sha256", "")),
            audited=(str(row["model"].get("provider")), str(row["model"].get("requested"))),
            label=transcript.model,
            served=transcript.served_model,
            tokens=_tokens(transcript),
            verdict=settled(transcript, only_uncertain=only_uncertain),
        )
    return list(cases.values())


def read_case(transcripts: Path, case: Case) -> Transcript:
    """The transcript of a case, from disk."""
    return read_transcript(read_line_at(transcripts, case.offset))


def _read(path: Path) -> Iterator[tuple[Transcript, int, Mapping[str, Any]]]:
    if not path.exists():
        return
    try:
        for _, offset, row in read_jsonl_at(path):
            yield read_transcript(row), offset, row
    except ScoringError as error:
        raise RunError(f"{path}: {error}; `dosimeter check {path.parent}` names it") from error


def _tokens(transcript: Transcript) -> int:
    """About the size of the question: every text once, a very long answer as it is cut."""
    claim = transcript.claim
    shown = transcript.text[: HEAD + TAIL]
    return FRAME_TOKENS + text_tokens(claim.statement + claim.truth + transcript.prompt + shown)
