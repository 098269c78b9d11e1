"""What an edition keeps back: names of chatbots behind letters, answers about embargoed claims."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Asked(Protocol):
    """The part of a row that a veil looks at."""

    @property
    def claim(self) -> str:
        """The claim as this edition names it."""

    @property
    def model(self) -> str:
        """The chatbot as this edition names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """Which names and claims an edition hides, and what it writes in their place.

    *names* maps what must not be printed (labels, ids, served ids) to what is; *claims* maps the
    id of a withheld claim to the one shown. *only* is the chatbot whose vendor gets the edition.
    *key* makes trial ids that nobody can work out: the true ones are hashes of the chatbot and
    the prompt, which anybody could guess and compare.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    key: bytes | None = None
    only: str | None = None

    def hides(self, claim: str) -> bool:
        """Whether the claim that this edition calls *claim* is withheld."""
        return claim in self.claims.values()

    def trial(self, trial_id: str) -> str:
        """The id by which this edition names a trial."""
        if self.key is None:
            return trial_id
        return hmac.new(self.key, trial_id.encode(), hashlib.sha256).hexdigest()[:32]

    def text(self, value: str) -> str:
        """Our own text (never an answer) with every hidden name replaced, longest first."""
        for name in sorted(self.names, key=lambda n: (-len(n), n)):
            shown = self.names[name].replace("\\", r"\\")
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", shown, value)
        return value

    def line(self, line: Mapping[str, Any], row: Asked) -> dict[str, Any]:
        """A transcript's line as this edition may show it."""
        made = dict(line)
        if self.names:
            made["model"] = {"label": row.model, "surface": line["model"].get("surface")}
            made["reply"] = _without_served(line.get("reply"))
            made["raw"] = None
        return self._withheld(made) if self.hides(row.claim) else made

    def _withheld(self, line: dict[str, Any]) -> dict[str, Any]:
        reply = line.get("reply") or {}
        said = str(reply.get("text") or reply.get("refusal") or "")
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
        shown = {"text": f"[withheld until publication; SHA-256 of the answer: {digest}]"}
        claim = line["claim"]
        return line | {
            "prompt": "[withheld until publication]",
            "claim": {
                "id": self.claims.get(claim["id"], claim["id"]),
                "statement": "[withheld until publication]",
                "kind": claim.get("kind"),
                "sha256": claim.get("sha256", ""),
            },
            "reply": shown if said else None,
            "raw": None,
            "system": None,
        }


def _without_served(reply: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if reply is None else {**reply, "served_model": None}
