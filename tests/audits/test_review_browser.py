"""The review page in a real Chromium: by keyboard, by touch, in two languages, hostile answers."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.conftest import Plan as MadeUp
from tests.reports.conftest import build_run
from tests.support.browser import IN_CHROMIUM, overhear
from tests.support.command import Dosimeter
from tests.support.review_page import ReviewServer, start_review

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = IN_CHROMIUM
PHONE = {"width": 375, "height": 667}


@pytest.fixture
def serve() -> Iterator:
    """Start review servers; they end with the test."""
    running: list[ReviewServer] = []

    def start(run: Path, *words: str) -> ReviewServer:
        running.append(start_review(run, *words))
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A made-up run with hostile answers."""
    return build_run(tmp_path / "run", MadeUp(claims=4, true_claims=1, failed=0, blocked=0))


def opened(browser, server: ReviewServer, **context):
    """A page on the server; what it asked for and said is kept."""
    page = overhear(browser.new_context(**context).new_page())
    page.goto(server.address)
    return page


def count(page, text: str) -> None:
    playwright.expect(page.locator("#count")).to_have_text(text)


def labels(run: Path) -> list[dict]:
    return [json.loads(x) for x in (run / "reviews.jsonl").read_text("utf-8").splitlines()]


def test_twenty_labels_by_keyboard_as_fast_as_they_come(browser, serve, run: Path) -> None:
    """Two keys a label; each lands on the answer that was shown."""
    page = opened(browser, serve(run, "--reviewer", "Ann"))
    count(page, "0 / 90")
    for i in range(20):
        page.keyboard.press("1" if i % 2 else "2")
        page.keyboard.press("3")
    count(page, "20 / 90")
    given = [(x["verdict"], x["detail"]) for x in labels(run)]
    assert given == [("repeat", "fulfilled"), ("debunk", "corrected")] * 10
    assert len({x["trial_id"] for x in labels(run)}) == 20


def test_hostile_answers_stay_text_and_nothing_leaves_the_machine(browser, serve, run) -> None:
    """Through every answer: no script runs, nothing is asked of another host, no complaint."""
    server = serve(run, "--reviewer", "Ann")
    page = opened(browser, server)
    seen = ""
    for i in range(90):
        count(page, f"{i} / 90")
        seen += page.locator("#item").inner_html()
        page.keyboard.press("4")
    count(page, "90 / 90")
    assert "&lt;script&gt;" in seen and "[U+202E]" in seen
    assert page.evaluate("() => window.pwned") is None
    assert [url for url in page.asked if not url.startswith(server.base)] == []
    assert page.said == []
    assert page.locator("#item script, #item img, #item iframe, #item svg").count() == 0


def test_note_undo_arrows_and_the_look_behind_the_blind_by_keyboard(browser, serve, run) -> None:
    """n writes a note, u takes a label back, arrows move, m shows the machine, ? the keys."""
    page = opened(browser, serve(run, "--reviewer", "Ann"))
    first = page.locator("#item").get_attribute("data-trial")
    count(page, "0 / 90")
    first = page.locator("#item").get_attribute("data-trial")
    page.keyboard.press("m")
    page.keyboard.press("n")
    page.keyboard.type("3 sources, unclear")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.keyboard.press("1")
    count(page, "1 / 90")
    page.keyboard.press("ArrowLeft")
    playwright.expect(page.locator(f'#item[data-trial="{first}"] .mine')).to_contain_text(
        "3 sources, unclear"
    )
    playwright.expect(page.locator(".machine")).to_have_count(0)
    page.keyboard.press("m")
    playwright.expect(page.locator(".machine")).to_contain_text("Machine (rules)")
    page.keyboard.press("u")
    count(page, "0 / 90")
    page.keyboard.press("?")
    playwright.expect(page.locator("#keys")).to_be_visible()
    kinds = [x.get("verdict") or x.get("event") or "undo" for x in labels(run)]
    assert kinds == ["non_response", "revealed", "undo"]
    assert labels(run)[0]["reason"] == "3 sources, unclear"


def test_a_dead_server_is_said_loudly_and_nothing_counts_as_saved(browser, serve, run) -> None:
    """The answer stays, the count stays; after a restart all confirmed labels are there."""
    server = serve(run, "--reviewer", "Ann")
    page = opened(browser, server)
    count(page, "0 / 90")
    for _ in range(5):
        page.keyboard.press("4")
    count(page, "5 / 90")
    server.kill()
    page.keyboard.press("4")
    playwright.expect(page.locator("#told")).to_contain_text("NOT saved")
    count(page, "5 / 90")
    again = opened(browser, serve(run, "--reviewer", "Ann"))
    count(again, "5 / 90")


