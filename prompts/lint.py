"""Checks claim and suite files as an editor would; unreadable files are reported beside."""

from datetime import UTC, date, datetime
from importlib.resources.abc import Traversable
from pathlib import Path

from prompts.claim import Claim
from prompts.errors import Problem
from prompts.library import builtin_folder
from prompts.lint_claim import claim_findings
from prompts.lint_library import library_problems
from prompts.lint_prompts import prompt_findings
from prompts.reading import Reading, read_folder


def lint(folder: Path | None = None, *, today: date | None = None) -> tuple[Problem, ...]:
    """Everything an editor would object to in *folder*, by file and line; () when all is well.

    Without *folder* the built-in library is checked. With it, only its files are, but against the
    built-in claims: a suite may name them, and no claim should be there already. Errors must be
    mended, warnings looked at (`Problem.severity`).
    """
    today = today or datetime.now(UTC).date()
    reading = read_folder(folder or builtin_folder())
    problems = list(reading.problems)
    for read in reading.claims:
        for finding in (*claim_findings(read.claim, today=today), *prompt_findings(read.claim)):
            problems.append(finding.at(read.document))
    problems += library_problems(reading.claims, reading.suites, _known(reading, folder))
    return tuple(sorted(problems, key=lambda p: (p.file, p.line, p.key, p.message)))


def _known(reading: Reading, folder: Traversable | None) -> dict[str, Claim]:
    """All claims that a suite or a control may name: the built-in ones and those just read."""
    builtin = read_folder(builtin_folder()).claims if folder else []
    return {read.claim.id: read.claim for read in (*builtin, *reading.claims)}
