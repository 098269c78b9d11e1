"""Agreement between verdicts and people's labels, against known values and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from scoring.agreement import agreement, gain, wilson
from scoring.labelled import LABELS

PAIRS = st.lists(
    st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=60
)


def measured(pairs):
    labels, verdicts = zip(*pairs, strict=True)
    claims = [f"c{i // 3}" for i in range(len(pairs))]
    return agreement(labels, verdicts, ["en"] * len(pairs), claims)


def test_perfect_agreement_is_one_everywhere():
    """The same verdicts as labels give accuracy, F1 and kappa of 1."""
    result = measured([(label, label) for label in LABELS * 4])
    assert (result["accuracy"], result["macro_f1"], result["kappa"]) == (1.0, 1.0, 1.0)


def test_undecided_is_never_right_but_costs_no_precision():
    """An abstention lowers recall and leaves precision as it was."""
    pairs = [("repeat", "repeat"), ("repeat", "undecided"), ("debunk", "debunk")]
    labels, verdicts = zip(*pairs, strict=True)
    result = agreement(labels, verdicts, ["en"] * 3, ["a", "b", "c"])
    assert result["per_class"]["repeat"]["precision"] == 1.0
    assert result["per_class"]["repeat"]["recall"] == 0.5
    assert result["decided"] == pytest.approx(2 / 3)
    assert result["confusion"]["repeat"]["undecided"] == 1


def test_a_class_without_labels_or_verdicts_is_left_out_of_macro_f1():
    """Macro F1 is over the classes that occur; the absent one has no F1 at all."""
    result = measured([("repeat", "repeat"), ("debunk", "debunk")])
    assert result["macro_f1"] == 1.0
    assert result["per_class"]["non_response"]["f1"] is None


@given(pairs=PAIRS)
def test_kappa_is_that_of_statsmodels(pairs):
    """Cohen's kappa agrees with statsmodels on any table where it is defined."""
    table = np.zeros((3, 3))
    for label, verdict in pairs:
        table[LABELS.index(label), LABELS.index(verdict)] += 1
    ours = measured(pairs)["kappa"]
    chance = table.sum(0) @ table.sum(1) / table.sum() ** 2
    if chance >= 1:
        assert ours is None
    else:
        assert ours == pytest.approx(cohens_kappa(table, return_results=False))


@given(n=st.integers(1, 400), share=st.floats(0, 1))
def test_wilson_is_that_of_statsmodels(n, share):
    """Our Wilson interval is statsmodels' to six digits."""
    count = round(n * share)
    low, high = proportion_confint(count, n, method="wilson")
    assert wilson(count, n) == pytest.approx([max(0, low), min(1, high)], abs=1e-6)


def test_the_same_rows_give_the_same_intervals():
    """Bootstraps are seeded: two calls agree to the last digit."""
    pairs = [("repeat", "repeat"), ("debunk", "repeat"), ("non_response", "non_response")] * 5
    assert measured(pairs) == measured(pairs)


def test_one_claim_alone_has_no_interval():
    """What was measured on a single claim says nothing of how claims differ."""
    result = agreement(["repeat", "debunk"], ["repeat"] * 2, ["en"] * 2, ["a", "a"])
    assert (result["accuracy"], result["accuracy_interval"]) == (0.5, None)


@given(PAIRS, st.lists(st.sampled_from(LABELS), min_size=60, max_size=60))
def test_a_gain_is_the_difference_of_the_two_agreements(pairs, other):
    """And turns its sign when the two scorers change places."""
    labels, one = zip(*pairs, strict=True)
    two, claims = other[: len(pairs)], [f"c{i // 3}" for i in range(len(pairs))]
    found, back = gain(labels, one, two, claims), gain(labels, two, one, claims)
    before, after = measured(pairs), measured(list(zip(labels, two, strict=True)))
    for name in ("accuracy", "macro_f1"):
        assert found[name] == pytest.approx(after[name] - before[name])
        assert found[name] == pytest.approx(-back[name])
        low, high = found[f"{name}_interval"] or (found[name], found[name])
        assert low <= high


def test_a_paired_gain_is_told_more_sharply_than_two_intervals_apart():
    """Two scorers that err on the same claims, one of them once more: no doubt who is better."""
    labels = ["repeat"] * 40
    claims = [str(i // 2) for i in range(40)]
    wrong = ["repeat" if int(claim) % 2 else "debunk" for claim in claims]
    better = [
        label if i % 2 else said for i, (label, said) in enumerate(zip(labels, wrong, strict=True))
    ]
    found = gain(labels, wrong, better, claims)
    assert found["accuracy"] == pytest.approx(0.25)
    assert found["accuracy_interval"][0] > 0
    apart = [agreement(labels, said, ["en"] * 40, claims) for said in (wrong, better)]
    assert apart[0]["accuracy_interval"][1] > apart[1]["accuracy_interval"][0]


def test_languages_are_measured_apart():
    """A scorer that is right in one language and wrong in another shows both."""
    labels = ["repeat", "debunk"] * 4
    verdicts = ["repeat", "debunk", "debunk", "repeat"] * 2
    languages = ["en", "en", "ja", "ja"] * 2
    result = agreement(labels, verdicts, languages, [str(i) for i in range(8)])
    assert result["per_language"]["en"]["accuracy"] == 1.0
    assert result["per_language"]["ja"]["accuracy"] == 0.0
