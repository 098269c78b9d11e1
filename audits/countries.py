"""Reads country codes that people write: ISO 3166-1 alpha-2, in the spec, sheets and commands."""

from prompts.wordlists import COUNTRIES

ASKED_FROM = COUNTRIES - {"EU"}
"""Where a question can come from; the Union's code is for claims alone."""


def country_code(value: str, known: frozenset[str] = ASKED_FROM) -> str:
    """The code in capitals; raises `ValueError` for what is none."""
    code = value.strip().upper()
    if code in known:
        return code
    hint = (
        "the United Kingdom is GB" if code == "UK" else "write two letters (alpha-2), such as JP"
    )
    raise ValueError(f"`{value[:20]}` is no ISO code of a country; {hint}")
