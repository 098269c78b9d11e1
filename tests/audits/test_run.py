"""`dosimeter run` against a local OpenAI-compatible server: real processes, real HTTP."""

import json
import os
import random
import signal
import subprocess
import time

import pytest

SPEC = """\
name: trial
claims: [jp-pacific-57-days, ua-truth-social-ban, de-leipzig-ballots-no-afd]
languages: [en, ja]
repeats: {repeats}
models:
  - model: compatible/some-model-1
    base_url: {url}
    max_in_flight: {in_flight}
    key_env: CANARY_KEY
"""
CANARY = "sk-canary-7f3a9b2c"


def spec(dosimeter, server, *, repeats=1, in_flight=8, more=""):
    text = SPEC.format(repeats=repeats, url=server.base_url, in_flight=in_flight)
    return dosimeter.spec(text + more)


def run(dosimeter, path, *words):
    return dosimeter("run", str(path), *words, CANARY_KEY=CANARY)


def check(dosimeter, name="trial"):
    return dosimeter("check", f"runs/{name}")


def everything_written(folder):
    return [p for p in folder.rglob("*") if p.is_file() and p.name != "server.py"]


def test_a_whole_audit_asks_every_trial_once_and_leaves_a_report(dosimeter, chat_server):
    """18 prompts give 18 calls, 18 answered lines, scores, a report, exit code 0."""
    server = chat_server()
    done = run(dosimeter, spec(dosimeter, server))
    assert done.returncode == 0, done.stderr
    assert len(server.asked()) == 18
    assert {line["status"] for line in dosimeter.lines("trial")} == {"answered"}
    assert dosimeter.record("trial")["status"] == "complete"
    assert (dosimeter.folder / "runs/trial/report/index.html").stat().st_size > 10_000
    assert "some-model-1" in done.stdout
    assert check(dosimeter).returncode == 0


def test_the_evidence_keeps_what_was_sent_and_what_came_back(dosimeter, chat_server):
    """A transcript has prompt, claim as asked, served model, usage and the raw body."""
    server = chat_server(script={"*": "I cannot tell."})
    run(dosimeter, spec(dosimeter, server))
    line = dosimeter.lines("trial")[0]
    assert line["prompt"] in {call["prompt"] for call in server.asked()}
    assert line["claim"]["statement"] and line["claim"]["truth"]
    assert line["reply"]["text"] == "I cannot tell."
    assert line["reply"]["served_model"] == "some-model-1-2026-11-01"
    assert line["reply"]["usage"]["input_tokens"] == 10
    assert line["raw"]["choices"][0]["message"]["content"] == "I cannot tell."


def test_the_same_command_again_asks_nothing_twice(dosimeter, chat_server):
    """A finished run is finished: no call, no new line, exit code 0."""
    server = chat_server()
    path = spec(dosimeter, server)
    run(dosimeter, path)
    again = run(dosimeter, path)
    assert again.returncode == 0
    assert len(server.asked()) == len(dosimeter.lines("trial")) == 18


def test_a_killed_run_goes_on_and_repeats_at_most_what_was_in_flight(dosimeter, chat_server):
    """kill -9 ten times at random moments: nothing stored is lost, every trial ends up once."""
    server = chat_server(latency=0.05)
    path = spec(dosimeter, server, repeats=10, in_flight=4)
    stored = 0
    for seed in range(10):
        process = dosimeter.start("run", str(path), CANARY_KEY=CANARY)
        wait_for_lines(dosimeter, stored + 5)
        time.sleep(random.Random(seed).uniform(0, 0.1))
        process.kill()
        process.communicate()
        now = len(dosimeter.lines_whole("trial"))
        assert now >= stored + 5
        stored = now
    done = run(dosimeter, path)
    assert done.returncode == 0, done.stderr
    trials = [line["trial_id"] for line in dosimeter.lines("trial")]
    assert len(trials) == len(set(trials)) == 180
    assert len(server.asked()) <= 180 + 10 * 4
    assert check(dosimeter).returncode == 0


def wait_for_lines(dosimeter, count):
    deadline = time.monotonic() + 30
    while len(dosimeter.lines_whole("trial")) < count:
        assert time.monotonic() < deadline, "the run stores nothing"
        time.sleep(0.01)


