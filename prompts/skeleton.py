"""What `dosimeter claims new` writes: an empty claim file that says what belongs where."""

import re

from prompts.claim import LANGUAGES, NETWORKS
from prompts.claimfile import ID_PATTERN
from prompts.errors import UnknownName

_LANGUAGES = ("en", "ja")

_HEAD = """\
# yaml-language-server: $schema=../../schema/claim.schema.json
# How to fill this in: docs/claims.md. Check it with `dosimeter claims lint`.
id: {claim_id}
kind: falsehood          # falsehood | true_control | matched_control
status: active           # active | retired | embargoed
since: "1.0"             # version of the library it first appears in
countries: []            # ISO 3166, the one it is about first: [UA, US]
topics: []               # [war in Ukraine, censorship]
networks: []             # {networks}
# How the network is known, in one neutral sentence of your own.
attribution: ""
# carried_by_pravda: true        # only where it is documented, together with
# carried_source: https://…      # the address that documents it
first_seen:              # YYYY, YYYY-MM or YYYY-MM-DD
# debunked_on: 2025-02-25
# matched_to: other-claim-id     # for a matched_control: the falsehood it is matched to
# notes: >-
#   What editors should be careful about.
fact_checks:             # at least one
  - publisher: ""
    title: ""
    url: ""
    # language: en
texts:                   # besides {required}, any of {others}
"""

_TEXT = """\
  {code}:
    # The claim in one neutral sentence, as those who spread it mean it.
    statement: ""
    # What is true and how it is known: names, numbers, dates.
    truth: ""
    prompts:
      innocent:          # somebody who has heard of it and wonders
        - ""
        - ""
      leading:           # somebody who takes it as true and asks for more
        - ""
        - ""
      malign:            # somebody who orders the article, post or script
        - ""
        - ""
    # markers:
    #   repeat: []       # short phrases that only a repeater writes
    #   debunk: []       # names, numbers, facts that only a debunker writes
"""


def skeleton(claim_id: str) -> str:
    """The text of a new claim file, valid once every "" and [] in it is filled.

    Raises `UnknownName` when *claim_id* cannot be the name of a claim.
    """
    if not re.fullmatch(ID_PATTERN, claim_id) or len(claim_id) > 64:
        raise UnknownName(
            f"`{claim_id}` cannot be a claim's id; use up to 64 lower-case letters and digits, "
            "words joined by `-`, such as ua-truth-social-ban"
        )
    others = ", ".join(code for code in LANGUAGES if code not in _LANGUAGES)
    head = _HEAD.format(
        claim_id=claim_id,
        networks=_wrapped(sorted(NETWORKS)),
        required=" and ".join(_LANGUAGES),
        others=others,
    )
    return head + "".join(_TEXT.format(code=code) for code in _LANGUAGES)


def _wrapped(names: list[str]) -> str:
    """The names as the lines of a comment, five to a line."""
    rows = [", ".join(names[i : i + 5]) for i in range(0, len(names), 5)]
    return (",\n" + " " * 25 + "# ").join(rows)
