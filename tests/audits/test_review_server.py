"""The review server over real HTTP: who gets in, what is stored, what a kill leaves."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.reports.conftest import Plan as MadeUp
from tests.reports.conftest import build_run
from tests.support.review_page import Client, ReviewServer, start_review


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A made-up run with hostile answers."""
    return build_run(tmp_path / "run", MadeUp(claims=4, true_claims=1))


@pytest.fixture(scope="module")
def open_server(tmp_path_factory) -> Iterator[tuple[Path, ReviewServer]]:
    """A run and a server on it, for tests that change nothing but labels."""
    run = build_run(tmp_path_factory.mktemp("open") / "run", MadeUp(claims=4, true_claims=1))
    started = start_review(run)
    yield run, started
    started.kill()


@pytest.fixture
def server(run: Path) -> Iterator[ReviewServer]:
    """A server on it."""
    started = start_review(run)
    yield started
    started.kill()


def stored(run: Path) -> list[dict]:
    path = run / "reviews.jsonl"
    return [json.loads(x) for x in path.read_text("utf-8").splitlines()] if path.exists() else []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Cookie": ""}, 403),
        ({"Cookie": "dosimeter_1=guess"}, 403),
        ({"X-Dosimeter": ""}, 403),
        ({"Content-Type": "text/plain"}, 403),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, 200),
    ],
)
def test_only_the_page_itself_may_store_a_label(open_server, headers: dict, status: int) -> None:
    """Rebinding, forged forms, other origins and guesses get a refusal; nothing is stored."""
    run, server = open_server
    client, before = Client(server), len(stored(run))
    trial = client.queue("ann")[0]
    body = {"reviewer": "ann", "trial_id": trial, "verdict": "debunk"}
    sent = {name.replace("-", "_"): value for name, value in headers.items()}
    assert client.ask("/label", body, **sent)[0] == status
    assert len(stored(run)) - before == (status == 200)


@pytest.mark.parametrize("path", ["/", "/queue?reviewer=a", "/review.js", "/item/x", "/text/x"])
def test_nothing_is_shown_without_the_token(open_server, path: str) -> None:
    """Not even the script; a wrong token in the address is no better than none."""
    _, server = open_server
    assert Client(server).ask(path, Cookie="")[0] == 403
    mark = "&" if "?" in path else "?"
    assert Client(server).ask(f"{path}{mark}token=wrong", Cookie="")[0] == 403


def test_the_address_sets_a_cookie_that_no_script_reads_and_no_site_sends(open_server) -> None:
    """HttpOnly, SameSite=Strict; every page forbids outside content and framing."""
    _, server = open_server
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object) -> None:
            return None

    opener = urllib.request.build_opener(Stay)
    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(server.address)
    assert answer.value.code == 303 and answer.value.headers["location"] == "/"
    cookie = answer.value.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    policy = answer.value.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    answer.value.close()


def test_the_page_refers_to_nothing_outside(open_server) -> None:
    """Fact-checks are links; nothing is loaded from anywhere else."""
    _, server = open_server
    client = Client(server)
    for path in ("/", "/review.js", "/review.css"):
        assert "://" not in client.ask(path)[1]


def test_a_blind_reviewer_learns_neither_chatbot_nor_verdict(open_server) -> None:
    """Over all answers; the machine's deciding passage is not marked either."""
    run, server = open_server
    client = Client(server)
    models = {m["label"] for m in json.loads((run / "run.json").read_text())["models"]}
    for trial in client.queue("ann"):
        shown = client.ask(f"/item/{trial}?reviewer=ann")[1]
        assert not [m for m in models if m in shown]
        assert "cue" not in shown and "deciding" not in shown
        assert client.ask(f"/item/{trial}?reviewer=ann&reveal=1")[0] == 400


def test_answers_are_escaped_and_hidden_characters_shown(open_server) -> None:
    """No markup of an answer survives; ESC and bidi overrides are visible signs."""
    _, server = open_server
    client = Client(server)
    shown = "".join(client.ask(f"/item/{t}?reviewer=ann")[1] for t in client.queue("ann"))
    assert "&lt;script&gt;" in shown and "<script" not in shown and "<img" not in shown
    assert "\x1b" not in shown and "\u202e" not in shown
    assert "␛" in shown and "[U+202E]" in shown
    assert 'href="https://evil' not in shown and "javascript:window" not in shown.split("href=")


def test_a_killed_server_loses_no_label_that_it_confirmed(run, server) -> None:
    """`kill -9` in the middle of a stream of labels: each confirmed one is in the file."""
    client, confirmed = Client(server), []

    def stream() -> None:
        for trial in client.queue("ann"):
            try:
                status, _ = client.label("ann", trial, "debunk", detail="refuted")
            except OSError:
                return
            if status == 200:
                confirmed.append(trial)
            if len(confirmed) == 30:
                killing.set()

    killing = threading.Event()
    thread = threading.Thread(target=stream)
    thread.start()
    assert killing.wait(20)
    server.kill()
    thread.join(20)
    kept = [x["trial_id"] for x in stored(run)]
    assert len(confirmed) >= 30 and set(confirmed) <= set(kept)
    again = start_review(run)
    done = json.loads(Client(again).ask("/queue?reviewer=ann")[1])["done"]
    again.kill()
    assert done.count("1") == len(kept)


def test_two_servers_on_one_run_share_one_chain(run, server) -> None:
    """Each sees the other's labels; the chain of hashes has no break."""
    other = start_review(run)
    one, two = Client(server), Client(other)
    for i, trial in enumerate(one.queue("ann")[:20]):
        assert (one if i % 2 else two).label(f"r{i % 3}", trial, "repeat")[0] == 200
    other.kill()
    lines = stored(run)
    assert [x["previous"] for x in lines[1:]] == [x["sha256"] for x in lines[:-1]]
    assert len(lines) == 20


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([1], "expected one JSON object"),
        ({"reviewer": "a", "trial_id": 1, "verdict": "debunk"}, "no answer '1'"),
        ({"reviewer": ["a"], "verdict": {"x": 1}}, "among those to review"),
        ({"reviewer": "", "verdict": "debunk"}, "needs a name"),
    ],
)
def test_a_malformed_label_gets_a_sentence_and_no_stack(open_server, body, says: str) -> None:
    """Status 400 and what is wrong."""
    _, server = open_server
    status, text = Client(server).ask("/label", body)
    assert status == 400 and says in text and "Traceback" not in text


def test_a_body_of_a_megabyte_is_refused(open_server) -> None:
    """Before it is read: the announced length is enough, not one byte of the body is sent."""
    _, server = open_server
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.putrequest("POST", "/label")
        for name, value in Client(server).headers_of_the_script().items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(2**20))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_ten_thousand_answers_open(tmp_path: Path) -> None:
    """The last of them is there; how long it takes is measured in `tests/bench`."""
    plan = MadeUp(claims=240, repeats=1, controls=(), languages=("en", "ja", "ru", "zh"), length=3)
    plan.mix = {f"m{i}": {"debunk": 0.7, "repeat": 0.3} for i in range(4)}
    run = build_run(tmp_path / "big", plan)
    started = start_review(run)
    try:
        client = Client(started)
        trials = client.queue("ann")
        assert len(trials) > 10_000
        assert client.ask(f"/item/{trials[-1]}?reviewer=ann")[0] == 200
    finally:
        started.kill()
