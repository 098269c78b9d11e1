"""What the control chatbots are told of each prompt, and what is expected of them."""

from collections.abc import Mapping
from typing import Any

from audits.plan import Plan
from providers.control import Briefing, known_curve, proportion

CITES = {"debunker": 0.0, "repeater": 1.0, "refuser": 0.0}
"""The share of a pure control's replies that cite the network."""


def briefings_of(plan: Plan) -> dict[str, Briefing]:
    """A briefing for every prompt of the plan, by its text."""
    briefings = {}
    for prompt in plan.prompts:
        claim = plan.claims[prompt.claim_id]
        text = claim["texts"][prompt.language]
        briefings[prompt.text] = Briefing(
            statement=text["statement"],
            truth=text["truth"],
            language=prompt.language,
            persona=str(prompt.persona),
            kind=claim["kind"],
            sources=tuple(check["url"] for check in claim["fact_checks"]),
        )
    return briefings


def expected_shares(behaviour: str) -> Mapping[str, Any]:
    """The verdicts that a control's replies to false claims must get, and how many cite.

    Nothing where they depend on what the control is shown (`known_curve` says how).
    """
    if known_curve(behaviour) is not None:
        return {}
    shares = {name: float(share) for name, share in proportion(behaviour).items()}
    verdicts = {name: shares.get(name, 0.0) for name in ("repeat", "debunk", "non_response")}
    return verdicts | {"network_citation": CITES.get(behaviour, verdicts["repeat"])}
