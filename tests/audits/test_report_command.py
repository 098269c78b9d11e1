"""The verbs `report`, `status` and `run` over what was refused, killed, altered or not scored."""

import json

import pytest
from click.testing import CliRunner

from audits.cli import dosimeter
from audits.filenames import plain_name
from audits.folder import RunFolder, read_record, write_record
from audits.known import altered_lines
from audits.store import EvidenceFile
from reports.errors import ReportsError
from tests.support.months import Bot, Month, write_month

TWO = {"low": Bot(repeat=0.1), "high": Bot(repeat=0.7)}


@pytest.fixture
def month(tmp_path):
    """Write a run: `month(bots=...)` gives its folder."""

    def make(name="2026-01", bots=TWO, **plan):
        return write_month(tmp_path / name, Month(month=name, bots=bots, **plan))

    return make


def report(folder, *options):
    words = ("report", str(folder), "--format", "md", *options)
    return CliRunner().invoke(dosimeter, words, standalone_mode=False)


def test_a_refused_edition_leaves_the_one_that_was_there(month):
    """An unknown claim is refused; the files of the earlier edition stand, and nothing beside."""
    folder = month()
    assert report(folder, "--redacted", "models").exception is None
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    refused = report(folder, "--embargo", "nosuch", "--redacted", "embargoed")
    assert isinstance(refused.exception, ReportsError)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert not list(folder.glob(".report-*"))


def test_an_edition_takes_the_place_of_the_one_before(month):
    """No file of the earlier edition lies among the new ones; what is told is where they lie."""
    folder = month()
    report(folder, "--redacted", "models")
    (folder / "report-redacted" / "old.html").write_text("old")
    done = report(folder, "--redacted", "models")
    (told,) = done.output.split()
    assert [str(p) for p in (folder / "report-redacted").iterdir()] == [told]


def test_packs_of_chatbots_with_japanese_names_have_folders_of_their_own(month):
    """Two labels without a Latin letter make two folders."""
    folder = month(bots={"質問箱 A": Bot(repeat=0.1), "相談室 A": Bot(repeat=0.7)})
    for label in ("質問箱 A", "相談室 A"):
        assert report(folder, "--for-vendor", label).exception is None
    names = sorted(path.name for path in folder.glob("report-vendor-*"))
    assert [name.split("-")[2] for name in names] == ["相談室", "質問箱"]


def test_names_of_files_differ_wherever_labels_do():
    """What was replaced, cut, or differs in case alone gets a hash; plain labels stay plain."""
    labels = ["gpt-5.2", "a b", "a/b", "a-b", "…", "!!", "GPT", "gpt", "長" * 99, "長" * 98]
    names = [plain_name(label, labels) for label in labels]
    assert names[0] == "gpt-5.2"
    assert len({name.casefold() for name in names}) == len(labels)
    assert all("/" not in name and len(name.encode()) < 120 for name in names)


QUICK = """\
name: quick
claims: [ua-truth-social-ban, jp-pacific-57-days]
languages: [en]
models:
  - model: control/debunker
"""


@pytest.fixture
def audited(dosimeter):
    """A run of control chatbots, asked but not scored."""
    done = dosimeter("run", str(dosimeter.spec(QUICK)), "--collect-only")
    assert done.returncode == 0, done.stderr
    return dosimeter


def test_altered_evidence_is_told_in_every_edition(audited):
    """One changed letter is named by file and line on stderr, and loud on the first page."""
    transcripts = audited.folder / "runs/quick/transcripts.jsonl"
    lines = transcripts.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"status":"answered"', b'"status":"blocked"')
    transcripts.write_bytes(b"".join(lines))
    for language, told in (("en", "changed after it was written"), ("ja", "書き換え")):
        done = audited("report", "runs/quick", "--language", language)
        assert "runs/quick/transcripts.jsonl:2: changed" in done.stderr
        assert "`dosimeter check runs/quick`" in done.stderr
        for name in ("index.html", "report.md"):
            page = audited.folder / "runs/quick/report" / name
            assert told in page.read_text("utf-8")


