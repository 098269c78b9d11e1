"""Installs a timer: files for systemd or GitHub, a block of lines for cron."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from audits.errors import RunError


def install_systemd(files: dict[str, str], timer: str) -> Iterable[str]:
    """Write user units and start the timer; yields what was done."""
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    folder = base / "systemd" / "user"
    program = _program("systemctl")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        yield f"wrote {folder / name}"
    for words in (("daemon-reload",), ("enable", "--now", timer)):
        _call([program, "--user", *words])
    yield f"started {timer}; `systemctl --user list-timers` shows it"
    yield "a user's timers stop at log-out unless `loginctl enable-linger` was given"


def install_cron(block: str) -> Iterable[str]:
    """Put the block into the user's crontab, in place of an earlier one of that name."""
    program = _program("crontab")
    listed = subprocess.run([program, "-l"], capture_output=True, text=True)  # noqa: S603
    before = listed.stdout if listed.returncode == 0 else ""
    first, last = block.splitlines()[0], block.splitlines()[-1]
    earlier = rf"^{re.escape(first)}\n.*?^{re.escape(last)}\n"
    kept = re.sub(earlier, "", before, flags=re.MULTILINE | re.DOTALL)
    if kept and not kept.endswith("\n"):
        kept += "\n"
    _call([program, "-"], kept + block)
    yield "wrote the crontab; `crontab -l` shows it"


def install_github(name: str, text: str, folder: Path) -> Iterable[str]:
    """Write the workflow into the repository that *folder* is."""
    path = folder / ".github" / "workflows" / f"dosimeter-{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    yield f"wrote {path}; commit it, and keep the keys as secrets of the repository"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RunError(f"{name} is not on this machine; print the entry without --install")
    return found


def _call(words: list[str], text: str | None = None) -> None:
    done = subprocess.run(words, input=text, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise RunError(f"{' '.join(words[:4])}: {said}")