def test_a_half_written_last_line_is_mended_and_its_trial_asked_again(dosimeter, chat_server):
    """A torn last line costs one repeated call and a note, nothing else."""
    server = chat_server()
    path = spec(dosimeter, server)
    run(dosimeter, path)
    file = dosimeter.folder / "runs/trial/transcripts.jsonl"
    file.write_bytes(file.read_bytes()[:-100])
    assert check(dosimeter).returncode == 4
    run(dosimeter, path)
    assert len(server.asked()) == 19
    assert any("torn" in note for note in dosimeter.record("trial")["notes"])
    assert check(dosimeter).returncode == 0


def test_an_interrupt_ends_cleanly_and_says_how_to_go_on(dosimeter, chat_server):
    """SIGINT waits for the calls in flight, stores them, exits with 130."""
    server = chat_server(latency=0.1)
    path = spec(dosimeter, server, repeats=5, in_flight=2)
    process = dosimeter.start("run", str(path), CANARY_KEY=CANARY)
    wait_for_lines(dosimeter, 3)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"dosimeter run {path}" in output
    assert len(server.asked()) == len(dosimeter.lines("trial"))
    assert dosimeter.record("trial")["status"] == "interrupted"
    assert run(dosimeter, path).returncode == 0
    assert len(server.asked()) == 90


def test_two_processes_on_one_run_refuse_each_other(dosimeter, chat_server):
    """The second process is told who holds the run and changes nothing."""
    server = chat_server(latency=0.2)
    path = spec(dosimeter, server, repeats=3, in_flight=1)
    first = dosimeter.start("run", str(path), CANARY_KEY=CANARY)
    wait_for_lines(dosimeter, 1)
    second = run(dosimeter, path)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert second.returncode == 2
    assert str(first.pid) in second.stderr


def test_transient_failures_are_retried_and_recorded(dosimeter, chat_server):
    """A 429 with Retry-After, a 500 and a dropped connection each cost an attempt, no answer."""
    faults = [
        {"status": 429, "headers": {"retry-after": "0.1"}, "body": {"error": {"message": "slow"}}},
        {"status": 500, "body": {"error": {"message": "oops"}}},
        {"drop": True},
        "There.",
    ]
    server = chat_server(script={"*": faults})
    path = spec(dosimeter, server, more="personas: [innocent]\n")
    done = run(dosimeter, path, "--limit", "1")
    assert done.returncode == 0, done.stderr
    (line,) = dosimeter.lines("trial")
    assert line["status"] == "answered"
    assert [a["http_status"] for a in line["attempts"]] == [429, 500, None, 200]


def test_faults_of_every_kind_cost_attempts_and_no_answer(dosimeter, chat_server):
    """5 % 429, 2 % 500, 1 % dropped, 1 % cut off: all answered, no answered one asked again."""
    server = chat_server(faults=(0.05, 0.02, 0.01, 0.01))
    path = spec(dosimeter, server, repeats=30, in_flight=50)
    done = run(dosimeter, path, "--collect-only")
    assert done.returncode == 0, done.stderr
    assert dosimeter.record("trial")["counts"]["answered"] == 540
    asked = server.asked()
    assert len({call["fault"] for call in asked}) == 5
    assert sum(call["fault"] is None for call in asked) == 540
    tries = [attempt for line in dosimeter.lines("trial") for attempt in line["attempts"]]
    assert len(tries) == len(asked)


