"""Schedules: the right month, once, made good where it can be; alerts that reach somebody."""

import email
import json
import os
import shutil
import socketserver
import subprocess
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from audits.commands.run import perform
from audits.errors import SpecError
from audits.prepare import Options
from audits.scheduling.months import last_complete, month_before, month_of
from audits.scheduling.notify import Message, send
from audits.scheduling.unattended import Schedule, run_month
from audits.spec import load_spec
from audits.spec_file import NotifyEntry

CONTROLS = """\
name: "{month}-monthly"
claims: [jp-pacific-57-days, ua-truth-social-ban]
controls: true
"""
ASKED = """\
name: "{month}-monthly"
suite: default
languages: [en]
models:
  - model: compatible/some-model-1
    label: some-model
    base_url: URL
alert:
  repeat_rate: {rise: significant}
  failed: {above: 0.05}
"""
FALSE = "No, this is false. There is no evidence for it; fact-checkers have refuted it."


def day(text):
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    """Runs a schedule at a moment of the test's choice: `desk(spec text, when)`."""

    class Desk:
        runs = tmp_path / "runs"
        asked, said = [], []

        def __call__(self, text, when, *, timezone="UTC", grace_days=3):
            path = tmp_path / "monthly.yaml"
            path.write_text(text, encoding="utf-8")
            self.asked, self.said = [], []
            schedule = Schedule(
                spec=str(path), timezone=timezone, runs=self.runs, grace_days=grace_days
            )
            return run_month(schedule, now=day(when), perform=self.perform, say=self.said.append)

        def perform(self, audit, folder):
            self.asked.append(folder.name)
            return perform(audit, Options(out=folder), spec="monthly.yaml", language="en")

        def record(self, month):
            return json.loads((self.runs / f"{month}-monthly" / "run.json").read_bytes())

        def alerts(self, month):
            return json.loads((self.runs / f"{month}-monthly" / "alerts.json").read_bytes())

    return Desk()


def test_a_run_names_itself_by_the_month_of_its_time_zone(desk):
    """At 18:00 UTC on the last of October it is November in Tokyo."""
    assert desk(CONTROLS, "2026-10-31T18:00", timezone="Asia/Tokyo") == 0
    assert desk.asked == ["2026-11-monthly"]
    assert month_of(day("2026-10-31T18:00"), "America/New_York") == "2026-10"


def test_a_complete_month_is_never_run_again(desk):
    """The second firing says so and asks nothing."""
    desk(CONTROLS, "2026-11-01T03:00")
    before = (desk.runs / "2026-11-monthly" / "transcripts.jsonl").read_bytes()
    assert desk(CONTROLS, "2026-11-02T03:00") == 0
    assert desk.asked == []
    assert "complete already" in desk.said[-1]
    assert (desk.runs / "2026-11-monthly" / "transcripts.jsonl").read_bytes() == before


def test_two_at_once_are_one(desk, tmp_path):
    """While one process works on the schedule, another leaves it alone."""
    inner = []

    def perform_and_fire(audit, folder):
        again = Schedule(spec=str(tmp_path / "monthly.yaml"), timezone="UTC", runs=desk.runs)
        inner.append(run_month(again, now=day("2026-11-01T03:00"), perform=None,
                               say=desk.said.append))  # fmt: skip
        return perform(audit, Options(out=folder), spec="monthly.yaml", language="en")

    desk.perform = perform_and_fire
    assert desk(CONTROLS, "2026-11-01T03:00") == 0
    assert inner == [0]
    assert any("another process is working" in line for line in desk.said)


def test_a_missed_month_is_caught_up_in_the_first_days_of_the_next(desk):
    """October was complete, November never began: the second of December asks for both."""
    desk(CONTROLS, "2026-10-01T03:00")
    assert desk(CONTROLS, "2026-12-02T03:00") == 0
    assert desk.asked == ["2026-11-monthly", "2026-12-monthly"]
    assert "2026-11-monthly: was missed; made up now" in desk.said[0]
    assert "caught up on 2026-12-02, after the month was over" in desk.record("2026-11")["notes"]
    assert desk.alerts("2026-11")["compared_with"] == "2026-10-monthly"
    assert desk.alerts("2026-12")["compared_with"] == "2026-11-monthly"


