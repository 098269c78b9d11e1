"""What `claims new` writes can be filled in and nothing else has to be known."""

import re

import pytest

from prompts import ClaimFileError, UnknownName, load_library
from prompts.skeleton import skeleton


def test_a_skeleton_only_waits_to_be_filled(tmp_path):
    """It is read without complaint but for what is empty."""
    (tmp_path / "xx-new.yaml").write_text(skeleton("xx-new"), encoding="utf-8")
    with pytest.raises(ClaimFileError) as caught:
        load_library(tmp_path)
    assert all("is empty" in p.message or "is missing" in p.message for p in caught.value.problems)


def test_a_filled_skeleton_is_a_claim(tmp_path):
    """Every place that has to be filled is visible in it."""
    text = (
        skeleton("xx-new")
        .replace('""', "Some words")
        .replace("url: Some words", "url: https://a.b/")
    )
    text = text.replace("countries: []", "countries: [FR]").replace("topics: []", "topics: [t]")
    text = text.replace("networks: []", "networks: [domestic]")
    text = re.sub("first_seen: .*", "first_seen: 2025", text)
    (tmp_path / "xx-new.yaml").write_text(text, encoding="utf-8")
    assert load_library(tmp_path).claim("xx-new").texts.keys() == {"en", "ja"}


@pytest.mark.parametrize("bad", ["", "Ua-Ban", "a_b", "-a", "a--b", "../a", "a\n", "a" * 65])
def test_what_cannot_be_an_id_is_refused(bad):
    """Ids are file names on every system."""
    with pytest.raises(UnknownName, match="lower-case letters"):
        skeleton(bad)
