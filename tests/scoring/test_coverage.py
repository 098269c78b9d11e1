"""Coverage: what kind of source an address is, by dated lists of facts."""

import csv
from importlib import resources

import pytest

from scoring.coverage import Coverage, classify, date_in, load_credible
from scoring.coverage.classes import bare
from scoring.hosts import is_public_suffix
from scoring.lists import load_lists


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.politifact.com/factchecks/2025/feb/25/x/", Coverage.FACT_CHECK),
        ("https://www.reuters.com/fact-check/claim-2025-03-10/", Coverage.FACT_CHECK),
        ("https://www.reuters.com/world/europe/", Coverage.NEWS),
        ("https://www.liberation.fr/checknews,100893", Coverage.FACT_CHECK),
        ("https://www3.nhk.or.jp/news/html/20250101/x.html", Coverage.NEWS),
        ("https://factcheck.afp.com.evil.example/doc", Coverage.UNKNOWN),
        ("https://notpolitifact.com/x", Coverage.UNKNOWN),
        ("https://web.archive.org/web/2025/https://www.bbc.com/news/1", Coverage.NEWS),
        ("not an address", Coverage.HIDDEN),
    ],
)
def test_an_address_has_the_class_of_its_site(url, expected) -> None:
    """Sites and sections of sites count, look-alikes do not, archives are looked through."""
    assert classify(url, credible=load_credible()).coverage is expected


def test_a_watch_list_outranks_the_credible_lists() -> None:
    """A listed page is listed, whatever other list its site is on."""
    made = classify("https://www.bbc.com/x", category="network", credible=load_credible())
    assert made.coverage is Coverage.NETWORK


def test_state_media_stand_apart() -> None:
    """State media are neither a network nor credible news."""
    made = classify("https://rt.com/x", category="state_media", credible=load_credible())
    assert made.coverage is Coverage.STATE_MEDIA


def test_the_checks_that_a_claim_names_are_fact_checks() -> None:
    """A newspaper's check that the claim file names counts for that claim."""
    checks = {bare("https://www.example.org/check/1/")}
    made = classify("http://example.org/check/1", credible=load_credible(), checks=checks)
    assert made.coverage is Coverage.FACT_CHECK


def test_behind_a_redirect_the_title_decides() -> None:
    """A search tool's redirect shows its target as a title that is a host."""
    url = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/abc"
    named = classify(url, title="bbc.com", credible=load_credible())
    hidden = classify(url, title="What we know", credible=load_credible())
    assert (named.coverage, named.domain) == (Coverage.NEWS, "bbc.com")
    assert (hidden.coverage, hidden.domain) == (Coverage.HIDDEN, "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/2025/02/25/no.html", "2025-02-25"),
        ("https://a.example/news/20250225-story", "2025-02-25"),
        ("https://a.example/2025/02/no", "2025-02"),
        ("https://a.example/2025-02-30/no", ""),
        ("https://a.example/article-4711202502", ""),
        ("https://2025.example/02/25", ""),
        ("https://a.example/2031/01/01/x", ""),
    ],
)
def test_a_day_is_read_only_where_the_address_tells_one(address, expected) -> None:
    """Impossible days, article numbers, hosts and days after the answer are no dates."""
    assert date_in(address, latest="2026-11-22T10:00:00Z") == expected


def test_every_row_names_its_body_and_day() -> None:
    """The lists are facts with source and date; no host is a public suffix or watch-listed."""
    listed = load_lists()
    folder = resources.files("scoring.coverage") / "lists"
    for file in (f for f in folder.iterdir() if f.name.endswith(".csv")):
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
            host = row["domain"].partition("/")[0]
            assert row["source"] and row["list_date"] and row["confidence"] and row["country"]
            assert not is_public_suffix(host)
            assert listed.match(host) is None, host


def test_there_are_several_hundred_rows() -> None:
    """The lists are long enough to tell coverage in many countries."""
    assert len(load_credible()) > 450