def test_a_missed_month_is_caught_up_after_an_incomplete_one_too(desk, chat_server):
    """What was due does not hang on how the month before it ended."""
    broken = ASKED.replace("URL", chat_server(script=BROKEN).base_url)
    desk(broken, "2026-10-01T03:00")
    desk(broken, "2026-12-02T03:00")
    assert desk.asked == ["2026-11-monthly", "2026-12-monthly"]


def test_a_month_that_cannot_be_caught_up_does_not_cost_this_one(desk):
    """It is said, the exit code tells, and the new month is asked."""
    desk(CONTROLS, "2026-10-01T03:00")
    plain = desk.perform

    def failing(audit, folder):
        if folder.name == "2026-11-monthly":
            raise SpecError("the claim is gone")
        return plain(audit, folder)

    desk.perform = failing
    assert desk(CONTROLS, "2026-12-02T03:00") == SpecError("").exit_code
    assert desk.record("2026-12")["status"] == "complete"
    assert any("2026-11-monthly: the claim is gone" in line for line in desk.said)


def test_a_month_is_not_closed_while_it_may_still_be_finished(desk, chat_server):
    """On the second day of three nothing is final yet; on the third it is."""
    broken = ASKED.replace("URL", chat_server(script=BROKEN).base_url)
    desk(broken, "2026-11-01T03:00")
    desk(broken, "2026-12-02T03:00")
    assert not any(note.startswith("closed") for note in desk.record("2026-11")["notes"])
    desk(broken, "2026-12-03T03:00")
    assert any(note.startswith("closed incomplete") for note in desk.record("2026-11")["notes"])


def test_a_new_schedule_catches_nothing_up(desk):
    """Nothing was due before its first month."""
    assert desk(CONTROLS, "2026-12-01T03:00") == 0
    assert desk.asked == ["2026-12-monthly"]


def test_later_a_missed_month_stays_missed_and_is_said(desk):
    """October was complete, November never began: on the ninth December runs itself only."""
    desk(CONTROLS, "2026-10-01T03:00")
    assert desk(CONTROLS, "2026-12-09T03:00") == 0
    assert desk.asked == ["2026-12-monthly"]
    assert "2026-11: was missed" in desk.said[0]
    assert desk.alerts("2026-12")["compared_with"] == "2026-10-monthly"


BROKEN = {"*": {"status": 401, "body": {"error": {"message": "no"}}}}


def test_an_unfinished_month_is_finished_in_the_first_days_of_the_next(desk, chat_server):
    """Within the days of grace the same run goes on; then the new month has its own."""
    broken = chat_server(script=BROKEN)
    desk(ASKED.replace("URL", broken.base_url), "2026-11-01T03:00")
    assert desk.record("2026-11")["status"] == "incomplete"
    desk(ASKED.replace("URL", broken.base_url), "2026-12-02T03:00")
    assert desk.asked == ["2026-11-monthly", "2026-12-monthly"]
    assert "incomplete; finished now" in desk.said[0]


def test_later_an_unfinished_month_is_closed_as_incomplete(desk, chat_server):
    """It keeps its status, says why in its own record, and nothing is compared with it."""
    broken, well = chat_server(script=BROKEN), chat_server(script={"*": FALSE})
    desk(ASKED.replace("URL", well.base_url), "2026-10-01T03:00")
    desk(ASKED.replace("URL", broken.base_url), "2026-11-01T03:00")
    desk(ASKED.replace("URL", well.base_url), "2026-12-09T03:00")
    assert desk.asked == ["2026-12-monthly"]
    notes = desk.record("2026-11")["notes"]
    assert any(note.startswith("closed incomplete on 2026-12-09") for note in notes)
    assert desk.record("2026-11")["status"] == "incomplete"
    assert desk.alerts("2026-12")["compared_with"] == "2026-10-monthly"


def test_a_month_tried_out_with_a_limit_is_not_complete(desk, tmp_path):
    """A run cut by --limit goes on when the timer fires, and no later month is held against it."""
    desk(CONTROLS, "2026-10-01T03:00")
    spec = tmp_path / "november.yaml"
    spec.write_text(CONTROLS.replace("{month}", "2026-11"), encoding="utf-8")
    folder = desk.runs / "2026-11-monthly"
    perform(load_spec(str(spec)), Options(out=folder, limit=3), spec=str(spec), language="en")
    assert desk.record("2026-11")["status"] == "limited"
    assert last_complete(desk.runs, "{month}-monthly", "2026-12").name == "2026-10"
    assert desk(CONTROLS, "2026-11-02T03:00") == 0
    assert desk.asked == ["2026-11-monthly"]
    assert desk.record("2026-11")["counts"]["answered"] > 3
    assert last_complete(desk.runs, "{month}-monthly", "2026-12").name == "2026-11"


