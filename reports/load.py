"""Reads a run folder into light rows; texts stay on disk until a page needs them.

A trial that was asked more than once counts once: the first reply stands (an answer, or a block),
and a failure that a later attempt made good is counted apart as superseded. Of several scores by
one scorer for one trial the latest stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from reports.errors import RunFolderError
from reports.known import NOTHING, Known
from reports.planned import STOPPED
from reports.rows import FALSEHOOD, MATCHED, TRUE, Row, RowReader, fold, ordered
from reports.scores import Scores, read_scores
from reports.veil import Veil
from scoring.calibration import Calibration
from scoring.errors import ScoringError
from scoring.lines import read_jsonl_at, read_line_at, read_lines_at
from scoring.transcript import Status, Transcript, read_transcript

__all__ = [
    "FALSEHOOD", "MATCHED", "TRUE", "Row", "Run", "load", "read_answer", "read_texts"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run as the reports see it. *notes* says what was odd in its files, and how often."""

    folder: Path
    meta: Mapping[str, Any]
    rows: tuple[Row, ...]
    scores: Scores
    scorer: str | None
    notes: Mapping[str, int]
    corrections: tuple[str, ...] = ()
    veil: Veil | None = None
    calibration: Calibration | None = None
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def folded(self) -> tuple[Row, ...]:
        """The rows with those that no table can tell apart counted together (`times`)."""
        if "folded" not in self._made:
            self._made["folded"] = fold(self.rows)
        made: tuple[Row, ...] = self._made["folded"]
        return made

    def withholds(self, row: Row) -> bool:
        """Whether this edition keeps back what was asked and answered in this trial."""
        return self.veil is not None and self.veil.hides(row.claim)

    @property
    def asked_between(self) -> tuple[str, str] | None:
        """The first and the last time stamp of a question."""
        if "between" not in self._made:
            stamps = [row.asked_at for row in self.rows if row.asked_at]
            self._made["between"] = (min(stamps), max(stamps)) if stamps else None
        made: tuple[str, str] | None = self._made["between"]
        return made

    def settings(self, scorer: str) -> Mapping[str, Any] | None:
        """What, besides its version, decides how *scorer* reads (a judge's votes, a panel's
        judges), as run.json has it; None where nothing does.
        """
        rows = [row for row in self.meta.get("scorers") or () if row.get("name") == scorer]
        return rows[-1].get("settings") or None if rows else None

    def served(self, model: str) -> tuple[str, ...]:
        """The models that the service says answered for *model*."""
        if "served" not in self._made:
            found = {(row.model, row.served_model) for row in self.rows if row.served_model}
            self._made["served"] = found
        return tuple(sorted(name for label, name in self._made["served"] if label == model))


def load(folder: Path, known: Known = NOTHING) -> Run:
    """Read the run in *folder*; raises `RunFolderError` naming the file that does not fit.

    *known* is what the files cannot say: that nobody works on the run, or that they were changed.
    """
    meta = _read_meta(folder)
    if known.stopped and meta.get("status") == "running":
        meta["status"] = STOPPED
    notes: Counter[str] = Counter()
    if known.altered:
        notes["altered"] = known.altered
    try:
        scores = read_scores(folder, notes)
        scorer = _headline(meta, scores)
        rows = _read_rows(folder / "transcripts.jsonl", meta, scores, scorer, notes)
    except ScoringError as error:
        raise RunFolderError(str(error)) from error
    return Run(
        folder=folder,
        meta=meta,
        rows=ordered(rows, meta),
        scores=scores,
        scorer=scorer,
        notes={key: notes[key] for key in sorted(notes)},
        corrections=_read_corrections(folder / "corrections.md"),
    )


def read_answer(run: Run, row: Row) -> tuple[Transcript, dict[str, Any]]:
    """The transcript behind *row*, read again from disk, and its whole line."""
    line = read_line_at(run.folder / "transcripts.jsonl", row.offset)
    if run.veil is not None:
        line = run.veil.line(line, row)
    return read_transcript(line), line


def read_texts(run: Run, rows: Iterable[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Each row with its whole line, for reading many: the file is opened once."""
    chosen = list(rows)
    lines = read_lines_at(run.folder / "transcripts.jsonl", (row.offset for row in chosen))
    for row, line in zip(chosen, lines, strict=True):
        yield row, run.veil.line(line, row) if run.veil is not None else line


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


def _read_corrections(path: Path) -> tuple[str, ...]:
    """The paragraphs of `corrections.md`, where somebody has written one; marks of Markdown go."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise RunFolderError(f"{path}: cannot be read ({error}); write it in UTF-8") from error
    paragraphs = (" ".join(part.split()).lstrip("#-* ") for part in text.split("\n\n"))
    return tuple(part for part in paragraphs if part)


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
) -> Iterable[Row]:
    if not path.exists():
        notes["no_transcripts"] = 1
        return ()
    controls = {m["label"]: bool(m.get("control")) for m in meta.get("models") or ()}
    known: dict[str, Row] = {}
    reader = RowReader(controls, scores, scorer, {})
    for number, offset, line in read_jsonl_at(path, lambda _: notes.update(["torn"])):
        try:
            row = reader.row(line, offset)
        except (ScoringError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise RunFolderError(f"{path}:{number}: {error!s}; is it a transcript?") from error
        earlier = known.get(row.trial_id)
        if earlier is not None and not _supersedes(row, earlier):
            notes["duplicate" if row.status is not Status.FAILED else "failed_again"] += 1
            continue
        if earlier is not None:
            notes["superseded"] += 1
        known[row.trial_id] = row
    return known.values()


def _supersedes(row: Row, earlier: Row) -> bool:
    return earlier.status is Status.FAILED and row.status is not Status.FAILED
