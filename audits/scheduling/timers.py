"""Writes the entry of a timer for a spec: systemd, cron or GitHub Actions.

All call the same command, which decides by itself what is due: a second call in a month does
nothing, so every timer fires again on the days after, and a run that broke off goes on.
"""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from audits.errors import SpecError
from audits.scheduling.months import zone

ENV_FILE = "%h/.config/dosimeter/env"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """When and what: *days* of the month at *hour*:*minute* in *timezone*, from *folder*."""

    name: str
    spec: Path
    folder: Path
    python: str
    timezone: str
    hour: int
    minute: int
    days: tuple[int, ...]
    keys: tuple[str, ...] = ()
    language: str = "en"

    def command(self, python: str, spec: str) -> list[str]:
        """What the timer starts."""
        words = [python, "-m", "audits.cli", "schedule", "run", spec]
        words += ["--timezone", self.timezone]
        return words + (["--language", self.language] if self.language != "en" else [])


def days_from(day: int, retry_days: int) -> tuple[int, ...]:
    """The day and the days after; raises `SpecError` where a month may not have them."""
    if not 1 <= day <= 28 or day + retry_days > 28:
        raise SpecError("--day: with its retry days it must lie from 1 to 28, as in every month")
    return tuple(range(day, day + retry_days + 1))


def clock(at: str) -> tuple[int, int]:
    """Hour and minute of `HH:MM`."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", at)
    if not found:
        raise SpecError(f"--at: `{at}` is no time of day; write HH:MM, such as 03:00")
    return int(found[1]), int(found[2])


def systemd(timer: Timer) -> dict[str, str]:
    """A user service and its timer, by file name."""
    days = ",".join(f"{day:02d}" for day in timer.days)
    command = " ".join(_quoted(w) for w in timer.command(timer.python, str(timer.spec)))
    service = f"""\
[Unit]
Description=Dosimeter: {_escaped(timer.name)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={_escaped(str(timer.folder))}
# KEY=value lines with the providers' keys; readable by you alone (chmod 600).
EnvironmentFile=-{ENV_FILE}
ExecStart={command}
# 4: an alert fired; the run itself went well.
SuccessExitStatus=4
"""
    unit = f"""\
[Unit]
Description=Dosimeter, monthly: {_escaped(timer.name)}

[Timer]
OnCalendar=*-*-{days} {timer.hour:02d}:{timer.minute:02d}:00 {timer.timezone}
# A machine that was off at that time runs when it is on again.
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"dosimeter-{timer.name}.service": service, f"dosimeter-{timer.name}.timer": unit}


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """A word of ExecStart; `%` and `$` would be expanded."""
    word = _escaped(word).replace("$", "$$")
    if re.search(r"[\s\"'\\;]", word):
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return word


def cron(timer: Timer) -> str:
    """Lines for `crontab`, between marks by which they are found again."""
    days = ",".join(map(str, timer.days))
    words = shlex.join(timer.command(timer.python, str(timer.spec)))
    line = f"cd {shlex.quote(str(timer.folder))} && {words}".replace("%", r"\%")
    return f"""\
# begin dosimeter-{timer.name}
# Debian's cron takes the machine's time zone whatever CRON_TZ says; the month is named in
# {timer.timezone} either way, and the later days make good what came too early.
CRON_TZ={timer.timezone}
{timer.minute} {timer.hour} {days} * * {line}
# end dosimeter-{timer.name}
"""


def github(timer: Timer, now: datetime) -> str:
    """A workflow; its clock is UTC, so where the day differs it asks the calendar of the zone."""
    local = datetime(now.year, 1, timer.days[0], timer.hour, timer.minute,
                     tzinfo=zone(timer.timezone))  # fmt: skip
    utc = local - (local.utcoffset() or timedelta())
    shifted = utc.day != local.day
    days = "*" if shifted else ",".join(map(str, timer.days))
    guard = "|".join(f'"schedule {day}"' for day in timer.days)
    keys = "".join(f"      {key}: ${{{{ secrets.{key} }}}}\n" for key in timer.keys)
    command = shlex.join(timer.command("python", _relative(timer)))
    return f"""\
name: dosimeter {timer.name}
on:
  schedule:
    # {timer.hour:02d}:{timer.minute:02d} in {timer.timezone}, in its standard time
    - cron: "{utc.minute} {utc.hour} {days} * *"
  workflow_dispatch: {{}}
permissions:
  contents: write
concurrency: dosimeter-{timer.name}
jobs:
  audit:
    runs-on: ubuntu-latest
    timeout-minutes: 350
    env:
      TZ: {timer.timezone}
{keys}    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{python-version: "3.12"}}
      - run: python -m pip install ${{{{ vars.DOSIMETER || 'dosimeter' }}}}
      - name: audit
        run: |
          case "${{{{ github.event_name }}}} $(date +%-d)" in
            {guard}) ;;
            schedule*) echo "not a day of this schedule"; exit 0 ;;
          esac
          {command}
      - name: keep the runs
        if: always()
        run: |
          git config user.name dosimeter
          git config user.email dosimeter@localhost
          git add -f runs
          git diff --cached --quiet || git commit -m "Audit of $(date +%Y-%m)"
          git push
"""


def _relative(timer: Timer) -> str:
    """The spec as the repository knows it."""
    try:
        return timer.spec.relative_to(timer.folder).as_posix()
    except ValueError:
        raise SpecError(
            f"{timer.spec}: lies outside {timer.folder}, the folder that the workflow works in"
        ) from None


def keys_of(variables: Sequence[str | None]) -> tuple[str, ...]:
    """The environment variables to hand on, each once."""
    return tuple(dict.fromkeys(name for name in variables if name))
