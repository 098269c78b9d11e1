"""The judges of a run and what they said so far, over all the answers there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audits.folder import RunFolder
from audits.judging_cases import Case, read_cases
from audits.judging_jobs import file_name
from audits.judging_votes import Votes, read_votes
from audits.spec import UNCERTAIN, Judge
from audits.store import repair
from scoring.judge import Opinion, Rubric, decide, load_rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One judge at work: its entry of the spec, its evidence file, its votes so far."""

    judge: Judge
    path: Path
    votes: Votes

    @property
    def scorer(self) -> str:
        """The name of its scorer."""
        return self.judge.scorer

    def opinion(self, case: Case) -> Opinion | None:
        """What it says of an answer; None while a vote is open."""
        cast = self.votes.opinions(case.trial_id, self.judge.votes)
        return decide(cast) if cast else None

    def missing(self, cases: Iterable[Case]) -> int:
        """How many of its votes are still open."""
        numbers = range(1, self.judge.votes + 1)
        return sum(
            self.votes.opinion((case.trial_id, vote)) is None
            for case in cases
            if case.verdict is None
            for vote in numbers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """All judges of a run over all its answers."""

    seats: tuple[Seat, ...]
    cases: tuple[Case, ...]
    rubric: Rubric
    only_uncertain: bool

    @property
    def missing(self) -> int:
        """Votes that are still open."""
        return sum(seat.missing(self.cases) for seat in self.seats)

    @property
    def calls(self) -> int:
        """Calls that were stored so far, over all sessions and versions."""
        return sum(seat.votes.lines for seat in self.seats)


def judgements_file(folder: RunFolder, judge: Judge) -> Path:
    """Where a judge's replies are kept."""
    return folder.judgements / f"{file_name(judge.scorer)}.jsonl"


def mend_judgements(folder: RunFolder, judges: Sequence[Judge]) -> list[str]:
    """Mend what a killed process left torn; returns notes of what was done."""
    notes = [repair(judgements_file(folder, judge)) for judge in judges]
    return [note for note in notes if note]


def open_bench(folder: RunFolder, judges: Sequence[Judge]) -> Bench:
    """Read what the judges of the spec said so far and the answers they are to read."""
    rubric = load_rubric()
    only_uncertain = judges[0].when == UNCERTAIN
    return Bench(
        seats=tuple(_seat(folder, judge, rubric) for judge in judges),
        cases=tuple(read_cases(folder.transcripts, only_uncertain=only_uncertain)),
        rubric=rubric,
        only_uncertain=only_uncertain,
    )


def _seat(folder: RunFolder, judge: Judge, rubric: Rubric) -> Seat:
    path = judgements_file(folder, judge)
    return Seat(judge=judge, path=path, votes=read_votes(path, rubric.version))
