"""The page in a real Chromium: hostile answers, filters, search, keyboard, phone, no scripts."""

from collections.abc import Iterator

import pytest

from reports.load import load
from reports.page import render_page
from reports.words import load_words
from tests.support.browser import IN_CHROMIUM, overhear

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = IN_CHROMIUM


@pytest.fixture(params=[1000, 50], ids=["one-file", "answers-beside"])
def opened(request, browser, make_run, tmp_path) -> Iterator:
    """A page with hostile answers, opened from disk; what it asked for and said is kept."""
    run = load(make_run())
    render_page(run, tmp_path, load_words("en"), inline=request.param)
    page = overhear(browser.new_page(viewport={"width": 1280, "height": 900}))
    page.goto((tmp_path / "index.html").as_uri())
    page.run = run
    yield page
    page.close()


def settled(page, count: int) -> None:
    """Wait until the page says that it shows *count* answers."""
    playwright.expect(page.locator("#shown")).to_have_text(
        f"{count} of {len(page.run.rows)} answers"
    )


def show_all(page) -> None:
    """Press "more" until every answer is on the page."""
    more = page.locator("#more")
    while more.count() and more.is_visible():
        before = page.locator("article.answer").count()
        more.click()
        playwright.expect(page.locator("article.answer").nth(before)).to_be_attached()


def test_hostile_answers_stay_text(opened) -> None:
    """No script of an answer runs, nothing leaves the disk, nothing is said on the console."""
    settled(opened, len(opened.run.rows))
    show_all(opened)
    assert opened.evaluate("window.pwned") is None
    assert [url for url in opened.asked if not url.startswith("file:")] == []
    assert opened.said == []
    assert opened.locator("#list script, #list img, #list iframe, #list svg").count() == 0
    hostile = opened.locator("article.answer", has_text="<img src=x onerror='window.pwned=2'>")
    assert hostile.count() > 0


def test_filters_agree_with_the_rows(opened) -> None:
    """Each choice shows just the answers that fit, and they can be combined."""
    rows = opened.run.rows
    opened.select_option("#f-model", label="gamma-mini")
    settled(opened, sum(r.model == "gamma-mini" for r in rows))
    opened.select_option("#f-verdict", label="Repeats the claim")
    fits = [r for r in rows if r.model == "gamma-mini" and r.verdict == "repeat"]
    settled(opened, len(fits))
    playwright.expect(opened.locator("article.answer:visible").first).to_contain_text("gamma-mini")
    opened.select_option("#f-hit", label="names a network site")
    cited = [r for r in fits if any(h.category == "network" for h in r.hits)]
    settled(opened, len(cited))
    opened.get_by_role("button", name="Clear").click()
    settled(opened, len(rows))


def test_search_finds_words_in_answers_and_prompts(opened) -> None:
    """Text is searched without regard to case and width; no match says so."""
    trial = opened.run.rows[7].trial_id
    opened.fill("#f-text", trial.upper())
    settled(opened, 1)
    playwright.expect(opened.locator("article.answer:visible")).to_have_count(1)
    opened.fill("#f-text", "記事を書いて")
    malign = sum(r.persona == "malign" and r.language == "ja" for r in opened.run.rows)
    settled(opened, malign)
    opened.fill("#f-text", "no answer says this")
    settled(opened, 0)
    playwright.expect(opened.locator("#no-match")).to_be_visible()


def test_everything_works_by_keyboard(opened) -> None:
    """The first stop skips to the findings; "/" goes to the search; choices take arrows."""
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate("location.hash") == "#findings"
    opened.keyboard.press("/")
    opened.keyboard.type(opened.run.rows[3].trial_id)
    settled(opened, 1)
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "f-model"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_sticks_out(browser, make_run, tmp_path, width, height, language) -> None:
    """On a phone and on a desk the page never scrolls sideways."""
    render_page(load(make_run()), tmp_path, load_words(language))
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto((tmp_path / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("inline", [1000, 50])
def test_answers_can_be_read_without_scripts(browser, make_run, tmp_path, inline) -> None:
    """The page, or the parts it links to, hold every answer."""
    run = load(make_run())
    render_page(run, tmp_path, load_words("en"), inline=inline)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert not page.locator("#filters").is_visible()
    found = page.locator("article.answer").count()
    for href in [a.get_attribute("href") for a in page.locator('a[href^="answers/"]').all()]:
        page.goto((tmp_path / href).as_uri())
        found += page.locator("article.answer").count()
    assert found == len(run.rows)
    context.close()


def test_the_reader_can_choose_dark_or_light(opened) -> None:
    """The button turns the paper, whatever the system prefers."""
    paper = "getComputedStyle(document.body).backgroundColor"
    before = opened.evaluate(paper)
    opened.click("#theme")
    assert opened.evaluate(paper) != before
    opened.click("#theme")
    assert opened.evaluate(paper) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(browser, make_run, tmp_path, scheme) -> None:
    """Every colour used for text has at least 4.5 to 1 against paper, card and highlights."""
    render_page(load(make_run(claims=1)), tmp_path, load_words("en"))
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    colours = page.evaluate(
        """() => Object.fromEntries(["paper","card","faint","mark","hit","ink","soft","repeat",
        "debunk","undecided","link"].map(n => [n,
        getComputedStyle(document.documentElement).getPropertyValue("--" + n).trim()]))"""
    )
    pairs = [(t, b) for t in ("ink", "soft", "repeat", "debunk", "undecided", "link")
             for b in ("paper", "card", "faint")]  # fmt: skip
    pairs += [("ink", "mark"), ("ink", "hit")]
    low = {p: contrast(colours[p[0]], colours[p[1]]) for p in pairs}
    assert {p: round(c, 2) for p, c in low.items() if c < 4.5} == {}
    context.close()


def contrast(one: str, two: str) -> float:
    """The contrast ratio of WCAG 2 between two hex colours."""
    a, b = sorted((luminance(one), luminance(two)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
