"""What the reason of a verdict quotes from the answer."""

import pytest

from scoring.rules.wording import quoted

CUES = [
    ("The letter is a forgery, experts say.", "forger", "forgery"),
    ("Это фейковое письмо.", "фейк", "фейковое"),
    ("これは事実ではない。別の話です。", "事実ではな", "事実ではない"),
    ("この件とは関係ありません。", "とは関係", "とは関係ありません"),
    (
        "これは事実ではなかったと当局が発表し記者会見で説明を続けた。",
        "事実ではな",
        "事実ではなかったと",
    ),
    ("这是虚假信息。", "虚假", "虚假信息"),
    ("There is no evidence.", "no evidence", "no evidence"),
    ("false", "fals", "false"),
]


@pytest.mark.parametrize(("text", "cue", "told"), CUES)
def test_a_cue_is_quoted_in_whole_words(text: str, cue: str, told: str) -> None:
    """Not as the stem that the lexicon looks for; unspaced text to the end of the clause."""
    start = text.index(cue)
    assert quoted(text, start, start + len(cue)) == told


def test_a_word_without_end_is_not_quoted_whole() -> None:
    """Hostile text may be one word of a million letters."""
    text = "fals" + "e" * 1_000_000
    assert len(quoted(text, 0, 4)) < 40
