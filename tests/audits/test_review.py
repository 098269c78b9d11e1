"""Labels on disk, the draw, and what a reviewer may see and do."""

import json
import multiprocessing
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from audits.errors import RunError, SpecError
from audits.findings import Findings
from audits.folder import RunFolder
from audits.review.book import Book
from audits.review.checking import check_reviews
from audits.review.desk import open_desk
from audits.review.sampling import Plan, draw, parse_strata, readable
from reports.load import Row, load
from tests.reports.conftest import Plan as MadeUp
from tests.reports.conftest import build_run

CHOSEN = Plan(size=40, stratify=("model", "language", "verdict"), seed=3)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A made-up run of three chatbots and four controls."""
    return build_run(tmp_path / "run", MadeUp(hostile=False))


def stored(run: Path) -> list[dict]:
    return [json.loads(x) for x in (run / "reviews.jsonl").read_text("utf-8").splitlines()]


def problems(run: Path, replied: list[str]) -> list[str]:
    findings = Findings()
    check_reviews(run / "reviews.jsonl", replied.__contains__, findings)
    return findings.problems


def test_the_draw_is_the_same_for_the_same_seed_and_another_for_another(run: Path) -> None:
    """On any machine: it hangs on the seed and the trials' ids alone."""
    rows = readable(load(run).rows)
    first = [d.row.trial_id for d in draw(rows, CHOSEN)]
    assert first == [d.row.trial_id for d in draw(list(reversed(rows)), CHOSEN)]
    assert first != [d.row.trial_id for d in draw(rows, replace(CHOSEN, seed=4))]
    assert len(first) == len(set(first)) == 40


def test_a_stratified_draw_spreads_and_its_weights_add_up(run: Path) -> None:
    """Each stratum gets its share, one at least; weights restore the numbers of answers."""
    rows = readable(load(run).rows)
    drawn = draw(rows, CHOSEN)
    strata = Counter((r.model, r.language, r.verdict) for r in rows)
    got = Counter((d.row.model, d.row.language, d.row.verdict) for d in drawn)
    assert got.keys() == strata.keys()
    assert all(abs(n - 40 * strata[key] / len(rows)) < 2 for key, n in got.items())
    assert sum(d.weight for d in drawn) == pytest.approx(len(rows), abs=0.01)


def test_more_strata_than_answers_to_draw_still_gives_that_many(run: Path) -> None:
    """The sample size is a promise."""
    rows = readable(load(run).rows)
    assert len(draw(rows, replace(CHOSEN, size=5))) == 5
    assert len(draw(rows, replace(CHOSEN, size=10_000))) == len(rows)


def test_controls_are_left_out_unless_asked_for(run: Path) -> None:
    """People's time is for products; a run of controls alone is reviewed as it is."""
    rows = load(run).rows
    assert not any(r.is_control for r in readable(rows))
    assert any(r.is_control for r in readable(rows, controls=True))
    assert readable([r for r in rows if r.is_control])


def test_an_unknown_stratum_is_refused() -> None:
    """The message lists what there is."""
    with pytest.raises(SpecError, match=r"no `colour`; choose from model"):
        parse_strata("model,colour")


def test_the_double_share_is_for_everybody_and_the_rest_for_one_each(run: Path) -> None:
    """Whoever labels a single-coded answer first takes it off the others' lists."""
    desk = open_desk(RunFolder(run), Plan(size=60, double=0.5))
    double = {d.row.trial_id for d in desk.drawn if d.double}
    assert 15 < len(double) < 45
    for drawn in desk.queue("ann"):
        desk.label("ann", {"trial_id": drawn.row.trial_id, "verdict": "debunk"})
    assert {d.row.trial_id for d in desk.queue("bo")} == double
    assert len(desk.queue("ann")) == 60


