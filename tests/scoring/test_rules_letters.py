"""Letters exchanged one for one, and the small alphabet that automata read."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.letters import SYMBOLS, exchanged, initialled, spelt, table_of

TABLE = table_of({"é": "e", "灣": "湾"})


def test_named_letters_are_exchanged() -> None:
    """Only the letters of the table change."""
    assert exchanged("café 台灣 🙂", TABLE) == "cafe 台湾 🙂"


@given(st.text(st.characters(exclude_characters="é灣", exclude_categories=["Cs"])))
def test_other_letters_stay(text: str) -> None:
    """A text without them comes back as it was, whatever its script."""
    assert exchanged(text, TABLE) == text


@given(st.text())
def test_every_letter_is_spelt_with_as_many_symbols(text: str) -> None:
    """Positions in the spelt text divide into positions in the text."""
    assert len(spelt(text)) == SYMBOLS * len(text)


@given(st.text("ab灣台é?", max_size=12), st.text("ab灣台é?", min_size=1, max_size=2))
def test_what_is_found_spelt_is_there(text: str, cue: str) -> None:
    """A spelt cue is found in a spelt text exactly where the cue is in the text."""
    at = spelt(text).find(spelt(cue))
    assert (at // SYMBOLS if at >= 0 else -1) == text.find(cue)


@given(st.text())
def test_capitals_move_no_letter(text: str) -> None:
    """Each letter stays at its place, also where a capital would take two."""
    assert len(initialled(text.lower())) == len(text.lower())
