"""The command `dosimeter`: finds the verb, loads what it needs, makes errors one line."""

import errno
import importlib
import os
import re
import sys
from typing import Any, Never

import click

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
"""Errors of the disk; any other error of a named file is a wrong name."""

VERBS = {
    "run": "Plan, ask, store, score and report an audit; run again to go on.",
    "import": "Take in answers collected by hand from consumer apps.",
    "score": "Score a run's answers again, offline.",
    "report": "Render a run as HTML, Markdown, CSV and JSON.",
    "compare": "Set models, runs, personas or languages against each other, paired.",
    "trend": "Follow models over the months, on the claims that the months share.",
    "dose": "How answers change with more and more planted search results.",
    "plan-size": "How many claims it takes to see a difference.",
    "review": "Label answers by hand, on a local page or in a spreadsheet.",
    "check": "Prove that a run is whole: planned, asked, answered, scored, unchanged.",
    "seal": "Close a run: hashes of every file, a root hash, a signature.",
    "pack": "Turn a run into compressed lines and a Parquet table.",
    "export": "Write a run as logs of Inspect or records of Every Eval Ever.",
    "status": "Look at a run from outside, while it works or after.",
    "validate": "Measure a scorer against answers that people labelled.",
    "sources": "Which watch-listed domains a text or a list of URLs names.",
    "network": "What lists of articles, collected by others, are full of.",
    "claims": "List, show, check and begin claims.",
    "schedule": "A timer for monthly runs, and the unattended run that it starts.",
    "models": "The providers, their keys' variables, and whether they are set.",
}
"""Every verb with its line in `--help`; the module of a verb is imported when it is asked for."""

MODULES = {"import": "import_"}
"""Modules of verbs that are words of Python."""


class Verbs(click.Group):
    """A group whose commands are imported on demand, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import `audits.commands.<verb>` and take its `command`."""
        if cmd_name not in VERBS:
            return None
        name = MODULES.get(cmd_name, cmd_name.replace("-", "_"))
        module = importlib.import_module(f"audits.commands.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dosimeter", prog_name="dosimeter")
def dosimeter() -> None:
    """Audit AI chatbots for disinformation.

    \b
    Example:
      dosimeter run default          the built-in audit: no key, no network
      dosimeter run my-audit.yaml    your own models
    """


def main() -> Never:
    """Entry point: every expected error is one line on stderr and an exit code."""
    try:
        code = dosimeter.main(standalone_mode=False)
    except click.exceptions.Abort:
        _quit("interrupted", 130)
    except KeyboardInterrupt:
        _quit("interrupted; the same command goes on where it stopped", 130)
    except click.ClickException as error:
        _usage(error)
    except BrokenPipeError:
        # The reader of our output has gone (`dosimeter ... | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        _expected(error)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.ClickException) -> Never:
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f" (see `{error.ctx.command_path} --help`)"
    _quit(error.format_message() + hint, 2)


def _expected(error: Exception) -> Never:
    """Say an error of ours in one line; anything else is a bug and keeps its traceback."""
    from audits.errors import AuditError
    from prompts.errors import PromptsError
    from providers.errors import ProviderError
    from reports.errors import ReportsError
    from scoring.errors import ScoringError

    if isinstance(error, AuditError):
        _quit(str(error), error.exit_code)
    if isinstance(error, PromptsError | ProviderError | ReportsError | ScoringError):
        _quit(str(error), 2)
    if isinstance(error, OSError) and error.filename is not None:
        _quit(f"{error.filename}: {error.strerror}", 1 if error.errno in _DISK else 2)
    raise error


def _quit(message: str, code: int) -> Never:
    for line in message.splitlines() or [""]:
        click.echo(f"dosimeter: {_visible(line)}", err=True)
    sys.exit(code)


def _visible(line: str) -> str:
    """Control characters of a quoted file or server shown, never sent to the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else f"\\x{ord(c):02x}" for c in line)


def echo_json(value: Any) -> None:
    """One JSON document on stdout; what a terminal would act on is escaped, as JSON allows."""
    import orjson

    from reports.safe import HIDDEN

    text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
    click.echo(HIDDEN.sub(_escaped, text.decode()))


def _escaped(match: "re.Match[str]") -> str:
    units = match.group().encode("utf-16-be").hex(" ", 2).split()
    return "".join(f"\\u{unit}" for unit in units)


if __name__ == "__main__":
    main()
