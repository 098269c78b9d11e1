"""Corrected rates: estimators against known truths, and which rate a report calls its headline."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.corrected import Corrected, corrections
from reports.corrected_edges import surprise
from reports.correction import Reading, bounds, doubtful, from_sample
from reports.load import load
from reports.render import render
from reports.rogan_gladen import Errors, from_elsewhere
from reports.stats import wilson
from scoring.calibration import Calibration, read_calibration, tabulate, write_calibration
from tests.bench.sim_corrected import by_elsewhere, by_sample

JUDGE = (0.8, 0.9, 0.0)


def reading(said: list, label: list, claims: int = 10, **more: list) -> Reading:
    n = len(said)
    return Reading(
        claim=np.arange(n) % claims,
        said=np.array(said, dtype=bool),
        label=np.array([float("nan") if x is None else float(x) for x in label]),
        weight=np.array(more.get("weight", [1.0] * n)),
        sure=np.array(more.get("sure", [False] * n), dtype=bool),
    )


def test_everything_labelled_gives_what_people_said_whatever_the_reader_said() -> None:
    """A reader that is always wrong does no harm then."""
    truth = [i % 4 == 0 for i in range(100)]
    found = from_sample(reading([not x for x in truth], truth))
    assert found is not None and found.rate == pytest.approx(0.25)


def test_a_part_labelled_corrects_by_predictive_values() -> None:
    """Of 100 read as yes half are, of 100 read as no a tenth: 30 of 100 in truth."""
    said = [True] * 100 + [False] * 100
    label = ([1, 0] * 10 + [None] * 80) + ([1] + [0] * 9) * 2 + [None] * 80
    found = from_sample(reading(said, label))
    assert found is not None and found.rate == pytest.approx(0.30)
    assert found.labels == 40 and found.low < 0.30 < found.high


def test_weights_undo_an_uneven_draw() -> None:
    """Yeses drawn nine times as often as they occur among the noes do not bend the rate."""
    said = [False] * 200
    label = [1] * 9 + [0] * 9 + [None] * 182
    weight = [1.0] * 9 + [9.0] * 9 + [1.0] * 182
    found = from_sample(reading(said, label, weight=weight))
    assert found is not None and found.rate == pytest.approx(0.1)


def test_a_block_is_certain_and_needs_no_label() -> None:
    """Half the answers are blocks; the labelled half is all yes."""
    said = [True] * 50 + [False] * 50
    label = [1] * 30 + [None] * 70
    sure = [False] * 50 + [True] * 50
    found = from_sample(reading(said, label, sure=sure))
    assert found is not None and found.rate == pytest.approx(0.5)


@given(st.integers(0, 400), st.integers(2, 40), st.integers(1, 60), st.integers(0, 9))
def test_the_interval_holds_the_rate_and_has_a_width(n: int, claims: int, labels: int, seed: int):
    """For any answers, labels and weights; over nothing there is no estimate."""
    rng = np.random.default_rng(seed)
    said = rng.random(n) < rng.random()
    label = [float(rng.random() < 0.3) if i < labels else None for i in range(n)]
    found = from_sample(reading(list(said), label, claims, weight=list(rng.uniform(0.5, 9, n))))
    if n < 2:
        assert found is None
    elif found is not None:
        assert 0 <= found.low <= found.rate <= found.high <= 1
        assert found.high - found.low > 0.001 or min(labels, n) == n


def test_no_labels_no_estimate() -> None:
    """And none from one claim, which says nothing of others."""
    assert from_sample(reading([True, False] * 20, [None] * 40)) is None
    assert from_sample(reading([True] * 40, [1] * 40, claims=1)) is None


def test_no_error_seen_among_few_labels_still_leaves_room() -> None:
    """Twenty of 200 labelled, all as read: the interval is wider than the sample's own."""
    said = [i % 4 == 0 for i in range(200)]
    few = from_sample(reading(said, [x if i < 20 else None for i, x in enumerate(said)], 25))
    all_ = from_sample(reading(said, said, 25))
    assert few is not None and all_ is not None
    assert few.rate == all_.rate
    assert few.high - few.low > 1.2 * (all_.high - all_.low)


