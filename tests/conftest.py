"""For all tests: property tests are about truth, not speed; a browser; a server of batches."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.batches import BatchServer
from tests.support.browser import chromium

settings.register_profile("dosimeter", deadline=None)
settings.load_profile("dosimeter")

SERVER = Path(__file__).parent / "support" / "batch_server.py"


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """One Chromium for the module."""
    with chromium() as started:
        yield started


@pytest.fixture
def batch_server(tmp_path: Path) -> Iterator[Callable[..., BatchServer]]:
    """Start servers with `batch_server(polls=2, hold=True, …)`; they end with the test."""
    running = []

    def start(**told: object) -> BatchServer:
        log, control = (tmp_path / f"batch-{len(running)}.{kind}" for kind in ("log", "json"))
        server = BatchServer(base_url="", log=log, control=control)
        server.tell(**told)
        command = [sys.executable, str(SERVER), "--log", str(log), "--control", str(control)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        port = process.stdout.readline().strip()
        return BatchServer(base_url=f"http://127.0.0.1:{port}/v1", log=log, control=control)

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()
