"""What is wrong with a spec: file, line, key, and what would be right."""

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from audits.errors import SpecError
from audits.spec_words import message_of
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
    shape: type[BaseModel],
    under: tuple[str | int, ...] = (),
    renamed: Mapping[str | int, str] | None = None,
) -> str:
    """Every problem that pydantic found, each with file and line.

    *shape* is what was checked, *under* where that stands, *renamed* what its keys are called
    there.
    """
    lines = []
    for found in filter(_is_meant, error.errors(include_url=False)):
        steps = [step for step in found["loc"] if not _is_branch(step)]
        path = (*under, *((renamed or {}).get(step, step) for step in steps))
        lines.append(str(wrong(document, path, message_of(found, steps, shape))))
    return "\n".join(lines)


def _is_meant(found: ErrorDetails) -> bool:
    """Of a union, who wrote keys meant the member with keys, and who wrote a text the other."""
    last, keys = found["loc"][-1:], isinstance(found["input"], dict)
    if not last or not _is_branch(last[0]):
        return True
    return keys if last[0] == "JudgeEntry" else not keys


def _is_branch(step: str | int) -> bool:
    """Pydantic names the tried member of a union in the path; nobody wrote that."""
    return step in ("str", "JudgeEntry") or str(step).startswith("literal[")
