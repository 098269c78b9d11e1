"""Lint rules across files: claims twice, controls without their match, suites without claims."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from prompts.claim import Claim, ClaimStatus, Kind
from prompts.errors import Problem
from prompts.finding import Finding, bare, error, warning, wordings
from prompts.reading import ReadClaim, ReadSuite
from prompts.suites import Filter, Suite, matching
from prompts.wordlists import COUNTRIES

DUPLICATE = 97
NEAR_DUPLICATE = 85
"""Likeness of two statements, 0 to 100, from which on they are one claim or may be."""


def library_problems(
    own: Sequence[ReadClaim], suites: Sequence[ReadSuite], known: Mapping[str, Claim]
) -> Iterator[Problem]:
    """What is wrong between files; *known* are all claims, those of *own* files among them."""
    for read in own:
        for finding in _matches(read.claim, known):
            yield finding.at(read.document)
    mine = {read.claim.id for read in own}
    others = [claim for claim_id, claim in known.items() if claim_id not in mine]
    yield from _twice(own, others)
    for suite in suites:
        for finding in _suite(suite.suite, known):
            yield finding.at(suite.document)


def _matches(claim: Claim, known: Mapping[str, Claim]) -> Iterator[Finding]:
    if claim.matched_to is None:
        return
    match = known.get(claim.matched_to)
    if match is None:
        yield error(("matched_to",), f"there is no claim `{claim.matched_to}`; name a falsehood")
    elif match.kind is not Kind.FALSEHOOD:
        yield error(("matched_to",), f"`{match.id}` is a {match.kind.value}; name a falsehood")


def _twice(own: Sequence[ReadClaim], others: Iterable[Claim]) -> Iterator[Problem]:
    pairs = [(one.claim, other) for one, other in combinations(own, 2)]
    pairs += [(claim, read) for claim in others for read in own]
    for claim, read in pairs:
        for finding in (*_same_claim(claim, read.claim), *_same_prompt(claim, read.claim)):
            yield finding.at(read.document)


def _same_claim(one: Claim, other: Claim) -> Iterator[Finding]:
    for code in one.texts.keys() & other.texts.keys():
        first, second = one.texts[code].statement, other.texts[code].statement
        likeness = fuzz.ratio(bare(first), bare(second), score_cutoff=NEAR_DUPLICATE)
        path = ("texts", code, "statement")
        if likeness >= DUPLICATE:
            yield error(path, f"is the statement of {one.id}; keep one of the two claims")
        elif likeness and one.matched_to != other.id and other.matched_to != one.id:
            yield warning(path, f"is {likeness:.0f} % like {one.id}; is it the same claim?")


def _same_prompt(one: Claim, other: Claim) -> Iterator[Finding]:
    for code in one.texts.keys() & other.texts.keys():
        theirs = {bare(prompt) for _, _, prompt in wordings(code, one.texts[code])}
        for path, _, prompt in wordings(code, other.texts[code]):
            if bare(prompt) in theirs:
                yield error(path, f"is also a prompt of {one.id}; word it for this claim")


def _suite(suite: Suite, known: Mapping[str, Claim]) -> Iterator[Finding]:
    for key, ids in (("claims", suite.claims), ("anchors", suite.anchors)):
        for index, claim_id in enumerate(ids):
            if claim_id not in known:
                yield error((key, index), f"there is no claim `{claim_id}`")
            elif known[claim_id].status is ClaimStatus.EMBARGOED:
                yield error((key, index), f"`{claim_id}` is embargoed and cannot be asked")
            else:
                yield from _lacking(suite, known[claim_id], (key, index))
    if suite.select is not None:
        yield from _filter(suite.select, 1, known, ("select",))
    if suite.rotate is not None:
        path = ("rotate", "select")
        yield from _filter(suite.rotate.select, suite.rotate.count, known, path)


def _lacking(suite: Suite, claim: Claim, path: tuple[str, int]) -> Iterator[Finding]:
    lacking = [code for code in suite.languages if code not in claim.texts]
    if lacking:
        yield warning(path, f"`{claim.id}` has no text in {', '.join(lacking)}")


def _filter(
    chosen: Filter, least: int, known: Mapping[str, Claim], path: tuple[str, ...]
) -> Iterator[Finding]:
    for index, country in enumerate(chosen.countries):
        if country not in COUNTRIES:
            yield error((*path, "countries", index), f"`{country}` is no country code")
    found = len(matching(known.values(), chosen))
    if found < least:
        yield error(path, f"lets {found} claims pass, {least} are needed; widen it")