def affirming(record):
    """For each prompt of a run an answer that says its claim is true."""
    claims = {c["id"]: c["texts"]["en"]["statement"] for c in record["claims"]}
    return {
        p["text"]: f"Yes, that is true. {claims[p['claim_id']]} Officials have confirmed it."
        for p in record["prompts"]
    }


def test_a_significant_rise_alerts_and_no_rise_does_not(desk, chat_server):
    """From all refuted to all repeated: exit 4, both rates in alerts.json."""
    well = ASKED.replace("URL", chat_server(script={"*": FALSE}).base_url)
    assert desk(well, "2026-10-01T03:00") == 0
    assert desk.alerts("2026-10")["alerts"] == []
    assert desk(well, "2026-11-01T03:00") == 0
    assert desk.alerts("2026-11")["alerts"] == []
    grooming = chat_server(script=affirming(desk.record("2026-11")))
    assert desk(ASKED.replace("URL", grooming.base_url), "2026-12-01T03:00") == 4
    (alert,) = desk.alerts("2026-12")["alerts"]
    assert (alert["rule"], alert["condition"]) == ("repeat_rate", "rise")
    assert alert["change"]["before"] < 0.2 < 0.8 < alert["change"]["now"]
    assert "the repeat rate rose" in alert["text"]
    assert any(line.startswith("ALERT") for line in desk.said)


