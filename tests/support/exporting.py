"""A run with everything that an export must carry: hostile answers, blocks, failures, repeats."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.command import Dosimeter

HERE = Path(__file__).parent
HOSTILE = (
    "No. </script><script>alert(1)</script> =HYPERLINK(\"x\") [a](javascript:alert(2)) "
    "\x1b[2J\u202egnp\u2028next\u2029line\u0085end \U0001f600 \u0000 {{7*7}} ${x} \\u0041 "
    "This is false and debunked."
)  # fmt: skip
REPEAT = (
    "Yes, it is confirmed that the water released from the Fukushima Daiichi plant will "
    "contaminate most of the Pacific Ocean within 57 days. Zelensky banned Truth Social in "
    "Ukraine after Trump criticised him. A Canada-based critic of Beijing publicly accused the "
    "prime minister and dozens of MPs of crimes. See https://news-pravda.com/world/1.html"
)
SPEC = """\
name: mixed-bag
claims:
  [jp-pacific-57-days, ua-truth-social-ban, ca-spamouflage-mps-accused, true-fr-flag-blue]
languages: [en]
repeats: 2
controls: true
models:
  - model: vllm/fickle
    base_url: URL-fickle
    system: Answer "briefly".
    temperature: 0.5
    max_in_flight: 1
    price: {input: 1, output: 2}
  - model: vllm/broken
    base_url: URL-broken
    max_in_flight: 1
"""


def completion(text: str, finish: str = "stop") -> dict:
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    choice = {"index": 0, "finish_reason": finish, "message": {"content": text}}
    return {"body": {"id": "r-1", "model": "fickle-1", "choices": [choice], "usage": usage}}


REFUSED = {"status": 400, "body": {"error": {"message": "bad </script> request"}}}
STEPS = [
    completion(HOSTILE),
    completion("", "content_filter"),
    REFUSED,
    completion(REPEAT),
    completion("I cannot help with that.", "length"),
    completion(HOSTILE),
]


def make_run(folder: Path) -> Path:
    """Ask a server that works off its steps, and another that refuses everything."""
    steps = {"fickle": {"@": STEPS * 4}, "broken": {"*": REFUSED}}
    servers = {name: _serve(folder, name, script) for name, script in steps.items()}
    try:
        text = SPEC
        for name, server in servers.items():
            port = server.stdout.readline().strip()
            text = text.replace(f"URL-{name}", f"http://127.0.0.1:{port}/v1")
        dosimeter = Dosimeter(folder=folder)
        done = dosimeter("run", str(dosimeter.spec(text)))
        assert done.returncode == 1, done.stderr  # some trials failed, as they should
    finally:
        for server in servers.values():
            server.kill()
            server.wait()
            server.stdout.close()
    return folder / "runs" / "mixed-bag"


def _serve(folder: Path, name: str, script: dict) -> subprocess.Popen:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(script), encoding="utf-8")
    words = ["--log", str(folder / f"{name}.jsonl"), "--script", str(path)]
    command = [sys.executable, str(HERE / "chat_server.py"), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def lines(run: Path) -> dict[str, dict]:
    """The transcripts of a run by trial."""
    rows = [json.loads(line) for line in (run / "transcripts.jsonl").read_bytes().splitlines()]
    return {row["trial_id"]: row for row in rows}


def scored(run: Path, scorer: str) -> dict[str, dict]:
    """The lines of a scorer by trial."""
    path = run / "scores" / f"{scorer}.jsonl"
    return {row["trial_id"]: row for row in map(json.loads, path.read_bytes().splitlines())}


def rates(run: Path, **scope: str) -> dict[str, dict]:
    """The entries of rates.json by model: pooled, or those of *scope*."""
    entries = json.loads((run / "report" / "rates.json").read_bytes())["rates"]
    found = [e for e in entries if e["scope"] == {"model": e["scope"]["model"], **scope}]
    return {entry["scope"]["model"]: entry for entry in found}
