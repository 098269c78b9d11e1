"""`batch: true`: handing in, waiting, collecting; kills and lost answers cost nothing twice."""

import json
import signal
import time

import pytest

SPEC = """\
name: batched
claims: [jp-pacific-57-days, ua-truth-social-ban]
languages: [en, ja]
models:
  - model: {model}
    base_url: {url}
    batch: true
"""
CANARY = "sk-canary-7f3a9b2c"
KEYS = dict.fromkeys(
    ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MISTRAL_API_KEY", "GEMINI_API_KEY"), CANARY
)
MODELS = [
    "openai/gpt-5-nano",
    "anthropic/claude-haiku-4-5",
    "mistral/mistral-small-2506",
    "gemini/gemini-2.5-flash",
]


def spec(dosimeter, server, model="openai/gpt-5-nano", more=""):
    return dosimeter.spec(SPEC.format(model=model, url=server.base_url) + more)


def run(dosimeter, *words):
    return dosimeter("run", "audit.yaml", "--batch-every", "0.05", *words, **KEYS)


def start(dosimeter):
    return dosimeter.start("run", "audit.yaml", "--batch-every", "0.05", **KEYS)


def events(dosimeter):
    path = dosimeter.folder / "runs/batched/batches.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def wait_until(true, what):
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def made(server):
    """How many batches the service was asked to make."""
    return len(server.batches())


@pytest.mark.parametrize("model", MODELS)
def test_a_run_in_batches_ends_like_any_other(dosimeter, batch_server, model):
    """One batch, results in another order, 12 transcripts under their trials; check holds."""
    server = batch_server(polls=2, answers={"57": "Fifty-seven. True."})
    spec(dosimeter, server, model)
    done = run(dosimeter)
    assert done.returncode == 0, done.stderr
    assert made(server) == 1
    lines = dosimeter.lines("batched")
    assert len(lines) == 12
    for line in lines:
        wanted = "Fifty-seven. True." if "57" in line["prompt"] else "Nobody knows."
        assert line["reply"]["text"] == wanted
        assert line["batch"]["job"] == events(dosimeter)[1]["job"]
    assert dosimeter("check", "runs/batched").returncode == 0
    assert [e["event"] for e in events(dosimeter)] == ["submitting", "submitted", "collected"]
    assert (dosimeter.folder / "runs/batched/report/index.html").exists()


def test_how_it_is_asked_changes_no_trial(dosimeter, batch_server, chat_server):
    """The ids are those of the same spec asked one by one, so a run may change over."""
    server = batch_server()
    spec(dosimeter, server)
    run(dosimeter)
    ids = {line["trial_id"] for line in dosimeter.lines("batched")}
    text = (dosimeter.folder / "audit.yaml").read_text(encoding="utf-8")
    dosimeter.spec(text.replace("    batch: true\n", ""))
    again = dosimeter("run", "audit.yaml", **KEYS)
    assert again.returncode == 0, again.stderr
    assert {line["trial_id"] for line in dosimeter.lines("batched")} == ids
    assert made(server) == 1


def test_a_run_killed_while_the_batch_works_collects_it_later(dosimeter, batch_server):
    """kill -9 after handing in: the next run hands in nothing and collects what is there."""
    server = batch_server(hold=True)
    spec(dosimeter, server)
    process = start(dosimeter)
    wait_until(lambda: len(events(dosimeter)) == 2, "nothing was handed in")
    process.kill()
    process.communicate()
    server.tell()
    done = run(dosimeter)
    assert done.returncode == 0, done.stderr
    assert made(server) == 1
    assert len(dosimeter.lines("batched")) == 12
    assert dosimeter("check", "runs/batched").returncode == 0


@pytest.mark.parametrize("model", MODELS)
def test_a_handing_in_cut_off_is_told_and_found_at_the_service(dosimeter, batch_server, model):
    """The service took the batch, its answer never came: found in its list, not made again."""
    server = batch_server(drop_create=True)
    spec(dosimeter, server, model)
    done = run(dosimeter)
    assert done.returncode == 0, done.stderr
    assert "the service has them as batch" in done.stderr
    assert made(server) == 1
    assert len(dosimeter.lines("batched")) == 12


def test_a_run_killed_between_its_two_notes_finds_out_what_became_of_it(dosimeter, batch_server):
    """Only `submitting` is noted, the service has the batch: the next run goes on with it."""
    server = batch_server(hold=True)
    spec(dosimeter, server)
    process = start(dosimeter)
    wait_until(lambda: len(events(dosimeter)) == 2, "nothing was handed in")
    process.kill()
    process.communicate()
    path = dosimeter.folder / "runs/batched/batches.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0] + b'{"event":"subm')
    server.tell()
    done = run(dosimeter)
    assert done.returncode == 0, done.stderr
    assert "was cut off; the service has them as batch" in done.stderr
    assert made(server) == 1