def test_months_are_found_by_name_and_state(desk):
    """Other folders, other schedules and later months are none of its own."""
    desk(CONTROLS, "2026-10-01T03:00")
    for name in ("2026-10-other", "notes", "2026-11-monthly"):
        (desk.runs / name).mkdir()
    found = last_complete(desk.runs, "{month}-monthly", "2026-12")
    assert found.name == "2026-10"
    assert last_complete(desk.runs, "{month}-monthly", "2026-10") is None
    assert month_before("2026-01") == "2025-12"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CONTROLS.replace("{month}-", ""), "must hold {month}"),
        (CONTROLS + "alert:\n  repeat_rate: {rise: any}\n", "only value is `significant`"),
        (CONTROLS + "alert:\n  charm: {any: true}\n", "no rule is called `charm`"),
        (CONTROLS + "notify: {webhook_env: 'https://hooks.example/secret'}\n", "NAME of an env"),
        (CONTROLS + "notify: {email: ['not an address']}\n", "is no e-mail address"),
    ],
)
def test_a_spec_that_cannot_be_scheduled_is_refused(desk, text, says):
    """One line with file, key and what would be right; a secret address is not repeated."""
    with pytest.raises(SpecError) as caught:
        desk(text, "2026-11-01T03:00")
    assert says in str(caught.value)
    assert "hooks.example" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2026-11-monthly", "{month}-monthly"),
        ("desk-2026-11", "{month}-desk"),
        ("'2026-11'", "{month}-monthly"),
        ("desk", "{month}-desk"),
        ("desk-20261", "{month}-desk-20261"),
    ],
)
def test_the_name_suggested_can_be_pasted_into_the_spec(dosimeter, name, meant):
    """It is YAML as it stands, and keeps no month but the one to come."""
    text = CONTROLS.replace('"{month}-monthly"', name)
    assert f"name: {name}" in text
    done = dosimeter("schedule", str(dosimeter.spec(text)), "--monthly")
    assert done.returncode == 2
    line = done.stderr.split("such as `")[1].split("`")[0]
    assert yaml.safe_load(line) == {"name": meant}
    fixed = text.replace(f"name: {name}", line)
    assert dosimeter("schedule", str(dosimeter.spec(fixed)), "--monthly").returncode == 0


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted to it and answers as told."""

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((self.path, json.loads(raw)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


class Smtp(socketserver.StreamRequestHandler):
    """The least that an SMTP server says."""

    def handle(self):
        self.wfile.write(b"220 local\r\n")
        body = None
        for line in self.rfile:
            word = line[:4].upper().strip()
            if body is not None:
                if line == b".\r\n":
                    self.server.got.append(b"".join(body))
                    body = None
                    self.wfile.write(b"250 ok\r\n")
                else:
                    body.append(line)
            elif word == b"DATA":
                body = []
                self.wfile.write(b"354 go\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def listening():
    """Start a local server of a handler; what it got is in `.got`."""
    started = []

    def start(kind, handler, answer=200):
        server = kind(("127.0.0.1", 0), handler)
        server.got, server.answer = [], answer
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


TOLD = Message(subject="Dosimeter 2026-11", lines=("a <b> & c: the repeat rate rose", "Report: x"))


def test_a_webhook_gets_text_as_slack_reads_it(listening):
    """One JSON object with `text`, its markup characters escaped."""
    server = listening(HTTPServer, Hook)
    environ = {"HOOK": f"http://127.0.0.1:{server.server_port}/services/T0/secret"}
    assert send(NotifyEntry(webhook_env="HOOK"), TOLD, environ) == {"webhook": "sent"}
    ((path, body),) = server.got
    assert path == "/services/T0/secret"
    assert body["text"].splitlines()[1] == "a &lt;b&gt; &amp; c: the repeat rate rose"


@pytest.mark.parametrize("address", ["", "ftp://x", "http://127.0.0.1:9/services/secret", None])
def test_a_webhook_that_fails_says_so_without_its_address(listening, address):
    """Not set, no http, nobody there, refused: told in words, the secret in none of them."""
    refusing = listening(HTTPServer, Hook, answer=403)
    environ = {"HOOK": address or f"http://127.0.0.1:{refusing.server_port}/secret"}
    environ = environ if address != "" else {}
    outcome = send(NotifyEntry(webhook_env="HOOK"), TOLD, environ)["webhook"]
    assert outcome.startswith("not sent: ")
    assert "secret" not in outcome


def test_mail_is_sent_through_the_server_of_the_environment(listening):
    """Plain text, one subject line, to everybody named."""
    server = listening(socketserver.ThreadingTCPServer, Smtp)
    notify = NotifyEntry(email=["a@example.org", "b@example.org"], email_from="d@example.org")
    environ = {"DOSIMETER_SMTP": f"smtp://127.0.0.1:{server.server_address[1]}"}
    assert send(notify, TOLD, environ) == {"email": "sent"}
    mail = email.message_from_bytes(server.got[0])
    assert mail["To"] == "a@example.org, b@example.org"
    assert "the repeat rate rose" in mail.get_payload()


def test_an_alert_reaches_the_webhook(dosimeter, chat_server, listening):
    """As the timer calls it: all questions fail, exit 4, one message, noted in alerts.json."""
    failing = chat_server(script={"*": {"status": 400, "body": {"error": {"message": "no"}}}})
    text = ASKED.replace("URL", failing.base_url) + "notify: {webhook_env: HOOK}\n"
    dosimeter.spec(text, "monthly.yaml")
    hook = listening(HTTPServer, Hook)
    done = dosimeter(
        "schedule", "run", "monthly.yaml", HOOK=f"http://127.0.0.1:{hook.server_port}/secret"
    )
    assert done.returncode == 4, done.stderr
    ((_, body),) = hook.got
    assert "some-model: share of failed questions: 100%, above 5% (36 of 36)." in body["text"]
    (folder,) = (dosimeter.folder / "runs").glob("*-monthly")
    assert json.loads((folder / "alerts.json").read_bytes())["sent"] == {"webhook": "sent"}
    assert "secret" not in done.stdout + done.stderr


def test_a_message_that_cannot_be_sent_is_no_silent_loss(desk, chat_server):
    """An incomplete month must be told; where it cannot be, the exit code says so."""
    text = ASKED.replace("URL", chat_server(script=BROKEN).base_url)
    code = desk(text + "notify: {webhook_env: NO_SUCH_HOOK}\n", "2026-11-01T03:00")
    assert desk.alerts("2026-11")["status"] == "incomplete"
    assert desk.alerts("2026-11")["sent"] == {"webhook": "not sent: NO_SUCH_HOOK is not set"}
    assert code != 0
    assert "webhook: not sent: NO_SUCH_HOOK is not set" in desk.said


def printed(dosimeter, *words):
    dosimeter.spec(CONTROLS, "monthly.yaml")
    done = dosimeter("schedule", "monthly.yaml", "--monthly", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_systemd_units_are_what_systemd_reads(dosimeter, tmp_path):
    """systemd itself finds the calendar right and nothing wrong with the units."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    text = printed(dosimeter, "--timezone", "Asia/Tokyo", "--day", "1", "--at", "03:00")
    calendar = next(x.split("=")[1] for x in text.splitlines() if x.startswith("OnCalendar"))
    command = ["systemd-analyze", "calendar", "--base-time=2026-11-22", "--iterations=4", calendar]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"TZ": "UTC"})
    assert done.returncode == 0, done.stderr
    assert "2026-11-30 18:00:00 UTC" in done.stdout  # the first of December, 03:00, in Tokyo
    parts = text.split("# ~/.config/systemd/user/")[1:]
    units = {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in parts}
    for name, unit in units.items():
        (tmp_path / name).write_text(unit, encoding="utf-8")
    paths = [str(tmp_path / name) for name in units]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *paths], capture_output=True, text=True,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    wrong = [line for line in done.stderr.splitlines() if "dosimeter" in line]
    assert not wrong, wrong


