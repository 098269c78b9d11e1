"""The codebook that judges are given, and the version that its bytes and this code make."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

CODE = "1"
"""Raised when fencing, reading or counting changes in a way that can move a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """The text of `scoring/rubrics/verdict.md`; *sha256* is over its bytes, in hex."""

    text: str
    sha256: str

    @property
    def version(self) -> str:
        """The scorer's version: the code's number and the first 12 digits of the rubric's hash."""
        return f"{CODE}+{self.sha256[:12]}"


@cache
def load_rubric() -> Rubric:
    """The rubric that is shipped."""
    raw = (resources.files("scoring") / "rubrics" / "verdict.md").read_bytes()
    return Rubric(text=raw.decode("utf-8"), sha256=hashlib.sha256(raw).hexdigest())
