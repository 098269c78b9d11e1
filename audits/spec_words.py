"""Says of a wrong key or value in a spec what would be right, in the words of docs/spec.md."""

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from prompts.explain import shown, unknown_key

Steps = Sequence[str | int]

OF_KEY = {
    "budget_usd": "a number of US dollars, 0 or more, such as 40",
    "email": "a list of addresses, such as [desk@example.org]",
    "location": "keys and values, such as {country: JP}",
    "judge": "provider/exact-id, such as openai/gpt-5.2",
    "model": "provider/exact-id, such as openai/gpt-5.2",
    "models": "keys and values under each dash, such as `- model: openai/gpt-5.2`",
    "month": "a month such as 2026-11",
    "price": "{input: USD, output: USD}, each for a million tokens",
    "scorers": "sources, rules or {judge: provider/model-id}",
}
"""What belongs there, where the type alone would not tell."""

OF_KIND = {
    "bool": "true or false",
    "dict": "keys and values",
    "float": "a number",
    "int": "a whole number",
    "list": "a list, such as [one, another]",
    "model": "keys and values",
    "string": "a text",
}
OF_BOUND = {
    "greater_than": ("a number above", "gt"),
    "greater_than_equal": ("a number of at least", "ge"),
    "less_than": ("a number below", "lt"),
    "less_than_equal": ("a number of at most", "le"),
}


def message_of(found: ErrorDetails, steps: Steps, shape: type[BaseModel]) -> str:
    """One sentence on one of pydantic's errors; *steps* is the way to the value in *shape*."""
    kind = found["type"]
    if kind == "value_error":
        return found["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return unknown_key(str(steps[-1]), list(_fields(shape, steps[:-1])))
    hint = OF_KEY.get(_key(steps)) or _hint(found)
    if kind == "missing":
        return "is missing" + (f"; write {hint}" if hint else "")
    return f"{shown(found['input'])} does not fit; write {hint}" if hint else found["msg"]


def _key(steps: Steps) -> str:
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


def _hint(found: ErrorDetails) -> str:
    """What pydantic's kind of error and its bounds say."""
    kind, bounds = found["type"], found.get("ctx", {})
    if kind in OF_BOUND:
        words, bound = OF_BOUND[kind]
        return f"{words} {bounds[bound]:g}"
    if kind in ("enum", "literal_error"):
        return str(bounds["expected"]).replace("'", "")
    if kind == "string_too_short":
        return "a text that is not empty"
    if kind == "string_too_long":
        return f"at most {bounds['max_length']} characters"
    return OF_KIND.get(kind.split("_")[0], "")


def _fields(shape: type[BaseModel], steps: Steps) -> Iterable[str]:
    """The keys that are known where *steps* lead."""
    current = shape
    for step in steps:
        if step in current.model_fields:
            current = _inner(current.model_fields[str(step)].annotation) or current
    return current.model_fields


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The first set of keys inside an annotation such as `list[Literal[...] | JudgeEntry]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_inner, get_args(annotation))), None)
