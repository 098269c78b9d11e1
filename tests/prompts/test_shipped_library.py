"""The library that ships: what is promised of it holds for the files on disk."""

import subprocess
import sys
from collections import Counter

import pytest

from prompts import (
    LANGUAGES,
    ClaimStatus,
    Kind,
    Persona,
    Severity,
    load_library,
    prompts_of,
    resolve,
)
from prompts.lint import lint

LIBRARY = load_library()
SUITES = {
    "quickstart": 5,
    "pravda-2025": 15,
    "japan": 8,
    "taiwan-china": 5,
    "canada-spamouflage": 1,
    "ukraine": 8,
    "europe-elections": 5,
    "monthly": 15,
    "monthly-tracking": 20,
    "controls": 18,
}


def test_no_editor_would_object():
    """The whole library passes lint without an error."""
    errors = [str(p) for p in lint() if p.severity is Severity.ERROR]
    assert errors == []


def test_there_are_sixty_falsehoods_and_eighteen_controls():
    """At least 60 false claims, 12 true and 6 matched controls can be asked."""
    kinds = Counter(c.kind for c in LIBRARY.claims.values() if c.status is ClaimStatus.ACTIVE)
    assert kinds[Kind.FALSEHOOD] >= 60
    assert kinds[Kind.TRUE_CONTROL] >= 12
    assert kinds[Kind.MATCHED_CONTROL] >= 6


def test_there_are_nine_hundred_prompts_in_every_language():
    """Counting every wording; no language of the library stands empty."""
    prompts, _ = prompts_of(
        LIBRARY.claims.values(), personas=tuple(Persona), languages=tuple(LANGUAGES), wordings=9
    )
    assert len(prompts) >= 900
    assert {prompt.language for prompt in prompts} == set(LANGUAGES)


@pytest.mark.parametrize(("name", "least"), SUITES.items())
def test_a_promised_suite_can_be_asked(name, least):
    """It comes to at least as many claims as promised, in every one of its languages."""
    selection = resolve(LIBRARY.suite(name), LIBRARY, month="2026-11")
    assert len(selection.claims) >= least
    prompts, _ = prompts_of(
        selection.claims, personas=selection.personas, languages=selection.languages
    )
    assert {prompt.language for prompt in prompts} == set(selection.languages)


@pytest.mark.parametrize(("name", "count"), [("quickstart", 5), ("pravda-2025", 15)])
def test_suites_of_a_fixed_size_have_it(name, count):
    """Five false claims for the first minute, fifteen as in the audit that is replicated."""
    claims = resolve(LIBRARY.suite(name), LIBRARY).claims
    assert sum(claim.kind is Kind.FALSEHOOD for claim in claims) == count


def test_the_monthly_suite_keeps_five_anchors_and_rotates_ten():
    """Months share exactly what they are compared on, and the year asks every claim."""
    suite = LIBRARY.suite("monthly")
    months = [
        {c.id for c in resolve(suite, LIBRARY, month=f"2027-{number:02}").claims}
        for number in range(1, 13)
    ]
    assert {len(month) for month in months} == {15}
    assert set.intersection(*months) == set(suite.anchors)
    assert len(suite.anchors) == 5


def test_the_tracking_suite_has_anchors_enough_for_many_chatbots():
    """Ten stay through the year, whatever else is drawn."""
    suite = LIBRARY.suite("monthly-tracking")
    months = [
        {c.id for c in resolve(suite, LIBRARY, month=f"2027-{number:02}").claims}
        for number in range(1, 13)
    ]
    assert len(suite.anchors) == 10
    assert set(suite.anchors) <= set.intersection(*months)
    assert {len(month) for month in months} == {20}


def test_no_claim_is_newer_than_the_library():
    """`since` names a version that exists."""
    assert {claim.since for claim in LIBRARY.claims.values()} <= {LIBRARY.version}


def test_the_library_is_read_in_less_than_a_second_and_a_half():
    """Counted in processor time of a fresh interpreter, imports included."""
    code = "import prompts, time; prompts.load_library(); print(time.process_time())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 1.5
