"""What is wrong with a spec: file, line, key, and what would be right."""

from collections.abc import Mapping

from pydantic import ValidationError

from audits.errors import SpecError
from prompts.errors import Problem
from prompts.yamlfile import Document, key_of


def wrong(document: Document, path: tuple[str | int, ...], message: str) -> SpecError:
    """One problem, with file, line and key."""
    problem = Problem(
        file=document.file, line=document.line(path), key=key_of(path), message=message
    )
    return SpecError(str(problem))


def explain(
    error: ValidationError,
    document: Document,
    under: tuple[str | int, ...] = (),
    renamed: Mapping[str | int, str] | None = None,
) -> str:
    """Every problem that pydantic found, each with file and line.

    *under* is where the checked entry stands, *renamed* what its keys are called there.
    """
    lines = []
    for found in error.errors():
        steps = [step for step in found["loc"] if not _is_branch(step)]
        path = (*under, *((renamed or {}).get(step, step) for step in steps))
        message = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            message = "unknown key; `dosimeter run --help` names the page that lists the keys"
        lines.append(str(wrong(document, path, message)))
    return "\n".join(lines)


def _is_branch(step: str | int) -> bool:
    """Pydantic names the tried member of a union in the path; nobody wrote that."""
    return step in ("str", "JudgeEntry")
