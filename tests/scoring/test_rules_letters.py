"""Letters exchanged one for one."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.letters import exchanged, initialled, table_of
from scoring.rules.stems import without_accents

TABLE = table_of({"é": "e", "灣": "湾"})


def test_named_letters_are_exchanged() -> None:
    """Only the letters of the table change."""
    assert exchanged("café 台灣 🙂", TABLE) == "cafe 台湾 🙂"


@given(st.text(st.characters(exclude_characters="é灣", exclude_categories=["Cs"])))
def test_other_letters_stay(text: str) -> None:
    """A text without them comes back as it was, whatever its script."""
    assert exchanged(text, TABLE) == text


@given(st.text())
def test_capitals_move_no_letter(text: str) -> None:
    """Each letter stays at its place, also where a capital would take two."""
    assert len(initialled(text.lower())) == len(text.lower())


def test_accents_and_capitals_go_in_any_order() -> None:
    """A text whose words have their capitals can lose its accents: the letters are the same."""
    letters = [chr(code) for code in range(0xC0, 0x250)]
    low = "".join(f" {c}{c}" for c in letters if c.islower() and len(c.title()) == 1)
    assert without_accents(initialled(low)) == initialled(without_accents(low))
