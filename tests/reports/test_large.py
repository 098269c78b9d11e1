"""Large runs: rows counted together give the same rates, and a page lists a fair sample."""

import csv
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.load import load
from reports.page import render_page
from reports.rates import cites, entry, total
from reports.render import render
from reports.rows import Row, fold
from reports.sampling import sample
from reports.scores import Hit
from reports.words import load_words
from scoring.transcript import Status

HIT = Hit(host="a.example", domain="a.example", network="pravda", kind="", category="network",
          role="cited")  # fmt: skip


@st.composite
def rows(draw) -> list[Row]:
    """Trials of two models about three claims, some of them alike in all that tables count."""
    made = []
    for i in range(draw(st.integers(0, 40))):
        answered = draw(st.booleans())
        made.append(
            Row(
                trial_id=f"{i:032x}", offset=i, model=draw(st.sampled_from("ab")),
                provider="p", requested="r", is_control=False, persona="innocent",
                language=draw(st.sampled_from(["en", "ja"])), wording=1, repeat=i,
                claim=draw(st.sampled_from("xyz")), kind="falsehood", networks=("pravda",),
                status=Status.ANSWERED if answered else Status.FAILED,
                verdict=draw(st.sampled_from(["repeat", "debunk"])) if answered else None,
                hits=draw(st.sampled_from([(), (HIT,), (HIT, replace(HIT, role="named"))])),
            )
        )  # fmt: skip
    return made


@given(rows())
def test_rows_counted_together_give_the_same_rates(made) -> None:
    """Folding changes how much is kept, never a figure."""
    folded = fold(made)
    assert total(folded) == len(made)
    assert entry({}, folded, scorer="s") == entry({}, made, scorer="s")
    assert fold(folded) == folded


def test_what_scorers_said_is_read_again_from_disk(make_run) -> None:
    """Reasons, passages and addresses are not kept, and are there when asked for."""
    run = load(make_run())
    row = next(r for r in run.rows if cites(r))
    score = run.scores.verdicts["rules"][row.trial_id]
    assert (score.verdict, score.detail) == (row.verdict, row.detail)
    assert score.reason == "cue <b>words</b>"
    assert score.evidence[0].start == 0
    assert [f.hit for f in run.scores.found(row.trial_id)] == list(row.hits)
    assert all(f.url.startswith("https://") for f in run.scores.found(row.trial_id))


def test_a_page_lists_a_sample_of_too_many_answers(make_run, tmp_path) -> None:
    """Every chatbot and verdict is there, the page says how many of how many, the rates stay."""
    run = load(make_run(repeats=3))
    render_page(run, tmp_path, load_words("en"), inline=100, most=300)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    listed = sample(run.rows, most=300)
    assert f"This page lists {len(listed)} of {len(run.rows):,} answers" in text
    parts = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "answers").glob("*.html"))
    shown = [r for r in run.rows if f'id="t-{r.trial_id}"' in parts]
    assert shown == list(listed)
    assert {(r.model, r.verdict) for r in shown} == {(r.model, r.verdict) for r in run.rows}
    assert len(shown) <= 300


def test_the_sample_does_not_depend_on_the_order_of_answers(make_run) -> None:
    """It is drawn by trial id: the same answers for everybody."""
    run = load(make_run())
    forwards = {r.trial_id for r in sample(run.rows, most=100)}
    assert forwards == {r.trial_id for r in sample(run.rows[::-1], most=100)}


def test_every_answer_is_in_the_table_of_trials(make_run, tmp_path) -> None:
    """trials.csv leaves nothing out, with the addresses that were found, defanged."""
    folder = make_run()
    render(folder, tmp_path, ["csv"])
    with (tmp_path / "trials.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = {line["trial_id"]: line for line in csv.DictReader(file)}
    run = load(folder)
    assert lines.keys() == {row.trial_id for row in run.rows}
    cited = next(r for r in run.rows if cites(r))
    assert "[.]" in lines[cited.trial_id]["network_hits"]