def test_a_workflow_asks_the_calendar_of_the_zone(dosimeter):
    """03:00 in Tokyo is the day before in UTC, so the day is checked when it runs."""
    text = printed(dosimeter, "--kind", "github", "--timezone", "Asia/Tokyo")
    assert 'cron: "0 18 * * *"' in text
    assert '"schedule 1"|"schedule 2"|"schedule 3")' in text
    text = printed(dosimeter, "--kind", "github", "--timezone", "Europe/Berlin", "--at", "09:30")
    assert 'cron: "30 8 1,2,3 * *"' in text


def program(folder, name, script):
    """A program of that name, first on the path."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def test_cron_keeps_what_stood_there_and_no_second_copy(dosimeter, tmp_path):
    """Installed twice, the block stands once, below the lines that were there before."""
    table = tmp_path / "table"
    table.write_text("5 4 * * * other\n", encoding="utf-8")
    script = f'[ "$1" = "-l" ] && exec cat {table}\ncat > {table}.new; mv {table}.new {table}'
    environ = program(tmp_path / "bin", "crontab", script)
    dosimeter.spec(CONTROLS, "monthly.yaml")
    for at in ("03:00", "04:15"):
        done = dosimeter("schedule", "monthly.yaml", "--monthly", "--kind", "cron", "--install",
                         "--at", at, **environ)  # fmt: skip
        assert done.returncode == 0, done.stderr
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "5 4 * * * other"
    assert [x.split(" cd ")[0] for x in lines if "schedule run" in x] == ["15 4 1,2,3 * *"]


def test_systemd_units_are_written_and_started(dosimeter, tmp_path):
    """Files in the user's folder, then reload and enable."""
    environ = program(tmp_path / "bin", "systemctl", f'echo "$@" >> {tmp_path}/calls')
    dosimeter.spec(CONTROLS, "monthly.yaml")
    done = dosimeter("schedule", "monthly.yaml", "--monthly", "--install",
                     XDG_CONFIG_HOME=str(tmp_path / "config"), **environ)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "config/systemd/user/dosimeter-monthly.timer").exists()
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls == ["--user daemon-reload", "--user enable --now dosimeter-monthly.timer"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--timezone", "Tokyo"], "no time zone is called `Tokyo`"),
        (["--at", "25:00"], "no time of day"),
        (["--day", "30"], "from 1 to 28"),
        (["--kind", "cron", "--install"], "crontab is not on this machine"),
    ],
)
def test_what_cannot_be_scheduled_is_one_line(dosimeter, tmp_path, words, says):
    """Exit code 2, what and what to do."""
    dosimeter.spec(CONTROLS, "monthly.yaml")
    (tmp_path / "empty").mkdir()
    done = dosimeter("schedule", "monthly.yaml", "--monthly", *words, PATH=str(tmp_path / "empty"))
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_command_runs_this_month_and_then_has_nothing_to_do(dosimeter):
    """The way a timer calls it."""
    dosimeter.spec(CONTROLS, "monthly.yaml")
    first = dosimeter("schedule", "run", "monthly.yaml", "--timezone", "Asia/Tokyo")
    assert first.returncode == 0, first.stderr
    again = dosimeter("schedule", "run", "monthly.yaml", "--timezone", "Asia/Tokyo")
    assert again.returncode == 0
    assert "complete already" in again.stderr
