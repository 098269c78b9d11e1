"""`dosimeter export`: what it refuses, and what it leaves alone."""

import errno
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from audits.errors import ExportError, StoreError
from audits.exporting.export import new_folder
from audits.exporting.source import open_source
from audits.folder import RunFolder
from reports.embargo import Embargo
from scoring.judge import load_rubric
from tests.support.command import Dosimeter
from tests.support.exporting import HERE

SPEC = """\
name: small
claims: [jp-pacific-57-days, ua-truth-social-ban]
languages: [en]
controls: true
"""
CANARY = "sk-canary-5d1e77aa"
EEE = ("--format", "eee", "--relationship", "other")


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A finished run of the controls, made once."""
    dosimeter = Dosimeter(folder=tmp_path_factory.mktemp("finished"))
    done = dosimeter("run", str(dosimeter.spec(SPEC)))
    assert done.returncode == 0, done.stderr
    return dosimeter.folder


@pytest.fixture
def finished(dosimeter, template) -> Path:
    """A copy of the finished run, to be changed."""
    shutil.copytree(template, dosimeter.folder, dirs_exist_ok=True)
    return dosimeter.folder / "runs" / "small"


def change(run: Path, **values: object) -> None:
    record = json.loads((run / "run.json").read_bytes())
    (run / "run.json").write_text(json.dumps(record | values), encoding="utf-8")


def refused(done, *words: str) -> bool:
    """One line on stderr with all of *words*, exit code 2, nothing on stdout."""
    lines = done.stderr.splitlines()
    return (
        done.returncode == 2
        and len(lines) == 1
        and done.stdout == ""
        and all(word in lines[0] for word in words)
    )


@pytest.mark.parametrize("words", [("--format", "inspect"), EEE])
def test_the_run_stays_as_it_was(dosimeter, finished, words):
    """Files appear beside the run; its check holds as before."""
    before = {path: path.read_bytes() for path in finished.rglob("*") if path.is_file()}
    done = dosimeter("export", "runs/small", *words)
    assert done.returncode == 0, done.stderr
    written = [dosimeter.folder / line for line in done.stdout.splitlines()]
    assert len(written) == (4 if words[1] == "inspect" else 8)
    assert all(path.is_file() for path in written)
    assert all(path.is_relative_to(f"{finished}-{words[1]}") for path in written)
    assert {p: p.read_bytes() for p in finished.rglob("*") if p.is_file()} == before
    assert dosimeter("check", "runs/small").returncode == 0


def test_an_unknown_format_is_refused_with_those_that_exist(dosimeter, finished):
    """The message lists them."""
    assert refused(dosimeter("export", "runs/small", "--format", "csv"), "inspect", "eee")


def test_a_format_must_be_named(dosimeter, finished):
    """There is no default that somebody could mean to be the other."""
    assert refused(dosimeter("export", "runs/small"), "--format inspect or --format eee")


def test_a_run_that_still_goes_is_refused(dosimeter, finished):
    """Half a run is no evaluation: one line, and nothing is written."""
    change(finished, status="running")
    done = dosimeter("export", "runs/small", "--format", "inspect")
    assert refused(done, "still going", "runs/small")
    assert not (finished.parent / "small-inspect").exists()


def test_a_run_of_which_nothing_is_scored_is_refused(finished):
    """And the command that scores it is named."""
    for path in (finished / "scores").iterdir():
        path.unlink()
    with pytest.raises(ExportError, match="nothing is scored; `dosimeter score"):
        open_source(RunFolder(finished))


def test_a_run_without_answers_is_refused(finished):
    """Nothing was asked: there is nothing to export."""
    (finished / "transcripts.jsonl").write_bytes(b"")
    with pytest.raises(ExportError, match="nothing to export, no trial was asked"):
        open_source(RunFolder(finished))


def test_a_run_of_failures_alone_is_refused(finished):
    """There is nothing that could be scored."""
    path = finished / "transcripts.jsonl"
    failed = path.read_text("utf-8").replace('"status":"answered"', '"status":"failed"')
    path.write_text(failed, "utf-8")
    with pytest.raises(ExportError, match="nothing to export, every trial failed"):
        open_source(RunFolder(finished))


def test_a_run_that_tells_no_time_is_refused(finished):
    """Both formats want to know when it was, and nobody may make it up."""
    change(finished, started_at=None)
    path = finished / "transcripts.jsonl"
    path.write_text(path.read_text("utf-8").replace('"asked_at":"2', '"asked":"2'), "utf-8")
    with pytest.raises(ExportError, match="neither run nor answers say when it was"):
        _ = open_source(RunFolder(finished)).stamps


def test_a_run_stopped_early_says_so(dosimeter, finished):
    """What was stopped at the budget is no success in the log."""
    change(finished, status="stopped_at_budget")
    assert dosimeter("export", "runs/small", "--format", "inspect").returncode == 0
    for path in (finished.parent / "small-inspect").iterdir():
        head = json.loads(zipfile.ZipFile(path).read("header.json"))
        assert head["status"] == "cancelled"
        assert head["eval"]["metadata"]["run_status"] == "stopped_at_budget"


def test_what_is_there_already_is_not_written_over(dosimeter, finished):
    """A second export into the same folder is refused, and the first stays."""
    assert dosimeter("export", "runs/small", "--format", "inspect").returncode == 0
    before = sorted((finished.parent / "small-inspect").iterdir())
    done = dosimeter("export", "runs/small", "--format", "inspect")
    assert refused(done, "runs/small-inspect", "not empty", "--to")
    assert sorted((finished.parent / "small-inspect").iterdir()) == before


def test_an_empty_folder_may_be_filled(dosimeter, finished):
    """Somebody may have made it."""
    (dosimeter.folder / "out").mkdir()
    assert dosimeter("export", "runs/small", *EEE, "--to", "out").returncode == 0
    assert (dosimeter.folder / "out" / "data").is_dir()


@pytest.mark.parametrize("run", [".", "../small", "scores/.."])
def test_a_run_is_exported_from_within_its_folder(finished, run):
    """`.` has no name to make another of; the run has, so the logs lie beside it."""
    done = Dosimeter(folder=finished)("export", run, "--format", "inspect")
    assert done.returncode == 0, done.stderr
    assert len(list((finished.parent / "small-inspect").glob("*.eval"))) == 4


@pytest.mark.parametrize("words", [("--format", "inspect"), EEE])
def test_the_empty_folder_in_which_one_stands_may_be_filled(dosimeter, finished, words):
    """`--to .` names a folder like any other; what lies there already keeps it from being used."""
    (dosimeter.folder / "out").mkdir()
    stood_in = (dosimeter.folder / "out").stat().st_ino
    inside = Dosimeter(folder=dosimeter.folder / "out")
    done = inside("export", "../runs/small", *words, "--to", ".")
    assert done.returncode == 0, done.stderr
    assert (dosimeter.folder / "out").stat().st_ino == stood_in
    written = done.stdout.splitlines()
    assert written and all((dosimeter.folder / "out" / path).is_file() for path in written)
    assert refused(Dosimeter(folder=finished)("export", ".", *words, "--to", "."), "not empty")


def test_an_export_that_cannot_be_written_leaves_nothing_behind(dosimeter, finished):
    """The folder cannot be made: one line, exit code 1, no piece of it anywhere."""
    (dosimeter.folder / "file").write_text("x", encoding="utf-8")
    before = sorted(dosimeter.folder.rglob("*"))
    done = dosimeter("export", "runs/small", "--format", "inspect", "--to", "file/out")
    assert done.returncode == 1
    assert "file/out: cannot be written" in done.stderr
    assert sorted(dosimeter.folder.rglob("*")) == before


def test_a_full_disk_leaves_no_piece_of_an_export(tmp_path):
    """What was written by then is taken away, and the error says what it was."""
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(StoreError, match="No space left"), new_folder(tmp_path / "out") as beside:
        (beside / "half.eval").write_bytes(b"x")
        raise full
    assert list(tmp_path.iterdir()) == []


def test_one_model_can_be_chosen_and_a_wrong_name_lists_the_right_ones(finished):
    """Such as all but the controls."""
    folder = RunFolder(finished)
    assert open_source(folder, models=["control/mixed"]).labels == ("control/mixed",)
    with pytest.raises(ExportError, match=r"`control/mixd` .* it has: control/debunker"):
        open_source(folder, models=["control/mixd"])


def test_a_misspelt_claim_is_refused_for_it_would_be_published(finished):
    """`--embargo` names a claim that the run does not have."""
    with pytest.raises(ExportError, match="`ua-truth-socia` in this run, so it cannot"):
        open_source(RunFolder(finished), embargo=Embargo(named=["ua-truth-socia"]))


def test_an_embargo_holds_whether_the_run_or_the_library_says_so(finished):
    """One set since withholds; so does one marked when it was asked, whatever was published."""
    record = json.loads((finished / "run.json").read_bytes())
    names = [claim["id"] for claim in record["claims"]]
    for claim in record["claims"]:
        claim["status"] = "embargoed" if claim["id"] == names[0] else "active"
    change(finished, claims=record["claims"])
    embargo = Embargo(listed=[names[1]])
    source = open_source(RunFolder(finished), embargo=embargo)
    shown = {claim["id"] for claim in source.meta["claims"]}
    assert not shown & set(names)


def test_claims_of_ones_own_under_embargo_are_withheld_unasked(dosimeter, finished):
    """The library does not know them; the run says how they stood when they were asked."""
    record = json.loads((finished / "run.json").read_bytes())
    path = finished / "transcripts.jsonl"
    path.write_text(path.read_text("utf-8").replace("ua-truth-social-ban", "my-own"), "utf-8")
    for claim in record["claims"]:
        if claim["id"] == "ua-truth-social-ban":
            claim |= {"id": "my-own", "status": "embargoed"}
    change(finished, claims=record["claims"])
    for words, hidden in (((), True), (("--with-embargoed",), False)):
        to = f"out-{hidden}"
        done = dosimeter("export", "runs/small", *EEE, "--to", to, *words)
        assert done.returncode == 0, done.stderr
        files = (dosimeter.folder / to).rglob("*.json*")
        written = "".join(path.read_text(encoding="utf-8") for path in files)
        assert ("Truth Social" not in written) == hidden
        assert ('"my-own"' not in written) == hidden


def test_embargo_and_its_lifting_contradict_each_other(dosimeter, finished):
    """Nobody can mean both."""
    asked = ("--format", "inspect", "--embargo", "ua-truth-social-ban", "--with-embargoed")
    assert refused(dosimeter("export", "runs/small", *asked), "contradict")


def test_how_the_auditors_stand_to_the_makers_must_be_said(dosimeter, finished):
    """The schema wants it and no run tells it, so it is asked for and never assumed."""
    done = dosimeter("export", "runs/small", "--format", "eee")
    assert refused(done, "--relationship", "third_party")


def test_no_key_is_in_any_file(dosimeter, chat_server):
    """A key that the server throws back, in an error and in an answer, appears nowhere."""
    echo = {"status": 400, "body": {"error": {"message": f"bad request, key {CANARY}"}}}
    server = chat_server(script={"@": [echo, f"Your key is {CANARY}."]})
    model = f"models:\n  - model: vllm/one\n    base_url: {server.base_url}\n    key_env: MY_KEY\n"
    dosimeter("run", str(dosimeter.spec(SPEC + model)), MY_KEY=CANARY)
    for words in (("--format", "inspect"), EEE):
        assert dosimeter("export", "runs/small", *words, MY_KEY=CANARY).returncode == 0
    texts = [path.read_bytes() for path in (dosimeter.folder / "runs/small-eee").rglob("*.json*")]
    for path in (dosimeter.folder / "runs/small-inspect").iterdir():
        archive = zipfile.ZipFile(path)
        texts += [archive.read(name) for name in archive.namelist()]
    assert any(b"Your key is" in text for text in texts)
    assert not any(CANARY.encode() in text for text in texts)


def test_an_app_is_exported_as_what_it_is(dosimeter, finished):
    """Answers collected by hand have neither tokens nor a clock; none is made up."""
    prompt = json.loads((finished / "run.json").read_bytes())["prompts"][0]["text"]
    header = "prompt,app,plan,answer,collected_by,collected_at\n"
    row = f'"{prompt}",ChatGPT,free,"No, this claim is false.",A. Reader,2026-11-22\n'
    (dosimeter.folder / "sheet.csv").write_text(header + row, encoding="utf-8")
    done = dosimeter("import", "sheet.csv", "--into", "runs/small")
    assert done.returncode == 0, done.stderr
    asked = ("--model", "app:ChatGPT (free)")
    done = dosimeter("export", "runs/small", "--format", "inspect", *asked)
    assert done.returncode == 0, done.stderr
    archive = zipfile.ZipFile(dosimeter.folder / done.stdout.strip())
    head = json.loads(archive.read("header.json"))
    (name,) = (n for n in archive.namelist() if n.startswith("samples/"))
    sample = json.loads(archive.read(name))
    assert head["eval"]["model"] == "app/ChatGPT"
    assert head["eval"]["metadata"]["surface"] == sample["metadata"]["surface"] == "app"
    assert head["stats"]["model_usage"] == {} and sample["output"]["usage"] is None
    assert sample["total_time"] is None
    assert "search_offered" not in sample["metadata"]
    assert dosimeter("export", "runs/small", *EEE, *asked).returncode == 0


DOSE = """\
name: small
claims: [jp-pacific-57-days]
languages: [en]
controls: true
dose: {snippets: 2, doses: [0, 2], positions: [first], sources: [shown], debunk: [absent]}
"""


def test_a_dose_experiment_keeps_each_answer_with_its_condition_and_no_pooled_rate(dosimeter):
    """No one may quote a rate over all doses: the log has none, the schema gets nothing."""
    done = dosimeter("dose", str(dosimeter.spec(DOSE)))
    assert done.returncode == 0, done.stderr
    done = dosimeter("export", "runs/small", "--format", "inspect")
    assert done.returncode == 0, done.stderr
    for path in done.stdout.splitlines():
        archive = zipfile.ZipFile(dosimeter.folder / path)
        head = json.loads(archive.read("header.json"))
        names = [name for name in archive.namelist() if name.startswith("samples/")]
        samples = [json.loads(archive.read(name)) for name in names]
        assert all(not score.get("metrics") for score in head["results"]["scores"])
        assert {sample["metadata"]["dose"]["dose"] for sample in samples} == {0, 2}
        assert len({sample["uuid"] for sample in samples}) == len(set(names)) == len(names) > 1
    assert refused(dosimeter("export", "runs/small", *EEE), "dose experiment", "--format inspect")


def test_judges_are_named_with_what_they_were_told(dosimeter, judge_server):
    """The log lists them as graders; the record has them with the codebook they were given."""
    url = judge_server().base_url
    judges = [f"  - judge: vllm/judge-{n}\n    base_url: {url}\n" for n in (1, 2)]
    text = SPEC + "scorers:\n  - sources\n  - rules\n" + "".join(judges)
    done = dosimeter("run", str(dosimeter.spec(text)))
    assert done.returncode == 0, done.stderr
    (path,) = dosimeter(
        "export", "runs/small", "--format", "inspect", "--model", "control/mixed"
    ).stdout.splitlines()
    words = [str(HERE / "read_logs.py"), "runs/small-inspect", path]
    command = [sys.executable, "-W", "error", *words]
    read = subprocess.run(command, cwd=dosimeter.folder, capture_output=True, check=True)
    head = json.loads(read.stdout)["logs"][0]["log"]
    graders = head["eval"]["model_roles"]["grader"]
    assert [grader["model"] for grader in graders] == ["vllm/judge-1", "vllm/judge-2"]
    assert head["eval"]["headline_metric"]["scorer"] == "panel"
    assert len(head["results"]["scores"]) == 5
    done = dosimeter("export", "runs/small", *EEE, "--model", "control/mixed")
    record = json.loads((dosimeter.folder / done.stdout.splitlines()[0]).read_bytes())
    for result in record["evaluation_results"]:
        told = result["metric_config"].get("llm_scoring")
        if result["evaluation_result_id"].startswith("network_citation"):
            assert told is None
        else:
            assert len(told["judges"]) == 2
            assert told["input_prompt"] == load_rubric().text
    files = [str(path) for path in (dosimeter.folder / "runs/small-eee").rglob("*.json*")]
    program = "from every_eval_ever.validator.validate import main; raise SystemExit(main())"
    checked = subprocess.run([sys.executable, "-c", program, *files], capture_output=True)
    assert checked.returncode == 0, checked.stdout
