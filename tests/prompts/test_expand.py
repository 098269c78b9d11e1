"""From claims to prompts: order, numbers, and what is missing."""

from hypothesis import given
from hypothesis import strategies as st

from prompts import Claim, ClaimStatus, Kind, Persona, Text, prompts_of

CODES = ["en", "ja", "ru"]
WORDING = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
TEXTS = st.builds(
    Text,
    statement=WORDING,
    truth=WORDING,
    prompts=st.fixed_dictionaries(
        {p: st.lists(WORDING, min_size=1, max_size=3).map(tuple) for p in Persona}
    ),
)


@st.composite
def claims(draw):
    """Up to five claims, each in some of the languages."""
    texts = draw(st.lists(st.dictionaries(st.sampled_from(CODES), TEXTS), max_size=5))
    head = {"kind": Kind.FALSEHOOD, "status": ClaimStatus.ACTIVE, "since": "1.0"}
    return [Claim(id=f"c{n}", texts=t, **head) for n, t in enumerate(texts)]


PERSONAS = st.permutations(list(Persona)).flatmap(
    lambda order: st.integers(1, 3).map(lambda n: order[:n])
)
LANGUAGES = st.permutations(CODES).flatmap(lambda o: st.integers(1, 3).map(lambda n: o[:n]))


@given(claims(), PERSONAS, LANGUAGES, st.integers(1, 4))
def test_every_wording_comes_once_and_in_order(library, personas, languages, wordings):
    """Claim, language, persona, wording: nested in this order, each exactly once."""
    prompts, _ = prompts_of(library, personas=personas, languages=languages, wordings=wordings)
    expected = [
        (c.id, code, persona, number, text)
        for c in library
        for code in languages
        if code in c.texts
        for persona in personas
        for number, text in enumerate(c.texts[code].prompts[persona], 1)
        if number <= wordings
    ]
    assert expected == [(p.claim_id, p.language, p.persona, p.wording, p.text) for p in prompts]


@given(claims(), LANGUAGES)
def test_a_claim_is_asked_in_a_language_or_reported_missing_there(library, languages):
    """Nothing is dropped in silence: every pair of claim and language is in one of the two."""
    prompts, missing = prompts_of(library, personas=list(Persona), languages=languages)
    asked = {(p.claim_id, p.language) for p in prompts}
    assert asked.isdisjoint(missing)
    assert asked | set(missing) == {(c.id, code) for c in library for code in languages}


def test_an_embargoed_claim_is_missing_in_every_language():
    """It has no text to be asked with."""
    claim = Claim(id="s", kind=Kind.FALSEHOOD, status=ClaimStatus.EMBARGOED, since="1.0")
    expansion = prompts_of([claim], personas=list(Persona), languages=["en", "ja"])
    assert expansion == ((), (("s", "en"), ("s", "ja")))
