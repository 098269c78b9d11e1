"""All recorded exchanges through `dosimeter run`: transcripts hold what an adapter should read.

One run asks one model a recording; a local server answers each with what was recorded. The
recordings lie beside the repository and are never copied into it.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.command import Dosimeter
from tests.support.traffic import (
    MAPPED,
    THINKING,
    WITH_TRAFFIC,
    api_of,
    model_of,
    recordings,
    service_of,
)

pytestmark = WITH_TRAFFIC
CANARY = "sk-canary-traffic-1"


def serve(recorded):
    """A server that answers a path beginning with a number as that recording does."""
    answers = list(recorded.values())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            response = answers[int(self.path.split("/")[1])]["response"]
            body = response["body"]
            raw = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(response["status"])
            for name, value in response["headers"].items():
                if name.lower() not in ("content-encoding", "content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def model_entry(number, name, recorded, port):
    api = api_of(recorded)
    entry = {
        "model": f"{service_of(recorded)}/{model_of(recorded)}",
        "label": name,
        "base_url": f"http://127.0.0.1:{port}/{number}",
        "allow_alias": True,
        "allow_missing": True,
        "key_env": "CANARY_KEY",
    }
    return entry | ({"api": api} if api else {})


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory):
    """The run's transcripts by recording."""
    dosimeter = Dosimeter(folder=tmp_path_factory.mktemp("traffic"))
    recorded = recordings()
    server = serve(recorded)
    models = [
        model_entry(number, name, one, server.server_port)
        for number, (name, one) in enumerate(recorded.items())
    ]
    spec = {"name": "traffic", "claims": ["jp-pacific-57-days"], "personas": ["innocent"]}
    path = dosimeter.spec(json.dumps(spec | {"models": models, "wordings": 1}))
    dosimeter("run", str(path), CANARY_KEY=CANARY)
    server.shutdown()
    server.server_close()
    return {line["model"]["label"]: line for line in dosimeter.lines("traffic")}


@pytest.mark.parametrize("name", recordings())
def test_a_recording_comes_out_of_a_run_as_expected(transcripts, name):
    """Text, citations, served model, finish reason, usage, refusal and error kind."""
    line, recorded = transcripts[name], recordings()[name]
    expected = recorded["expected"]
    if expected.get("error"):
        assert line["status"] == "failed"
        assert expected["error"]["message"][:60] in line["error"]["message"]
        return
    reply = line["reply"]
    if name not in (MAPPED | THINKING):
        assert (reply["text"] or None) == (expected.get("final_text") or expected["text"] or None)
        cited = [c.get("raw_url", c["url"]) for c in reply["citations"] if c["role"] == "cited"]
        assert list(dict.fromkeys(cited)) == list(dict.fromkeys(expected["urls"]))
    assert reply["served_model"] == expected["model"]
    assert reply["finish_reason"] == expected["finish_reason"]
    assert reply["usage"]["input_tokens"] == expected["input_tokens"]
    assert reply["usage"]["output_tokens"] == expected["output_tokens"]
    assert reply["refusal"] == expected.get("refusal")


def test_no_recording_leaves_the_key_in_the_evidence(transcripts):
    """The canary key is in no transcript."""
    assert CANARY not in json.dumps(list(transcripts.values()))
