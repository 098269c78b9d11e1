"""Looks whether a run is really worked on, and whether its evidence is as it was written."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from audits.folder import RunFolder, is_held
from audits.store import GENESIS, line_digest, named_previous, stored_lines
from reports.known import Known

SHOWN = 5  # altered lines that are named; `check` names more


def stopped_or_going(path: Path) -> Known:
    """Whether the process that worked on the run is gone."""
    return Known(stopped=not is_held(RunFolder(path)))


def looked_into(path: Path, say: Callable[[str], None]) -> Known:
    """The same, with the evidence put to its hashes; what does not fit is said."""
    folder = RunFolder(path)
    altered = list(altered_lines(folder.transcripts))
    for number in altered[:SHOWN]:
        say(f"{folder.transcripts}:{number}: changed after it was written")
    if altered:
        more = len(altered) - SHOWN
        rest = f"{more} more lines; " if more > 0 else ""
        say(f"{rest}do not trust this report: `dosimeter check {path}` says what was changed")
    return Known(stopped=not is_held(folder), altered=len(altered))


def altered_lines(transcripts: Path) -> Iterator[int]:
    """The numbers of lines that do not fit their hash, or do not follow the line before.

    Nothing is decoded: a million answers take seconds. Evidence that never had a chain, as other
    tools may write it, breaks none.
    """
    previous, unchained = GENESIS, []
    chained = False
    for number, line in stored_lines(transcripts):
        claimed, found = line_digest(line)
        if not claimed and not chained:
            unchained.append(number)
            continue
        yield from unchained if not chained else ()
        chained = True
        if claimed != found or named_previous(line) != previous:
            yield number
        previous = claimed


def begun(paths: Sequence[Path], say: Callable[[str], None]) -> list[Path]:
    """Those of several folders in which a run was begun; a glob finds others, and that is said."""
    kept = [path for path in paths if RunFolder(path).exists()]
    if not kept or len(paths) == 1:
        return list(paths)
    for path in paths:
        if path not in kept:
            say(f"{path}: passed over, no run was begun there (it has no run.json)")
    return kept
