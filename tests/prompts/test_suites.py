"""Suites: lists, filters and the monthly rotation."""

import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import (
    Claim,
    ClaimStatus,
    Filter,
    Kind,
    Library,
    Persona,
    Rotation,
    Suite,
    SuiteError,
    UnknownName,
    resolve,
)
from prompts.suites import draw

IDS = st.sets(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=40)
YEARS = st.integers(2024, 2099)
MONTHS = [f"{number:02}" for number in range(1, 13)]


def claim(claim_id, **fields):
    fields = {"kind": Kind.FALSEHOOD, "status": ClaimStatus.ACTIVE, "since": "1.0"} | fields
    return Claim(id=claim_id, **fields)


def library(*claims):
    return Library(version="1.0", claims={c.id: c for c in claims}, suites={})


def suite(**fields):
    return Suite(
        name="s", title="S", about="", personas=tuple(Persona), languages=("en",), **fields
    )


@given(IDS, st.integers(1, 12), YEARS)
def test_in_a_year_claims_come_up_equally_often(ids, count, year):
    """Any two claims differ by at most one month in a calendar year."""
    drawn = Counter(i for m in MONTHS for i in draw(ids, count=count, month=f"{year}-{m}"))
    assert max(drawn[i] for i in ids) - min(drawn[i] for i in ids) <= 1


@given(IDS, st.integers(1, 12), YEARS, st.sampled_from(MONTHS))
def test_a_month_draws_its_count_without_repeats(ids, count, year, month):
    """As many different claims as asked for, or all there are, in whatever order ids come."""
    drawn = draw(sorted(ids), count=count, month=f"{year}-{month}")
    assert len(drawn) == len(set(drawn)) == min(count, len(ids))
    assert drawn == draw(sorted(ids, reverse=True), count=count, month=f"{year}-{month}")


@given(IDS, st.integers(1, 12), YEARS, st.integers(1, 12))
def test_a_new_claim_moves_as_few_others_as_promised(ids, count, year, number):
    """At most as many as the order has been gone through by the end of that month."""
    month = f"{year}-{number:02}"
    before = set(draw(ids, count=count, month=month))
    after = set(draw(ids | {"a-new-one"}, count=count, month=month))
    assert len(before - after) <= math.ceil(number * count / len(ids))


def test_the_draw_is_the_same_on_every_machine():
    """A published month can be drawn again: these values must never change."""
    ids = [f"claim-{n}" for n in range(8)]
    assert draw(ids, count=3, month="2026-01") == ("claim-1", "claim-0", "claim-7")
    assert draw(ids, count=3, month="2026-11") == ("claim-3", "claim-4", "claim-1")


def test_years_have_orders_of_their_own():
    """Two claims that meet in one year's months part in another's."""
    ids = [f"claim-{n}" for n in range(30)]
    assert draw(ids, count=10, month="2026-01") != draw(ids, count=10, month="2027-01")


def test_anchors_stay_and_are_never_drawn_again():
    """The months share the anchors; the rest comes from the other active claims."""
    claims = [claim(f"c{n}") for n in range(9)] + [claim("old", status=ClaimStatus.RETIRED)]
    monthly = suite(anchors=("c3", "c1"), rotate=Rotation(select=Filter(), count=4))
    for month in ("2026-10", "2026-11"):
        ids = [c.id for c in resolve(monthly, library(*claims), month=month).claims]
        assert ids[:2] == ["c3", "c1"]
        assert len(set(ids)) == 6
        assert "old" not in ids


@pytest.mark.parametrize(
    "month", [None, "2026-13", "2026-1", "November", "2026-11-01", "２０２６-11"]
)
def test_a_rotation_needs_a_month(month):
    """No clock is read behind the caller's back; what is no month is refused."""
    monthly = suite(anchors=("c",), rotate=Rotation(select=Filter(), count=1))
    with pytest.raises(SuiteError, match="2026-11"):
        resolve(monthly, library(claim("c"), claim("d")), month=month)


def test_a_listed_claim_is_taken_in_order_even_when_retired():
    """Who names a claim means it; the order is the editor's."""
    old = claim("old", status=ClaimStatus.RETIRED)
    chosen = resolve(suite(claims=("old", "a")), library(claim("a"), old))
    assert [c.id for c in chosen.claims] == ["old", "a"]


def test_an_unknown_claim_in_a_suite_is_refused():
    """A suite must not shrink in silence."""
    with pytest.raises(UnknownName, match="no claim `bb`"):
        resolve(suite(claims=("bb",)), library(claim("a")))


def test_an_embargoed_claim_cannot_be_asked():
    """Named: refused. Met by a filter: passed over."""
    secret = claim("s", status=ClaimStatus.EMBARGOED)
    with pytest.raises(SuiteError, match="s is embargoed"):
        resolve(suite(claims=("s",)), library(secret))
    everything = Filter(statuses=tuple(ClaimStatus))
    chosen = resolve(suite(select=everything), library(secret, claim("a")))
    assert [c.id for c in chosen.claims] == ["a"]


def test_a_filter_takes_claims_that_have_any_value_of_every_key():
    """Keys narrow, values of one key widen; the result is sorted by id."""
    claims = [
        claim("b", countries=("JP", "CN"), networks=("prc_network",)),
        claim("a", countries=("TW",), networks=("prc_network",)),
        claim("c", countries=("JP",), networks=("domestic",)),
        claim("d", countries=("JP",), networks=("prc_network",), kind=Kind.MATCHED_CONTROL),
        claim("e", countries=("JP",), networks=("prc_network",), status=ClaimStatus.RETIRED),
    ]
    wanted = Filter(
        countries=("JP", "TW"), networks=("prc_network", "pravda"), kinds=(Kind.FALSEHOOD,)
    )
    chosen = resolve(suite(select=wanted), library(*claims))
    assert [c.id for c in chosen.claims] == ["a", "b"]


def test_a_suite_that_comes_to_nothing_is_refused():
    """An audit of no claims is a mistake."""
    with pytest.raises(SuiteError, match="comes to no claim"):
        resolve(suite(select=Filter(countries=("FR",))), library(claim("a", countries=("JP",))))


def test_a_selection_carries_how_the_claims_are_asked():
    """Personas, languages and wordings come from the suite."""
    asked = replace(suite(claims=("a",), wordings=2), personas=(Persona.MALIGN,))
    chosen = resolve(asked, library(claim("a")))
    assert (chosen.personas, chosen.languages, chosen.wordings) == ((Persona.MALIGN,), ("en",), 2)
