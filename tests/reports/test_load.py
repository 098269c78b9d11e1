"""Reading run folders: what counts, what is kept apart, what is refused."""

from pathlib import Path

import orjson
import pytest

from reports.errors import RunFolderError
from reports.load import load, read_answer
from scoring.transcript import Status


def lines(path: Path) -> list[dict]:
    """The lines of a JSON Lines file."""
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def rewrite(path: Path, rows: list[dict]) -> None:
    """Write *rows* back."""
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))


def small(make_run, **changes) -> Path:
    """A run of one chatbot without luck."""
    mix = {"alpha": {"debunk": 1.0}}
    return make_run(
        **{"mix": mix, "controls": (), "claims": 2, "true_claims": 0, "failed": 0, "blocked": 0,
           "hostile": False} | changes
    )  # fmt: skip


def test_every_trial_becomes_a_row(make_run) -> None:
    """Two claims, two languages, three ways of asking: twelve rows in the order of the spec."""
    rows = load(small(make_run)).rows
    assert len(rows) == 12
    assert [r.persona for r in rows[:3]] == ["innocent", "leading", "malign"]
    assert {r.verdict for r in rows} == {"debunk"}


def test_order_of_arrival_does_not_matter(make_run) -> None:
    """Answers come back in any order; the report must not depend on it."""
    folder = small(make_run)
    before = [r.trial_id for r in load(folder).rows]
    rewrite(folder / "transcripts.jsonl", lines(folder / "transcripts.jsonl")[::-1])
    assert [r.trial_id for r in load(folder).rows] == before


def test_a_failure_made_good_counts_once(make_run) -> None:
    """The first answer stands; the failure before it is counted apart."""
    folder = small(make_run)
    path = folder / "transcripts.jsonl"
    rows = lines(path)
    failed = rows[0] | {"status": "failed", "reply": None, "error": {"kind": "timeout"}}
    rewrite(path, [failed, *rows])
    run = load(folder)
    assert len(run.rows) == 12
    assert {r.status for r in run.rows} == {Status.ANSWERED}
    assert run.notes == {"superseded": 1}


def test_the_first_answer_stands(make_run) -> None:
    """A trial answered twice is not a chance to choose the nicer answer."""
    folder = small(make_run)
    path = folder / "transcripts.jsonl"
    rows = lines(path)
    again = rows[0] | {"reply": rows[0]["reply"] | {"text": "second"}}
    rewrite(path, [*rows, again])
    run = load(folder)
    first = next(r for r in run.rows if r.trial_id == rows[0]["trial_id"])
    assert read_answer(run, first)[0].text == rows[0]["reply"]["text"]
    assert run.notes == {"duplicate": 1}


def test_a_failure_after_an_answer_changes_nothing(make_run) -> None:
    """Nothing already collected is lost."""
    folder = small(make_run)
    path = folder / "transcripts.jsonl"
    rows = lines(path)
    rewrite(path, [*rows, rows[0] | {"status": "failed", "reply": None, "error": None}])
    assert {r.status for r in load(folder).rows} == {Status.ANSWERED}


def test_a_torn_last_line_is_noted(make_run) -> None:
    """kill -9 in the middle of a write leaves half a line and a readable run."""
    folder = small(make_run)
    path = folder / "transcripts.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    run = load(folder)
    assert len(run.rows) == 11
    assert run.notes == {"torn": 1}


def test_a_block_is_a_non_response(make_run) -> None:
    """There is no text to score: the status is the verdict."""
    rows = load(small(make_run, blocked=1.0)).rows
    assert {(r.verdict, r.detail) for r in rows} == {("non_response", "blocked")}


def test_a_failure_has_no_verdict(make_run) -> None:
    """An error is never an answer, even if somebody scored it."""
    assert {r.verdict for r in load(small(make_run, failed=1.0)).rows} == {None}


def test_the_latest_score_of_a_scorer_stands(make_run) -> None:
    """Scoring again adds a file; the newer reading is used."""
    folder = small(make_run)
    old = lines(folder / "scores" / "rules.jsonl")
    new = [
        row | {"verdict": "repeat", "detail": "asserted", "version": "2",
               "scored_at": "2026-12-01T00:00:00Z"}
        for row in old
    ]  # fmt: skip
    rewrite(folder / "scores" / "a-second-time.jsonl", new)
    run = load(folder)
    assert {r.verdict for r in run.rows} == {"repeat"}
    assert run.scores.versions["rules"] == {"2"}


def test_a_judge_is_the_headline_scorer(make_run) -> None:
    """A judge outranks the rules, and run.json outranks both."""
    folder = small(make_run)
    rows = lines(folder / "scores" / "rules.jsonl")
    judged = [r | {"scorer": "judge:x", "verdict": "repeat", "detail": "hedged"} for r in rows]
    rewrite(folder / "scores" / "judge.jsonl", judged)
    assert load(folder).scorer == "judge:x"
    meta = orjson.loads((folder / "run.json").read_bytes()) | {"headline_scorer": "rules"}
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    assert {r.verdict for r in load(folder).rows} == {"debunk"}


def test_reviews_keep_the_latest_label_of_each_person(make_run) -> None:
    """Undo adds a line; two people stay two people."""
    folder = small(make_run)
    trial = lines(folder / "transcripts.jsonl")[0]["trial_id"]
    rewrite(
        folder / "reviews.jsonl",
        [
            {"trial_id": trial, "reviewer": who, "verdict": verdict}
            for who, verdict in (("ann", "repeat"), ("bo", "debunk"), ("ann", "debunk"))
        ],
    )
    given = load(folder).scores.reviews[trial]
    assert sorted((r.reviewer, r.verdict) for r in given) == [("ann", "debunk"), ("bo", "debunk")]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("run.json", None, "no such file"),
        ("run.json", "<html>", "cannot be read"),
        ("run.json", "[]", '"format": 1'),
        ("run.json", '{"format": 2}', '"format": 1'),
        ("transcripts.jsonl", '{"trial_id": 1}\n', r"transcripts\.jsonl:1"),
        ("transcripts.jsonl", "{}\n{}\n", "transcripts"),
        ("scores/rules.jsonl", '{"trial_id": "a", "scorer": "rules", "verdict": "no"}\n', ":1"),
        ("scores/rules.jsonl", "nonsense\n{}\n", ":1: not a JSON object"),
        ("reviews.jsonl", '{"trial_id": "a"}\n', "reviewer"),
    ],
)
def test_what_does_not_fit_is_named(make_run, name: str, text: str | None, says: str) -> None:
    """One line that says which file, which line and what is wrong."""
    folder = small(make_run)
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(RunFolderError, match=says) as error:
        load(folder)
    assert "\n" not in str(error.value)
