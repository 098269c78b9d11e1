"""`export --format eee`: the schema's own validator passes it, and its figures are the run's."""

import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.exporting.eee_lines import one_line
from tests.support.command import Dosimeter
from tests.support.exporting import HOSTILE, lines, make_run, rates, scored

WITHHELD = "ua-truth-social-ban"


def export(run: Path, to: str, *words: str) -> Path:
    """Export *run* into a folder beside it."""
    dosimeter = Dosimeter(folder=run.parent)
    asked = ("--format", "eee", "--relationship", "third_party", "--to", to)
    done = dosimeter("export", run.name, *asked, *words)
    assert done.returncode == 0, done.stderr
    return run.parent / to


def validated(folder: Path) -> list[dict]:
    """What the package's validator says of every file; it checks schema, names and companions."""
    files = sorted(str(path) for path in folder.rglob("*") if path.is_file())
    program = "from every_eval_ever.validator.validate import main; raise SystemExit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "--format", "json", *files],
        capture_output=True,
        text=True,
        timeout=600,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """The run to export, asked once."""
    return make_run(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def exported(run) -> Path:
    """Its records."""
    return export(run, "records", "--organization", "Institute")


@pytest.fixture(scope="module")
def records(exported) -> dict[str, dict]:
    """The documents by label."""
    found = [json.loads(path.read_bytes()) for path in exported.rglob("*.json")]
    return {record["model_info"]["additional_details"]["label"]: record for record in found}


@pytest.fixture(scope="module")
def rows(exported) -> list[dict]:
    """The lines of all models."""
    found = [line for path in exported.rglob("*.jsonl") for line in path.read_bytes().splitlines()]
    return [json.loads(line) for line in found]


def test_the_schemas_own_validator_has_nothing_to_say(exported):
    """Ten files, all valid, without a warning."""
    told = validated(exported)
    assert len(told) == 10
    problems = [(r["file"], r["errors"], r["warnings"]) for r in told]
    assert [p for p in problems if p[1] or p[2]] == []
    assert all(report["valid"] for report in told)


def test_the_validator_would_notice(exported, tmp_path):
    """A document without its model fails, so passing means something."""
    (path, *_) = sorted(exported.rglob("*.json"))
    spoilt = tmp_path / path.relative_to(exported)
    spoilt.parent.mkdir(parents=True)
    document = json.loads(path.read_bytes())
    del document["model_info"]["id"]
    spoilt.write_text(json.dumps(document), encoding="utf-8")
    (told,) = validated(tmp_path)
    assert not told["valid"]


def test_the_results_are_the_rates_of_the_report(run, records):
    """Rate, bounds and what was asked, as rates.json has them."""
    for label, record in records.items():
        entry = rates(run)[label]
        pooled = {
            r["metric_config"]["metric_id"]: r["score_details"]
            for r in record["evaluation_results"]
            if r["source_data"]["additional_details"]["claims"] == "falsehood"
            and not {"persona", "language"} & set(r["score_details"]["details"])
        }
        assert set(pooled) == {
            f"dosimeter.{name}_rate" for name in ("repeat", "debunk", "fail", "network_citation")
        }
        for name in ("repeat", "debunk", "fail", "network_citation"):
            told = pooled[f"dosimeter.{name}_rate"]
            assert told["score"] == entry[name]["rate"]
            bounds = told["uncertainty"]["confidence_interval"]
            assert (bounds["lower"], bounds["upper"]) == (entry[name]["low"], entry[name]["high"])
            for key in ("asked", "answered", "blocked", "failed"):
                assert told["details"][key] == str(entry[key])


def test_the_perfect_chatbot_is_rated_so_in_every_result(records):
    """The control that refutes what is false and affirms what is true is at the right end of all.

    Of true controls only the denial of the truth is told, pooled and by persona and language.
    """
    results = records["control/debunker"]["evaluation_results"]
    for result in results:
        lower = result["metric_config"]["lower_is_better"]
        told = result["evaluation_result_id"]
        assert (told, result["score_details"]["score"]) == (told, 0.0 if lower else 1.0)
    of_true = {
        result["metric_config"]["metric_id"]
        for result in results
        if result["source_data"]["additional_details"]["claims"] == "true_control"
    }
    assert of_true == {"dosimeter.false_denial_rate"}


def test_personas_and_languages_have_results_of_their_own(run, records):
    """The headline by persona and by language, as rates.json has it."""
    entries = json.loads((run / "report" / "rates.json").read_bytes())["rates"]
    for entry in entries:
        scope = dict(entry["scope"])
        record = records.get(scope.pop("model"))
        if record and len(scope) == 1 and set(scope) & {"persona", "language"}:
            ((key, value),) = scope.items()
            (told,) = (
                r["score_details"]
                for r in record["evaluation_results"]
                if r["evaluation_result_id"] == f"repeat_rate.{key}={value}"
            )
            assert told["score"] == entry["repeat"]["rate"]


def test_the_lines_add_up_to_the_result_that_they_name(records, rows):
    """The mean of the lines' scores is the result that they are joined to."""
    scores = defaultdict(list)
    for row in rows:
        scores[row["evaluation_id"], row["evaluation_result_id"]].append(
            row["evaluation"]["score"]
        )
    assert len(scores) == 10
    for record in records.values():
        found = {r["evaluation_result_id"]: r for r in record["evaluation_results"]}
        for name in ("repeat_rate", "false_denial_rate.true_control"):
            given = scores[record["evaluation_id"], name]
            told = found[name]["score_details"]["score"]
            assert sum(given) / len(given) == pytest.approx(told, abs=1e-6)


def test_a_failed_trial_has_no_line_and_is_counted(run, records, rows):
    """The schema wants a score in every line, and a failure has none."""
    told = {row["metadata"]["trial_id"] for row in rows}
    evidence = lines(run)
    failed = {trial for trial, row in evidence.items() if row["status"] == "failed"}
    assert failed and not told & failed
    assert told == set(evidence) - failed
    (fickle,) = (record for label, record in records.items() if "fickle" in label)
    assert fickle["evaluation_results"][0]["score_details"]["details"]["failed"] == "6"


def test_a_model_of_which_nothing_was_scored_is_left_out_and_named(run):
    """No document without a score; the command says which model it is."""
    dosimeter = Dosimeter(folder=run.parent)
    asked = ("--format", "eee", "--relationship", "other", "--to", "named")
    done = dosimeter("export", run.name, *asked)
    assert "no record of vllm/broken" in done.stdout
    assert not list((run.parent / "named").rglob("*broken*"))


def test_a_blocked_answer_counts_as_the_run_counts_it(rows):
    """No words, not right, not repeated, and the reason in `error`."""
    blocked = [row for row in rows if row["metadata"]["status"] == "blocked"]
    assert len(blocked) == 4
    for row in blocked:
        assert row["output"]["raw"] == []
        assert row["metadata"]["verdict"] == "non_response"
        assert row["evaluation"] == {"score": 0.0, "is_correct": False}
        assert row["error"].startswith("blocked by the service")


@pytest.mark.parametrize(
    ("kind", "right", "counted"),
    [("falsehood", "debunk", "repeat"), ("true_control", "repeat", "debunk")],
)
def test_right_and_counted_follow_the_verdict(run, rows, kind, right, counted):
    """Right is to refute what is false and to affirm what is true; no verdict is changed."""
    verdicts = {trial: line["verdict"] for trial, line in scored(run, "rules").items()}
    own = [row for row in rows if row["metadata"]["claim_kind"] == kind]
    for row in own:
        verdict = verdicts[row["metadata"]["trial_id"]]
        assert row["metadata"]["verdict"] == verdict
        assert row["answer_attribution"][0]["extracted_value"] == verdict
        assert row["evaluation"]["is_correct"] == (verdict == right)
        assert row["evaluation"]["score"] == (verdict == counted)
    assert {row["evaluation"]["is_correct"] for row in own} == {True, False}


def test_hostile_answers_break_no_line(run, exported, records, rows):
    """Marks that some readers take for line ends are escaped, and come back as they were."""
    evidence = lines(run)
    for row in rows:
        if row["metadata"]["status"] == "answered":
            text = evidence[row["metadata"]["trial_id"]]["reply"]["text"]
            assert row["output"]["raw"] == [text]
    assert [HOSTILE] in [row["output"]["raw"] for row in rows]
    for record in records.values():
        told = record["detailed_evaluation_results"]
        written = (exported / told["file_path"]).read_bytes()
        assert hashlib.sha256(written).hexdigest() == told["checksum"]
        assert len(written.decode().splitlines()) == told["total_rows"]


@given(st.text())
def test_any_text_makes_one_line_and_comes_back(text):
    """Whatever a chatbot says, no reader finds a second line in it."""
    (line,) = one_line({"said": text}).decode().splitlines()
    assert json.loads(line) == {"said": text}


def test_what_no_run_tells_is_unknown_and_what_was_said_is_there(records):
    """Nothing is made up of makers, weights or deployment; who ran it was given."""
    for record in records.values():
        details = record["model_info"]["additional_details"]
        assert details["deployment_type"] == details["model_availability"] == "unknown"
        assert "developer" not in record["model_info"]
        assert record["source_metadata"]["source_organization_name"] == "Institute"
        assert record["source_metadata"]["evaluator_relationship"] == "third_party"


def test_the_same_run_gives_the_same_bytes(run, exported):
    """Exported again, every file is the same."""
    again = export(run, "again", "--organization", "Institute")
    files = {path.relative_to(exported): path for path in exported.rglob("*.json*")}
    assert set(files) == {path.relative_to(again) for path in again.rglob("*.json*")}
    for name, path in files.items():
        assert path.read_bytes() == (again / name).read_bytes()


def test_what_is_under_embargo_is_in_no_file(run):
    """No question, truth, answer or id of the claim; the files stay valid, the rates the same."""
    folder = export(run, "withheld", "--embargo", WITHHELD)
    written = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.json*"))
    assert WITHHELD not in written
    assert "Truth Social" not in written.replace("banned Truth Social in Ukraine after", "")
    assert all(report["valid"] for report in validated(folder))
    told = [line for path in folder.rglob("*.jsonl") for line in path.read_bytes().splitlines()]
    hidden = [row for row in map(json.loads, told) if "withheld" in row["metadata"]]
    assert len(hidden) == 28
    for row in hidden:
        assert not {"quotation", "source_hits", "citations", "system"} & set(row["metadata"])
        assert "reason" not in row["metadata"] or row["metadata"]["status"] == "blocked"
    for path in folder.rglob("*.json"):
        record = json.loads(path.read_bytes())
        label = record["model_info"]["additional_details"]["label"]
        told = record["evaluation_results"][0]["score_details"]["score"]
        assert told == rates(run)[label]["repeat"]["rate"]
