"""How soon 10,000 answers can be reviewed, and how fast labels are given by keyboard.

    python tests/bench/bench_review.py

Seconds from the command to the first answer on the page, and for twenty labels of two keys each,
in Debian's Chromium.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.reports.conftest import Plan, build_run
from tests.support.review_page import start_review

LABELS = 20


def main() -> None:
    plan = Plan(claims=240, repeats=1, controls=(), languages=("en", "ja", "ru", "zh"), length=3)
    plan.mix = {f"m{i}": {"debunk": 0.7, "repeat": 0.3} for i in range(4)}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as driver:
        run = build_run(Path(scratch) / "run", plan)
        chromium = driver.chromium
        browser = chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            measure(run, browser.new_page())
        finally:
            browser.close()


def measure(run: Path, page) -> None:
    """Print both figures."""
    begun = time.perf_counter()
    server = start_review(run, "--reviewer", "Ann")
    try:
        page.goto(server.address)
        expect(page.locator("#count")).to_contain_text("/")
        total = page.locator("#count").inner_text().split("/")[1].strip()
        print(f"{total} answers: the first after {time.perf_counter() - begun:.2f} s")
        begun = time.perf_counter()
        for _ in range(LABELS):
            page.keyboard.press("1")
            page.keyboard.press("3")
        expect(page.locator("#count")).to_have_text(f"{LABELS} / {total}")
        print(f"{LABELS} labels: {time.perf_counter() - begun:.2f} s")
    finally:
        server.kill()


if __name__ == "__main__":
    main()
