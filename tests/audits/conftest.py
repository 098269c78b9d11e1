"""A local chat server in a process of its own, and the `dosimeter` command."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.command import ChatServer, Dosimeter

SERVER = Path(__file__).parents[1] / "support" / "chat_server.py"
JUDGE_SERVER = SERVER.with_name("judge_server.py")


@pytest.fixture
def chat_server(tmp_path: Path) -> Iterator[Callable[..., ChatServer]]:
    """Start servers with `chat_server(latency=…, script={…})`; they end with the test."""
    running = []

    def start(
        latency: float = 0.0, script: dict | None = None, faults: tuple = (0, 0, 0, 0)
    ) -> ChatServer:
        log = tmp_path / f"asked-{len(running)}.jsonl"
        command = [sys.executable, str(SERVER), "--log", str(log), "--latency", str(latency)]
        command += ["--faults", *map(str, faults)]
        if script is not None:
            path = tmp_path / f"script-{len(running)}.json"
            path.write_text(json.dumps(script), encoding="utf-8")
            command += ["--script", str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        port = process.stdout.readline().strip()
        return ChatServer(base_url=f"http://127.0.0.1:{port}/v1", log=log)

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def dosimeter(tmp_path: Path) -> Dosimeter:
    """The command, run in an empty folder."""
    return Dosimeter(folder=tmp_path)


@pytest.fixture
def judge_server(tmp_path):
    """Start judges with `judge_server(script={…})`; they end with the test."""
    running = []

    def start(script=None, latency=0.0):
        number = len(running)
        log, told = tmp_path / f"judged-{number}.jsonl", tmp_path / f"judge-{number}.json"
        told.write_text(json.dumps(script or {}), encoding="utf-8")
        command = [sys.executable, str(JUDGE_SERVER), "--log", str(log), "--script", str(told)]
        command += ["--latency", str(latency)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        port = process.stdout.readline().strip()
        return ChatServer(base_url=f"http://127.0.0.1:{port}/v1", log=log)

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()
