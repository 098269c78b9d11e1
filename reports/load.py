"""Reads a run folder into light rows; texts stay on disk until a page needs them.

A trial that was asked more than once counts once: the first reply stands (an answer, or a block),
and a failure that a later attempt made good is counted apart as superseded. Of several scores by
one scorer for one trial the latest stands.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from reports.errors import RunFolderError
from reports.scores import Hit, Scores, read_scores
from scoring.errors import ScoringError
from scoring.lines import read_jsonl_at, read_line_at
from scoring.transcript import Status, Transcript, read_transcript

FALSEHOOD, MATCHED, TRUE = "falsehood", "matched_control", "true_control"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One trial as the tables see it; *offset* finds its line in transcripts.jsonl again.

    *verdict* is None for a failed trial, and for a reply that the headline scorer has not read.
    *hits* is None where sources were not scored.
    """

    trial_id: str
    offset: int
    model: str
    provider: str
    requested: str
    is_control: bool
    persona: str
    language: str
    wording: int
    repeat: int
    claim: str
    kind: str
    networks: tuple[str, ...]
    status: Status
    served_model: str | None = None
    search: bool | None = None
    asked_at: str | None = None
    verdict: str | None = None
    detail: str | None = None
    scorer: str | None = None
    error: str | None = None
    hits: tuple[Hit, ...] | None = None
    mentions: int = 0
    surface: str = "api"
    claim_sha256: str = ""

    @property
    def prompt_key(self) -> tuple[str, str, str, int]:
        """What makes two rows answers to the same prompt."""
        return self.claim, self.language, self.persona, self.wording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run as the reports see it. *notes* says what was odd in its files, and how often."""

    folder: Path
    meta: Mapping[str, Any]
    rows: tuple[Row, ...]
    scores: Scores
    scorer: str | None
    notes: Mapping[str, int]


def load(folder: Path) -> Run:
    """Read the run in *folder*; raises `RunFolderError` naming the file that does not fit."""
    meta = _read_meta(folder)
    notes: Counter[str] = Counter()
    try:
        scores = read_scores(folder, notes)
        scorer = _headline(meta, scores)
        rows = _read_rows(folder / "transcripts.jsonl", meta, scores, scorer, notes)
    except ScoringError as error:
        raise RunFolderError(str(error)) from error
    return Run(
        folder=folder,
        meta=meta,
        rows=tuple(sorted(rows, key=_order(meta))),
        scores=scores,
        scorer=scorer,
        notes={key: notes[key] for key in sorted(notes)},
    )


def read_answer(run: Run, row: Row) -> tuple[Transcript, dict[str, Any]]:
    """The transcript behind *row*, read again from disk, and its whole line."""
    line = read_line_at(run.folder / "transcripts.jsonl", row.offset)
    return read_transcript(line), line


def _read_meta(folder: Path) -> dict[str, Any]:
    path = folder / "run.json"
    try:
        meta = orjson.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise RunFolderError(
            f"{path}: no such file; give the folder of a run, such as runs/<name>"
        ) from error
    except (OSError, orjson.JSONDecodeError) as error:
        raise RunFolderError(
            f"{path}: cannot be read ({error}); is it the file of a run?"
        ) from error
    if not isinstance(meta, dict) or meta.get("format") != 1:
        raise RunFolderError(f'{path}: expected an object with "format": 1, the file of a run')
    return meta


def _headline(meta: Mapping[str, Any], scores: Scores) -> str | None:
    """The scorer whose verdicts make the rates: as the run says, a panel, a judge, or rules."""
    told = meta.get("headline_scorer")
    if told:
        return str(told)
    for prefix in ("panel", "judge", "rules", ""):
        found = sorted(name for name in scores.verdicts if name.startswith(prefix))
        if found:
            return found[0]
    return None


def _read_rows(
    path: Path, meta: Mapping[str, Any], scores: Scores, scorer: str | None, notes: Counter[str]
) -> list[Row]:
    if not path.exists():
        notes["no_transcripts"] = 1
        return []
    controls = {m["label"]: bool(m.get("control")) for m in meta.get("models") or ()}
    known: dict[str, Row] = {}
    for number, offset, line in read_jsonl_at(path, lambda _: notes.update(["torn"])):
        try:
            row = _row(line, offset, controls, scores, scorer)
        except (ScoringError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise RunFolderError(f"{path}:{number}: {error!s}; is it a transcript?") from error
        earlier = known.get(row.trial_id)
        if earlier is not None and not _supersedes(row, earlier):
            notes["duplicate" if row.status is not Status.FAILED else "failed_again"] += 1
            continue
        if earlier is not None:
            notes["superseded"] += 1
        known[row.trial_id] = row
    return list(known.values())


def _supersedes(row: Row, earlier: Row) -> bool:
    return earlier.status is Status.FAILED and row.status is not Status.FAILED


def _row(
    line: Mapping[str, Any],
    offset: int,
    controls: Mapping[str, bool],
    scores: Scores,
    scorer: str | None,
) -> Row:
    transcript = read_transcript(line)
    model = line["model"]
    verdict, detail = _verdict(transcript, scores, scorer)
    answered = transcript.status is Status.ANSWERED
    hits = scores.hits.get(transcript.trial_id) if scores.sources_ran else None
    return Row(
        trial_id=transcript.trial_id,
        offset=offset,
        model=transcript.model,
        provider=model.get("provider") or "",
        requested=model.get("requested") or "",
        is_control=controls.get(transcript.model, bool(model.get("control"))),
        persona=transcript.persona,
        language=transcript.language,
        wording=_number(line.get("wording"), 1),
        repeat=transcript.repeat,
        claim=transcript.claim.id,
        kind=transcript.claim.kind,
        networks=transcript.claim.networks,
        status=transcript.status,
        served_model=transcript.served_model,
        search=transcript.search_ran,
        asked_at=line.get("asked_at"),
        verdict=verdict,
        detail=detail,
        scorer=scorer if verdict is not None else None,
        error=(line.get("error") or {}).get("kind"),
        hits=hits if answered else () if scores.sources_ran else None,
        mentions=scores.mentions.get(transcript.trial_id, 0) if answered else 0,
        surface=str(model.get("surface") or "api"),
        claim_sha256=transcript.claim.sha256,
    )


def _number(value: Any, default: int) -> int:
    return default if value is None else int(value)


def _verdict(
    transcript: Transcript, scores: Scores, scorer: str | None
) -> tuple[str | None, str | None]:
    if transcript.status is Status.FAILED:
        return None, None
    if transcript.status is Status.BLOCKED:  # no text to read: the status is the verdict
        return "non_response", "blocked"
    score = scores.verdicts.get(scorer or "", {}).get(transcript.trial_id)
    return (score.verdict, score.detail) if score else (None, None)


def _order(meta: Mapping[str, Any]) -> Any:
    """Rows sort as the spec lists things, never in order of arrival, so output is stable."""
    claims = {c["id"]: i for i, c in enumerate(meta.get("claims") or ())}
    models = {m["label"]: i for i, m in enumerate(meta.get("models") or ())}
    personas = {"innocent": 0, "leading": 1, "malign": 2}

    def key(row: Row) -> tuple[Any, ...]:
        return (
            claims.get(row.claim, len(claims)),
            row.claim,
            row.language,
            personas.get(row.persona, 3),
            row.persona,
            row.wording,
            models.get(row.model, len(models)),
            row.model,
            row.repeat,
            row.trial_id,
        )

    return key
