"""Every verb helps with an example, and every wrong input gets one clear line and exit code 2."""

import json
import subprocess
import sys

import orjson
import pytest

from audits.cli import VERBS
from audits.commands.shared import print_table, tell
from audits.folder import make_folder, write_record
from reports.safe import HIDDEN, visible


@pytest.mark.parametrize("verb", list(VERBS))
def test_each_verb_helps_with_an_example(dosimeter, verb):
    """`dosimeter VERB --help` exits 0 and shows how the verb is used."""
    done = dosimeter(verb, "--help")
    assert done.returncode == 0, done.stderr
    assert "Example" in done.stdout
    assert f"dosimeter {verb}" in done.stdout


def test_help_loads_nothing_heavy():
    """The list of verbs is shown without importing what the verbs need."""
    script = (
        "import sys; from audits.cli import dosimeter\n"
        "try: dosimeter(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'scipy', 'openai', 'pydantic', 'numpy', 'httpx2', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "nowhere.yaml"], "no such file, and no built-in spec"),
        (["run"], "Missing argument"),
        (["bogus"], "No such command"),
        (["check", "."], "not a run folder"),
        (["report", "runs/none"], "no such run folder"),
        (["score", "runs/none"], "no such run folder"),
        (["status", "runs/none"], "no such run folder"),
        (["validate", "nowhere.jsonl"], "nowhere.jsonl"),
        (["sources", "nowhere.txt"], "nowhere.txt"),
        (["claims", "show", "ua-truth-social-bann"], "did you mean `ua-truth-social-ban`"),
        (["claims", "list", "--country", "JAPAN"], "`JAPAN` is no ISO code of a country"),
        (["claims", "list", "--country", "JX"], "claims name"),
        (["claims", "list", "--network", "nosuch"], "known are"),
        (["claims", "list", "--network", "Pravda"], "did you mean `pravda`?"),
        (["claims", "list", "--language", "jp"], "`jp` is unknown"),
    ],
)
def test_wrong_input_gets_one_clear_line_and_exit_code_2(dosimeter, words, says):
    """What, where, and nothing like a traceback."""
    done = dosimeter(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


HOSTILE = "\x1b]0;owned\x07\x9b2J\u202e[b]\nanother"


def test_tables_and_lines_show_what_a_terminal_would_act_on(capsys):
    """Heads and cells alike; one row stays one row, and what is shown already stays as it is."""
    print_table([{"name": HOSTILE, HOSTILE: visible(HOSTILE)}])
    tell(HOSTILE)
    head, line, told = capsys.readouterr().out.splitlines()
    shown = visible(HOSTILE).replace("\n", " ")
    assert head.split(maxsplit=1) == ["name", shown]
    assert line.split(shown) == ["", "  ", ""]
    assert told == shown


def test_status_shows_what_a_record_quotes(dosimeter):
    """The name, notes and failures of a run's files reach no terminal as they are."""
    folder = make_folder(dosimeter.folder / "runs" / "trial")
    counts = {"planned": 1, "failed": 1}
    record = {"format": 1, "name": HOSTILE, "status": "complete", "counts": counts}
    write_record(folder, record | {"notes": [HOSTILE], "sessions": []})
    failed = {"status": "failed", "model": {"label": "a/b"}, "error": {"message": HOSTILE}}
    folder.transcripts.write_bytes(orjson.dumps(failed) + b"\n")
    done = dosimeter("status", "runs/trial")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 4), done.stderr
    assert done.stdout.count("owned") == 3 and HIDDEN.search(done.stdout) is None


def test_sources_reads_standard_input_and_prints_one_json_line_a_hit(dosimeter):
    """`dosimeter sources --json` on a pipe: hits with their line, look-alikes left alone."""
    text = "nothing here\nsee hxxps://news-pravda[.]com/world and walmart.com\n"
    done = subprocess.run(
        dosimeter.command("sources", "--json"), input=text, capture_output=True, text=True
    )
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (row["host"], row["network"], row["line"]) == ("news-pravda.com", "pravda", 2)


def test_sources_never_prints_a_live_address_to_a_reader(dosimeter):
    """Without --json the domains of a network are defanged."""
    done = subprocess.run(
        dosimeter.command("sources"), input="news-pravda.com", capture_output=True, text=True
    )
    assert "news-pravda[.]com" in done.stdout
    assert "news-pravda.com" not in done.stdout


def test_claims_are_listed_in_the_language_asked_for(dosimeter):
    """Who asks for Japanese claims reads Japanese."""
    listed = [
        json.loads(dosimeter("claims", "list", "--json", *more).stdout)
        for more in ((), ("--language", "ja"))
    ]
    english, japanese = ({row["id"]: row["claim"] for row in rows} for rows in listed)
    assert japanese and all(claim != english[id] for id, claim in japanese.items())


def test_claims_new_writes_a_file_that_lint_explains(dosimeter):
    """A skeleton is begun, and lint says what is still to be written."""
    assert dosimeter("claims", "new", "xx-example", "--to", "mine").returncode == 0
    done = dosimeter("claims", "lint", "mine")
    assert done.returncode == 4
    assert "xx-example.yaml" in done.stdout


def test_claims_new_never_overwrites(dosimeter):
    """A claim that is there stays as it is."""
    dosimeter("claims", "new", "xx-example", "--to", "mine")
    assert dosimeter("claims", "new", "xx-example", "--to", "mine").returncode == 2


def test_claims_list_filters(dosimeter):
    """Country and language filters leave the claims that fit both."""
    done = dosimeter("claims", "list", "--country", "JP", "--language", "zh", "--json")
    rows = json.loads(done.stdout)
    assert len(rows) >= 10
    assert all("JP" in row["countries"] and "zh" in row["languages"].split() for row in rows)


def test_claims_list_says_nothing_fits_where_nothing_fits(dosimeter):
    """A country that no claim names is a right question with an empty answer."""
    done = dosimeter("claims", "list", "--country", "tv")
    assert done.returncode == 0
    assert "0 claims" in done.stderr


def test_plan_size_says_of_each_correlation_whether_it_is_given(dosimeter):
    """One may be given and the other assumed."""
    done = dosimeter("plan-size", "--difference", "0.1", "--correlation", "0.2")
    assert "correlation within a claim: 0.20 (given)" in done.stdout
    assert "correlation of repeats: 0.50 (assumed)" in done.stdout


def test_validate_writes_predictions_and_prints_json(dosimeter):
    """`validate --json --predictions` gives the figures and a verdict for each answer."""
    row = {
        "id": "a",
        "language": "en",
        "claim": "The moon is made of cheese.",
        "truth": "The moon is made of rock.",
        "response": "No, that is false: the moon is made of rock.",
        "label": "debunk",
    }
    (dosimeter.folder / "labelled.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    done = dosimeter("validate", "labelled.jsonl", "--json", "--predictions", "said.jsonl")
    figures = json.loads(done.stdout)
    assert {"n", "accuracy", "macro_f1", "kappa", "per_class", "per_language", "confusion"} <= set(
        figures
    )
    said = json.loads((dosimeter.folder / "said.jsonl").read_text(encoding="utf-8"))
    assert (said["id"], said["verdict"]) == ("a", "debunk")


def test_models_tells_which_keys_are_set_and_never_shows_one(dosimeter):
    """The variable is named, its value is not."""
    done = dosimeter("models", "--json", OPENAI_API_KEY="sk-canary-1")
    (row,) = [r for r in json.loads(done.stdout) if r["provider"] == "openai"]
    assert row["set"] == "yes"
    assert "canary" not in done.stdout + done.stderr
