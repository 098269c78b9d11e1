"""`dosimeter check` and `seal`: one changed byte anywhere is found and named."""

import json
import shutil
import subprocess

import pytest

from tests.support.command import Dosimeter

SPEC = """\
name: trial
claims: [jp-pacific-57-days, ua-truth-social-ban]
controls: true
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A finished run of the controls, made once."""
    dosimeter = Dosimeter(folder=tmp_path_factory.mktemp("finished"))
    done = dosimeter("run", str(dosimeter.spec(SPEC)))
    assert done.returncode == 0, done.stderr
    return dosimeter.folder


@pytest.fixture
def finished(dosimeter, template):
    """A copy of the finished run, to be tampered with."""
    shutil.copytree(template, dosimeter.folder, dirs_exist_ok=True)
    return dosimeter.folder / "runs" / "trial"


def problems(dosimeter):
    done = dosimeter("check", "runs/trial", "--json")
    return json.loads(done.stdout)["problems"], done.returncode


def test_a_finished_run_holds(dosimeter, finished):
    """Nothing to complain of: exit code 0."""
    assert problems(dosimeter) == ([], 0)


@pytest.mark.parametrize(
    "name", ["transcripts.jsonl", "run.json", "scores/rules.jsonl", "scores/sources.jsonl"]
)
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_one_changed_byte_is_found_and_its_file_named(dosimeter, finished, name, where):
    """Flip one letter of any file of a run that was never sealed: the check names the file."""
    path = finished / name
    content = bytearray(path.read_bytes())
    spot = int(len(content) * where)
    while not chr(content[spot]).isalnum():
        spot += 1
    content[spot] = ord("b") if content[spot] != ord("b") else ord("c")
    path.write_bytes(bytes(content))
    done = dosimeter("check", "runs/trial")
    assert done.returncode in (2, 4)
    assert name.rsplit("/")[-1] in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: lines[:3] + lines[4:], "does not follow the line before it"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "does not follow the line before it"),
        (lambda lines: [*lines, lines[-1]], "already has a reply"),
        (lambda lines: lines[:-1], "never asked"),
    ],
)
def test_lines_taken_out_swapped_or_doubled_are_named(dosimeter, finished, change, says):
    """Whole lines removed, swapped or repeated break the chain or the plan."""
    path = finished / "transcripts.jsonl"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    found, code = problems(dosimeter)
    assert code == 4
    assert any(says in problem for problem in found)


def test_a_score_that_was_lost_is_missed(dosimeter, finished):
    """An answered trial without its score is named."""
    path = finished / "scores" / "rules.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    found, code = problems(dosimeter)
    assert code == 4
    assert any("scored 0 times by rules" in problem for problem in found)


@pytest.fixture
def key(tmp_path):
    """An auditor's key, made by openssl as the error message says."""
    path = tmp_path / "key.pem"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


def test_a_sealed_run_holds_and_tells_root_and_key(dosimeter, finished, key):
    """The check of a sealed run repeats the root hash and the public key that seal printed."""
    sealed = dosimeter("seal", "runs/trial", "--key", str(key), "--note", "first edition")
    assert sealed.returncode == 0, sealed.stderr
    checked = dosimeter("check", "runs/trial")
    assert checked.returncode == 0
    for line in sealed.stdout.splitlines():
        assert line.split()[-1] in checked.stdout


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (lambda run: (run / "scores/rules.jsonl").unlink(), "rules.jsonl: missing"),
        (lambda run: (run / "scores/extra.jsonl").write_text("{}\n"), "extra.jsonl: added"),
        (lambda run: edit(run / "manifest.json", '"root": "', '"root": "0'), "root hash"),
        (lambda run: edit(run / "manifest.json", "first", "second"), "signature does not fit"),
        (lambda run: edit(run / "transcripts.jsonl", "Pacific", "Pacifik"), "changed since"),
    ],
)
def test_what_was_changed_after_the_seal_is_named(dosimeter, finished, key, tamper, says):
    """Changed, missing, added, or a manifest edited after signing: each is said."""
    dosimeter("seal", "runs/trial", "--key", str(key), "--note", "first edition")
    tamper(finished)
    found, code = problems(dosimeter)
    assert code == 4
    assert any(says in problem for problem in found), found


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sealed_run_takes_nothing_more(dosimeter, finished):
    """Running or scoring a sealed run is refused, with what to do instead."""
    dosimeter("seal", "runs/trial")
    for words in (["run", "audit.yaml"], ["score", "runs/trial", "--again"]):
        done = dosimeter(*words)
        assert done.returncode == 2
        assert "sealed" in done.stderr


def test_a_broken_run_is_not_sealed(dosimeter, finished):
    """Only a run whose check holds can be sealed."""
    edit(finished / "transcripts.jsonl", "Pacific", "Pacifik")
    done = dosimeter("seal", "runs/trial")
    assert done.returncode == 4
    assert not (finished / "manifest.json").exists()
