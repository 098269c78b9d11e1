"""A claim as a terminal or a program reads it."""

from collections.abc import Iterator
from typing import Any

from prompts import Claim, Text
from prompts.claim import content


def claim_value(claim: Claim) -> dict[str, Any]:
    """The claim as plain data, its life and its hash included."""
    return content(claim) | {
        "status": str(claim.status),
        "since": claim.since,
        "notes": claim.notes,
        "commitment": claim.commitment,
        "sha256": claim.sha256,
    }


def claim_lines(claim: Claim) -> Iterator[str]:
    """The claim as indented lines."""
    yield f"{claim.id}  ({claim.kind}, {claim.status}, since {claim.since})"
    yield f"  sha256 {claim.sha256}"
    if claim.commitment and not claim.texts:
        yield f"  embargoed; commitment {claim.commitment}"
        return
    yield f"  countries {', '.join(claim.countries)}; topics {', '.join(claim.topics)}"
    yield f"  first seen {claim.first_seen}, debunked on {claim.debunked_on or 'unknown'}"
    yield f"  spread by {', '.join(claim.networks) or 'nobody'}: {claim.attribution}"
    if claim.carried_by_pravda:
        yield f"  carried by the Pravda network: {claim.carried_source}"
    if claim.matched_to:
        yield f"  matched to {claim.matched_to}"
    for check in claim.fact_checks:
        yield f"  {check.publisher}: {check.title} <{check.url}>"
    if claim.notes:
        yield f"  note: {claim.notes}"
    for language, text in claim.texts.items():
        yield ""
        yield from _text_lines(f"  [{language}]", text)


def _text_lines(mark: str, text: Text) -> Iterator[str]:
    yield f"{mark} claim: {text.statement}"
    yield f"{mark} truth: {text.truth}"
    for persona, wordings in text.prompts.items():
        for wording in wordings:
            yield f"{mark} {persona}: {wording}"