def test_the_log_has_one_event_a_trial_and_no_text(dosimeter, chat_server):
    """`--log` tells start, every trial and the end, without prompts, answers or keys."""
    server = chat_server(script={"*": "A secret answer."})
    path = spec(dosimeter, server)
    run(dosimeter, path, "--log", "events.jsonl")
    text = (dosimeter.folder / "events.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line)["event"] for line in text.splitlines()]
    assert events == ["start", *["trial"] * 18, "end"]
    assert "secret" not in text
    assert CANARY not in text


def test_a_wrong_key_costs_one_call_and_names_its_variable(dosimeter, chat_server):
    """After the first 401 the model is not asked again; the rest is missing, not failed."""
    refused = {"status": 401, "body": {"error": {"message": f"Incorrect API key {CANARY}"}}}
    server = chat_server(script={"*": refused})
    path = spec(dosimeter, server)
    done = run(dosimeter, path)
    assert done.returncode == 1
    assert len(server.asked()) == 1
    assert dosimeter.record("trial")["counts"]["missing"] == 17
    assert "17 trials" in done.stderr


def test_a_mended_key_goes_on_without_being_told_to_retry(dosimeter, chat_server):
    """The trial that proved the key wrong is asked again by the same command."""
    refused = {"status": 401, "body": {"error": {"message": "no"}}}
    server = chat_server(script={"@": [refused, "Now it works."]})
    path = spec(dosimeter, server)
    assert run(dosimeter, path).returncode == 1
    again = run(dosimeter, path)
    assert again.returncode == 0, again.stderr
    assert dosimeter.record("trial")["counts"]["answered"] == 18
    assert len(server.asked()) == 19


def test_the_key_is_in_no_file_and_no_output(dosimeter, chat_server):
    """A canary key, echoed by a failing server, appears nowhere: files, report, output."""
    echo = {"status": 400, "body": {"error": {"message": f"bad request, key {CANARY}"}}}
    server = chat_server(script={"*": [echo, f"Your key is {CANARY}."]})
    path = spec(dosimeter, server)
    outputs = [run(dosimeter, path), run(dosimeter, path, "--retry-failed"), check(dosimeter)]
    assert all(CANARY not in done.stdout + done.stderr for done in outputs)
    files = everything_written(dosimeter.folder / "runs")
    assert len(files) > 5
    assert [p for p in files if CANARY.encode() in p.read_bytes()] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><title>Welcome</title></html>", "malformed"),
        ("", "server"),
        ({"choices": []}, "malformed"),
        ({"error": {"message": "no such model", "code": "model_not_found"}}, "model"),
    ],
)
def test_what_is_no_answer_is_a_failure_with_a_record(dosimeter, chat_server, body, kind):
    """HTML, nothing, a wrong shape, an error inside 200: failed lines, never scored."""
    server = chat_server(script={"*": {"body": body}})
    path = spec(dosimeter, server, more="personas: [innocent]\n")
    done = run(dosimeter, path, "--limit", "1")
    assert done.returncode == 1
    (line,) = dosimeter.lines("trial")
    assert (line["status"], line["error"]["kind"]) == ("failed", kind)
    scores = dosimeter.folder / "runs/trial/scores/rules.jsonl"
    assert scores.read_bytes() == b""


def test_control_characters_and_two_megabytes_of_text_are_stored_as_they_came(
    dosimeter, chat_server
):
    """A huge reply with control characters is an answer like any other."""
    text = "\x00\x1b[31m\u202e" + "長い答え。" * 140_000
    server = chat_server(script={"*": text})
    path = spec(dosimeter, server, more="personas: [innocent]\n")
    done = run(dosimeter, path, "--limit", "1")
    assert done.returncode == 0, done.stderr
    assert dosimeter.lines("trial")[0]["reply"]["text"] == text


def test_a_run_grows_when_its_spec_grows(dosimeter, chat_server):
    """More repeats of the same audit ask only what is new."""
    server = chat_server()
    run(dosimeter, spec(dosimeter, server, repeats=1))
    done = run(dosimeter, spec(dosimeter, server, repeats=2))
    assert done.returncode == 0, done.stderr
    assert len(server.asked()) == len(dosimeter.lines("trial")) == 36
    assert check(dosimeter).returncode == 0


def test_a_limited_run_never_calls_itself_complete(dosimeter, chat_server):
    """Its state says limited: in run.json, in `status`, `check` and the report's header."""
    path = spec(dosimeter, chat_server())
    done = run(dosimeter, path, "--limit", "2")
    assert done.returncode == 0, done.stderr
    assert "limited by --limit to 2 of 18 planned trials" in done.stderr
    record = dosimeter.record("trial")
    assert record["status"] == record["sessions"][-1]["status"] == "limited"
    told = dosimeter("status", "runs/trial").stdout
    assert "trial: limited" in told and "2 of 18" in told
    checked = check(dosimeter)
    assert (checked.returncode, "note: limited by --limit to 2 of 18" in checked.stdout) == (
        0,
        True,
    )
    page = (dosimeter.folder / "runs/trial/report/index.html").read_text("utf-8")
    assert "This run is limited" in page.split("<section")[0] and "first 2 of the 18" in page


