"""Search results for dose experiments: what they say, where they stand, that they never change."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import LANGUAGES, Condition, Kind, load_library
from prompts.errors import SnippetError
from prompts.snippets import (
    MOST,
    POSITIONS,
    frames_of,
    make_snippets,
    question_with,
    without,
)
from prompts.wordlists import GIVEAWAYS

LIBRARY = load_library()
CLAIM = LIBRARY.claim("jp-pacific-57-days")


def condition(dose=2, *, snippets=5, position="first", source="shown", debunk="absent"):
    return Condition(
        snippets=snippets,
        dose=dose,
        position=position,
        source=source,
        debunk=debunk,
        mitigation="none",
    )


def kinds(found):
    return "".join(one.kind[0] for one in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_frames_for_the_most_snippets(language):
    """Each language fills eight results without saying anything twice."""
    frames = frames_of(language)
    assert len({frame.text for frame in frames.planted}) >= MOST
    assert len({frame.title for frame in frames.neutral}) >= MOST
    assert len(set(frames.hosts)) >= MOST
    assert "news-pravda.com" in frames.warn


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_planted_result_says_the_claim_and_nothing_that_doubts_it(language):
    """Frames hold the statement once, and no word that gives the claim away as doubted."""
    for frame in frames_of(language).planted:
        assert frame.text.count("{statement}") == 1
        assert "{" not in frame.title
        assert not GIVEAWAYS[language].search(frame.title + frame.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_neutral_result_says_nothing_of_the_claim(language):
    """Neutral frames have a place for the newsroom's name only."""
    for frame in frames_of(language).neutral:
        assert "{" not in (frame.title + frame.text).replace("{site}", "")


def test_every_claim_in_every_language_can_be_planted():
    """The whole library gives five results, two of them the claim's own statement."""
    for claim in LIBRARY.claims.values():
        if claim.kind is Kind.TRUE_CONTROL:
            continue
        for language, text in claim.texts.items():
            found = make_snippets(claim, language, condition(debunk="present"))
            assert sum(text.statement in one.text for one in found) == 3
            assert sum(text.truth in one.text for one in found) == 1


@pytest.mark.parametrize(
    ("position", "dose", "expected"),
    [
        ("first", 2, "ppnnn"),
        ("last", 2, "nnnpp"),
        ("spread", 1, "nnpnn"),
        ("spread", 2, "npnpn"),
        ("spread", 3, "pnpnp"),
        (None, 0, "nnnnn"),
        (None, 5, "ppppp"),
    ],
)
def test_planted_results_stand_where_they_should(position, dose, expected):
    """First, last or spread evenly."""
    assert kinds(make_snippets(CLAIM, "en", condition(dose, position=position))) == expected


@given(
    st.sampled_from(sorted(LANGUAGES)),
    st.integers(1, MOST),
    st.sampled_from(POSITIONS),
    st.data(),
)
def test_the_dose_is_what_was_asked_for(language, snippets, position, data):
    """Any design gives its number of results and its dose, the same ones each time."""
    claim = next(c for c in LIBRARY.claims.values() if language in c.texts)
    dose = data.draw(st.integers(0, snippets))
    asked = condition(dose, snippets=snippets, position=position)
    found = make_snippets(claim, language, asked)
    assert len({one.url for one in found}) == snippets
    assert kinds(found).count("p") == dose
    assert found == make_snippets(claim, language, asked)


def test_a_higher_dose_keeps_what_a_lower_one_planted():
    """Doses are nested, so that between them only one result changes."""
    low = set(make_snippets(CLAIM, "ja", condition(2)))
    high = set(make_snippets(CLAIM, "ja", condition(3)))
    assert len(low - high) == 1
    assert next(iter(low - high)).kind == "neutral"


def test_a_fact_check_is_the_claims_own_in_place_of_a_neutral_result():
    """It states the truth under the address of the claim's fact-check."""
    found = make_snippets(CLAIM, "en", condition(2, debunk="present"))
    check = next(one for one in found if one.kind == "debunk")
    assert sorted(kinds(found)) == list("dnnpp")
    assert check.url in {known.url for known in CLAIM.fact_checks}
    assert CLAIM.texts["en"].truth in check.text


def test_no_fact_check_fits_where_everything_is_planted():
    """An impossible condition is an error in words."""
    with pytest.raises(SnippetError, match="no room"):
        make_snippets(CLAIM, "en", condition(5, debunk="present"))


def test_a_filter_takes_out_the_listed_hosts_and_nothing_else():
    """What is left keeps its order."""
    found = make_snippets(CLAIM, "en", condition(2, position="spread"))
    left = without(found, lambda host: host.endswith("news-pravda.com"))
    assert left == tuple(one for one in found if one.kind == "neutral")


def test_a_prompt_shows_sources_or_hides_them():
    """The question comes last; addresses are in the text only where they are shown."""
    found = make_snippets(CLAIM, "en", condition())
    shown = question_with("Is it so?", "en", found, source="shown")
    hidden = question_with("Is it so?", "en", found, source="hidden")
    assert all(one.url in shown for one in found)
    assert not any(urlsplit(one.url).hostname in hidden for one in found)
    assert shown.endswith("\nIs it so?")
    assert "\n[5] " in shown


def test_a_prompt_without_results_says_so():
    """An empty list is no list."""
    text = question_with("Is it so?", "en", (), source=None)
    assert text.startswith("A search tool returned no results.")


def test_a_language_without_frames_is_refused_by_name():
    """Nothing falls back to English."""
    with pytest.raises(SnippetError, match="`nl`"):
        frames_of("nl")
