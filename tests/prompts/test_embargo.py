"""Commitments: a claim kept as a hash can be published later and is verifiably the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import Claim, ClaimStatus, EmbargoError, Kind, Persona, Text, load_library
from prompts.embargo import commit, new_salt, verify

CLAIM = Claim(
    id="xx-secret",
    kind=Kind.FALSEHOOD,
    status=ClaimStatus.ACTIVE,
    since="1.0",
    texts={"en": Text(statement="A.", truth="B.", prompts=dict.fromkeys(Persona, ("C?",)))},
)
SALTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=16, max_size=40)


@given(SALTS)
def test_the_published_claim_fits_its_commitment(salt):
    """Publishing changes the stage of life, the version and the file, not the claim."""
    published = replace(CLAIM, status=ClaimStatus.RETIRED, since="1.4", path="x.yaml", notes="n")
    assert verify(commit(CLAIM, salt), published, salt)


@given(SALTS, st.sampled_from(["topics", "countries", "networks"]))
def test_a_changed_claim_does_not_fit(salt, key):
    """Whoever changes the claim after the fact is found out."""
    assert not verify(commit(CLAIM, salt), replace(CLAIM, **{key: ("other",)}), salt)


@given(SALTS, SALTS)
def test_every_salt_gives_another_commitment(one, other):
    """Without the salt nobody can try out likely claims."""
    assert (commit(CLAIM, one) == commit(CLAIM, other)) == (one == other)


def test_a_commitment_can_be_computed_without_dosimeter():
    """The recipe in the docstring is all it takes; this value must never change."""
    assert commit(CLAIM, "0123456789abcdef") == (
        "sha256:56bf7883962218fd4c94a80192ea562440b033895aa9a674fd1561947912686e"
    )


def test_a_salt_that_can_be_guessed_is_refused():
    """Fewer than sixteen characters are no secret; `new_salt` gives enough."""
    with pytest.raises(EmbargoError, match="at least 16"):
        commit(CLAIM, "short")
    assert new_salt() != new_salt()
    assert verify(commit(CLAIM, salt := new_salt()), CLAIM, salt)


def test_what_is_no_commitment_is_refused():
    """A broken hash must not read as "the claim was changed"."""
    with pytest.raises(EmbargoError, match="is no commitment"):
        verify("sha256:abc", CLAIM, new_salt())


def test_a_claim_without_texts_has_nothing_to_commit_to():
    """An embargoed claim cannot be committed to a second time."""
    with pytest.raises(EmbargoError, match="nothing to commit"):
        commit(replace(CLAIM, texts={}), new_salt())


def test_a_claim_can_be_embargoed_and_published_through_files(put, claim_data):
    """First the hash alone, later the claim with its salt: what was read verifies."""
    claim = load_library(put(claim_data)).claim("xx-lighthouse-sold")
    salt = new_salt()
    head = {key: claim_data[key] for key in ("id", "kind", "since")}
    secret = {**head, "status": "embargoed", "commitment": commit(claim, salt)}
    commitment = load_library(put(secret)).claim("xx-lighthouse-sold").commitment
    published = {**claim_data, "status": "active", "commitment": commitment, "salt": salt}
    again = load_library(put(published)).claim("xx-lighthouse-sold")
    assert verify(again.commitment, again, again.salt)