def test_claims_balanced_by_luck_still_leave_a_width() -> None:
    """Every claim with one yes and one no, all labelled: no claim differs from another."""
    said = [i < 20 for i in range(40)]
    found = from_sample(reading(said, said, 20))
    assert found is not None and found.high - found.low > 0.1


def test_away_from_the_edges_the_bounds_are_wilsons() -> None:
    """At 40 % of 200 both a smaller and a larger sample could have spoken against the truth."""
    assert bounds(0.4, 200, 1.96, 1.645) == wilson(0.4, 200, 1.96)


def test_where_no_sample_is_too_small_the_level_goes_to_the_other_side() -> None:
    """No yes at all in 20 would allow 16 %: a lower bound below it can err on one side only."""
    low, high = bounds(0.2, 20, 1.96, 1.645)
    assert low == wilson(0.2, 20, 1.645)[0] and high == wilson(0.2, 20, 1.96)[1]


@given(st.floats(0, 1), st.floats(0.5, 5000))
def test_one_sided_bounds_lie_within_wilsons_and_around_the_rate(rate: float, n: float) -> None:
    """Spending the level on one side never makes an interval longer, nor empty."""
    low, high = bounds(rate, n, 1.96, 1.645)
    widest = wilson(rate, n, 1.96)
    assert widest[0] - 1e-12 <= low <= rate + 1e-12
    assert rate - 1e-12 <= high <= widest[1] + 1e-12


def test_yeses_in_one_claim_tell_less_than_as_many_in_ten() -> None:
    """Twenty yeses spread over ten claims are believed; nearly all about one claim are not."""
    size = np.full(10, 30.0)
    spread, heap = np.full(10, 2.0), np.array([15.0, 3.0, 2.0] + [0.0] * 7)
    assert doubtful(spread, size - spread) < 0.01
    assert doubtful(heap, size - heap) > 0.9


@given(st.floats(0, 6), st.floats(0, 6))
def test_the_test_of_a_rate_keeps_its_level_at_any_distance_from_the_edges(
    to_zero: float, to_one: float
) -> None:
    """Of normal readings, 95 % are no surprise, wherever the rate lies between the edges."""
    z = np.linspace(-8, 8, 16001)
    weight = np.exp(-(z**2) / 2)
    found = surprise(z, np.full_like(z, to_zero), np.full_like(z, to_one)) <= 0.95
    if to_zero + to_one > 0.05:  # with nothing between the edges no reading favours any rate
        assert weight[found].sum() / weight.sum() == pytest.approx(0.95, abs=0.002)


def test_the_unified_interval_is_the_published_one() -> None:
    """Feldman and Cousins: a reading of 0 or 1 standard errors allows up to 1.96 or 2.96."""
    for reading_, bound in ((0.0, 1.96), (1.0, 2.96)):
        rates = np.array([bound - 0.01, bound + 0.01])
        found = surprise(reading_ - rates, rates, np.full(2, 50.0))
        assert found[0] < 0.95 < found[1]


@pytest.mark.parametrize("one", [by_sample, by_elsewhere])
@pytest.mark.parametrize(("claims", "rho", "rate"), [(20, 0.1, 0.3), (60, 0.3, 0.3), (12, 0, 0.1)])
def test_the_interval_covers_the_truth(
    one: Callable, claims: int, rho: float, rate: float
) -> None:
    """300 simulated audits each; the whole table is in docs/methods-correction.md."""
    rng = np.random.default_rng(11)
    found = [one(rng, claims, rho, rate, JUDGE, 150) for _ in range(300)]
    covered = np.mean([f.low <= rate <= f.high for f in found if f is not None])
    assert 0.91 <= covered <= 0.99
    assert np.mean([f.rate for f in found if f is not None]) == pytest.approx(rate, abs=0.02)


def errors(found: int, of: int, passed: int, over: int, claims: int = 20) -> Errors:
    return Errors(
        found=np.full(claims, found / claims), positives=np.full(claims, of / claims),
        passed=np.full(claims, passed / claims), negatives=np.full(claims, over / claims),
    )  # fmt: skip


