"""How many questions were asked about what, wherever it is said."""

from dataclasses import replace

import pytest

from reports.asked import asked_sentence
from reports.load import load
from reports.rates import total
from reports.story import tell
from reports.summary import asked_line
from reports.words import load_words

EN, JA = load_words("en"), load_words("ja")


@pytest.fixture
def run(make_run):
    """A run with falsehoods and true statements, put to several chatbots."""
    return load(make_run())


def products(run):
    """The rows of all but the controls."""
    return [row for row in run.folded if not row.is_control]


def test_each_chatbots_number_is_told_with_the_sum(run) -> None:
    """A sum alone reads as what each was asked."""
    rows = products(run)
    models = list(dict.fromkeys(row.model for row in rows))
    false = [row for row in rows if row.kind == "falsehood"]
    each = total(row for row in false if row.model == models[0])
    told = asked_sentence(rows, models, "today", EN)
    assert told.startswith(f"{each} questions about ")
    assert f"put to each of {len(models)} chatbots" in told and f"({total(false)} in all)" in told
    assert told.endswith(f"which stand apart: {total(rows)} in all.")
    assert f"延べ{total(false)}件" in asked_sentence(rows, models, "今日", JA)


def test_unequal_numbers_are_told_as_their_sum(run) -> None:
    """No number is each one's then."""
    rows = products(run)
    models = list(dict.fromkeys(row.model for row in rows))
    one = next(row for row in rows if row.kind == "falsehood")
    told = asked_sentence([row for row in rows if row is not one], models, "today", EN)
    assert "to each of" not in told and " questions in all about " in told


def test_one_chatbot_needs_no_sum(run) -> None:
    """What one was asked is all there is."""
    rows = [row for row in products(run) if row.kind == "falsehood"]
    own = [row for row in rows if row.model == rows[0].model]
    told = asked_sentence(own, [rows[0].model], "today", EN)
    assert "in all" not in told and "stand apart" not in told


def test_the_terminal_says_what_its_table_leaves_out(run) -> None:
    """Its figures add up to what was planned; without others there is nothing to say."""
    line = asked_line(run)
    assert line.startswith("asked: ") and "true statement" in line
    false = [row for row in run.rows if row.kind == "falsehood"]
    assert asked_line(replace(run, rows=tuple(false))) == ""


@pytest.mark.parametrize(
    ("verdict", "says"), [("debunk", "No chatbot repeated"), ("repeat", "in all of")]
)
def test_none_and_all_need_no_ranking(run, verdict, says) -> None:
    """Where all did the same, nothing is said about who did so more often."""
    rows = [replace(r, verdict=r.verdict and verdict) for r in products(run)]
    headline = tell(replace(run, rows=tuple(rows)), EN).headline
    assert says in headline and "cannot be told" not in headline
