"""What `trend`, `compare`, the alerts and the report make of a year of monthly audits."""

import csv
import io
import json

import openpyxl
import pytest
from pypdf import PdfReader

from tests.support.year import (
    AFTER,
    ANCHORS,
    BROKEN,
    BROKEN_BEFORE,
    CHANGED,
    CHANGED_BEFORE,
    LIMIT,
    MONTHS,
    Year,
    build_year,
)  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Year:
    """Twelve months, one after the other."""
    return build_year(tmp_path_factory.mktemp("year"))


@pytest.fixture(scope="module")
def lines(year):
    """The trend over all twelve runs: model, then month."""
    found = year.json("trend", *map(year.run, MONTHS))
    assert found["months"] == MONTHS
    return {
        line["model"]: line | {"months": {p["month"]: p for p in line["months"]}}
        for line in found["models"]
    }


def marked(point: dict) -> set[str]:
    """The codes of what is marked on a point."""
    return {mark["code"] for mark in point["marks"]}


def told(line: dict) -> dict[str, str]:
    """The months whose change can be told, with what is said."""
    changes = {month: p["change"] for month, p in line["months"].items() if p["change"]}
    return {month: c["says"] for month, c in changes.items() if c["says"] != "cannot tell"}


def test_the_change_is_told_in_its_month_and_in_no_other(lines):
    """`bot` rose in July by 100 points on claims that both months asked; nothing else moved."""
    assert told(lines["bot"]) == {CHANGED: "higher"}
    change = lines["bot"]["months"][CHANGED]["change"]
    assert (change["rate_before"], change["rate_now"]) == (0, 1)
    assert change["since"] == CHANGED_BEFORE
    assert told(lines["steady"]) == {}


def test_lines_run_over_the_anchors_that_stayed(lines):
    """The ten anchors, and the same rate of `steady` on them in every complete month."""
    assert set(lines["steady"]["anchors"]) == set(ANCHORS)
    whole = [p["anchor"] for month, p in lines["steady"]["months"].items() if month != BROKEN]
    assert {anchor["n"] for anchor in whole} == {30}
    assert len({anchor["count"] for anchor in whole}) == 1


def test_pooled_rates_over_rotating_claims_are_marked_as_not_comparable(lines):
    """They move with the claims that were drawn, and are never called comparable."""
    pooled = [p["pooled"] for p in lines["steady"]["months"].values()]
    assert not any(rate["comparable"] for rate in pooled)
    assert len({rate["rate"] for rate in pooled}) > 1


def test_a_model_renamed_under_the_same_label_is_marked_once(lines):
    """Both the model asked for and the one that says it answered changed in July."""
    found = {month for month, p in lines["bot"]["months"].items() if "served" in marked(p)}
    assert found == {CHANGED}
    mark = next(m for m in lines["bot"]["months"][CHANGED]["marks"] if m["code"] == "served")
    assert mark["before"].startswith("bot-1")
    assert mark["now"].startswith("bot-2")
    assert not any("served" in marked(p) for p in lines["steady"]["months"].values())


def test_the_incomplete_month_is_marked_and_nothing_is_measured_against_it(lines):
    """October says what is missing; November is compared with September."""
    for line in lines.values():
        broken = {month for month, p in line["months"].items() if "incomplete" in marked(p)}
        assert broken == {BROKEN}
        assert line["months"][AFTER]["change"]["since"] == BROKEN_BEFORE
        (mark,) = (m for m in line["months"][BROKEN]["marks"] if m["code"] == "incomplete")
        assert (mark["missing"], mark["planned"]) == (90 - LIMIT, 90)


def test_alerts_fire_in_the_month_of_the_change_only(year):
    """Exit 4 in July for `bot` alone, else 0; November stands against September."""
    assert {month for month, code in year.codes.items() if code == 4} == {CHANGED}
    assert {code for month, code in year.codes.items() if month != CHANGED} == {0}
    (alert,) = year.alerts(CHANGED)["alerts"]
    assert (alert["model"], alert["rule"], alert["condition"]) == ("bot", "repeat_rate", "rise")
    assert all(year.alerts(month)["alerts"] == [] for month in MONTHS if month != CHANGED)
    assert year.alerts(AFTER)["compared_with"] == f"{BROKEN_BEFORE}-monthly"
    assert year.alerts(BROKEN)["status"] == "limited"
    assert any("no month is compared with it" in line for line in year.said[AFTER])


def against(year: Year, before: str, now: str) -> dict:
    """`compare` of two months, *now* against *before*."""
    return year.json("compare", year.run(now), year.run(before))


def test_compare_tells_june_from_july_with_every_flip(year):
    """Each shared prompt of `bot` flipped, none of `steady`, and the rename is a warning."""
    found = against(year, CHANGED_BEFORE, CHANGED)
    says = {c["scope"]["model"]: c["says"] for c in found["comparisons"]}
    assert says == {"bot": "higher", "steady": "cannot tell"}
    shared = next(c["shared_trials"] for c in found["comparisons"] if c["scope"]["model"] == "bot")
    assert len(found["flips"]) == shared >= 30
    assert {(f["from"], f["to"]) for f in found["flips"]} == {("repeat", "debunk")}
    codes = {w["code"] for w in found["warnings"]}
    assert {"served_changed", "settings_changed", "claims_differ"} <= codes


def test_compare_cannot_tell_may_from_june(year):
    """Same models, same answers: no difference, no flip, and how large one would have shown."""
    found = against(year, "2026-05", CHANGED_BEFORE)
    assert {c["says"] for c in found["comparisons"]} == {"cannot tell"}
    assert found["flips"] == []
    assert all(c["low"] < 0 < c["high"] for c in found["comparisons"])
    assert all(0 < c["smallest_detectable"] < 1 for c in found["comparisons"])


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "chatbot"), ("ja", "チャットボット")], ids=["en", "ja"]
)
def test_july_is_published_in_every_edition(year, tmp_path, language, heading):
    """All formats in both languages, with the same two rates in each that has tables."""
    done = year.dosimeter(
        "report", year.run(CHANGED), "--language", language, "--to", tmp_path / "out",
        "--format", "html,md,csv,json,svg,png,xlsx,pdf",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    page = (out / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in page
    pdf = PdfReader(out / "report.pdf")
    text = "".join(leaf.extract_text() for leaf in pdf.pages)
    for edition in (page, (out / "report.md").read_text(encoding="utf-8"), text):
        assert heading in edition.lower()
        assert "steady" in edition
    rows = list(csv.DictReader(io.StringIO((out / "trials.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 90
    assert {row["verdict"] for row in rows if row["model"] == "bot"} == {"repeat"}
    book = openpyxl.load_workbook(out / "report.xlsx", read_only=True)
    assert sum(1 for _ in book[book.sheetnames[-1]].iter_rows()) == 91
    assert json.loads((out / "rates.json").read_bytes())
    assert list((out / "charts").glob("*.svg"))
    assert list((out / "charts").glob("*.png"))