def test_rogan_and_gladen_by_hand() -> None:
    """Sensitivity 0.8, specificity 0.9, 38 % read as yes: (0.38 + 0.9 - 1) / 0.7 = 40 %."""
    said = np.arange(200) % 50 < 19
    found = from_elsewhere(
        said, np.arange(200) % 20, ["en"] * 200, {"en": errors(80, 100, 90, 100)}
    )
    assert found is not None and found.rate == pytest.approx(0.4)
    assert found.low < 0.4 < found.high and found.labels == 200


def test_each_language_is_corrected_by_its_own_labels() -> None:
    """English read rightly, Japanese with half the yeses missed."""
    said = np.array(([True] * 3 + [False] * 7) * 20)
    group = ["en"] * 100 + ["ja"] * 100
    by = {"en": errors(100, 100, 100, 100), "ja": errors(50, 100, 100, 100)}
    found = from_elsewhere(said, np.arange(200) % 20, group, by)
    assert found is not None and found.rate == pytest.approx((0.3 + 0.6) / 2)
    assert from_elsewhere(said, np.arange(200) % 20, [*group[:-1], "ru"], by) is None


def test_a_reader_that_hardly_tells_yes_from_no_corrects_nothing() -> None:
    """Sensitivity 0.5 and specificity 0.6 hold no information worth dividing by."""
    said = np.arange(100) % 2 == 0
    bad = {"en": errors(50, 100, 60, 100)}
    assert from_elsewhere(said, np.arange(100) % 20, ["en"] * 100, bad) is None


def test_a_share_of_yes_that_no_rate_explains_is_not_corrected() -> None:
    """All read as yes, by a reader known to miss a fifth: it errs otherwise here."""
    said, by = np.ones(200, dtype=bool), {"en": errors(80, 100, 90, 100)}
    assert from_elsewhere(said, np.arange(200) % 20, ["en"] * 200, by) is None


def test_an_interval_at_the_edge_keeps_a_width() -> None:
    """Some yeses fewer than false alarms alone would give: 0, with room above."""
    said, by = np.arange(200) < 14, {"en": errors(80, 100, 90, 100)}
    found = from_elsewhere(said, np.arange(200) % 20, ["en"] * 200, by)
    assert found is not None and found.rate == 0.0 and found.high > 0.03


