"""Comparison and trend pages in a real Chromium: hostile answers, a phone, both languages."""

from pathlib import Path

import pytest

from reports.compare import compare
from reports.compare_page import write_compare_page
from reports.compare_words import load_compare_words
from reports.load import load
from reports.trend import trend
from reports.trend_page import write_trend_page
from tests.support.browser import IN_CHROMIUM, overhear

pytestmark = IN_CHROMIUM


def write(kind: str, run, path: Path, language: str) -> Path:
    words = load_compare_words(language)
    if kind == "compare":
        return write_compare_page(compare([run]), path, words)
    return write_trend_page(trend([run]), path, words)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("kind", ["compare", "trend"])
def test_the_page_is_quiet_safe_and_fits_a_phone(browser, make_run, tmp_path, kind, language):
    """Nothing runs, nothing is fetched, nothing sticks out at 360 pixels, no link to a network."""
    path = write(kind, load(make_run()), tmp_path / "p.html", language)
    page = overhear(browser.new_page(viewport={"width": 360, "height": 740}))
    page.goto(path.as_uri())
    assert (page.asked, page.said) == ([path.as_uri()], [])
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    links = page.eval_on_selector_all("a", "found => found.map(a => a.href)")
    assert not [x for x in links if "pravda" in x or "evil" in x]
    assert page.locator("html").get_attribute("lang") == language
    page.close()
