"""Turns what pydantic says of a file into problems: file, line, key, what would be right."""

import difflib
import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from prompts.errors import Problem
from prompts.yamlfile import Document, KeyPath, key_of


def problems_of(
    error: ValidationError, document: Document, shape: type[BaseModel]
) -> Iterator[Problem]:
    """Each of pydantic's errors as a problem of *document*."""
    for detail in error.errors(include_url=False):
        path = tuple(step for step in detail["loc"] if step != "[key]")
        message = _message(detail, shape, path)
        yield Problem(
            file=document.file, line=document.line(path), key=key_of(path), message=message
        )


def _message(detail: ErrorDetails, shape: type[BaseModel], path: KeyPath) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return unknown_key(str(path[-1]), _keys(shape, path[:-1]))
    hint = _description(shape, path)
    if "[key]" in detail["loc"]:
        return f"unknown key; {hint}"
    if kind == "missing":
        return f"is missing; write {hint}"
    if detail["input"] in ("", []):
        return f"is empty; write {hint}"
    return f"{shown(detail['input'])} does not fit; write {hint}"


def unknown_key(key: str, known: list[str]) -> str:
    """What to say of a key that nobody knows: the one that was meant, or all there are."""
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"unknown key; did you mean `{close[0]}`?"
    return f"unknown key; known here: {', '.join(known)}"


def shown(value: Any) -> str:
    """A wrong value as a sentence quotes it."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value)
    return f"`{text[:57]}…`" if len(text) > 60 else f"`{text}`"


def _keys(shape: type[BaseModel], path: KeyPath) -> list[str]:
    inner = _at(shape, path)
    is_shape = isinstance(inner, type) and issubclass(inner, BaseModel)
    return list(inner.model_fields) if is_shape else []


def _description(shape: type[BaseModel], path: KeyPath) -> str:
    """The description of the innermost field on the way to *path*."""
    found, current = "", shape
    for step in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(step))
            found = (field.description or found) if field else found
        current = _step(current, step)
    return found or "keys and values"


def _at(shape: Any, path: KeyPath) -> Any:
    for step in path:
        shape = _step(shape, step)
    return shape


def _step(shape: Any, step: str | int) -> Any:
    """The type one step further in: a field of a model, an item of a list, a value of a dict."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        field = shape.model_fields.get(str(step))
        return _bare(field.annotation) if field else None
    arguments = get_args(shape)
    return _bare(arguments[-1]) if arguments else None


def _bare(annotation: Any) -> Any:
    """Without `| None` and without `Annotated`."""
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    return annotation
