"""From claims to the prompts that are sent, in an order that never changes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from prompts.claim import Claim, Persona, Prompt


class Expansion(NamedTuple):
    """The prompts, and which claims have no text in which of the languages asked for."""

    prompts: tuple[Prompt, ...]
    missing: tuple[tuple[str, str], ...]


def prompts_of(
    claims: Iterable[Claim],
    *,
    personas: Sequence[Persona],
    languages: Sequence[str],
    wordings: int = 1,
) -> Expansion:
    """Every prompt of *claims*: claim by claim, then by language, persona and wording.

    At most *wordings* wordings are taken of each; a language with fewer gives what it has. A claim
    without a language is left out there and named in `missing`: what that means is the caller's
    decision.

    >>> prompts, missing = prompts_of(claims, personas=[Persona.LEADING], languages=["en", "ja"])
    """
    prompts: list[Prompt] = []
    missing: list[tuple[str, str]] = []
    for claim in claims:
        for language in languages:
            if language in claim.texts:
                prompts += _of_text(claim, language, personas, wordings)
            else:
                missing.append((claim.id, language))
    return Expansion(prompts=tuple(prompts), missing=tuple(missing))


def _of_text(
    claim: Claim, language: str, personas: Sequence[Persona], wordings: int
) -> list[Prompt]:
    return [
        Prompt(claim_id=claim.id, persona=persona, language=language, wording=number, text=wording)
        for persona in personas
        for number, wording in enumerate(claim.texts[language].prompts[persona][:wordings], 1)
    ]
