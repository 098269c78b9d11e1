"""A service that another package brings along is asked like a built-in one."""

import os
import subprocess
import sys
from pathlib import Path

PLUGIN = """
from providers.services.wires import CHAT
from providers.spec import Service

SERVICE = Service(name="elsewhere", title="Elsewhere", apis={"chat": CHAT},
                  base_url="https://elsewhere.example/v1", key_env="ELSEWHERE_KEY")
WRONG = "no service"
"""
ROOT = Path(__file__).parents[2]


def asked_with(folder, attribute):
    """Install a package with an entry point into a folder; ask a new process for its service."""
    info = folder / "elsewhere-1.0.dist-info"
    info.mkdir()
    (folder / "elsewhere.py").write_text(PLUGIN, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: elsewhere\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        f"[dosimeter.providers]\nelsewhere = elsewhere:{attribute}\n"
    )
    code = "from providers.registry import key_variable; print(key_variable('elsewhere'))"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_entry_point_adds_a_service(tmp_path):
    """The registry finds it by its group."""
    assert asked_with(tmp_path, "SERVICE").stdout.strip() == "ELSEWHERE_KEY"


def test_an_entry_point_that_is_no_service_is_named(tmp_path):
    """What else it loads to is refused with its name."""
    done = asked_with(tmp_path, "WRONG")
    assert done.returncode == 1
    assert "entry point elsewhere" in done.stderr
