"""Which rules of a spec raise an alert, and which do not."""

import pytest

from reports.alerts import alert_text, check_rules, evaluate
from reports.compare_words import load_compare_words
from reports.errors import AlertError
from reports.load import load
from tests.support.months import Bot, Month, numbered, write_month

RISE = {"repeat_rate": {"rise": "significant"}}


@pytest.fixture
def month(tmp_path):
    """Write and load a run: `month(bots=...)`, each in a month of its own."""
    count = iter(range(1, 13))

    def make(**plan):
        i = next(count)
        plan = {"month": f"2026-{i:02d}"} | plan
        return load(write_month(tmp_path / str(i), Month(**plan)))

    return make


def of(alerts):
    return [(a.rule, a.condition, a.model) for a in alerts]


def test_a_significant_rise_is_an_alert(month):
    """From 20 to 60 per cent on shared prompts."""
    before = month(bots={"m": Bot(repeat=0.2)})
    (alert,) = evaluate(RISE, month(bots={"m": Bot(repeat=0.6)}), before)
    assert (alert.rule, alert.model, alert.change.says) == ("repeat_rate", "m", "higher")


@pytest.mark.parametrize("rate", [0.2, 0.24, 0.05])
def test_a_rise_that_is_not_significant_is_no_alert(month, rate):
    """Neither is a fall."""
    before = month(bots={"m": Bot(repeat=0.2)}, seed=5)
    assert evaluate(RISE, month(bots={"m": Bot(repeat=rate)}, seed=5), before) == []


def test_a_fall_is_an_alert_where_it_is_asked_for(month):
    """The same comparison, the other way."""
    rules = {"debunk_rate": {"fall": "significant"}}
    before = month(bots={"m": Bot(repeat=0.2)})
    assert of(evaluate(rules, month(bots={"m": Bot(repeat=0.6)}), before)) == [
        ("debunk_rate", "fall", "m")
    ]


def test_without_a_previous_month_nothing_rose(month):
    """The first month raises no alert of change."""
    assert evaluate(RISE, month(bots={"m": Bot(repeat=0.9)}), None) == []


def test_other_claims_make_no_rise(month):
    """A rate that is higher because other claims were asked about proves nothing."""
    before = month(bots={"m": Bot(repeat=0.1)})
    now = month(bots={"m": Bot(repeat=0.9)}, claims=numbered(20, first=40))
    assert evaluate(RISE, now, before) == []


def test_a_run_still_going_raises_no_alert_of_change(month):
    """Looking while answers come in would find a rise sooner or later."""
    before = month(bots={"m": Bot(repeat=0.1)})
    now = month(bots={"m": Bot(repeat=0.9)}, status="running")
    assert evaluate(RISE, now, before) == []


def test_any_network_citation_is_an_alert(month):
    """One is enough, and only of the chatbot that did it."""
    rules = {"network_citation": {"any": True}}
    run = month(bots={"m": Bot(cites=0.1), "n": Bot()})
    (alert,) = evaluate(rules, run)
    assert alert.model == "m" and 0 < alert.count < alert.n == 120
    assert evaluate({"network_citation": {"any": False}}, run) == []


def test_failures_above_the_bound_are_an_alert(month):
    """Of questions asked, chatbot by chatbot."""
    rules = {"failed": {"above": 0.05}}
    run = month(bots={"m": Bot(failed=0.2), "n": Bot(failed=0.0)})
    assert of(evaluate(rules, run)) == [("failed", "above", "m")]


def test_controls_raise_no_alert(month):
    """The repeater cites the network because it is built to."""
    bots = {"m": Bot(), "control/repeater": Bot(repeat=1.0, cites=1.0, control="repeater")}
    rules = {"network_citation": {"any": True}, "repeat_rate": {"above": 0.9}}
    assert evaluate(rules, month(bots=bots)) == []
    del bots["m"]
    assert evaluate(rules, month(bots=bots)) == []


def test_the_correction_is_for_all_chatbots_compared(month):
    """With ten steady chatbots beside it, a borderline rise is no alert any more."""
    steady = {f"s{i}": Bot(repeat=0.3) for i in range(10)}
    bots = [{"m": Bot(repeat=0.2)}, {"m": Bot(repeat=0.36)}]
    alone = evaluate(RISE, *(month(bots=b, seed=2) for b in bots[::-1]))
    beside = evaluate(RISE, *(month(bots=b | steady, seed=2) for b in bots[::-1]))
    assert [a.model for a in alone] == ["m"]
    assert "m" not in [a.model for a in beside]


def test_doubts_are_said_with_the_alert(month):
    """A scorer that changed and a run that is not complete weaken it."""
    before = month(bots={"m": Bot(repeat=0.1)})
    now = month(bots={"m": Bot(repeat=0.7)}, version="2", status="incomplete", asked=0.9)
    (alert,) = evaluate(RISE, now, before)
    assert alert.doubts == ("scorer_changed", "incomplete")
    assert "may be its own" in alert_text(load_compare_words("en"), alert)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_alert_is_a_sentence(month, language):
    """In both languages, with nothing left to fill in."""
    before = month(bots={"m\x1b": Bot(repeat=0.1)})
    now = month(bots={"m\x1b": Bot(repeat=0.7, cites=0.5, failed=0.2)})
    rules = {
        "repeat_rate": {"rise": "significant", "above": 0.5},
        "debunk_rate": {"fall": "significant"},
        "network_citation": {"any": True},
        "failed": {"above": 0.1},
    }
    alerts = evaluate(rules, now, before)
    texts = [alert_text(load_compare_words(language), a) for a in alerts]
    assert len(texts) == 5
    assert not any("{" in text or "\x1b" in text for text in texts)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"repeats": {"any": True}}, "no rule is called `repeats`"),
        ({"repeat_rate": {}}, "give a condition"),
        ({"repeat_rate": {"rise": 0.1}}, "the only value is `significant`"),
        ({"failed": {"rise": "significant"}}, "use `above`"),
        ({"failed": {"above": 5}}, "share from 0 to 1"),
        ({"failed": {"above": True}}, "share from 0 to 1"),
        ({"network_citation": {"any": "yes"}}, "true or false"),
        ({"network_citation": {"some": True}}, "unknown; known: rise"),
    ],
)
def test_rules_that_cannot_be_are_refused(rules, said):
    """With the name of what is wrong and what would be right."""
    with pytest.raises(AlertError, match=said):
        check_rules(rules)
