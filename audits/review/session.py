"""A reviewer's way through the answers: what is next, what may be shown, what a key stores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.errors import RunError
from audits.review.book import Book
from audits.review.sampling import Drawn, Plan
from reports.load import Run
from scoring.reviews import ADJUDICATION, LABEL, Review, disputed, independent
from scoring.verdict import DETAILS, Detail, Verdict

NAME = 60
NOTE = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all reviewers of one server share: the run, the answers drawn, the book.

    With *adjudicate* the answers are those on which people disagree.
    """

    run: Run
    drawn: tuple[Drawn, ...]
    plan: Plan
    book: Book
    adjudicate: bool = False

    @property
    def role(self) -> str:
        """What a label given here is."""
        return ADJUDICATION if self.adjudicate else LABEL

    def queue(self, reviewer: str) -> list[Drawn]:
        """The answers of this reviewer, in order, labelled ones included.

        An answer outside the double-coded share is for one person: whoever labels it first.
        """
        self.book.refresh()
        if self.adjudicate:
            return [d for d in self.drawn if self._adjudicable(d.row.trial_id)]
        return [d for d in self.drawn if d.double or self._free(d.row.trial_id, reviewer)]

    def _adjudicable(self, trial: str) -> bool:
        given = self.book.labels.standing.get(trial, [])
        return disputed(given) or any(r.role == ADJUDICATION for r in given)

    def _free(self, trial: str, reviewer: str) -> bool:
        given = independent(self.book.labels.standing.get(trial, ()))
        return not given or any(r.reviewer == reviewer for r in given)

    def done(self, trial: str, reviewer: str) -> Review | None:
        """This reviewer's label; in adjudication, anybody's ruling that still settles it."""
        if not self.adjudicate:
            return self.book.labels.of(trial, reviewer)
        given = self.book.labels.standing.get(trial, ())
        rulings = [r for r in given if r.role == ADJUDICATION]
        return rulings[-1] if rulings and not disputed(given) else None

    def label(self, reviewer: str, given: Mapping[str, Any]) -> str:
        """Store a label and return its id; raises `RunError` for what cannot be one."""
        name = reviewer_name(reviewer)
        drawn = self.find(str(given.get("trial_id", "")))
        verdict, detail = read_choice(given.get("verdict"), given.get("detail"))
        trial = drawn.row.trial_id
        row = {
            "trial_id": trial,
            "reviewer": name,
            "verdict": verdict.value,
            "detail": detail.value if detail else None,
            "reason": read_note(given.get("note")),
            "role": self.role,
            "blind": (trial, name) not in self.book.labels.revealed,
            "sample": sample_of(drawn, self.plan),
        }
        return self.book.append(row)

    def undo(self, reviewer: str) -> str | None:
        """Take back this person's last label that stands; its trial, or None if there is none."""
        name = reviewer_name(reviewer)
        self.book.refresh()
        last = self.book.labels.last_of(name, self.role)
        if last is None:
            return None
        trial, review = last
        self.book.append({"undoes": review.id, "trial_id": trial, "reviewer": name})
        return trial

    def reveal(self, trial: str, reviewer: str) -> None:
        """Note that this person has seen the chatbot and the machine's verdict.

        Only after their own label; raises `RunError` before it.
        """
        name = reviewer_name(reviewer)
        self.find(trial)
        if self.done(trial, name) is None:
            raise RunError("label the answer first; the machine's verdict is shown afterwards")
        if (trial, name) not in self.book.labels.revealed:
            self.book.append({"event": "revealed", "trial_id": trial, "reviewer": name})

    def find(self, trial: str) -> Drawn:
        """The answer with this id; raises `RunError` if it is not among those drawn."""
        found = next((d for d in self.drawn if d.row.trial_id == trial), None)
        if found is None:
            raise RunError(f"no answer {trial[:40]!r} is among those to review")
        return found


def sample_of(drawn: Drawn, plan: Plan) -> dict[str, Any]:
    """How the answer came to be read, for whoever estimates from the labels."""
    return {
        "size": plan.size,
        "stratify": list(plan.stratify),
        "seed": plan.seed,
        "double": plan.double,
        "weight": drawn.weight,
    }


def reviewer_name(name: Any) -> str:
    """A name as it is stored; raises `RunError` for none, or one that cannot be shown."""
    text = " ".join(str(name or "").split())
    if not text or len(text) > NAME or not text.isprintable():
        raise RunError(f"a reviewer needs a name of 1 to {NAME} printable characters")
    return text


def read_choice(verdict: Any, detail: Any) -> tuple[Verdict, Detail | None]:
    """A verdict and a detail of it; raises `RunError` naming what would be right."""
    if verdict not in list(Verdict):
        raise RunError(f"verdict `{str(verdict)[:40]}` is none of {', '.join(Verdict)}")
    chosen = Verdict(verdict)
    if not detail:
        return chosen, None
    if detail not in DETAILS[chosen]:
        known = ", ".join(DETAILS[chosen])
        raise RunError(f"detail `{str(detail)[:40]}` does not belong to {chosen}; known: {known}")
    return chosen, Detail(detail)


def read_note(note: Any) -> str:
    """A note as it is stored."""
    text = str(note or "").strip()
    if len(text) > NOTE:
        raise RunError(f"a note has at most {NOTE} characters; this one has {len(text)}")
    return text


def progress(desk: Desk, queue: Sequence[Drawn], reviewer: str) -> str:
    """One character an answer: 1 where this reviewer is done with it."""
    return "".join("1" if desk.done(d.row.trial_id, reviewer) else "0" for d in queue)
