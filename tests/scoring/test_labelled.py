"""Labelled files are read whole or refused with every bad line named."""

import json

import pytest

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