def test_the_rest_of_a_limited_run_makes_it_complete(dosimeter, chat_server):
    """Without --limit, or with one that cuts nothing, the same run is a whole one."""
    server = chat_server()
    path = spec(dosimeter, server)
    run(dosimeter, path, "--limit", "2")
    done = run(dosimeter, path, "--limit", "18")
    assert done.returncode == 0, done.stderr
    assert (dosimeter.record("trial")["status"], len(server.asked())) == ("complete", 18)
    assert "limited" not in dosimeter("status", "runs/trial").stdout + check(dosimeter).stdout
    assert run(dosimeter, path).returncode == 0
    assert (dosimeter.record("trial")["status"], len(server.asked())) == ("complete", 18)


def test_judging_a_limited_run_leaves_it_limited(dosimeter):
    """`score` does not make a part of an audit a whole one."""
    text = "name: trial\nclaims: [jp-pacific-57-days]\nlanguages: [en]\ncontrols: true\n"
    run(dosimeter, dosimeter.spec(text), "--limit", "3")
    assert dosimeter("score", "runs/trial", "--again").returncode == 0
    assert dosimeter.record("trial")["status"] == "limited"


def test_a_spec_that_drops_what_was_asked_is_refused(dosimeter, chat_server):
    """A run is not quietly turned into another one."""
    server = chat_server()
    run(dosimeter, spec(dosimeter, server))
    other = spec(dosimeter, server, more="    temperature: 0.5\n")
    done = run(dosimeter, other)
    assert done.returncode == 2
    assert "begin a run of another name" in done.stderr


def test_the_budget_is_never_passed_and_the_run_can_go_on(dosimeter, chat_server):
    """The run stops before the cap with exit code 3 and goes on under a higher one."""
    server = chat_server(script={"*": "x" * 4000})
    price = "    price: {input: 0, output: 1000}\n    max_tokens: 1000\n"
    path = spec(dosimeter, server, more=price)
    first = run(dosimeter, path, "--budget", "5")
    assert first.returncode == 3
    record = dosimeter.record("trial")
    assert 4 <= record["cost_usd"] <= 5
    assert record["status"] == "stopped_at_budget"
    assert run(dosimeter, path, "--budget", "100").returncode == 0
    assert len(server.asked()) == 18


def test_a_budget_over_an_unknown_price_is_refused_before_any_call(dosimeter, chat_server):
    """Nobody can cap what nobody can price."""
    server = chat_server()
    done = run(dosimeter, spec(dosimeter, server), "--budget", "5")
    assert done.returncode == 2
    assert "price" in done.stderr
    assert server.asked() == []


def test_a_dry_run_asks_and_writes_nothing(dosimeter, chat_server):
    """The plan is shown with its counts; no call, no folder."""
    server = chat_server()
    done = run(dosimeter, spec(dosimeter, server), "--dry-run")
    assert done.returncode == 0
    assert "18" in done.stdout
    assert server.asked() == []
    assert not (dosimeter.folder / "runs").exists()


def test_a_missing_key_is_refused_before_any_call(dosimeter, chat_server):
    """Without its key a model is not begun with; the variable is named."""
    server = chat_server()
    done = dosimeter("run", str(spec(dosimeter, server)))
    assert done.returncode == 2
    assert "CANARY_KEY" in done.stderr
    assert server.asked() == []


def test_a_full_disk_stops_the_run_with_what_was_stored_intact(dosimeter, chat_server):
    """A file-size limit in mid-run: exit code 1, one clear line, every stored line whole."""
    server = chat_server(script={"*": "y" * 2000})
    path = spec(dosimeter, server, repeats=3)
    limited = ["bash", "-c", 'ulimit -f 96; exec "$@"', "x", *dosimeter.command("run", str(path))]
    done = subprocess.run(
        limited,
        cwd=dosimeter.folder,
        env=os.environ | {"CANARY_KEY": CANARY},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "what was stored before is intact" in done.stderr
    lines = (dosimeter.folder / "runs/trial/transcripts.jsonl").read_bytes().splitlines()
    assert len(lines) > 3
    assert all(json.loads(line)["sha256"] for line in lines)
    assert run(dosimeter, path).returncode == 0
    assert check(dosimeter).returncode == 0
