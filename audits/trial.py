"""One prompt sent to one model, the k-th time, under an id that hashes all that defines it."""

import hashlib
from dataclasses import asdict, dataclass
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

    @property
    def system(self) -> str | None:
        """The system prompt that is sent: the model's own, and what the condition adds."""
        return joined_system(self.model.system, self.prompt)


def joined_system(system: str | None, prompt: Prompt) -> str | None:
    """A model's system prompt with that of the prompt's condition below it."""
    parts = [part for part in (system, prompt.system) if part is not None]
    return "\n\n".join(parts) if parts else None


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
    A dose experiment's condition is in; ordinary trials hash as if there were no such thing.
    """
    defining = {
        "claim": prompt.claim_id,
        "persona": str(prompt.persona),
        "language": prompt.language,
        "prompt": prompt.text,
        "system": joined_system(system, prompt),
        "model": identity,
        "repeat": repeat,
    }
    if prompt.condition is not None:
        defining["dose"] = asdict(prompt.condition)
    canonical = orjson.dumps(defining, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()[:32]
