"""The templates of the page, with escaping written out, and the hashes its policy names."""

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from reports.reasons import reason_in
from reports.safe import visible


@cache
def environment() -> Environment:
    """The templates; escaping is on for every one, whatever its name ends in."""
    made = Environment(
        loader=FunctionLoader(text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    made.filters["reason_in"] = lambda reason, words: reason_in(words, reason)
    return made


@cache
def text(name: str) -> str:
    """A file of the templates folder."""
    return resources.files("reports").joinpath("templates", name).read_text(encoding="utf-8")


def digest(source: str) -> str:
    """The hash by which a content security policy allows one style or script."""
    raw = hashlib.sha256(source.encode()).digest()
    return "sha256-" + base64.b64encode(raw).decode()
