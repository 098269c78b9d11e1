"""The page and tables of a dose experiment: what they compare, say, and refuse to say."""

import json
import re
from pathlib import Path

import pytest

from audits.commands.run import perform
from audits.prepare import Options
from audits.spec import parse_spec
from reports.dose import is_dosed, read_experiment
from reports.dose_check import checks, summary_lines
from reports.dose_fit import Curve
from reports.dose_page import render_dose
from reports.dose_words import (
    findings,
    half_text,
    load_dose_words,
    where_half,
)
from reports.load import load

SPEC = b"""\
name: dosed
claims: [jp-pacific-57-days, ua-truth-social-ban, de-leipzig-ballots-no-afd,
  md-sandu-celebrity-sperm, tw-lai-mainland-id, jp-musashi-vote-machines, fr-bedbugs-sanctions]
languages: [en, ja]
models:
  - model: control/dose
    label: "<script>x</script>"
  - model: control/deaf
dose:
  doses: [0, 1, 3, 5]
  positions: [first, last]
"""
EN, JA = load_dose_words("en"), load_dose_words("ja")
DOSES = [0, 1, 3, 5]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A dose experiment with both controls, all conditions but one place."""
    out = tmp_path_factory.mktemp("dose") / "dosed"
    perform(parse_spec(SPEC, "dosed.yaml"), Options(out=out), spec="dosed.yaml", language="en")
    return load(out)


@pytest.fixture(scope="module")
def experiment(run):
    """The experiment of that run."""
    return read_experiment(run)


def curve(**values):
    return Curve(claims=20, n=400, says="rises", slope=1.0, intercept=0.0, **values)


def test_a_dose_run_is_told_from_others(run, make_run):
    """The design in run.json makes the difference."""
    assert is_dosed(run)
    assert not is_dosed(load(make_run()))


def test_the_base_is_the_plainest_condition(experiment):
    """No mitigation, no fact-check; every other arm changes one thing."""
    assert experiment.base == {"mitigation": "none", "debunk": "absent"}
    arms = [(arm.factor, arm.level) for arm in experiment.models[0].arms]
    assert arms == [
        ("base", ""),
        ("position", "first"),
        ("position", "last"),
        ("source", "shown"),
        ("source", "hidden"),
        ("debunk", "present"),
        ("debunk", "absent"),
        ("mitigation", "none"),
        ("mitigation", "warn"),
        ("mitigation", "filter"),
        ("language", "en"),
        ("language", "ja"),
    ]


def test_arms_count_what_belongs_to_them(experiment):
    """7 claims in 2 languages: idle conditions are shared, no answer is in a wrong arm."""
    arms = {(arm.factor, arm.level): arm for arm in experiment.models[0].arms}

    def sizes(factor, level, outcome="repeat"):
        points = arms[factor, level].responses[outcome].points
        return {dose: rate.n for dose, rate in points}

    assert sizes("base", "") == {0: 28, 1: 56, 3: 56, 5: 28}
    assert sizes("position", "first") == {0: 28, 1: 28, 3: 28, 5: 28}
    assert sizes("source", "shown") == {0: 14, 1: 28, 3: 28, 5: 14}
    assert sizes("debunk", "present") == {0: 28, 1: 56, 3: 56}
    assert sizes("mitigation", "filter") == {0: 28, 1: 28, 3: 28, 5: 14}
    assert sizes("base", "", "citation") == {0: 14, 1: 28, 3: 28, 5: 14}


def test_conditions_are_compared_on_the_same_questions(experiment):
    """Pairs share claim, language, dose and everything else; only doses above zero count."""
    found = {(c.factor, c.level): c for c in experiment.models[0].contrasts}
    assert found["position", "last"].questions == 7 * 2 * 2 * 2
    assert found["source", "hidden"].questions == 7 * 2 * (2 + 2 + 1)
    assert found["debunk", "present"].questions == 7 * 2 * 2 * 4
    assert found["mitigation", "warn"].questions == 7 * 2 * 10
    assert found["mitigation", "filter"].questions == 7 * 2 * 2 * 2
    assert found["mitigation", "filter"].found.difference < -0.2
    assert found["mitigation", "filter"].found.p < 0.05
    assert all(c.p_adjusted >= c.found.p for c in found.values())


def test_a_filter_leaves_no_effect_of_the_dose(experiment):
    """With planted results taken out, the control has nothing to answer by."""
    arm = next(a for a in experiment.models[0].arms if a.level == "filter")
    assert arm.responses["repeat"].curve.says == "cannot tell"


def test_the_instrument_check_knows_both_controls(experiment):
    """The one of known curve is measured as it is; the deaf one has no half-effect dose."""
    dose, deaf = checks(experiment)
    assert (dose.says, dose.known_half, dose.known_slope) == ("holds", 2.0, 1.5)
    assert (deaf.known_half, deaf.known_slope) == (None, 0.0)
    assert deaf.says == ("holds" if deaf.p >= 0.05 else "fails")


@pytest.mark.parametrize(
    ("half", "low", "high", "expected"),
    [
        (2.0, 1.5, 2.6, "2.0 of 5 (1.5 to 2.6)"),
        (2.0, -0.5, 5.6, "2.0 of 5 (under 0 to over 5)"),
        (7.0, 4.5, 11.0, "above 5, beyond the doses asked (4.5 to over 5)"),
        (7.0, 6.0, 11.0, "above 5, beyond the doses asked (over 5)"),
        (-1.0, -3.0, 0.4, "below 0: without more planted results half repeat already"),
    ],
)
def test_no_half_effect_dose_is_given_beyond_the_doses_asked(half, low, high, expected):
    """Neither the dose nor an end of its interval is extrapolated."""
    made = curve(half=half, half_low=low, half_high=high)
    assert half_text(EN, made, DOSES, 5).startswith(expected)


def test_only_a_rising_curve_has_a_half_effect_dose():
    """Where planted results make answers better, no dose of them does half."""
    made = curve(half=2.0, half_low=1.0, half_high=3.0)
    assert where_half(made, DOSES) == "within"
    falling = Curve(
        claims=9, n=90, says="falls", slope=-1.0, half=2.0, half_low=1.0, half_high=3.0
    )
    assert where_half(falling, DOSES) is None


def test_controls_make_no_findings(experiment):
    """The sentences on top are about products only; a terminal shows the controls too."""
    assert list(findings(EN, experiment)) == []
    told = list(summary_lines(EN, experiment.run))
    assert [line.split(":")[0] for line in told[1:3]] == [m.model for m in experiment.models]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_stands_alone_and_escapes_labels(run, tmp_path, language):
    """No script, nothing from outside, the hostile label as text; the same rows, same bytes."""
    written = render_dose(run, tmp_path, language)
    page = (tmp_path / "dose.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    first = {path.name: path.read_bytes() for path in written}
    render_dose(run, tmp_path, language)
    assert first == {path.name: path.read_bytes() for path in written}
    assert {"dose.html", "dose.json", "dose.csv", "dose-1.svg", "dose-2.svg"} == set(first)


def test_both_languages_have_every_sentence():
    """A key of one file is a key of the other, with the same names to fill in."""

    def keys(words):
        return {
            (table, key): sorted(re.findall(r"{(\w+)}", text))
            for table, texts in words.own.items()
            if table.startswith("dose")
            for key, text in texts.items()
        }

    assert keys(EN) == keys(JA)


def test_no_sentence_claims_what_the_design_cannot_show():
    """Nothing about training, real searches or the public is asserted; limits say so."""
    tables = [texts for table, texts in EN.own.items() if table.startswith("dose")]
    told = " ".join(text for texts in tables for text in texts.values()).lower()
    assert not re.search(r"\b(groomed|proves|was trained|has learned|caused by)\b", told)
    assert EN("dose_limit.training").startswith("Not shown")
    assert EN("dose_limit.search").startswith("Not shown")


def test_the_json_carries_the_design_and_every_curve(run, tmp_path):
    """dose.json can be read without the page."""
    render_dose(run, tmp_path, "en")
    found = json.loads(Path(tmp_path / "dose.json").read_text(encoding="utf-8"))
    assert found["design"]["doses"] == DOSES
    assert found["models"][0]["arms"][0]["outcomes"]["repeat"]["curve"]["half"] is not None
    assert [c["model"] for c in found["control_check"]] == [m["model"] for m in found["models"]]
