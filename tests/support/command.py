"""The `dosimeter` command as users run it, and the local chat server, as seen from a test."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ChatServer:
    """Where the server is and what it was asked."""

    base_url: str
    log: Path

    def asked(self) -> list[dict]:
        """Every call it got, in order."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True)
class Dosimeter:
    """Runs the command in a folder of the test's own."""

    folder: Path

    def command(self, *words: str) -> list[str]:
        """The words that start it."""
        return [sys.executable, "-m", "audits.cli", *map(str, words)]

    def __call__(self, *words: str, **environ: str) -> subprocess.CompletedProcess:
        """Run it to its end."""
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=os.environ | environ,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, *words: str, **environ: str) -> subprocess.Popen:
        """Start it and return at once."""
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env=os.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def spec(self, text: str, name: str = "audit.yaml") -> Path:
        """Write a spec file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def lines(self, run: str) -> list[dict]:
        """The transcripts of a run in `runs/`."""
        path = self.folder / "runs" / run / "transcripts.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def lines_whole(self, run: str) -> list[bytes]:
        """The whole lines that a run has stored so far; none before it begins."""
        path = self.folder / "runs" / run / "transcripts.jsonl"
        if not path.exists():
            return []
        return [line for line in path.read_bytes().splitlines(keepends=True) if line[-1:] == b"\n"]

    def record(self, run: str) -> dict:
        """The run.json of a run in `runs/`."""
        path = self.folder / "runs" / run / "run.json"
        return json.loads(path.read_text(encoding="utf-8"))
