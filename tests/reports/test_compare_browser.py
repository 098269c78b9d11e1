"""Comparison and trend pages in a real Chromium: hostile answers, a phone, both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--no-first-run",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]

from reports.compare import compare  # noqa: E402
from reports.compare_page import write_compare_page  # noqa: E402
from reports.compare_words import load_compare_words  # noqa: E402
from reports.load import load  # noqa: E402
from reports.trend import trend  # noqa: E402
from reports.trend_page import write_trend_page  # noqa: E402


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """One Chromium for the module."""
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


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
    page = browser.new_page(viewport={"width": 360, "height": 740})
    asked, said = [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("dialog", lambda d: said.append(d.message))
    page.goto(path.as_uri())
    assert (asked, said) == ([path.as_uri()], [])
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    links = page.eval_on_selector_all("a", "found => found.map(a => a.href)")
    assert not [x for x in links if "pravda" in x or "evil" in x]
    assert page.locator("html").get_attribute("lang") == language
    page.close()