def test_a_handing_in_that_never_arrived_is_made_anew(dosimeter, batch_server):
    """Noted, but not at the service: said so, noted as lost, handed in once."""
    server = batch_server()
    spec(dosimeter, server)
    run(dosimeter)
    folder = dosimeter.folder / "runs/batched"
    first = events(dosimeter)[0] | {"batch": "dosimeter-0"}
    (folder / "batches.jsonl").write_text(json.dumps(first) + "\n", encoding="utf-8")
    (folder / "transcripts.jsonl").unlink()
    done = run(dosimeter)
    assert done.returncode == 0, done.stderr
    assert "the service does not have them" in done.stderr
    assert made(server) == 2
    assert [e["event"] for e in events(dosimeter)][1] == "lost"


def test_where_the_list_cannot_be_seen_nothing_is_handed_in_twice(dosimeter, batch_server):
    """An unknown state stays unknown: the model is stopped until the service can be asked."""
    server = batch_server(hold=True)
    spec(dosimeter, server)
    process = start(dosimeter)
    wait_until(lambda: len(events(dosimeter)) == 2, "nothing was handed in")
    process.kill()
    process.communicate()
    path = dosimeter.folder / "runs/batched/batches.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    server.tell(no_list=True)
    done = run(dosimeter)
    assert done.returncode == 1
    assert "whether the service has them cannot be found out" in done.stderr
    assert dosimeter.record("batched")["counts"]["missing"] == 12
    server.tell()
    assert run(dosimeter).returncode == 0
    assert made(server) == 1


def handed_in_and_killed(dosimeter, server):
    """A run that died while its batch was with the service."""
    spec(dosimeter, server)
    process = start(dosimeter)
    wait_until(lambda: len(events(dosimeter)) == 2, "nothing was handed in")
    process.kill()
    process.communicate()


def test_what_a_batch_works_on_is_not_asked_by_call_meanwhile(dosimeter, batch_server):
    """`batch: true` taken away while a batch is out: it is collected all the same."""
    server = batch_server(hold=True)
    handed_in_and_killed(dosimeter, server)
    text = (dosimeter.folder / "audit.yaml").read_text(encoding="utf-8")
    dosimeter.spec(text.replace("    batch: true\n", ""))
    server.tell()
    assert run(dosimeter).returncode == 0
    assert not server.asked("POST", "/responses")
    assert len(dosimeter.lines("batched")) == 12


def test_a_batch_that_is_gone_for_good_can_be_abandoned(dosimeter, batch_server):
    """The service does not know it any more: said so, and asked anew only when told to."""
    server = batch_server(hold=True)
    handed_in_and_killed(dosimeter, server)
    server.tell(gone=True)
    done = run(dosimeter)
    assert done.returncode == 1
    assert "--abandon-batches hands its trials in anew" in done.stderr
    assert made(server) == 1
    server.tell()
    assert run(dosimeter, "--abandon-batches").returncode == 0
    assert made(server) == 2
    assert len(dosimeter.lines("batched")) == 12


def test_an_interrupt_leaves_the_batch_with_its_service(dosimeter, batch_server):
    """SIGINT: exit 130 within seconds, nothing lost; the same command collects."""
    server = batch_server(hold=True)
    spec(dosimeter, server)
    process = start(dosimeter)
    wait_until(lambda: server.asked("GET"), "nothing was looked at")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "1 batches stay with their services" in out
    assert dosimeter.record("batched")["status"] == "interrupted"
    server.tell()
    assert run(dosimeter).returncode == 0
    assert made(server) == 1


@pytest.mark.parametrize("model", MODELS[:2])
def test_what_expired_or_failed_is_a_failed_transcript_with_its_kind(
    dosimeter, batch_server, model
):
    """Failed trials stay in the tables and are asked again only when told to."""
    server = batch_server(expire=["Truth Social"], fail=["57"])
    spec(dosimeter, server, model)
    done = run(dosimeter)
    assert done.returncode == 1
    kinds = {(line["error"] or {}).get("kind") for line in dosimeter.lines("batched")}
    assert {"expired", "request"} <= kinds
    assert dosimeter("check", "runs/batched").returncode == 0
    assert run(dosimeter).returncode == 1
    assert made(server) == 1
    server.tell()
    assert run(dosimeter, "--retry-failed").returncode == 0
    assert made(server) == 2


@pytest.mark.parametrize(("ending", "kind"), [("expired", "expired"), ("failed", "request")])
def test_a_batch_that_ends_badly_as_a_whole_fails_its_trials(
    dosimeter, batch_server, ending, kind
):
    """No result came for them: each is failed, with the service's reason where it gave one."""
    server = batch_server(ending=ending, answers={}, expire=["e"])
    spec(dosimeter, server)
    assert run(dosimeter).returncode == 1
    lines = dosimeter.lines("batched")
    assert {line["error"]["kind"] for line in lines} == {kind}
    if ending == "failed":
        assert "too many tokens" in lines[0]["error"]["message"]


