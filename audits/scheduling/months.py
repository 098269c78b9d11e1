"""Which month it is, which runs belong to a schedule, and how far each of them came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audits.errors import RunError, SpecError
from audits.folder import RunFolder, read_record
from audits.record import COMPLETE, ended

PLACE = "{month}"
_MONTH = re.compile(r"^\d{4}-\d{2}(?:[-._]|$)|[-._]\d{4}-\d{2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of a schedule: its run's folder, and the run's status (None: not begun).

    A month that was begun with a `--limit` is `limited`: it asked a part of what its spec plans.
    """

    name: str
    folder: RunFolder
    status: str | None

    @property
    def complete(self) -> bool:
        """Whether every trial of its spec was asked."""
        return self.status == COMPLETE


def zone(name: str) -> ZoneInfo:
    """The time zone called *name*; raises `SpecError` if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SpecError(
            f"--timezone: no time zone is called `{name}`; write one such as Asia/Tokyo"
        ) from None


def month_of(now: datetime, timezone: str) -> str:
    """The month that *now* lies in, in that time zone."""
    return now.astimezone(zone(timezone)).strftime("%Y-%m")


def month_before(month: str) -> str:
    """The month before.

    >>> month_before("2026-01")
    '2025-12'
    """
    first = datetime.strptime(month, "%Y-%m")
    return (first - timedelta(days=1)).strftime("%Y-%m")


def template_of(spec_text: str, source: str) -> str:
    """The name of the runs with `{month}` in it; raises `SpecError` for a name without."""
    found = re.search(r"^name:\s*[\"']?([^\s\"'#]+)", spec_text, re.MULTILINE)
    name = found[1] if found else ""
    if PLACE not in name:
        # In quotes: a brace begins a mapping in YAML. The old month would stand beside each new.
        rest = _MONTH.sub("", name) or "monthly"
        raise SpecError(
            f"{source}: name: a scheduled audit makes one run a month, so its name must hold "
            f'{PLACE}, such as `name: "{PLACE}-{rest}"`'
        )
    return name


def look(runs: Path, template: str, month: str) -> Month:
    """How the run of *month* stands."""
    folder = RunFolder(runs / template.replace(PLACE, month))
    if not folder.exists():
        return Month(name=month, folder=folder, status=None)
    record = read_record(folder)
    status = record["status"]
    return Month(name=month, folder=folder, status=ended(record) if status == COMPLETE else status)


def earlier(runs: Path, template: str, before: str) -> Iterator[Month]:
    """The months of the schedule before *before* that were begun, the latest first."""
    head, tail = template.split(PLACE, 1)
    pattern = re.compile(re.escape(head) + r"(\d{4}-(?:0[1-9]|1[0-2]))" + re.escape(tail))
    found = (match[1] for path in runs.iterdir() if (match := pattern.fullmatch(path.name)))
    for month in sorted(found, reverse=True):
        if month < before:
            try:
                known = look(runs, template, month)
            except RunError:
                continue  # a folder that is no run was never a month
            if known.status is not None:
                yield known


def last_complete(runs: Path, template: str, before: str) -> Month | None:
    """The latest complete month before *before*: what a new month is compared with."""
    return next((month for month in earlier(runs, template, before) if month.complete), None)
