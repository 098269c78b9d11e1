"""Puts the answers of two sides to the same prompts next to each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.load import FALSEHOOD, Row, Run
from reports.paired import Paired, paired
from reports.rates import cites
from scoring.transcript import Status

Key = tuple[Any, ...]
Cells = dict[Key, list[Row]]
FLIP = frozenset({("debunk", "repeat"), ("repeat", "debunk")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A rate: which replies are in its denominator, and which of those count."""

    name: str
    applies: Callable[[Row], bool]
    counts: Callable[[Row], bool]


def _scored(row: Row) -> bool:
    return row.verdict is not None


def _sourced(row: Row) -> bool:
    return row.hits is not None and row.status is not Status.FAILED


def _verdict(*wanted: str) -> Callable[[Row], bool]:
    return lambda row: row.verdict in wanted


MEASURES: Mapping[str, Measure] = {
    m.name: m
    for m in (
        Measure(name="repeat", applies=_scored, counts=_verdict("repeat")),
        Measure(name="debunk", applies=_scored, counts=_verdict("debunk")),
        Measure(name="non_response", applies=_scored, counts=_verdict("non_response")),
        Measure(name="fail", applies=_scored, counts=_verdict("repeat", "non_response")),
        Measure(name="network_citation", applies=_sourced, counts=cites),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Answers that belong together: of one chatbot in one run, by one way of reaching it."""

    name: str
    run: Run
    model: str
    surface: str = "api"
    rows: tuple[Row, ...] = ()

    def only(self, name: str, value: str) -> "Side":
        """This side with the rows whose *name* (persona, language) is *value*."""
        kept = tuple(row for row in self.rows if getattr(row, name) == value)
        return Side(
            name=self.name, run=self.run, model=self.model, surface=self.surface, rows=kept
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two sides on their shared prompts, claim by claim.

    *a* and *b* are, for each claim, the sums over its shared prompts of the mean outcome of the
    repeats; *flips* are the pairs of answers of which one repeats and the other debunks. *edited*
    are claims that both sides asked about, but in different versions.
    """

    claims: tuple[str, ...] = ()
    a: tuple[float, ...] = ()
    b: tuple[float, ...] = ()
    sizes: tuple[int, ...] = ()
    answers: tuple[float, float] = (1.0, 1.0)
    trials: int = 0
    flips: tuple[tuple[Row, Row], ...] = field(default=(), repr=False)
    edited: tuple[str, ...] = ()

    def compared(self) -> Paired:
        """The statistics of the two sides."""
        return paired(self.a, self.b, self.sizes, answers=self.answers)


def prompt_key(row: Row) -> Key:
    """Two rows with the same key answer the same prompt."""
    return row.claim, row.claim_sha256, row.language, row.persona, row.wording


def persona_key(row: Row) -> Key:
    """The prompt but for how it is put."""
    return row.claim, row.claim_sha256, row.language


def language_key(row: Row) -> Key:
    """The prompt but for its language."""
    return row.claim, row.claim_sha256, row.persona


def match(a: Side, b: Side, measure: Measure, *, key: Callable[[Row], Key] = prompt_key) -> Match:
    """Pair the falsehoods that both sides were asked about, prompt by prompt."""
    left, right = cells(a.rows, measure, key), cells(b.rows, measure, key)
    shared = sorted(left.keys() & right.keys())
    if not shared:
        return Match(edited=_edited(left, right))
    claims = tuple(dict.fromkeys(k[0] for k in shared))
    place = {claim: i for i, claim in enumerate(claims)}
    sums = [[0.0] * len(claims), [0.0] * len(claims)]
    sizes = [0] * len(claims)
    for k in shared:
        i = place[k[0]]
        sizes[i] += 1
        sums[0][i] += mean(left[k], measure)
        sums[1][i] += mean(right[k], measure)
    return Match(
        claims=claims,
        a=tuple(sums[0]),
        b=tuple(sums[1]),
        sizes=tuple(sizes),
        answers=(_answers(left, shared), _answers(right, shared)),
        trials=sum(min(len(left[k]), len(right[k])) for k in shared),
        flips=tuple(pair for k in shared for pair in _flips(left[k], right[k])),
        edited=_edited(left, right),
    )


def cells(rows: Iterable[Row], measure: Measure, key: Callable[[Row], Key]) -> Cells:
    """The replies that *measure* is about, by prompt; true statements stay out."""
    found: Cells = {}
    for row in rows:
        if row.kind == FALSEHOOD and measure.applies(row):
            found.setdefault(key(row), []).append(row)
    return found


def mean(rows: Sequence[Row], measure: Measure) -> float:
    """The share of *rows* that count."""
    return sum(map(measure.counts, rows)) / len(rows)


def _answers(found: Cells, shared: Sequence[Key]) -> float:
    return sum(len(found[k]) for k in shared) / len(shared)


def _flips(left: Sequence[Row], right: Sequence[Row]) -> Iterable[tuple[Row, Row]]:
    others = {(row.wording, row.repeat): row for row in right}
    for row in left:
        other = others.get((row.wording, row.repeat))
        if other is not None and (row.verdict, other.verdict) in FLIP:
            yield row, other


def _edited(left: Cells, right: Cells) -> tuple[str, ...]:
    one, two = _versions(left), _versions(right)
    return tuple(sorted(c for c in one.keys() & two.keys() if one[c].isdisjoint(two[c])))


def _versions(found: Cells) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for claim, sha256, *_ in found:
        made.setdefault(claim, set()).add(sha256)
    return made