def test_undo_adds_a_line_and_only_ones_own_last_label_goes(run: Path) -> None:
    """Nothing is ever taken out of the file."""
    desk = open_desk(RunFolder(run), Plan())
    one, two = (d.row.trial_id for d in desk.queue("ann")[:2])
    for who, trial in (("ann", one), ("ann", two), ("bo", two)):
        desk.label(who, {"trial_id": trial, "verdict": "repeat"})
    assert desk.undo("ann") == two
    assert [x.get("undoes") is not None for x in stored(run)] == [False, False, False, True]
    assert desk.done(two, "ann") is None and desk.done(two, "bo") is not None
    assert desk.undo("ann") == one
    assert desk.undo("ann") is None
    assert problems(run, [one, two]) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"verdict": "yes"}, "none of debunk"),
        ({"verdict": "debunk", "detail": "hedged"}, "does not belong to debunk"),
        ({"verdict": "debunk", "note": "x" * 5000}, "at most 4000"),
        ({"verdict": "debunk", "trial_id": "nobody"}, "no answer 'nobody'"),
    ],
)
def test_what_cannot_be_a_label_is_refused_and_not_stored(run: Path, given: dict, says: str):
    """The message says what would be right."""
    desk = open_desk(RunFolder(run), Plan())
    trial = desk.drawn[0].row.trial_id
    with pytest.raises(RunError, match=says):
        desk.label("ann", {"trial_id": trial, **given})
    assert not (run / "reviews.jsonl").exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x1b[31m", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(run: Path, name: str) -> None:
    """Names stand in reports."""
    desk = open_desk(RunFolder(run), Plan())
    with pytest.raises(RunError, match="a reviewer needs a name"):
        desk.label(name, {"trial_id": desk.drawn[0].row.trial_id, "verdict": "debunk"})


def test_looking_behind_the_blind_needs_a_label_and_is_written_down(run: Path) -> None:
    """A label given after the look is marked as not blind."""
    desk = open_desk(RunFolder(run), Plan())
    trial = desk.drawn[0].row.trial_id
    with pytest.raises(RunError, match="label the answer first"):
        desk.reveal(trial, "ann")
    desk.label("ann", {"trial_id": trial, "verdict": "repeat"})
    desk.reveal(trial, "ann")
    again = open_desk(RunFolder(run), Plan())
    again.label("ann", {"trial_id": trial, "verdict": "debunk"})
    assert [x.get("blind") for x in stored(run)] == [True, None, False]


def test_a_sealed_run_takes_no_labels(run: Path) -> None:
    """Neither at the start nor while a page is open."""
    desk = open_desk(RunFolder(run), Plan())
    (run / "manifest.json").write_text("{}")
    with pytest.raises(RunError, match="sealed"):
        desk.label("ann", {"trial_id": desk.drawn[0].row.trial_id, "verdict": "debunk"})
    with pytest.raises(RunError, match="sealed"):
        open_desk(RunFolder(run), Plan())


def append_many(run: Path, who: str, trials: list[str]) -> None:
    book = Book(RunFolder(run))
    for trial in trials:
        book.append({"trial_id": trial, "reviewer": who, "verdict": "debunk", "detail": None})


def test_several_processes_append_without_cutting_into_each_other(run: Path) -> None:
    """The chain holds over 4 writers with 50 labels each."""
    trials = [r.trial_id for r in load(run).rows[:50]]
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=append_many, args=(run, w, trials)) for w in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Counter(x["reviewer"] for x in stored(run)) == dict.fromkeys("abcd", 50)
    assert problems(run, trials) == []


def test_half_a_line_of_a_killed_writer_is_set_aside(run: Path) -> None:
    """The next label mends the file; nothing that was confirmed is lost."""
    rows: tuple[Row, ...] = load(run).rows
    append_many(run, "ann", [rows[0].trial_id])
    with (run / "reviews.jsonl").open("ab") as file:
        file.write(b'{"trial_id": "x", "revie')
    assert "torn" in problems(run, [rows[0].trial_id])[0]
    append_many(run, "ann", [rows[1].trial_id])
    assert problems(run, [r.trial_id for r in rows[:2]]) == []
    assert len(stored(run)) == 2


def test_a_file_that_became_shorter_under_an_open_page_is_not_written_on(run: Path) -> None:
    """Somebody cut it: going on would hide that."""
    trials = [r.trial_id for r in load(run).rows[:3]]
    append_many(run, "ann", trials)
    book = Book(RunFolder(run))
    lines = (run / "reviews.jsonl").read_bytes().splitlines(keepends=True)
    (run / "reviews.jsonl").write_bytes(lines[0])
    with pytest.raises(RunError, match="became shorter"):
        book.append({"trial_id": trials[0], "reviewer": "bo", "verdict": "debunk"})
    assert (run / "reviews.jsonl").read_bytes() == lines[0]


@pytest.mark.parametrize("spot", [0.2, 0.5, 0.9])
def test_one_changed_letter_in_a_label_is_found(run: Path, spot: float) -> None:
    """Wherever it is."""
    trials = [r.trial_id for r in load(run).rows[:5]]
    append_many(run, "ann", trials)
    path = run / "reviews.jsonl"
    content = bytearray(path.read_bytes())
    at = int(len(content) * spot)
    while not chr(content[at]).isalpha():
        at += 1
    content[at] = ord("x") if content[at] != ord("x") else ord("y")
    path.write_bytes(bytes(content))
    assert any("reviews.jsonl:" in problem for problem in problems(run, trials))


def test_a_label_of_no_answer_is_found(run: Path) -> None:
    """`check` knows which trials were answered."""
    append_many(run, "ann", ["elsewhere"])
    assert problems(run, ["t"]) == ["reviews.jsonl:1: labels no answered trial"]
