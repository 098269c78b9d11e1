"""Debian's Chromium, driven by Playwright, for the tests that open a page in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--no-first-run",
]  # fmt: skip

IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]
"""The `pytestmark` of a module whose tests need it."""


@contextmanager
def chromium() -> Iterator:
    """One started browser; the caller is skipped where Playwright is not installed."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


def overhear(page):
    """Keep what a page asks for and what it says, in `page.asked` and `page.said`."""
    page.asked, page.said = [], []
    page.on("request", lambda r: page.asked.append(r.url))
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.on("dialog", lambda d: page.said.append(d.message))
    return page
