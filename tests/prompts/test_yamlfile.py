"""YAML that people write: text stays text, lines are known, nothing raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.yamlfile import MAX_BYTES, Document, read_yaml

# JSON is YAML, as long as no character counts as a line break in YAML only.
TEXT = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"], exclude_characters="\ufeff"
    )
)
VALUES = st.recursive(
    TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_was_written_is_what_is_read(values):
    """Any nesting of mappings, lists and texts comes back as it was."""
    raw = json.dumps(values, ensure_ascii=False).encode()
    document = read_yaml(raw, "f.yaml")
    assert (document.data, document.problems) == (values, ())


@given(st.binary(max_size=200) | TEXT.map(str.encode))
def test_no_bytes_make_the_reader_raise(raw):
    """Whatever lies in a file, the answer is a document, with problems if there is no data."""
    document = read_yaml(raw, "f.yaml")
    assert isinstance(document, Document)
    assert document.data is not None or document.problems


@pytest.mark.parametrize("scalar", ["no", "on", "2025-02-20", "1.0", "null", "~", "true", "0o7"])
def test_every_scalar_stays_text(scalar):
    """Norway stays `no`, a day stays a day, a version keeps its zero."""
    assert read_yaml(f"a: {scalar}".encode(), "f").data == {"a": scalar}


def test_a_duplicate_key_is_refused_with_both_lines():
    """The second key is the problem, the first is named."""
    (problem,) = read_yaml(b"a: 1\nb: 2\n\na: 3\n", "f.yaml").problems
    assert str(problem) == "f.yaml:4: a: given twice, first on line 1; keep one of them"


def test_duplicates_deep_inside_are_found():
    """A mapping inside a list is checked like the outermost."""
    (problem,) = read_yaml(b"a:\n  - b: 1\n    b: 2\n", "f.yaml").problems
    assert (problem.line, problem.key) == (3, "a.0.b")


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"", 1, "empty"),
        (b"# nothing\n", 1, "empty"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        (b"a: 1\nb: '\x1b[2J'\n", 2, "U+001B"),
        (b"a: 1\n\tb: 2\n", 2, "not YAML"),
        (b"a: [1\nb: 2\n", 2, "not YAML"),
        (b"a: 1\n---\nb: 2\n", 2, "second document"),
        (b"a: &x 1\nb: *x\n", 2, "alias"),
        (b"a: 1\nb: !!python/object:os.system {}\n", 2, "tag"),
        (b"[" * 5000, 1, "nested deeper"),
        (b"a: &a [*a]\n", 1, "alias"),
        (b"? [a]\n: b\n", 1, "key must be plain text"),
        (b"x" * (MAX_BYTES + 1), 1, "bytes"),
    ],
)
def test_each_malformed_file_is_one_problem_at_its_line(raw, line, message):
    """No crash, no recursion, no guess: one line that says where and what."""
    (problem,) = read_yaml(raw, "f.yaml").problems
    assert problem.line == line
    assert message in problem.message


def test_the_line_of_every_value_is_known():
    """A key's line is where the key stands; what is not there has the line of what is around."""
    document = read_yaml(b"a: 1\nb:\n  c:\n    - x\n    - y\n", "f.yaml")
    paths = [("a",), ("b", "c"), ("b", "c", 1), ("b", "missing"), ("nowhere",)]
    assert [document.line(path) for path in paths] == [1, 3, 5, 2, 1]


def test_a_byte_order_mark_is_no_content():
    """Files saved by Windows editors read the same."""
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "f").data == {"a": "1"}