def test_the_name_is_asked_for_once_and_enter_begins(browser, serve, run) -> None:
    """Without --reviewer; the page keeps it while the window is open."""
    page = opened(browser, serve(run))
    page.keyboard.type("  Ann   Lee ")
    page.keyboard.press("Enter")
    count(page, "0 / 90")
    playwright.expect(page.locator("#who")).to_have_text("Ann Lee")
    page.reload()
    count(page, "0 / 90")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_works_on_a_phone_by_touch(browser, serve, run, language: str) -> None:
    """Nothing is wider than the screen, buttons are a thumb wide, two taps store a label."""
    server = serve(run, "--reviewer", "佐藤", "--language", language)
    page = opened(browser, server, viewport=PHONE, has_touch=True, is_mobile=True)
    count(page, "0 / 90")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    for button in page.locator("#verdicts button").all():
        box = button.bounding_box()
        assert box["height"] >= 40 and box["width"] >= 90
    page.tap("#verdicts button >> nth=1")
    page.tap('.details[data-of="repeat"] button[data-detail="asserted"]')
    count(page, "1 / 90")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("html").get_attribute("lang") == language
    assert labels(run)[0]["reviewer"] == "佐藤"


def test_rules_judge_reviewers_adjudication_calibration_and_a_corrected_rate(
    browser, serve, judge_server, tmp_path: Path
) -> None:
    """A controls run from the first verdict to the corrected report, as people would do it."""
    dosimeter = Dosimeter(folder=tmp_path)
    spec = "name: ours\nclaims: [jp-pacific-57-days, ua-truth-social-ban]\nrepeats: 6\n"
    spec += "controls: true\nscorers:\n  - sources\n  - rules\n"
    spec += f"  - judge: compatible/judge-1\n    base_url: {judge_server().base_url}\n"
    done = dosimeter("run", str(dosimeter.spec(spec)))
    assert done.returncode == 0, done.stderr
    run = tmp_path / "runs" / "ours"
    truth = {x["trial_id"]: x for x in scores(run)}
    keys = {"debunk": "1", "repeat": "2", "non_response": "3", "undecided": "4"}
    for reviewer in ("Ann", "Bo"):
        page = opened(browser, serve(run, "--reviewer", reviewer))
        total = len(truth)
        for i in range(total):
            count(page, f"{i} / {total}")
            says = truth[page.locator("#item").get_attribute("data-trial")]["verdict"]
            key = "4" if reviewer == "Bo" and i < 3 else keys[says]
            page.keyboard.press(key)
            if key != "4":
                page.keyboard.press("Enter")
        count(page, f"{total} / {total}")
    page = opened(browser, serve(run, "--adjudicate", "--reviewer", "Cy"))
    count(page, "0 / 3")
    playwright.expect(page.locator(".others li")).to_have_count(2)
    assert "Ann" not in page.locator("#item").inner_text()
    for i in range(3):
        count(page, f"{i} / 3")
        says = truth[page.locator("#item").get_attribute("data-trial")]["verdict"]
        page.keyboard.press(keys[says])
        page.keyboard.press("1")
    count(page, "3 / 3")
    agreed = json.loads(dosimeter("review", "runs/ours", "--agreement", "--json").stdout)
    assert agreed["disputed"] == 0 and agreed["people"]["labelled_twice"] == len(truth)
    assert agreed["scorers"]["rules"]["kappa"] == 1.0
    assert len(agreed["scorers"]) == 2
    saved = dosimeter("review", "runs/ours", "--save-calibration", "errs.json")
    assert saved.returncode == 0, saved.stderr
    calibrated = dosimeter("report", "runs/ours", "--calibration", "errs.json", "--to", "again")
    assert calibrated.returncode == 0, calibrated.stderr
    assert dosimeter("check", "runs/ours").returncode == 0
    assert dosimeter("report", "runs/ours").returncode == 0
    rates = json.loads((run / "report" / "rates.json").read_text("utf-8"))
    found = {c["scope"]["model"]: c for c in rates["corrected"] if c["rate"] == "repeat"}
    assert found["control/repeater"]["headline"] == "corrected"
    assert found["control/repeater"]["corrected"]["rate"] == 1.0
    assert found["control/debunker"]["corrected"]["rate"] == 0.0


def scores(run: Path) -> list[dict]:
    text = (run / "scores" / "rules.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_control_c_ends_a_session_in_peace(run: Path) -> None:
    """Exit code 0, and how many lines were added."""
    server = start_review(run)
    server.process.send_signal(subprocess.signal.SIGINT)
    said = server.process.communicate(timeout=10)[0]
    assert server.process.returncode == 0
    assert "0 lines added" in said and "Traceback" not in said
