"""One prompt sent to one model, the k-th time, under an id that hashes all that defines it."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from audits.model import Model
from prompts import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What will be asked of whom; *repeat* counts from 1."""

    id: str
    prompt: Prompt
    model: Model
    repeat: int


def make_trial(prompt: Prompt, model: Model, repeat: int) -> Trial:
    """Build a trial; the same prompt, model and repeat give the same id, in any order."""
    return Trial(
        id=trial_id(prompt, model.identity(), model.system, repeat),
        prompt=prompt,
        model=model,
        repeat=repeat,
    )


def trial_id(prompt: Prompt, identity: dict[str, Any], system: str | None, repeat: int) -> str:
    """Hash what defines a trial (SHA-256 over canonical JSON, the first 128 bits in hex).

    The wording's number is left out, its text is in: renumbering wordings keeps answers valid.
    """
    defining = {
        "claim": prompt.claim_id,
        "persona": str(prompt.persona),
        "language": prompt.language,
        "prompt": prompt.text,
        "system": system,
        "model": identity,
        "repeat": repeat,
    }
    canonical = orjson.dumps(defining, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()[:32]
