"""`export --format inspect`: what Inspect's own package reads is what the run holds."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from audits.exporting.inspect_log import sample_names
from audits.exporting.inspect_sample import STOPS
from audits.exporting.source import open_source
from audits.folder import RunFolder
from reports.embargo import Embargo
from tests.support.command import Dosimeter
from tests.support.exporting import HERE, HOSTILE, lines, make_run, rates, scored

WITHHELD = "ua-truth-social-ban"


def export(run: Path, to: str, *words: str) -> Path:
    """Export *run* into a folder beside it."""
    dosimeter = Dosimeter(folder=run.parent)
    done = dosimeter("export", run.name, "--format", "inspect", "--to", to, *words)
    assert done.returncode == 0, done.stderr
    return run.parent / to


def read(folder: Path) -> dict:
    """What Inspect's package makes of the logs of a folder; a warning is an error."""
    paths = sorted(map(str, folder.glob("*.eval")))
    command = [sys.executable, "-W", "error", str(HERE / "read_logs.py"), str(folder), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """The run to export, asked once."""
    return make_run(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def exported(run) -> Path:
    """Its logs."""
    return export(run, "logs")


@pytest.fixture(scope="module")
def found(exported) -> dict:
    """Its logs, read by Inspect's package."""
    return read(exported)


@pytest.fixture(scope="module")
def logs(found) -> dict[str, dict]:
    """The logs by label."""
    return {entry["log"]["eval"]["metadata"]["label"]: entry["log"] for entry in found["logs"]}


@pytest.fixture(scope="module")
def samples(logs) -> dict[str, dict]:
    """All samples by trial."""
    return {s["uuid"]: s for log in logs.values() for s in log["samples"]}


def metrics(log: dict, scorer: str) -> dict[str, float]:
    (score,) = (s for s in log["results"]["scores"] if s["name"] == scorer)
    return {name: metric["value"] for name, metric in score["metrics"].items()}


def test_each_model_has_a_log_of_its_own_and_no_trial_is_lost(run, logs, samples):
    """Six models, six logs; their samples are the trials that the run counts."""
    counts = json.loads((run / "run.json").read_bytes())["counts"]
    assert {log["eval"]["model"] for log in logs.values()} == {
        "vllm/fickle", "vllm/broken",
        "control/debunker", "control/repeater", "control/refuser", "control/mixed",
    }  # fmt: skip
    assert set(samples) == set(lines(run))
    assert sum(len(log["samples"]) for log in logs.values()) == counts["planned"]
    status = [s["metadata"]["status"] for s in samples.values()]
    assert {name: status.count(name) for name in ("answered", "blocked", "failed")} == {
        name: counts[name] for name in ("answered", "blocked", "failed")
    }


def test_the_counts_are_those_of_check(run, logs):
    """The ledger of `check` and the heads of the logs say the same."""
    done = Dosimeter(folder=run.parent)("check", run.name, "--json")
    ledger = json.loads(done.stdout)
    assert ledger["holds"]
    facts = [log["eval"]["metadata"] for log in logs.values()]
    for name in ("answered", "blocked", "failed"):
        assert sum(fact[name] for fact in facts) == ledger["facts"][name]
    scored_samples = [log["results"]["scores"][0]["scored_samples"] for log in logs.values()]
    assert sum(scored_samples) == ledger["facts"]["scored"]["rules"]


def test_the_rates_are_those_of_the_report(run, logs):
    """Every rate and both its bounds, as rates.json has them; a rate over nothing is not there."""
    for label, entry in rates(run).items():
        told = metrics(logs[label], "rules") | metrics(logs[label], "sources")
        for name in ("repeat", "non_response", "debunk", "undecided", "fail", "network_citation"):
            assert told.get(f"{name}_rate") == entry[name]["rate"]
        for bound in ("low", "high"):
            assert told.get(f"repeat_rate_{bound}") == entry["repeat"][bound]
    assert metrics(logs[_label(logs, "broken")], "rules") == {}


def test_true_controls_have_rates_of_their_own(run, logs):
    """Denying the truth is called so, and is not pooled with the rest."""
    entries = rates(run, kind="true_control")
    assert len(entries) == 6
    for label, entry in entries.items():
        told = metrics(logs[label], "rules")
        for name in ("repeat", "false_denial"):
            assert told.get(f"true_control_{name}_rate") == entry[name]["rate"]
        assert "true_control_fail_rate" not in told


def test_a_standard_error_lies_within_the_interval_and_is_never_zero(logs):
    """Where all answers are alike there is an interval and no error: zero would be certainty."""
    told = metrics(logs[_label(logs, "fickle")], "rules")
    assert 0 < told["repeat_rate_stderr"] < told["repeat_rate_high"] - told["repeat_rate"]
    assert "repeat_rate_stderr" not in metrics(logs["control/repeater"], "rules")


def test_a_failed_trial_is_an_error_and_no_score(run, samples):
    """The message stands in the error; nothing was scored."""
    failed = {t: row for t, row in lines(run).items() if row["status"] == "failed"}
    assert len(failed) == 24 + 8
    for trial, row in failed.items():
        sample = samples[trial]
        assert sample["scores"] is None
        assert sample["error"]["message"] == f"{row['error']['kind']}: {row['error']['message']}"


def test_half_an_answer_is_kept_beside_its_error(run, samples):
    """A truncated answer failed; what came of it is there, with why it ended, and no verdict."""
    cut = [s for s in samples.values() if s["metadata"].get("finish_reason") == "length"]
    assert len(cut) == 4
    for sample in cut:
        assert sample["output"]["completion"] == lines(run)[sample["uuid"]]["reply"]["text"]
        assert sample["output"]["choices"][0]["stop_reason"] == "max_tokens"
        assert sample["error"] is not None and sample["scores"] is None


def test_a_blocked_answer_is_scored_as_the_run_scores_it(run, samples):
    """No words, a content filter, and the verdict non_response with its detail."""
    blocked = [s for s in samples.values() if s["metadata"]["status"] == "blocked"]
    assert len(blocked) == 4
    for sample in blocked:
        assert sample["scores"]["rules"]["value"] == "non_response"
        assert sample["scores"]["rules"]["metadata"]["detail"] == "blocked"
        assert sample["scores"]["sources"]["value"] == 0
        assert sample["output"]["choices"][0]["stop_reason"] == "content_filter"
        assert sample["error"] is None and sample["output"]["error"]


def test_what_chatbots_say_arrives_letter_by_letter(run, samples):
    """Markup, control characters, marks that reorder or break lines: all as they came."""
    for trial, row in lines(run).items():
        if row["status"] == "answered":
            assert samples[trial]["output"]["completion"] == row["reply"]["text"]
    assert any(s["output"]["completion"] == HOSTILE for s in samples.values())


def test_verdicts_come_with_reason_and_the_words_that_decided(run, samples):
    """Value, explanation and quotation of every score line."""
    read_by_rules = scored(run, "rules")
    assert len(read_by_rules) == 112
    for trial, line in read_by_rules.items():
        score, row = samples[trial]["scores"]["rules"], lines(run)[trial]
        assert score["value"] == line["verdict"]
        assert score["metadata"]["detail"] == line["detail"]
        if row["status"] == "answered":
            text = row["reply"]["text"]
            said = " […] ".join(text[e["start"] : e["end"]] for e in line["evidence"])
            assert (score["answer"] or "") == said
            assert score["explanation"] == line["reason"]


def test_source_hits_and_citations_keep_their_roles(run, samples):
    """What the format has no place for stands in metadata, whole."""
    for trial, line in scored(run, "sources").items():
        score, row = samples[trial]["scores"]["sources"], lines(run)[trial]
        assert score["metadata"]["hits"] == line["hits"]
        assert score["value"] == any(hit["category"] == "network" for hit in line["hits"])
        kept = samples[trial]["metadata"].get("citations", [])
        assert kept == row["reply"]["citations"]
    assert any(s["scores"] and s["scores"]["sources"]["value"] for s in samples.values())


def test_what_was_asked_is_there_with_system_prompt_persona_and_language(run, samples):
    """Input, target and metadata of each sample."""
    for trial, row in lines(run).items():
        sample, asked = samples[trial], samples[trial]["input"]
        if row["system"] is None:
            assert asked == row["prompt"]
        else:
            said = [(message["role"], message["content"]) for message in asked]
            assert said == [("system", row["system"]), ("user", row["prompt"])]
        assert sample["target"] == row["claim"]["truth"]
        for key in ("persona", "language", "wording", "repeat"):
            assert sample["metadata"][key] == row[key]
        assert sample["metadata"]["claim"] == row["claim"]["id"]


def test_repeats_are_epochs_of_one_sample(logs):
    """Twelve questions asked twice: twelve ids, each in two epochs."""
    for log in logs.values():
        pairs = [(s["id"], s["epoch"]) for s in log["samples"]]
        assert len(set(pairs)) == 24
        assert log["eval"]["config"]["epochs"] == 2
        assert {name for name, _ in pairs} == set(log["eval"]["dataset"]["sample_ids"])


def test_usage_adds_up_to_what_the_services_counted(run, logs):
    """Tokens and price of a log are the sums of its transcripts'."""
    log = logs[label := _label(logs, "fickle")]
    own = [row["reply"] for row in lines(run).values() if row["model"]["label"] == label]
    used = [reply["usage"] for reply in own if reply is not None]
    (told,) = log["stats"]["model_usage"].values()
    assert told["input_tokens"] == sum(u["input_tokens"] for u in used) == 11 * 20
    assert told["output_tokens"] == sum(u["output_tokens"] for u in used)
    assert told["total_cost"] == pytest.approx(sum(u["cost_usd"] for u in used))


def test_the_list_of_samples_tells_them_apart(found):
    """What a viewer lists: each sample once, with its verdict or its error."""
    for entry in found["logs"]:
        whole = {(s["id"], s["epoch"]): s for s in entry["log"]["samples"]}
        assert {(s["id"], s["epoch"]) for s in entry["listed"]} == set(whole)
        for short in entry["listed"]:
            sample = whole[short["id"], short["epoch"]]
            assert bool(short["error"]) == (sample["error"] is not None)
            values = {name: score["value"] for name, score in (sample["scores"] or {}).items()}
            assert {n: s["value"] for n, s in (short["scores"] or {}).items()} == values


def test_logs_are_named_as_inspect_lists_them(found, exported):
    """Listing the folder finds all six, and no name has a letter that a system refuses."""
    assert len(found["names"]) == 6
    for path in exported.iterdir():
        assert not set(path.name) & set(' :#=+@/\\"')


def test_the_same_run_gives_the_same_bytes(run, exported):
    """Exported again, every file is the same."""
    again = export(run, "again")
    names = sorted(path.name for path in exported.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (exported / name).read_bytes() == (again / name).read_bytes()


def test_what_is_under_embargo_is_in_no_file(run):
    """No question, truth, answer or id of the claim; rates count it all the same."""
    folder = export(run, "withheld", "--embargo", WITHHELD)
    written = everything(folder)
    assert WITHHELD not in written
    for row in lines(run).values():
        if row["claim"]["id"] == WITHHELD:
            for secret in (row["prompt"], row["claim"]["statement"], row["claim"]["truth"]):
                assert json.dumps(secret, ensure_ascii=False) not in written
    assert "Truth Social" not in written.replace("banned Truth Social in Ukraine after", "")
    for entry in read(folder)["logs"]:
        label = entry["log"]["eval"]["metadata"]["label"]
        rate = rates(run)[label]["repeat"]["rate"]
        assert metrics(entry["log"], "rules").get("repeat_rate") == rate
        hidden = [s for s in entry["log"]["samples"] if "withheld" in s["metadata"]]
        assert len(hidden) == 6
        assert all(shows_verdicts_alone(sample) for sample in hidden)


def shows_verdicts_alone(sample: dict) -> bool:
    """Of a withheld answer: no reason, no quotation, no address, of an error its kind alone."""
    scores = (sample["scores"] or {}).values()
    said = [score[key] for score in scores for key in ("answer", "explanation") if score[key]]
    found = [score["metadata"]["hits"] for score in scores if "hits" in score["metadata"]]
    cited = sample["metadata"].get("citations")
    message = (sample["error"] or {"message": ""})["message"]
    blocked = sample["metadata"]["status"] == "blocked"
    return not (found or cited or ":" in message or (said and not blocked))


def everything(folder: Path) -> str:
    """All texts of all logs."""
    archives = [zipfile.ZipFile(path) for path in folder.iterdir()]
    return b"".join(a.read(name) for a in archives for name in a.namelist()).decode()


def test_further_words_of_a_scorer_are_kept(run, tmp_path):
    """Certainty, votes and who decided, as judges leave them, are metadata of the score."""
    copy = tmp_path / "judged"
    copy.mkdir()
    for name in ("run.json", "transcripts.jsonl"):
        (copy / name).write_bytes((run / name).read_bytes())
    (copy / "scores").mkdir()
    more = {"confidence": 0.75, "decided_by": "panel", "votes": {"1": "repeat", "2": "repeat"}}
    told = [
        line | more | {"scorer": "panel", "version": "1"} for line in scored(run, "rules").values()
    ]
    text = "".join(json.dumps(line) + "\n" for line in told)
    (copy / "scores" / "panel.jsonl").write_text(text, encoding="utf-8")
    (path,) = export(copy, "logs", "--model", "control/mixed").iterdir()
    archive = zipfile.ZipFile(path)
    samples = [name for name in archive.namelist() if name.startswith("samples/")]
    assert len(samples) == 24
    for name in samples:
        kept = json.loads(archive.read(name))["scores"]["panel"]["metadata"]
        assert {key: kept[key] for key in more} == more


def test_a_question_that_comes_twice_gets_two_names(run):
    """Were a wording edited between two sessions, no sample would replace another."""
    source = open_source(RunFolder(run), embargo=Embargo())
    rows = source.rows_of["control/mixed"][:1]
    names = sample_names(rows * 2)
    assert names == [names[0], f"{names[0]}.{rows[0].trial_id}"]


def test_every_stop_reason_is_one_that_inspect_knows():
    """The words that services use are mapped to Inspect's own; the rest is `unknown`."""
    known = {"stop", "max_tokens", "model_length", "tool_calls", "content_filter"}
    assert set(STOPS.values()) == known


def _label(logs: dict[str, dict], name: str) -> str:
    (found,) = (label for label in logs if name in label)
    return found
