"""How the rule scorer prepares hostile text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import judge_with_certainty
from scoring.rules.language import language_of
from scoring.rules.lexicon import LANGUAGES, load
from scoring.rules.text import blank_addresses, cut, fold, prepare
from tests.scoring.rules_case import asked

TEXTS = st.text(max_size=400) | st.text(
    alphabet="No.が。！? \n[]<>{}\"'İẞ false不是", max_size=200
)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_folding_moves_no_character(text: str, language: str) -> None:
    """A position in the folded text is a position in the reply."""
    assert len(fold(text, language)) == len(text)
    assert len(prepare(text, language).folded) == len(text)


@given(TEXTS)
def test_sentences_follow_one_another(text: str) -> None:
    """Sentences are in order, do not overlap and are not empty."""
    at = 0
    for sentence in cut(text.lower() if len(text.lower()) == len(text) else ""):
        assert at <= sentence.start < sentence.end <= len(text)
        at = sentence.end


@given(TEXTS, st.sampled_from(["innocent", "leading", "malign", ""]))
def test_any_text_gets_a_verdict(text: str, persona: str) -> None:
    """No text breaks the scorer, evidence lies inside the text, certainty is a share."""
    judgement, certainty = judge_with_certainty(asked(text, persona=persona))
    assert 0.0 <= certainty <= 1.0
    assert all(0 <= s.start < s.end <= len(text) for s in judgement.evidence)


@pytest.mark.parametrize(
    "address",
    [
        "https://hoax.example/fake?x=1",
        "hxxps://fake.example/a",
        "www.fake-news.com/false",
        "fake-news.co.uk",
        "news-pravda.com/fake/",
    ],
)
def test_addresses_are_blanked(address: str) -> None:
    """Links and bare domains leave no word behind."""
    assert blank_addresses(f"see {address} now") == f"see {' ' * len(address)} now"


def test_a_sentence_end_is_not_a_decimal_or_a_date() -> None:
    """Numbers and German dates stay whole."""
    text = "er zahlte am 23. februar 4.5 millionen. dann nichts mehr."
    assert [text[s.start : s.end] for s in cut(text)] == [
        "er zahlte am 23. februar 4.5 millionen.",
        "dann nichts mehr.",
    ]


@pytest.mark.parametrize(
    ("text", "asked_in", "expected"),
    [
        ("いいえ、それは事実ではありません。", "en", "ja"),
        ("这是虚假的消息。", "ja", "zh"),
        ("Это неправда, такого не было.", "en", "ru"),
        ("Це неправда, її вигадали.", "ru", "uk"),
        ("That is not true, and there is no evidence of it in any of the reports.", "fr", "en"),
        ("Non.", "fr", "fr"),
    ],
)
def test_the_language_of_the_reply_counts(text: str, asked_in: str, expected: str) -> None:
    """A reply in another language than the prompt is read with its own cues."""
    assert language_of(text, asked_in) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_finds_its_denials(language: str) -> None:
    """Each cue file compiles and holds cues of every verdict."""
    lexicon = load(language)
    kinds = {kind for _, whole, _, _ in lexicon.literals for kind in whole}
    assert {"deny", "doubt", "refuse", "noinfo", "yes", "no", "neg", "both", "caution"} <= kinds


def test_a_cue_inside_a_word_does_not_count() -> None:
    """ "No" is not found in "know"."""
    assert load("en").hits("i know the noble truth") == []


def least_work_s(text: str) -> float:
    """Processor seconds of one judgement, the least of three."""
    judge_with_certainty(asked("warm up"))

    def once() -> float:
        start = time.process_time()
        judge_with_certainty(asked(text))
        return time.process_time() - start

    return min(once() for _ in range(3))


def test_the_work_on_a_huge_reply_is_bounded() -> None:
    """Only the beginning and the end are read: 4 MB cost far less than ten times 400 kB."""
    sentence = "Zelensky bought Highgrove. "
    assert least_work_s(sentence * 160_000) < 5 * least_work_s(sentence * 16_000)


def test_the_end_of_a_huge_reply_is_read() -> None:
    """A denial at the very end counts, and its evidence points there."""
    text = (
        "Highgrove House is in Gloucestershire. " * 9_000
        + "No, that is false: there was no sale, the story is fabricated."
    )
    judgement, _ = judge_with_certainty(asked(text))
    assert [text[s.start : s.end] for s in judgement.evidence] == [
        "No, that is false: there was no sale, the story is fabricated."
    ]


@pytest.mark.parametrize("text", ["a" * 12_000, "a." * 6_000, "[" * 12_000, "{'label'" * 1_500])
def test_repetition_costs_no_more_than_its_length(text: str) -> None:
    """Hostile repetition does not make any expression run away."""
    assert least_work_s(text) < 2.0
