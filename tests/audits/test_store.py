"""The evidence file: chained, whole or repaired, and honest about a full disk."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import StoreError
from audits.store import GENESIS, EvidenceFile, line_digest, repair, seal_line, stored_lines

ROWS = [{"trial_id": str(n), "text": "答え\n" * n} for n in range(1, 4)]


def write(path: Path, rows: list[dict], previous: str = GENESIS) -> None:
    file = EvidenceFile(path, previous=previous)
    for row in rows:
        file.append(row)
    file.close()


def test_each_row_becomes_one_line_that_names_the_line_before(tmp_path):
    """Each row becomes one line, and its `previous` is the hash of the line before."""
    write(tmp_path / "t.jsonl", ROWS)
    lines = [orjson.loads(line) for _, line in stored_lines(tmp_path / "t.jsonl")]
    assert [line["trial_id"] for line in lines] == ["1", "2", "3"]
    assert [line["previous"] for line in lines] == [GENESIS, *(x["sha256"] for x in lines[:-1])]


@given(
    row=st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53)),
    where=st.integers(0, 10_000),
    flip=st.integers(1, 255),
)
def test_one_changed_byte_anywhere_in_a_line_breaks_its_hash(row, where, flip):
    """Changing any one byte of a stored line makes its hash fail."""
    line, _ = seal_line(row, GENESIS)
    spot = where % (len(line) - 1)
    changed = bytearray(line)
    changed[spot] ^= flip
    assert len(set(line_digest(line))) == 1
    claimed, found = line_digest(bytes(changed))
    assert claimed != found


def test_a_torn_last_line_is_cut_off_kept_aside_and_told(tmp_path):
    """Half a last line is moved beside the file, and the note says so."""
    path = tmp_path / "t.jsonl"
    write(path, ROWS)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"trial_id":"4","te')
    note = repair(path)
    assert path.read_bytes() == whole
    assert (tmp_path / "t.jsonl.torn").read_bytes() == b'{"trial_id":"4","te\n'
    assert "torn" in note


def test_a_last_line_that_lost_only_its_line_end_is_kept(tmp_path):
    """A whole last line without its line end is mended, not thrown away."""
    path = tmp_path / "t.jsonl"
    write(path, ROWS)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    repair(path)
    assert path.read_bytes() == whole


def test_an_intact_file_needs_no_repair(tmp_path):
    """Repairing an intact file changes nothing and notes nothing."""
    path = tmp_path / "t.jsonl"
    write(path, ROWS)
    before = path.read_bytes()
    assert repair(path) is None
    assert path.read_bytes() == before


def test_a_full_disk_leaves_only_whole_lines_and_says_what_to_do(tmp_path):
    """A short write leaves the whole lines before it, and the error says what to do."""
    path = tmp_path / "t.jsonl"
    write(path, ROWS[:1])
    before = path.read_bytes()

    def short(fd: int, line: bytes) -> int:
        return os.write(fd, line[: len(line) // 2])

    file = EvidenceFile(path, write=short)
    with pytest.raises(StoreError, match=r"disk is full.*run the same command again"):
        file.append(ROWS[1])
    file.close()
    assert path.read_bytes() == before


def test_a_refused_write_is_a_store_error_naming_the_reason(tmp_path):
    """An operating-system error while writing comes out as a StoreError with its reason."""

    def refuse(fd: int, line: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = EvidenceFile(tmp_path / "t.jsonl", write=refuse)
    with pytest.raises(StoreError, match="No space left on device"):
        file.append(ROWS[0])
    file.close()


def test_a_real_file_size_limit_keeps_every_whole_line(tmp_path):
    """In a process whose files may not grow past 4 kB, every line before the limit is whole."""
    path = tmp_path / "t.jsonl"
    script = (
        "import resource, sys; from pathlib import Path;"
        "from audits.store import EvidenceFile; from audits.errors import StoreError;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "file = EvidenceFile(Path(sys.argv[1]));\n"
        "try:\n"
        "    while True: file.append({'text': 'x' * 100})\n"
        "except StoreError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "what was stored before is intact" in done.stdout
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) > 5
    assert all(len(set(line_digest(line))) == 1 for line in lines)
