"""Many strings found in one pass."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.searching import find_all, searcher_for

WORDS = st.lists(st.text("ab灣é🙂", min_size=1, max_size=3), unique=True)


@given(WORDS, st.text("ab灣é🙂", max_size=12))
def test_every_place_is_found(strings: list[str], text: str) -> None:
    """All places of all strings are found, in characters, whatever the script."""
    places = {
        (number, at, at + len(string))
        for number, string in enumerate(strings)
        for at in range(len(text))
        if text.startswith(string, at)
    }
    found = find_all(searcher_for(strings), text)
    assert len(found) == len(places)
    assert set(found) == places


@given(WORDS, st.text("ab灣é🙂", max_size=12))
def test_places_come_by_their_ends(strings: list[str], text: str) -> None:
    """Later ends come later; of strings that end together the longest comes first."""
    found = find_all(searcher_for(strings), text)
    assert found == sorted(found, key=lambda hit: (hit[2], hit[1]))


def test_half_a_surrogate_pair_moves_nothing() -> None:
    """A text that no encoding can write is searched all the same."""
    assert find_all(searcher_for(["no"]), "\ud83d no") == [(0, 2, 4)]
