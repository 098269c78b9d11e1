"""The unattended run: the right month, once, made good where it can be, and alerted on.

What it does about the past (docs/schedule.md says why): last month, if it was missed or did not
finish, is caught up in the first days of this one, and its record says so. After that to ask would
put today's answers under last month's name: a missed month stays missing, an unfinished one is
closed as incomplete, and no later month is compared with it.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audits.errors import AuditError
from audits.folder import locked, read_record, write_record
from audits.record import INCOMPLETE
from audits.scheduling.alerting import Alerted, alert_on
from audits.scheduling.months import (
    Month,
    earlier,
    last_complete,
    look,
    month_before,
    month_of,
    template_of,
    zone,
)
from audits.spec import Spec, load_spec
from reports.planned import whole_plan

ALERT = 4
Perform = Callable[[Spec, Path], int]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What the timer's command says: the spec, the zone of its calendar, where runs lie."""

    spec: str
    timezone: str
    runs: Path = Path("runs")
    grace_days: int = 3
    language: str = "en"


def run_month(schedule: Schedule, *, now: datetime, perform: Perform, say: Say) -> int:
    """Do what is due at *now*; returns the exit code. *perform* runs one audit into a folder."""
    month = month_of(now, schedule.timezone)
    audit = load_spec(schedule.spec, month=month)
    template = template_of(audit.text, audit.source)
    schedule.runs.mkdir(parents=True, exist_ok=True)
    with _alone(schedule.runs, template) as alone:
        if not alone:
            say(f"another process is working on `{template}`; nothing to do")
            return 0
        before = look(schedule.runs, template, month_before(month))
        settled = _settle(schedule, template, before, now, perform, say)
        current = look(schedule.runs, template, month)
        if current.complete:
            say(f"{current.folder.path}: complete already; nothing to do")
            return settled
        say(f"{current.folder.path}: {'goes on' if current.status else 'begins'}")
        code = perform(audit, current.folder.path)
        return max(settled, _conclude(schedule, template, audit, month, code, say))


def _conclude(
    schedule: Schedule, template: str, audit: Spec, month: str, code: int, say: Say
) -> int:
    """Compare with the last complete month, write alerts.json, tell whom the spec names."""
    current = look(schedule.runs, template, month)
    if current.status is None:
        return code
    before = last_complete(schedule.runs, template, month)
    alerted: Alerted = alert_on(audit, current, before, language=schedule.language, say=say)
    if alerted.fired:
        return ALERT
    return code or (1 if alerted.untold else 0)


def _settle(
    schedule: Schedule, template: str, last: Month, now: datetime, perform: Perform, say: Say
) -> int:
    """Say what became of last month; finish it if that is still last month's answer."""
    if last.complete or _never_began(schedule, template, last):
        return 0
    code, day = 0, now.astimezone(zone(schedule.timezone)).day
    if day <= schedule.grace_days:
        try:
            code = _catch_up(schedule, template, last, now, perform, say)
        except AuditError as error:  # what is wrong with last month must not cost this one
            say(f"{last.folder.path}: {error}")
            code = error.exit_code
        last = look(schedule.runs, template, last.name)
    if day >= schedule.grace_days:
        _give_up(last, now, say)
    return code


def _give_up(last: Month, now: datetime, say: Say) -> None:
    """Say what last month stays; nothing more is asked for it."""
    if last.status is None:
        say(f"{last.name}: was missed and is not made up; today's answers are not its own")
    elif not last.complete:
        _close(last, now, say)


def _never_began(schedule: Schedule, template: str, last: Month) -> bool:
    """Whether the schedule is younger than last month: nothing before it was due."""
    return last.status is None and not any(earlier(schedule.runs, template, last.name))


def _catch_up(
    schedule: Schedule, template: str, last: Month, now: datetime, perform: Perform, say: Say
) -> int:
    """Ask what last month did not; its record says when."""
    what = "was missed; made up" if last.status is None else "incomplete; finished"
    say(f"{last.folder.path}: {what} now, in the first days of the next month")
    audit = load_spec(schedule.spec, month=last.name)
    code = perform(audit, last.folder.path)
    if look(schedule.runs, template, last.name).status is not None:
        _note(last, f"caught up on {now.date()}, after the month was over")
    return _conclude(schedule, template, audit, last.name, code, say)


def _close(last: Month, now: datetime, say: Say) -> None:
    """Mark a month that is over as incomplete, in its own record, once."""
    record = read_record(last.folder)
    planned = whole_plan(record)
    missing = record["counts"]["missing"] + planned - record["planned"]
    if any(str(note).startswith("closed incomplete") for note in record["notes"]):
        return
    note = f"closed incomplete on {now.date()}: {missing} of {planned} trials were not asked"
    _note(last, note, status=INCOMPLETE)
    say(f"{last.folder.path}: {note}; no month is compared with it")


def _note(month: Month, note: str, **changed: str) -> None:
    """Add a note to a month's record."""
    with locked(month.folder):
        record = read_record(month.folder)
        write_record(month.folder, record | changed | {"notes": [*record["notes"], note]})


@contextmanager
def _alone(runs: Path, template: str) -> Iterator[bool]:
    """Whether this process is the only one on the schedule; the lock dies with the process."""
    with (runs / f".{template.replace('/', '_')}.lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
