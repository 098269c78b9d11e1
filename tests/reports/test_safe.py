"""Hostile text made harmless."""

import csv
import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.safe import (
    HIDDEN,
    csv_cell,
    defang,
    defang_hosts,
    http_link,
    json_script,
    markdown,
    visible,
)


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    """No control character or override survives; a second pass changes nothing."""
    shown = visible(text)
    assert not HIDDEN.search(shown)
    assert visible(shown) == shown


def test_what_was_hidden_is_named() -> None:
    """A reader sees that something was there, and what."""
    assert visible("\x1b[31m\u202eab\u200b\x7f\x85") == "␛[31m[U+202E]ab[U+200B]␡[U+0085]"


def test_what_people_write_stays() -> None:
    """Line breaks, tabs, Japanese, Arabic and joined emoji are no attack."""
    text = "a\n\tb 日本 سلام 👩‍🚀"
    assert visible(text) == text


@given(st.text() | st.integers() | st.floats(allow_nan=False))
def test_no_cell_is_a_formula(value) -> None:
    """Text that starts like a formula gets a quote in front; numbers stay numbers."""
    cell = csv_cell(value)
    if isinstance(value, str):
        assert not cell.lstrip(" \n\u00a0\u3000").startswith(("=", "+", "-", "@", "\t", "＝"))
    else:
        assert cell == str(value)


@given(st.lists(st.text().filter(lambda s: "\r" not in s and "\x00" not in s), min_size=1))
def test_cells_survive_a_csv_reader(values: list[str]) -> None:
    """What is written comes back as the cell that was meant."""
    out = io.StringIO()
    cells = [csv_cell(v) for v in values]
    csv.writer(out, lineterminator="\n").writerow(cells)
    if cells != [""]:
        assert next(csv.reader(io.StringIO(out.getvalue()))) == cells


@given(st.recursive(st.text() | st.integers(0, 9), st.lists, max_leaves=8))
def test_json_in_a_script_cannot_end_it(value) -> None:
    """No `<`, and a JSON reader gets the same value back."""
    text = json_script(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert orjson.loads(text) == value


@given(st.text())
def test_markdown_has_no_raw_markup(text: str) -> None:
    """Every character that Markdown could act on stands behind a backslash, on one line."""
    shown = markdown(text)
    assert "\n" not in shown
    rest = shown.replace("\\\\", "")
    for char in "<>[]`*_|!#":
        assert rest.count(char) == rest.count("\\" + char)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://news-pravda.com/a.html", "hxxps://news-pravda[.]com/a.html"),
        (
            "news-pravda.com.html.example/pravda.csv.gz",
            "news-pravda[.]com[.]html[.]example/pravda.csv.gz",
        ),
        ("HTTP://RT.COM", "HXXP://RT[.]COM"),
        ("japan.news-pravda.com", "japan[.]news-pravda[.]com"),
        ("news-pravda[.]com", "news-pravda[.]com"),
        ("google.com/url?q=http%3A%2F%2Frt.com", "google[.]com/url?q=hxxp%3A%2F%2Frt[.]com"),
        (
            "https://web.archive.org/web/2025/https://rt.com/x.y",
            "hxxps://web[.]archive[.]org/web/2025/hxxps://rt[.]com/x[.]y",
        ),
    ],
)
def test_addresses_are_defanged(address: str, shown: str) -> None:
    """Nothing turns the result into a link, and a person can still read it."""
    assert defang(address) == shown


def test_hosts_are_defanged_in_running_text() -> None:
    """Every case, the link around it, and only what is listed."""
    text = "See https://JAPAN.news-pravda.com/x and news-pravda.com, not example.com."
    assert defang_hosts(text, ["news-pravda.com", "japan.news-pravda.com"]) == (
        "See hxxps://JAPAN[.]news-pravda[.]com/x and news-pravda[.]com, not example.com."
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "", "ftp://x.y",
     "https://x.y/\u202egnp", 'https://x"onclick="', "java\nscript:x"],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str) -> None:
    """Anything else is shown as text."""
    assert http_link(url) is None


def test_a_fact_check_becomes_a_link() -> None:
    """Ordinary addresses, Japanese paths included."""
    url = "https://www.factcheckcenter.jp/検証?x=1#a"
    assert http_link(url) == url