def test_a_batch_costs_half_and_the_budget_holds(dosimeter, batch_server):
    """1,000 tokens in and out of gpt-5 cost $0.005625 in a batch; the cap limits how many go."""
    server = batch_server()
    spec(dosimeter, server, "openai/gpt-5", "budget_usd: 0.1\n")
    done = run(dosimeter)
    assert done.returncode == 3, done.stderr
    record = dosimeter.record("batched")
    asked = record["counts"]["answered"]
    assert 0 < asked < 12
    assert record["cost_usd"] == pytest.approx(asked * (1.25 + 10) / 2 / 1000)
    dry = dosimeter("run", "audit.yaml", "--dry-run", **KEYS)
    assert "in a batch" in dry.stdout
    assert run(dosimeter, "--budget", "1").returncode == 0
    assert dosimeter.record("batched")["counts"]["answered"] == 12


def test_an_unknown_batch_price_stays_unknown(dosimeter, batch_server):
    """Mistral's share is in no table: the cost is unknown, and a cap is refused."""
    server = batch_server()
    spec(dosimeter, server, "mistral/mistral-small-2506")
    assert run(dosimeter).returncode == 0
    assert dosimeter.record("batched")["cost_usd"] is None
    assert run(dosimeter, "--budget", "1").returncode == 2


def test_a_wrong_key_stops_the_model_before_anything_is_noted_as_taken(dosimeter, batch_server):
    """The service refuses: nothing is pending, the reason is said, the key is nowhere."""
    body = {"error": {"message": f"Incorrect API key provided: {CANARY}", "code": "bad_key"}}
    server = batch_server(refuse={"status": 401, "body": body})
    spec(dosimeter, server)
    done = run(dosimeter)
    assert done.returncode == 1
    assert "was not taken" in done.stderr
    assert [e["event"] for e in events(dosimeter)] == ["submitting", "refused"]
    server.tell()
    assert run(dosimeter).returncode == 0
    written = [p for p in (dosimeter.folder / "runs").rglob("*") if p.is_file()]
    assert not [p for p in written if CANARY.encode() in p.read_bytes()]
    assert CANARY not in done.stdout + done.stderr


def test_models_in_batches_and_one_by_one_share_a_run(dosimeter, batch_server, chat_server):
    """Both kinds in one spec: one batch, twelve calls, one report."""
    server, chat = batch_server(polls=3), chat_server()
    more = f"  - model: compatible/some-model-1\n    base_url: {chat.base_url}\n"
    spec(dosimeter, server, more=more)
    done = run(dosimeter)
    assert done.returncode == 0, done.stderr
    assert (made(server), len(chat.asked())) == (1, 12)
    assert dosimeter("check", "runs/batched").returncode == 0


def test_a_service_without_batches_is_refused_before_any_call(dosimeter, batch_server):
    """The message names those that have them; allow_missing asks one by one instead."""
    server = batch_server()
    spec(dosimeter, server, "groq/llama-3.3-70b")
    done = dosimeter("run", "audit.yaml", GROQ_API_KEY=CANARY)
    assert done.returncode == 2
    assert "only anthropic, gemini, mistral, openai" in done.stderr
    assert not server.asked()


def test_allow_missing_asks_one_by_one_where_there_are_no_batches(dosimeter, chat_server):
    """It is noted in the run that no batch was made."""
    chat = chat_server()
    dosimeter.spec(
        SPEC.format(model="compatible/m-1", url=chat.base_url) + "    allow_missing: true\n"
    )
    assert dosimeter("run", "audit.yaml").returncode == 0
    assert len(chat.asked()) == 12
    assert any("batches" in note for note in dosimeter.record("batched")["notes"])


def test_results_of_a_batch_that_is_not_ours_are_not_taken(dosimeter, batch_server):
    """Anthropic keeps no mark: a batch of the same size and time is known by its results."""
    server = batch_server()
    spec(dosimeter, server, "anthropic/claude-haiku-4-5")
    run(dosimeter)
    folder = dosimeter.folder / "runs/batched"
    first = events(dosimeter)[0]
    dosimeter.spec(
        (dosimeter.folder / "audit.yaml").read_text(encoding="utf-8") + "    temperature: 0\n"
    )
    (folder / "transcripts.jsonl").unlink()
    (folder / "run.json").unlink()
    (folder / "batches.jsonl").unlink()
    server.tell(hold=True)
    process = start(dosimeter)
    wait_until(lambda: len(events(dosimeter)) == 2, "nothing was handed in")
    process.kill()
    process.communicate()
    mine = events(dosimeter)[0]
    other = {"event": "submitted", "batch": mine["batch"], "at": first["at"], "job": "batch_0"}
    text = json.dumps(mine) + "\n" + json.dumps(other) + "\n"
    (folder / "batches.jsonl").write_text(text, encoding="utf-8")
    server.tell()
    done = run(dosimeter)
    assert "is not this run's" in done.stderr
    assert dosimeter.record("batched")["counts"]["missing"] == 12
    assert run(dosimeter).returncode == 0
