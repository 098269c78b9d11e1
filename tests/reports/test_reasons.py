"""The scorer's reason, as a Japanese report gives it."""

import pytest

from reports.reasons import reason_in
from reports.words import load_words
from scoring.judge import panel
from scoring.judge.panel import Opinion
from scoring.rules.wording import REASONS
from scoring.verdict import Detail, Verdict

EN, JA = load_words("en"), load_words("ja")
VOTES = [
    Opinion(verdict=Verdict.DEBUNK, detail=Detail.REFUTED, reason=""),
    Opinion(verdict=Verdict.DEBUNK, detail=Detail.REFUTED, reason=""),
    panel.unusable("it was empty"),
]


@pytest.mark.parametrize("sentence", [*REASONS.values(), "The provider blocked the reply"])
def test_every_sentence_of_the_rules_is_translated(sentence: str) -> None:
    """Nothing of the English is left, and English stays as it was."""
    assert reason_in(EN, f"{sentence}.") == f"{sentence}."
    told = reason_in(JA, f"{sentence}.")
    assert told.endswith("。") and not any("a" <= sign <= "z" for sign in told)


def test_the_cue_stays_in_the_language_of_the_answer() -> None:
    """It is a quotation."""
    told = reason_in(JA, "The reply denies the claim (“there was (sic) no ban”).")
    assert told == "回答は主張を否定しています（「there was (sic) no ban」）。"


@pytest.mark.parametrize("who", ["votes", "judges"])
def test_the_count_of_a_panel_is_translated(who: str) -> None:
    """With the word for the verdict."""
    told = reason_in(JA, panel.decide(VOTES, who=who).reason)
    assert "3" in told and "2" in told and "主張を否定する" in told
    assert who not in told


@pytest.mark.parametrize("who", ["votes", "judges"])
def test_a_split_is_translated_and_says_why(who: str) -> None:
    """Why a vote could not be read stays as it was written."""
    told = reason_in(JA, panel.decide([VOTES[0], VOTES[2]], who=who).reason)
    assert "主張を否定する 1" in told and "判定不能 1" in told and told.endswith("it was empty")
    assert "majority" not in told


@pytest.mark.parametrize("text", ["", "ours said so.", "3 of 4 votes say", "A.\nB (“x”)."])
def test_the_reason_of_a_strange_scorer_stays(text: str) -> None:
    """Rather English than nothing."""
    assert reason_in(JA, text) == text