def review(folder: Path, count: int, *, models: tuple = (), wrong: float = 0.0) -> None:
    """Two people label *count* answers of each of *models* as the scorer did, or wrongly."""
    run = load(folder)
    luck = random.Random(1)
    chosen = []
    for model in models or {r.model for r in run.rows}:
        rows = [r for r in run.rows if r.model == model and r.kind == "falsehood" and r.verdict]
        rows = [r for r in rows if r.status == "answered" and r.verdict != "undecided"]
        chosen += luck.sample(rows, min(count, len(rows)))
    lines = [
        {
            "trial_id": row.trial_id, "reviewer": who, "detail": None,
            "verdict": verdict,
        }
        for row in chosen
        for verdict in ["repeat" if luck.random() < wrong else row.verdict]
        for who in ("ann", "bo")
    ]  # fmt: skip
    (folder / "reviews.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines))


def repeat(folder: Path, **more: object) -> dict[str, Corrected]:
    found = corrections(replace(load(folder), **more), scopes=("",))
    return {one.scope["model"]: one for one in found if one.verdict == "repeat"}


def test_enough_labels_of_its_own_make_the_corrected_rate_the_headline(make_run) -> None:
    """The chatbot without any takes the others' errors, and its raw rate stays the headline."""
    folder = make_run(claims=12, repeats=2, hostile=False)
    review(folder, 40, models=("alpha-4.1", "beta-large (search)"), wrong=0.1)
    found = repeat(folder)
    assert found["alpha-4.1"].how == "sample" and found["alpha-4.1"].headline == "corrected"
    assert found["alpha-4.1"].labels == 40
    assert found["alpha-4.1"].estimate.rate > found["alpha-4.1"].raw.rate
    assert found["gamma-mini"].how == "run" and found["gamma-mini"].headline == "raw"


def test_too_few_labels_correct_nothing(make_run) -> None:
    """The raw rate stands, and the report says that it is not validated."""
    folder = make_run(hostile=False)
    review(folder, 3)
    assert {one.how for one in repeat(folder).values()} == {None}


def test_disputed_answers_do_not_count_until_they_are_settled(make_run) -> None:
    """Two people, two verdicts, no label."""
    folder = make_run(hostile=False, repeats=2)
    review(folder, 40, models=("alpha-4.1",))
    path = folder / "reviews.jsonl"
    lines = [json.loads(x) for x in path.read_text().splitlines()]
    torn = [x | {"verdict": "undecided"} if x["reviewer"] == "bo" else x for x in lines]
    path.write_text("".join(json.dumps(x) + "\n" for x in torn))
    assert repeat(folder)["alpha-4.1"].how is None
    ruling = [x | {"reviewer": "cy", "role": "adjudication"} for x in lines[::2]]
    path.write_text("".join(json.dumps(x) + "\n" for x in [*torn, *ruling]))
    assert repeat(folder)["alpha-4.1"].how == "sample"


def stored(version: str = "1", scorer: str = "rules", languages: tuple = ("en", "ja")):
    labels = ["repeat", "debunk"] * 30 * len(languages)
    said = (["repeat", "debunk"] * 25 + ["debunk", "debunk"] * 5) * len(languages)
    spoken = [x for x in languages for _ in range(60)]
    claims = [str(i % 15) for i in range(len(labels))]
    return Calibration(
        scorer=scorer, version=version, made_at="2026-11-01T00:00:00Z", source="elsewhere",
        tables=tabulate(labels, said, spoken, claims),
    )  # fmt: skip


def test_a_stored_calibration_is_used_where_nobody_labelled(make_run) -> None:
    """A sixth of the repeats is missed: corrected rates are higher, raw ones the headline."""
    found = repeat(make_run(hostile=False), calibration=stored())
    one = found["beta-large (search)"]
    assert one.how == "calibration" and one.headline == "raw"
    assert one.estimate.rate > one.raw.rate > 0


@pytest.mark.parametrize(
    "other", [stored(version="2"), stored(scorer="judge"), stored(languages=("en",))]
)
def test_a_calibration_of_something_else_is_not_used(make_run, other: Calibration) -> None:
    """Another version, another scorer, a language that it has not seen."""
    found = repeat(make_run(hostile=False), calibration=other)
    assert {one.how for one in found.values()} == {None}


def test_the_report_shows_both_and_says_which_to_quote(make_run, tmp_path: Path) -> None:
    """In the page, Markdown, JSON, in English and Japanese."""
    folder = make_run(claims=12, repeats=2)
    review(folder, 40, models=("alpha-4.1",), wrong=0.1)
    for language, says in (("en", "is the headline"), ("ja", "主な数値")):
        render(folder, tmp_path / language, ("html", "md", "json", "csv"), language)
        for name in ("index.html", "report.md"):
            assert says in (tmp_path / language / name).read_text("utf-8")
    rates = json.loads((tmp_path / "en" / "rates.json").read_text())
    alone = [c for c in rates["corrected"] if c["scope"] == {"model": "alpha-4.1"}]
    assert [c["rate"] for c in alone] == ["repeat", "debunk", "non_response"]
    assert alone[0]["headline"] == "corrected" and alone[0]["corrected"]["low"] is not None
    assert rates["method"]["validated"] is True


def test_nobody_validated_nothing_is_corrected(make_run, tmp_path: Path) -> None:
    """The words "not validated" stand where they stood; there is no table of corrections."""
    render(make_run(hostile=False), tmp_path / "r", ("html", "json"))
    page = (tmp_path / "r" / "index.html").read_text("utf-8")
    assert "Not validated" in page and 'id="corrected"' not in page
    assert json.loads((tmp_path / "r" / "rates.json").read_text())["corrected"] == []


def test_a_calibration_file_reaches_the_report(make_run, tmp_path: Path) -> None:
    """`report --calibration` names its source and its date."""
    write_calibration(tmp_path / "c.json", stored())
    assert read_calibration(tmp_path / "c.json").n == 120
    folder = make_run(hostile=False)
    render(folder, tmp_path / "r", ("md",), calibration=tmp_path / "c.json")
    text = (tmp_path / "r" / "report.md").read_text("utf-8")
    assert "stored calibration" in text and "1 November 2026" in text
