"""Loading: the built-in library, a user's folder over it, single claims."""

import subprocess
import sys

import pytest

from prompts import ClaimFileError, ClaimStatus, Kind, UnknownName, load_library, select


def test_a_folder_extends_the_library(put, claim_data, suite_data):
    """Own claims and suites stand beside the built-in ones."""
    builtin, both = load_library(), load_library(put(claim_data, suite_data))
    assert both.claims.keys() - builtin.claims.keys() == {"xx-lighthouse-sold"}
    assert both.suite("coast").claims == ("xx-lighthouse-sold",)


def test_a_claim_of_the_same_id_takes_the_place_of_the_built_in_one(put, claim_data):
    """An audit desk can word a claim its own way."""
    builtin = load_library()
    claim_data["id"] = next(iter(builtin.claims))
    both = load_library(put(claim_data))
    assert both.claims.keys() == builtin.claims.keys()
    assert both.claim(claim_data["id"]).topics == ("coast",)


def test_claim_files_may_lie_in_the_folder_itself(put, claim_data, tmp_path):
    """Nobody has to make a sub-folder for one claim; other files are left alone."""
    put(claim_data)
    (tmp_path / "claims" / "README.md").write_text("Ours")
    assert "xx-lighthouse-sold" in load_library(tmp_path / "claims").claims


def test_the_version_says_that_own_claims_were_used(put, claim_data):
    """The same own claims give the same version, changed ones another."""
    plain = load_library().version
    first = load_library(put(claim_data)).version
    again = load_library(put(claim_data)).version
    claim_data["topics"] = ["sea"]
    assert first == again != load_library(put(claim_data)).version
    assert first.startswith(f"{plain}+")


def test_only_the_claims_asked_for_are_read(put, claim_data):
    """A broken file does not stop a command that needs another claim."""
    folder = put(claim_data)
    (folder / "claims" / "broken.yaml").write_text("a: [")
    library = load_library(folder, only=["xx-lighthouse-sold"])
    assert list(library.claims) == ["xx-lighthouse-sold"]


def test_an_unknown_claim_is_refused_with_what_comes_close(put, claim_data):
    """A typing error costs no search, whether one claim is read or all are."""
    folder = put(claim_data)
    with pytest.raises(UnknownName, match="did you mean `xx-lighthouse-sold`"):
        load_library(folder, only=["xx-lighthouse-sole"])
    with pytest.raises(UnknownName, match="did you mean `xx-lighthouse-sold`"):
        load_library(folder).claim("xx-lighthouse-sole")


def test_an_unknown_suite_is_refused_with_the_names_there_are(put, suite_data):
    """Suites are few, so all are named."""
    with pytest.raises(UnknownName, match=r"no suite `zzzzzz`; there are .*coast"):
        load_library(put(suite_data)).suite("zzzzzz")


@pytest.mark.parametrize("name", ["missing", "file.yaml", "empty"])
def test_a_folder_without_claims_is_refused(tmp_path, name):
    """A mistyped --claims must not run the built-in library in silence."""
    (tmp_path / "file.yaml").write_text("a: 1")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ClaimFileError, match=f"{name}: (is no folder|holds no claim)"):
        load_library(tmp_path / name)


def test_two_files_of_one_name_are_refused(put, claim_data, tmp_path):
    """`x.yml` beside `x.yaml` would silently decide which claim is asked."""
    put(claim_data)
    text = (tmp_path / "claims" / "xx-lighthouse-sold.yaml").read_text()
    (tmp_path / "claims" / "xx-lighthouse-sold.yml").write_text(text)
    with pytest.raises(ClaimFileError, match="has the same name"):
        load_library(tmp_path)


def test_claims_are_filtered_by_network_country_language_status_and_kind(put, claim_data):
    """Every filter that `claims list` has narrows the list; none lets all pass."""
    claims = [load_library(put(claim_data)).claim("xx-lighthouse-sold")]
    fits = {
        "network": ("unattributed", "pravda"),
        "country": ("fr", "DE"),
        "language": ("ja", "ro"),
        "status": (ClaimStatus.ACTIVE, ClaimStatus.RETIRED),
        "kind": (Kind.FALSEHOOD, Kind.TRUE_CONTROL),
    }
    for key, (yes, no) in fits.items():
        assert len(select(claims, **{key: yes})) == 1, key
        assert select(claims, **{key: no}) == (), key
    assert len(select(claims)) == 1


def test_importing_the_package_loads_neither_pydantic_nor_yaml():
    """`dosimeter --help` answers at once because the parsers come with the first file only."""
    code = "import sys, prompts; print([m for m in ('pydantic', 'yaml') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
