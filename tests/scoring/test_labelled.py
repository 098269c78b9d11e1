"""Labelled files are read whole or refused with every bad line named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import rules
from scoring.labelled import LabelledError, read_labelled

ROW = {"id": "1", "language": "en", "claim": "c", "response": "r", "label": "repeat"}


def write(tmp_path, *rows):
    path = tmp_path / "labelled.jsonl"
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def test_optional_fields_reach_the_transcript(tmp_path):
    """Truth, prompt and persona are used where they are given."""
    row = ROW | {"truth": "t", "prompt": "p", "persona": "malign"}
    (one,) = read_labelled(write(tmp_path, row))
    transcript = one.transcript
    assert (transcript.claim.truth, transcript.prompt, transcript.persona) == ("t", "p", "malign")


@pytest.mark.parametrize(
    ("given", "model"), [("openai/gpt-5.2", "openai/gpt-5.2"), (" ", None), ({"a": 1}, None)]
)
def test_who_answered_is_told_where_the_file_says_so(tmp_path, given, model):
    """A name as text is taken; a file with anything else under that key is still read."""
    (one,) = read_labelled(write(tmp_path, ROW | {"model": given}))
    assert one.model == model


def test_every_bad_line_is_named(tmp_path):
    """Broken JSON, a missing key, a wrong label, a double id: each with its line."""
    missing = {key: value for key, value in ROW.items() if key != "claim"}
    path = write(tmp_path, ROW, "{", missing | {"id": "2"}, ROW | {"id": "3", "label": "yes"}, ROW)
    with pytest.raises(LabelledError) as refused:
        read_labelled(path)
    lines = str(refused.value).splitlines()
    assert [f":{n}:" in line for n, line in zip((2, 3, 4, 5), lines, strict=True)] == [True] * 4
    assert "lacks claim" in lines[1]
    assert "`yes`" in lines[2]


def test_an_empty_file_is_refused(tmp_path):
    """Nothing to measure on is said, not measured."""
    with pytest.raises(LabelledError, match="no labelled answers"):
        read_labelled(write(tmp_path))


def test_a_missing_file_is_refused(tmp_path):
    """A file that is not there is named."""
    with pytest.raises(LabelledError, match="nowhere"):
        read_labelled(tmp_path / "nowhere.jsonl")


TEXT, WORDS = "text", "lists of text"
WRONG = {
    "id": ([None, True, 1.5, "", [], {}], "text or a whole number"),
    "language": ([None, 3, "", " ", ["en"]], TEXT),
    "claim": ([None, 3, "", ["c"], {}], TEXT),
    "response": ([None, 3, ["r"], {"text": "r"}], TEXT),
    "label": (
        [None, 3, True, "", "Repeat", "a\n\u2028b", ["repeat"], {}],
        "debunk, repeat, non_response",
    ),
    "truth": ([3, ["t"]], TEXT),
    "prompt": ([3, ["p"]], TEXT),
    "persona": ([3, {}], TEXT),
    "claim_id": ([True, 1.5, ["x"], {}], TEXT),
    "markers": ([["x"], "x", 3, {"repeat": "x"}, {"debunk": [3]}, {"repeat": {}}], WORDS),
}


@pytest.mark.parametrize(
    ("key", "value", "right"),
    [(key, value, right) for key, (values, right) in WRONG.items() for value in values],
)
def test_a_wrong_value_is_named_with_what_would_be_right(tmp_path, key, value, right):
    """One line: file, line, key, value, what would do; long values are cut."""
    path = write(tmp_path, ROW, ROW | {"id": "2"} | {key: value})
    with pytest.raises(LabelledError) as refused:
        read_labelled(path)
    (said,) = str(refused.value).splitlines()
    assert said.startswith(f"{path}:2: {key}: `") and right in said
    with pytest.raises(LabelledError, match=f":1: {key}: .{{,240}}$"):
        read_labelled(write(tmp_path, ROW | {key: [9] * 9999}))


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(0, 1) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["repeat", "debunk", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*WRONG, "model", "other"]), ANY, max_size=3))
def test_a_line_is_read_and_judged_or_refused(tmp_path_factory, more):
    """Whatever stands under a key, no other error comes, here or in the scorer."""
    path = write(tmp_path_factory.mktemp("any"), ROW | more)
    try:
        (one,) = read_labelled(path)
    except LabelledError as error:
        assert str(error).startswith(f"{path}:1: ")
    else:
        assert rules.judge(one.transcript).verdict


def test_absent_and_null_are_the_same_where_a_key_may_be_left_out(tmp_path):
    """A program that writes every key, null where it knows nothing, is understood."""
    optional = ("truth", "prompt", "persona", "claim_id", "markers", "model")
    (one,) = read_labelled(write(tmp_path, ROW | dict.fromkeys(optional)))
    assert [one] == read_labelled(write(tmp_path, ROW))
    markers = {"repeat": None, "debunk": ["d"]}
    (told,) = read_labelled(write(tmp_path, ROW | {"markers": markers, "id": 7, "claim_id": 8}))
    assert (told.id, told.transcript.claim.id) == ("7", "8")
    assert told.transcript.claim.markers.debunk == ("d",)
