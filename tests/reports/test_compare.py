"""What `dosimeter compare` compares, what it says, and what it warns of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.compare import compare
from reports.compare_json import document
from reports.compare_page import write_compare_page
from reports.compare_sides import sort_arguments
from reports.compare_words import (
    gathered,
    load_compare_words,
    number,
    p_text,
    sentence,
    warning_texts,
)
from reports.errors import CompareError
from reports.load import Run, load
from tests.support.months import Bot, Month, numbered, write_month

KEYS = [
    "a", "b", "scope", "rate", "shared_trials", "shared_claims", "rate_a", "rate_b", "difference",
    "low", "high", "p", "p_adjusted", "says", "smallest_detectable",
]  # fmt: skip
FIGURES = ("rate_a", "rate_b", "difference", "low", "high", "p", "p_adjusted")


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Run]:
    """Write a month and load it: `made(bots={"x": Bot()}, claims=numbered(5))`."""
    count = iter(range(100))

    def make(**changes: Any) -> Run:
        return load(write_month(tmp_path / f"run{next(count)}", Month(**changes)))

    return make


def codes(comparison) -> set[str]:
    return {w.code for w in comparison.warnings}


def two(low=0.1, high=0.6, **more):
    return {"low": Bot(repeat=low, **more), "high": Bot(repeat=high, **more)}


def test_one_run_compares_its_models(made):
    """Every pair of products, paired on all prompts, and the clear difference is seen."""
    found = compare([made(bots=two())])
    (one,) = document(found)["comparisons"]
    assert list(one) == KEYS
    assert (one["a"], one["b"], one["scope"], one["rate"]) == ("low", "high", {}, "repeat")
    assert (one["shared_trials"], one["shared_claims"]) == (120, 20)
    assert one["says"] == "lower" and one["p_adjusted"] < 0.001
    assert one["low"] < one["difference"] < one["high"] < 0 < one["smallest_detectable"] < 0.3


def test_equal_models_cannot_be_told_apart(made):
    """Two models with the same rate: cannot tell, with the difference that would have shown."""
    found = compare([made(bots=two(0.3, 0.3), seed=3)])
    assert found.compared[0].says == "cannot tell"
    assert "would probably have shown" in sentence(load_compare_words("en"), found.compared[0])


def test_controls_take_part_only_where_named(made):
    """A control chatbot is left out unless it is named."""
    run = made(bots=two() | {"control/repeater": Bot(repeat=1.0, control="repeater")})
    assert {c.b.name for c in compare([run]).compared} == {"high"}
    assert len(compare([run], ["low", "control/repeater"]).compared) == 1


def test_three_models_are_corrected_and_ranked(made):
    """Holm over three tests; the two alike share a letter and their places."""
    run = made(bots={"x": Bot(repeat=0.7), "y": Bot(repeat=0.2), "z": Bot(repeat=0.2)})
    found = compare([run])
    assert all(c.p_adjusted >= c.found.p for c in found.compared)
    (ranking,) = document(found)["ranking"]
    places = {p["name"]: (p["letters"], p["from"], p["to"]) for p in ranking["order"]}
    assert places == {"x": ("a", 1, 1), "y": ("b", 2, 3), "z": ("b", 2, 3)}


def test_flips_name_both_trials_and_the_turn(made):
    """Every shared prompt that one side repeats and the other refutes is listed once."""
    found = compare([made(bots=two())])
    flips = document(found)["flips"]
    assert {(f["from"], f["to"]) for f in flips} == {("debunk", "repeat"), ("repeat", "debunk")}
    gap = sum(1 if f["to"] == "repeat" else -1 for f in flips)
    assert found.compared[0].found.difference == pytest.approx(-gap / 120)


def test_two_runs_compare_each_model_with_itself(made):
    """Several runs of one model are compared run by run, in the order given."""
    runs = [made(month="2026-01", bots={"m": Bot(repeat=0.1)}),
            made(month="2026-02", bots={"m": Bot(repeat=0.6)})]  # fmt: skip
    (one,) = document(compare(runs))["comparisons"]
    assert (one["a"], one["b"]) == ("2026-01-monthly", "2026-02-monthly")
    assert (one["scope"], one["says"]) == ({"model": "m"}, "lower")


def test_two_versions_in_two_runs_are_compared_as_models(made):
    """Where no label is in two runs, models are compared across runs."""
    runs = [made(bots={"m-1": Bot(repeat=0.1)}), made(month="2026-02", bots={"m-2": Bot()})]
    (one,) = document(compare(runs))["comparisons"]
    assert (one["a"], one["b"], one["shared_trials"]) == ("m-1", "m-2", 120)


@pytest.mark.parametrize(("by", "values"), [("persona", 3), ("language", 2)])
def test_personas_and_languages_are_compared_within_each_model(made, by, values):
    """Pairs are formed over the claims, within each model."""
    found = compare([made(bots=two())], by=by)
    assert len(found.compared) == 2 * values * (values - 1) / 2
    assert {c.scope["model"] for c in found.compared} == {"low", "high"}
    assert {len(c.match.claims) for c in found.compared} == {20}


def test_search_on_is_compared_with_search_off(made):
    """Models that differ in nothing but searching."""
    bots = {
        "m +search": Bot(requested="m", settings={"search": True}),
        "m": Bot(requested="m", settings={"search": False}),
        "other": Bot(),
    }
    (one,) = compare([made(bots=bots)], by="search").compared
    assert (one.a.name, one.b.name, one.scope) == ("m +search", "m", {"model": "openai/m"})


def test_within_adds_each_persona_to_the_same_correction(made):
    """One comparison for all, one for each persona, all corrected together."""
    found = compare([made(bots=two())], within=["persona"])
    assert [c.scope.get("persona") for c in found.compared] == [
        None, "innocent", "leading", "malign",
    ]  # fmt: skip
    assert len(found.flips) == len(compare([found.compared[0].a.run]).flips)


def test_repeats_are_averaged(made):
    """Asking three times makes no more prompts, but more trials."""
    found = compare([made(bots=two(), repeats=3)]).compared[0]
    assert (sum(found.match.sizes), found.match.trials) == (120, 360)
    assert found.match.answers == (3.0, 3.0)


def test_network_citation_has_its_own_rate(made):
    """Citing is compared apart from the verdict."""
    run = made(bots={"x": Bot(cites=0.8), "y": Bot(cites=0.0)})
    assert compare([run], rate="network_citation").compared[0].says == "higher"
    assert compare([run]).compared[0].says == "cannot tell"


def test_app_and_interface_are_never_pooled(made):
    """Answers of one label through an app and an API are two sides, with a warning."""
    folder = made(bots={"m": Bot()}).folder
    app = write_month(folder.parent / "app", Month(bots={"m": Bot(surface="app", repeat=0.6)}))
    both = b"".join((f / "transcripts.jsonl").read_bytes() for f in (folder, app))
    (folder / "transcripts.jsonl").write_bytes(both.replace(b'"trial_id":"', b'"trial_id":"a', 1))
    lines = both.splitlines(keepends=True)
    half = len(lines) // 2
    renamed = [x.replace(b'"trial_id":"', b'"trial_id":"app') for x in lines[half:]]
    (folder / "transcripts.jsonl").write_bytes(b"".join(lines[:half] + renamed))
    scores = (app / "scores" / "rules.jsonl").read_bytes()
    with (folder / "scores" / "rules.jsonl").open("ab") as file:
        file.write(scores.replace(b'"trial_id":"', b'"trial_id":"app'))
    found = compare([load(folder)])
    assert [(c.a.name, c.b.name) for c in found.compared] == [("m (api)", "m (app)")]
    assert "surfaces" in codes(found)


def test_edited_claims_are_left_out(made):
    """A claim whose hash changed is not the same claim, and the warning says which."""
    runs = [made(), made(month="2026-02", claims=numbered(20) | {"c003": 2})]
    found = compare(runs)
    assert len(found.compared[0].match.claims) == 19
    assert ("claims", "c003") in next(w for w in found.warnings if w.code == "edited").values


def test_changes_between_runs_are_said(made):
    """Other claims, another served version, other settings, another scorer version."""
    runs = [
        made(),
        made(month="2026-02", version="2", claims=numbered(20, first=5),
             bots={"bot": Bot(served="bot-2", settings={"temperature": 0.5})}),
    ]  # fmt: skip
    assert codes(compare(runs)) >= {
        "claims_differ", "served_changed", "settings_changed", "scorer_versions",
    }  # fmt: skip


def test_a_failed_instrument_check_is_said(made):
    """A control chatbot that is not measured as it is casts doubt on everything."""
    run = made(bots=two() | {"control/repeater": Bot(repeat=0.5, control="repeater")})
    assert "control_misread" in codes(compare([run]))


def test_thin_pairing_is_said(made):
    """Few shared claims can only show large differences."""
    assert "thin" in codes(compare([made(bots=two(), claims=numbered(6))]))


def test_many_warnings_of_one_kind_are_gathered(made):
    """Three are written out, the rest is counted; the loud come first."""
    run = made(bots={f"m{i}": Bot() for i in range(4)}, claims=numbered(4), status="running")
    texts = gathered(load_compare_words("en"), compare([run, made(claims=numbered(4))]).warnings)
    assert texts[0][1] and "still going" in texts[0][0]
    run = made(bots={f"m{i}": Bot() for i in range(4)}, claims=numbered(4))
    thin = gathered(load_compare_words("en"), compare([run]).warnings)
    assert len(thin) == 4 and "3 more of this kind" in thin[3][0]


def test_an_incomplete_run_is_compared_and_marked(made):
    """What both sides answered is compared; the warning stands beside it."""
    runs = [made(), made(month="2026-02", status="incomplete", asked=0.6)]
    found = compare(runs)
    assert "incomplete" in codes(found)
    assert found.compared[0].match.trials == 72


TROUBLES = {
    "running": ({}, {"status": "running", "asked": 0.5}),
    "all_failed": ({}, {"bots": {"bot": Bot(failed=1.0)}}),
    "no_answers": ({}, {"scored": False}),
    "no_shared_prompts": ({}, {"claims": numbered(20, first=50)}),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_where_nothing_can_be_said_no_number_is_printed(made, trouble):
    """Each case is named, and every figure is None."""
    one, other = TROUBLES[trouble]
    found = compare([made(**one), made(month="2026-02", **other)])
    assert trouble in codes(found)
    (shown,) = document(found)["comparisons"]
    assert [shown[key] for key in FIGURES] == [None] * len(FIGURES)
    assert (shown["says"], shown["smallest_detectable"]) == ("cannot tell", None)


def test_one_shared_claim_gives_rates_but_no_test(made):
    """Rates of that claim are facts; an interval or p-value would not be."""
    found = compare([made(bots=two(0.0, 1.0), claims=numbered(1))])
    (shown,) = document(found)["comparisons"]
    assert (shown["rate_a"], shown["rate_b"]) == (0.0, 1.0)
    assert (shown["low"], shown["p"], shown["says"]) == (None, None, "cannot tell")
    assert "one_claim" in codes(found)


def test_a_run_without_transcripts_has_no_answers(made):
    """A run that never began is no crash."""
    run = made(asked=0.0)
    assert "no_answers" in codes(compare([made(month="2026-02"), run]))


@pytest.mark.parametrize(
    ("labels", "by", "said"),
    [
        ([], None, "nothing to compare among `bot`"),
        (["nobody"], None, "`nobody` is neither a run folder nor a model"),
        ([], "search", "none was asked both with and without search"),
        ([], "run", "no model is in two of these runs"),
    ],
)
def test_what_cannot_be_compared_is_refused(made, labels, by, said):
    """The message says what is wrong and names what there is."""
    with pytest.raises(CompareError, match=said):
        compare([made()], labels, by=by)


def test_arguments_are_told_apart(tmp_path):
    """A folder is a run, anything else a model; without a run there is nothing to do."""
    assert sort_arguments([str(tmp_path), "openai/x"]) == ([tmp_path], ["openai/x"])
    with pytest.raises(CompareError, match="no such run folder"):
        sort_arguments(["openai/x"])


def test_warnings_read_well_in_both_languages(made):
    """Every warning has a sentence in English and Japanese, with nothing left to fill in."""
    runs = [made(status="incomplete", asked=0.5), made(month="2026-02", version="2")]
    found = compare(runs)
    for language in ("en", "ja"):
        for text in warning_texts(load_compare_words(language), found):
            assert "{" not in text and text


def test_both_languages_have_the_same_sentences():
    """Same keys, same blanks."""
    from string import Formatter

    shapes = []
    for language in ("en", "ja"):
        own = load_compare_words(language).own
        shapes.append({
            (table, key): {field for _, field, _, _ in Formatter().parse(text) if field}
            for table, rows in own.items() for key, text in rows.items()
        })  # fmt: skip
    assert shapes[0] == shapes[1]


@given(st.floats(-1, 1))
def test_points_never_lose_their_sign_or_show_minus_zero(value):
    """A difference is written with its sign, and what rounds to nothing is 0."""
    text = number(load_compare_words("en"), value)
    assert text == "0" or text[0] == ("−" if value < 0 else "+")


def test_a_p_value_is_never_printed_as_zero():
    """Small ones are given as a bound."""
    words = load_compare_words("en")
    assert (p_text(words, 1e-9), p_text(words, 0.0123), p_text(words, None)) == (
        "below 0.001", "0.012", "none",
    )  # fmt: skip


def test_the_page_shows_both_answers_escaped(made, tmp_path):
    """Side by side under the prompt; nothing of an answer becomes markup; no id twice."""
    found = compare([made(bots=two(), claims=numbered(8))])
    path = write_compare_page(found, tmp_path / "c.html", load_compare_words("ja"))
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert page.count('<div class="pair">') == len(found.flips) > 0
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_same_runs_give_the_same_bytes(made, tmp_path):
    """Rendering twice writes the same page."""
    found = compare([made(bots=two(), claims=numbered(8))])
    words = load_compare_words("en")
    pages = [write_compare_page(found, tmp_path / n, words).read_bytes() for n in ("1", "2")]
    assert pages[0] == pages[1]
