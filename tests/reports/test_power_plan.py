"""`plan-size`: measured in a run or assumed, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from reports.errors import CompareError
from reports.likeness import measure_likeness
from reports.load import load
from reports.plan_size import Request, from_run, likeness_of, plan_size
from reports.power import ASSUMED_REPEAT, Likeness, Size, planned_power
from tests.support.months import Bot, Month, numbered, write_month


def test_the_plan_says_claims_prompts_and_answers():
    """Claims times prompts times repeats, and the power that they reach."""
    found = plan_size(Request(difference=0.1, personas=3, languages=4, repeats=2))
    assert found["prompts"] == found["claims"] * 12
    assert found["answers_per_model"] == found["prompts"] * 2
    assert 0.8 <= found["power_reached"] < 0.82


def test_every_alternative_reaches_the_power_too():
    """Fewer or more prompts and repeats, each with the claims they need."""
    request = Request(difference=0.12)
    for row in plan_size(request)["alternatives"]:
        size = Size(claims=row["claims"], prompts=row["prompts_per_claim"], repeats=row["repeats"])
        assert planned_power(size, request.likeness, rate=0.3, difference=0.12) >= 0.8


def test_more_comparisons_need_more_claims():
    """The level is that of the strictest corrected test."""
    one, ten = (plan_size(Request(difference=0.1, comparisons=n))["claims"] for n in (1, 10))
    assert ten > one * 1.4


def independent(tmp_path, **changes):
    bots = {"x": Bot(repeat=0.3), "y": Bot(repeat=0.3)}
    return load(write_month(tmp_path / "run", Month(bots=bots, **changes)))


def test_a_run_without_clustering_is_measured_as_such(tmp_path):
    """Answers drawn independently show about no correlation within claims."""
    found = measure_likeness(independent(tmp_path, claims=numbered(60)))
    assert found.likeness.claim < 0.08
    assert found.rate == pytest.approx(0.3, abs=0.05)
    assert not found.repeats and found.likeness.claim + found.likeness.prompt == ASSUMED_REPEAT


def test_repeats_are_measured_where_there_are_any(tmp_path):
    """Independent repeats are measured as having nothing in common."""
    found = measure_likeness(independent(tmp_path, claims=numbered(40), repeats=3))
    assert found.repeats
    assert found.likeness.claim + found.likeness.prompt < 0.1


def test_each_correlation_is_told_with_where_it_is_from(tmp_path):
    """Where no prompt was repeated, only the correlation within claims is measured."""
    for repeats, from_ in ((1, "assumed"), (2, "measured on 20 claims")):
        run = independent(tmp_path / str(repeats), claims=numbered(20), repeats=repeats)
        told = plan_size(from_run(Request(difference=0.1), run))["correlation"]
        assert told["source"].startswith("measured on 20 claims")
        assert "assumed" not in told["source"]
        assert told["repeat_source"].startswith(from_)


def test_clustering_is_found_again(tmp_path):
    """Where whole claims are repeated by one model and not by the other, claims are everything."""
    rng = np.random.default_rng(4)
    folder = write_month(
        tmp_path / "run", Month(bots={"x": Bot(), "y": Bot()}, claims=numbered(40))
    )
    path = folder / "scores" / "rules.jsonl"
    chosen = {(m, f"c{i:03d}"): rng.random() < 0.4 for m in "xy" for i in range(40)}
    rows = {r.trial_id: (r.model, r.claim) for r in load(folder).rows}
    lines = []
    for line in path.read_text().splitlines():
        trial = line.split('"trial_id":"')[1][:16]
        verdict = "repeat" if chosen[rows[trial]] else "debunk"
        detail = "asserted" if verdict == "repeat" else "refuted"
        head, _, tail = line.partition('"verdict":"')
        rest = tail.split('"reason"', 1)[1]
        lines.append(f'{head}"verdict":"{verdict}","detail":"{detail}","reason"{rest}')
    path.write_text("\n".join(lines) + "\n")
    found = measure_likeness(load(folder))
    assert found.likeness.claim > 0.8


def test_one_model_stands_for_two_that_share_nothing(tmp_path):
    """A run with one model can be planned from as well."""
    run = load(write_month(tmp_path / "run", Month(claims=numbered(30))))
    found = measure_likeness(run)
    assert (found.models, found.claims) == (1, 30)
    assert from_run(Request(difference=0.1), run).likeness == found.likeness


def test_a_run_that_shows_nothing_is_refused(tmp_path):
    """One claim, or no scores: no correlation can be measured."""
    for name, changes in (("a", {"claims": numbered(1)}), ("b", {"scored": False})):
        run = load(write_month(tmp_path / name, Month(**changes)))
        with pytest.raises(CompareError, match="fewer than two claims"):
            from_run(Request(difference=0.1), run)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request(difference=0.8), "cannot rise"),
        (Request(difference=0.0004), "no audit of up to"),
    ],
)
def test_impossible_plans_are_refused(request_, said):
    """The message says what to change."""
    with pytest.raises(CompareError, match=said):
        plan_size(request_)


def test_repeats_cannot_be_less_alike_than_claims():
    """Answers to one prompt are also about one claim."""
    with pytest.raises(CompareError, match="cannot be less alike"):
        likeness_of(0.4, 0.2)
    assert likeness_of(0.2, None) == Likeness(claim=0.2, prompt=ASSUMED_REPEAT - 0.2)


def test_claims_hard_for_both_models_need_fewer():
    """What two models have in common is not in their difference."""
    apart, alike = (
        plan_size(Request(difference=0.1, likeness=likeness_of(0.3, None, overlap)))["claims"]
        for overlap in (0.0, 1.0)
    )
    assert alike < 0.6 * apart


def test_what_two_models_have_in_common_is_measured(tmp_path):
    """Of two models with the same answers but for a few, differences hardly scatter."""
    folder = write_month(
        tmp_path / "run", Month(bots={"x": Bot(), "y": Bot()}, claims=numbered(40))
    )
    run = load(folder)
    rows = [replace(r, verdict="repeat" if int(r.claim[1:]) % 3 else "debunk") for r in run.rows]
    odd = [replace(r, verdict="undecided") if r.model == "x" and i % 9 == 0 else r
           for i, r in enumerate(rows)]  # fmt: skip
    found = measure_likeness(replace(run, rows=tuple(odd)))
    assert found.likeness.total < 0.4
    other = independent(tmp_path / "other", claims=numbered(60))
    assert measure_likeness(other).likeness.total > 0.85
