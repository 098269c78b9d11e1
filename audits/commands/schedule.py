"""`dosimeter schedule`: a timer for a spec, and the unattended run that it starts."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from audits.commands.shared import tell
from audits.scheduling import timers
from audits.scheduling.months import template_of, zone
from audits.spec import Spec, load_spec


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[run] SPEC")
@click.option("--monthly", is_flag=True, help="One run a month (the only rhythm there is).")
@click.option("--day", default=1, show_default=True, help="Day of the month, 1 to 28.")
@click.option("--at", "at", default="03:00", show_default=True, help="Time of day, HH:MM.")
@click.option("--timezone", default="UTC", show_default=True, help="Such as Asia/Tokyo.")
@click.option("--retry-days", default=2, show_default=True, help="Days on which it fires again.")
@click.option(
    "--kind",
    type=click.Choice(["systemd", "cron", "github"]),
    default="systemd",
    show_default=True,
    help="What kind of timer.",
)
@click.option("--install", is_flag=True, help="Install it in place of printing it.")
@click.option(
    "--grace-days",
    default=3,
    show_default=True,
    help="`run`: so many days into a month the last one is still caught up.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="Language of report and alerts.",
)
def command(
    words: tuple[str, ...],
    monthly: bool,
    day: int,
    at: str,
    timezone: str,
    retry_days: int,
    kind: str,
    install: bool,
    grace_days: int,
    language: str,
) -> int:
    """Print or install a timer for SPEC; `schedule run SPEC` is what the timer starts.

    The unattended run names itself by the month in the time zone (the spec's name holds
    {month}), goes on where it broke off, never runs a complete month again, compares with the
    last complete month, and alerts as the spec's `alert:` and `notify:` say. docs/schedule.md
    has the rules.

    \b
    Examples:
      dosimeter schedule monthly.yaml --monthly --timezone Asia/Tokyo
      dosimeter schedule monthly.yaml --monthly --kind cron --install
      dosimeter schedule run monthly.yaml --timezone Asia/Tokyo

    Exit codes of `run`: 0 done or nothing to do; 1 some trials failed, or a message could not be
    sent; 2 wrong input; 3 stopped at the budget; 4 an alert fired.
    """
    if words[0] == "run" and len(words) == 2:
        return _unattended(words[1], timezone, grace_days, language)
    if len(words) != 1:
        raise click.UsageError("give one SPEC, or `run SPEC`")
    if not monthly:
        raise click.UsageError("say how often: --monthly")
    timer = _timer(load_spec(words[0]), words[0], day, at, timezone, retry_days, language)
    for line in _installed(timer, kind) if install else _printed(timer, kind):
        click.echo(line)
    return 0


def _unattended(spec: str, timezone: str, grace_days: int, language: str) -> int:
    from audits.commands.run import perform
    from audits.prepare import Options
    from audits.scheduling.unattended import Schedule, run_month

    zone(timezone)

    def audit(wanted: Spec, folder: Path) -> int:
        return perform(wanted, Options(out=folder), spec=spec, language=language)

    schedule = Schedule(spec=spec, timezone=timezone, grace_days=grace_days, language=language)
    return run_month(schedule, now=datetime.now(UTC), perform=audit, say=_say)


def _timer(
    audit: Spec, source: str, day: int, at: str, timezone: str, retry_days: int, language: str
) -> timers.Timer:
    from providers.registry import key_variable

    zone(timezone)
    template = template_of(audit.text, audit.source)
    hour, minute = timers.clock(at)
    asked = [*audit.models, *(judge.model for judge in audit.judges)]
    named = audit.notify
    keys = [None if m.is_control else key_variable(m.provider, m.settings) for m in asked]
    keys += [named.webhook_env, named.smtp_env if named.email else None] if named else []
    return timers.Timer(
        name=template.replace("{month}", "").strip("-._") or "monthly",
        spec=Path(source).resolve(),
        folder=Path.cwd(),
        python=sys.executable,
        timezone=timezone,
        hour=hour,
        minute=minute,
        days=timers.days_from(day, retry_days),
        keys=timers.keys_of(keys),
        language=language,
    )


def _printed(timer: timers.Timer, kind: str) -> Iterable[str]:
    if kind == "cron":
        yield timers.cron(timer)
    elif kind == "github":
        yield timers.github(timer, datetime.now(UTC))
    else:
        for name, text in timers.systemd(timer).items():
            yield f"# ~/.config/systemd/user/{name}\n{text}"


def _installed(timer: timers.Timer, kind: str) -> Iterable[str]:
    from audits.scheduling import install

    if kind == "cron":
        return install.install_cron(timers.cron(timer))
    if kind == "github":
        text = timers.github(timer, datetime.now(UTC))
        return install.install_github(timer.name, text, timer.folder)
    return install.install_systemd(timers.systemd(timer), f"dosimeter-{timer.name}.timer")


def _say(line: str) -> None:
    tell(line, err=True)
