"""JSON Lines as killed writers leave them."""

from pathlib import Path

import pytest

from scoring.lines import LineError, read_jsonl, read_jsonl_at, read_line_at


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.jsonl"
    path.write_bytes(text.encode())
    return path


def test_whole_lines_come_with_their_numbers(tmp_path: Path) -> None:
    """Blank lines are skipped but still counted."""
    path = write(tmp_path, '{"a":1}\n\n{"a":"日本"}\n')
    assert list(read_jsonl(path)) == [(1, {"a": 1}), (3, {"a": "日本"})]


def test_a_torn_last_line_is_skipped_and_told(tmp_path: Path) -> None:
    """Half a last line is what kill -9 leaves; what came before it stays readable."""
    torn: list[int] = []
    path = write(tmp_path, '{"a":1}\n{"a":2,"b":"uns')
    assert list(read_jsonl(path, torn.append)) == [(1, {"a": 1})]
    assert torn == [2]


def test_a_last_line_without_its_newline_counts_if_it_is_whole(tmp_path: Path) -> None:
    """A file written by hand often lacks the last newline."""
    torn: list[int] = []
    assert list(read_jsonl(write(tmp_path, '{"a":1}'), torn.append)) == [(1, {"a": 1})]
    assert torn == []


@pytest.mark.parametrize("bad", ['{"a":', "[1]", '"text"', "\x00", '{"a":1}{"a":2}'])
def test_a_broken_middle_line_names_file_and_line(tmp_path: Path, bad: str) -> None:
    """Damage in the middle is never passed over."""
    path = write(tmp_path, '{"a":1}\n' + bad + '\n{"a":3}\n')
    with pytest.raises(LineError, match=r"x\.jsonl:2: "):
        list(read_jsonl(path))


def test_a_complete_but_broken_last_line_is_damage_too(tmp_path: Path) -> None:
    """A newline was written after it, so no writer was killed there."""
    with pytest.raises(LineError, match=r"x\.jsonl:2"):
        list(read_jsonl(write(tmp_path, '{"a":1}\n{"a":\n')))


def test_a_line_can_be_read_again_by_its_offset(tmp_path: Path) -> None:
    """Offsets are bytes, not characters."""
    path = write(tmp_path, '{"a":"日本"}\n{"a":2}\n')
    rows = list(read_jsonl_at(path))
    assert [read_line_at(path, offset) for _, offset, _ in rows] == [{"a": "日本"}, {"a": 2}]


def test_an_offset_between_lines_is_refused(tmp_path: Path) -> None:
    """A file that changed under the reader must not give half an answer."""
    with pytest.raises(LineError, match="byte 3"):
        read_line_at(write(tmp_path, '{"a":1}\n'), 3)
