"""Reads a folder of claim and suite files; finds everything wrong with them before it stops."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from prompts import claimfile, suitefile
from prompts.claim import Claim
from prompts.errors import Problem
from prompts.explain import problems_of
from prompts.suites import Suite
from prompts.yamlfile import Document, KeyPath, key_of, read_yaml

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClaim:
    """A claim and the file it came from, for messages that name lines."""

    claim: Claim
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSuite:
    """A suite and the file it came from."""

    suite: Suite
    document: Document


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a folder holds: the files that could be read, and the problems of those that not."""

    claims: list[ReadClaim] = field(default_factory=list)
    suites: list[ReadSuite] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: Traversable, *, only: Collection[str] | None = None) -> Reading:
    """Read `claims/` and `suites/` in *folder*, or the claim files that lie in it directly.

    With *only*, claim files of other names are not opened.
    """
    reading = Reading()
    if not folder.is_dir():
        reading.problems.append(_whole(folder, "is no folder; name one that holds claim files"))
        return reading
    inner = [folder / "claims", folder / "suites"]
    claims, suites = inner if any(f.is_dir() for f in inner) else (folder, None)
    for file in _files(claims, reading.problems):
        if only is None or stem(file) in only:
            read_claim(file, reading)
    for file in _files(suites, reading.problems) if suites else ():
        read_suite(file, reading)
    if not (reading.claims or reading.suites or reading.problems or only is not None):
        reading.problems.append(_whole(folder, "holds no claim file (*.yaml)"))
    return reading


def claim_names(folder: Traversable) -> list[str]:
    """The ids of the claims in *folder*, from file names alone."""
    claims = folder / "claims"
    return [stem(file) for file in _files(claims if claims.is_dir() else folder, [])]


def read_claim(file: Traversable, reading: Reading) -> None:
    """Add one claim file to *reading*."""
    document, problems = _document(file)
    shape: type[claimfile.ClaimShape] | type[claimfile.EmbargoedShape]
    shape = claimfile.shape_for(document.data)
    model = _validate(document, shape, problems, claimfile.cross_problems, stem(file))
    reading.problems += problems
    if model is not None:
        claim = claimfile.to_claim(model, document.file)
        reading.claims.append(ReadClaim(claim=claim, document=document))


def read_suite(file: Traversable, reading: Reading) -> None:
    """Add one suite file to *reading*."""
    document, problems = _document(file)
    shape = suitefile.SuiteShape
    model = _validate(document, shape, problems, suitefile.cross_problems, stem(file))
    reading.problems += problems
    if model is not None:
        suite = suitefile.to_suite(model, document.file)
        reading.suites.append(ReadSuite(suite=suite, document=document))


def shown(file: Traversable) -> str:
    """The path as messages give it: relative to the working folder where it lies in it."""
    path = Path(str(file))
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def stem(file: Traversable) -> str:
    """The name without its suffix."""
    return file.name.rpartition(".")[0]


CrossCheck = Callable[[dict[str, Any], str], Iterable[tuple[KeyPath, str]]]
Shape = TypeVar("Shape", bound=BaseModel)


def _validate(
    document: Document, shape: type[Shape], problems: list[Problem], check: CrossCheck, name: str
) -> Shape | None:
    """The validated model, or None when the file has any problem (all of them then listed)."""
    if document.data is None:
        return None
    model: Shape | None = None
    try:
        model = shape.model_validate(document.data)
    except ValidationError as error:
        problems += problems_of(error, document, shape)
    if isinstance(document.data, dict):
        known = {problem.key for problem in problems}
        problems += [p for p in _crossed(document, check, name) if p.key not in known]
    return model if not problems else None


def _crossed(document: Document, check: CrossCheck, name: str) -> Iterator[Problem]:
    for path, message in check(document.data, name):
        line = document.line(path)
        yield Problem(file=document.file, line=line, key=key_of(path), message=message)


def _document(file: Traversable) -> tuple[Document, list[Problem]]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        document = Document(file=shown(file), data=None, lines={})
        return document, [_whole(file, f"cannot be read: {error.strerror}")]
    document = read_yaml(raw, shown(file))
    return document, list(document.problems)


def _files(folder: Traversable, problems: list[Problem]) -> list[Traversable]:
    """The YAML files in order of name; two files of one name are a problem."""
    if not folder.is_dir():
        return []
    found = [f for f in folder.iterdir() if f.name.endswith(SUFFIXES) and f.name[0] != "."]
    found.sort(key=lambda file: file.name)
    for first, second in pairwise(found):
        if stem(first) == stem(second):
            problems.append(_whole(second, f"{first.name} has the same name; keep one of them"))
    return found


def _whole(file: Traversable, message: str) -> Problem:
    return Problem(file=shown(file), line=0, key="", message=message)
