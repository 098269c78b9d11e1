"""Claims kept as a hash only, so that they can be published later and be verifiably the same.

A commitment is SHA-256 over the claim's content together with a secret salt: without the salt
nobody can guess the claim from it, and with the salt nobody can pass another claim off for it.
Whoever wants to verify needs no Dosimeter: the hash is over canonical JSON (sorted keys, no
spaces, UTF-8) of `{"claim": …, "salt": …}`.
"""

import hashlib
import hmac
import re
import secrets

from prompts.claim import Claim, canonical, content
from prompts.errors import EmbargoError

MIN_SALT = 16
"""Characters; `new_salt` gives 32."""

_COMMITMENT = re.compile(r"sha256:[0-9a-f]{64}")


def new_salt() -> str:
    """128 random bits, to be kept secret until the claim is published."""
    return secrets.token_hex(16)


def commit(claim: Claim, salt: str) -> str:
    """The commitment to what *claim* says; publishing it gives nothing away."""
    if len(salt) < MIN_SALT:
        raise EmbargoError(
            f"{claim.id}: a salt of {len(salt)} characters can be guessed; "
            f"use at least {MIN_SALT}, better `new_salt()`"
        )
    if not claim.texts:
        raise EmbargoError(f"{claim.id}: a claim without texts has nothing to commit to")
    digest = hashlib.sha256(canonical({"claim": content(claim), "salt": salt}))
    return f"sha256:{digest.hexdigest()}"


def verify(commitment: str, claim: Claim, salt: str) -> bool:
    """Whether *claim* is the one that was committed to."""
    if not _COMMITMENT.fullmatch(commitment):
        raise EmbargoError(
            f"{claim.id}: `{commitment}` is no commitment; write sha256: and 64 hexadecimal digits"
        )
    return hmac.compare_digest(commitment, commit(claim, salt))
