"""The review server as a process of its own, and a client that speaks to it as its page does."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote


@dataclass
class ReviewServer:
    """A running `dosimeter review`; `address` is what it printed."""

    process: subprocess.Popen
    address: str
    up_s: float

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return self.address.split("/?")[0]

    @property
    def token(self) -> str:
        """What the printed address carries."""
        return self.address.split("token=")[1]

    @property
    def port(self) -> str:
        """The port."""
        return self.base.rsplit(":", 1)[1]

    def kill(self) -> None:
        """As `kill -9` does it."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def start_review(run: Path, *words: str) -> ReviewServer:
    """Start `dosimeter review RUN ...` and wait for its address."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "audits.cli", "review", str(run), *words],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    if found is None:
        raise AssertionError(line + process.communicate()[0])
    return ReviewServer(process, found.group(), time.monotonic() - began)


@dataclass
class Client:
    """Sends what the page's script sends, with the cookie; headers can be replaced."""

    server: ReviewServer
    headers: dict[str, str] = field(default_factory=dict)

    def headers_of_the_script(self) -> dict[str, str]:
        """What lets a request in: the cookie and the two headers that no form can set."""
        return {
            "Cookie": f"dosimeter_{self.server.port}={self.server.token}",
            "Content-Type": "application/json",
            "X-Dosimeter": "review",
        }

    def ask(self, path: str, body: object = None, **headers: str) -> tuple[int, str]:
        """Status and text of one request; None as a header leaves it out."""
        sent = self.headers_of_the_script()
        if body is None:
            sent = {"Cookie": sent["Cookie"]}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.server.base + path,
            data,
            {name: value for name, value in sent.items() if value},
            method="GET" if body is None else "POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def queue(self, reviewer: str) -> list[str]:
        """The ids of this reviewer's answers."""
        return json.loads(self.ask(f"/queue?reviewer={quote(reviewer)}")[1])["trials"]

    def label(self, reviewer: str, trial: str, verdict: str, **more: str) -> tuple[int, str]:
        """Give one label."""
        given = {"reviewer": reviewer, "trial_id": trial, "verdict": verdict, **more}
        return self.ask("/label", given)