def test_whole_evidence_is_not_accused(audited):
    """A run as it was written renders without a word on stderr, also with a torn last line."""
    transcripts = audited.folder / "runs/quick/transcripts.jsonl"
    with transcripts.open("ab") as file:
        file.write(b'{"trial_id": "ha')
    assert audited("report", "runs/quick").stderr == ""


def test_evidence_without_a_chain_is_not_accused(month):
    """What other tools wrote has no hashes to break."""
    assert report(month()).stderr == ""


def test_lines_taken_out_or_put_in_or_stripped_of_their_hash_are_found(tmp_path):
    """The chain breaks where a line is gone, stands twice, or lost its seal."""
    path = tmp_path / "transcripts.jsonl"
    file = EvidenceFile(path)
    file.append_all({"trial": n} for n in range(5))
    file.close()
    lines = path.read_bytes().splitlines(keepends=True)
    bare = b'{"trial":0}\n'

    def altered(*kept):
        path.write_bytes(b"".join(kept))
        return list(altered_lines(path))

    assert altered(*lines) == []
    assert altered(lines[0], *lines[2:]) == [2]
    assert altered(*lines[1:]) == [1]
    assert altered(lines[0], lines[0], *lines[1:]) == [2]
    assert altered(bare, *lines[1:])[0] == 1
    assert altered(bare, bare) == []


def test_a_run_that_was_never_scored_says_so(audited):
    """How to score is said; nothing of a scorer called none, or of controls that are absent."""
    assert audited("report", "runs/quick").returncode == 0
    text = (audited.folder / "runs/quick/report/report.md").read_text("utf-8")
    assert "Nothing is scored yet" in text and "dosimeter score RUN" in text
    assert "scorer none" not in text and "No control chatbot" not in text
    rates = json.loads((audited.folder / "runs/quick/report/rates.json").read_bytes())
    assert rates["control_check"]["says"] == "unread"


def test_a_killed_run_is_told_as_such(audited):
    """Its record says running and nobody holds its lock: status and report name what goes on."""
    folder = RunFolder(audited.folder / "runs/quick")
    live = {"at": "12:00", "pid": 1, "says": "half way"}
    planned = read_record(folder)["planned"] + 1
    write_record(
        folder, read_record(folder) | {"status": "running", "live": live, "planned": planned}
    )
    status = audited("status", "runs/quick")
    assert "was killed; `dosimeter run audit.yaml` goes on" in status.stdout
    assert "pid" not in status.stdout
    assert json.loads(audited("status", "runs/quick", "--json").stdout)["status"] == "stopped"
    audited("report", "runs/quick")
    text = (audited.folder / "runs/quick/report/report.md").read_text("utf-8")
    assert "it was stopped, and 1 of" in text and "still going" not in text


REFUSED = """\
name: refused
claims: [ua-truth-social-ban]
languages: [en]
models:
  - model: openai/gpt-5.2
  - model: anthropic/claude-opus-4-6
"""
NO_KEYS = {"OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": ""}


def test_a_refused_run_leaves_nothing_and_names_every_missing_key(dosimeter):
    """Both variables are named, and not even `runs` is left behind."""
    done = dosimeter("run", str(dosimeter.spec(REFUSED)), **NO_KEYS)
    assert done.returncode == 2
    assert "OPENAI_API_KEY" in done.stderr and "ANTHROPIC_API_KEY" in done.stderr
    assert not (dosimeter.folder / "runs").exists()


def test_a_budget_that_cannot_be_kept_leaves_what_was_there(dosimeter):
    """A folder of the user's own stays; nothing of ours is left in it."""
    (dosimeter.folder / "runs").mkdir()
    text = REFUSED.replace("anthropic/claude-opus-4-6", "openai/priced-by-nobody")
    done = dosimeter("run", str(dosimeter.spec(text)), "--budget", "1", **NO_KEYS)
    assert "budget_usd cannot be kept" in done.stderr
    assert list((dosimeter.folder / "runs").iterdir()) == []
