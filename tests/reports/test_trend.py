"""Months on shared claims: order, anchors, changes, marks, and what is not said."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from reports.compare_words import load_compare_words
from reports.load import Run, load
from reports.rates import share
from reports.trend import Trend, month_of, planned_keys, trend
from reports.trend_json import trend_document
from reports.trend_page import trend_chart, write_trend_page
from reports.trend_words import table_rows, trend_warning_texts
from tests.support.months import Bot, Month, numbered, write_month

EN = load_compare_words("en")


@pytest.fixture
def months(tmp_path: Path) -> Callable[..., list[Run]]:
    """Write one run a month from January on: `months({}, {"status": "incomplete"})`."""

    def make(*changes: dict[str, Any]) -> list[Run]:
        return [
            load(write_month(tmp_path / f"{i:02d}", Month(**({"month": f"2026-{i:02d}"} | plan))))
            for i, plan in enumerate(changes, 1)
        ]

    return make


def states(found: Trend) -> list[str]:
    return [p.state for p in found.lines[0].points]


def marks(found: Trend, i: int) -> set[str]:
    return {mark.code for mark in found.lines[0].points[i].marks}


def says(found: Trend, model: str = "bot") -> dict[str, str]:
    line = next(x for x in found.lines if x.model == model)
    return {p.month: p.change.says for p in line.points if p.change}


def test_runs_are_put_in_order_of_month(months):
    """In whatever order they are named."""
    runs = months({}, {}, {})
    assert trend(runs[::-1]).months == ("2026-01", "2026-02", "2026-03")


@pytest.mark.parametrize(
    ("meta", "month"),
    [
        ({"month": "2026-05", "name": "x"}, "2026-05"),
        ({"name": "2026-04-monthly"}, "2026-04"),
        ({"name": "x", "started_at": "2026-03-31T23:00:00Z"}, "2026-03"),
    ],
)
def test_the_month_is_told_by_the_run(months, meta, month):
    """As it says, as its name begins, or when it started."""
    run = months({})[0]
    assert month_of(Run(folder=run.folder, meta=meta, rows=(), scores=run.scores, scorer=None,
                        notes={})) == month  # fmt: skip


def test_a_change_is_found_in_its_month_and_no_other(months):
    """The rate jumps in the third of five months."""
    rates = (0.2, 0.2, 0.6, 0.6, 0.6)
    found = trend(months(*({"bots": {"bot": Bot(repeat=r)}} for r in rates)))
    assert says(found) == {
        "2026-02": "cannot tell", "2026-03": "higher", "2026-04": "cannot tell",
        "2026-05": "cannot tell",
    }  # fmt: skip


def test_anchors_are_the_claims_that_every_month_planned(months):
    """Retired, new and edited claims are no anchors; the line runs over the rest."""
    found = trend(
        months({"claims": numbered(20)}, {"claims": numbered(20, first=2)},
               {"claims": numbered(20) | {"c005": 2}})
    )  # fmt: skip
    line = found.lines[0]
    assert line.anchors == tuple(f"c{i:03d}" for i in range(2, 20) if i != 5)
    assert [p.anchor.n for p in line.points] == [17 * 6] * 3
    assert [p.pooled.n for p in line.points] == [120] * 3
    assert not any(p.comparable for p in line.points)
    assert marks(found, 2) == {"claims"}


def test_the_line_is_the_rate_over_the_anchors(months):
    """As `share` gives it over exactly those answers."""
    runs = months({"claims": numbered(20)}, {"claims": numbered(20, first=5)})
    point = trend(runs).lines[0].points[0]
    rows = [r for r in runs[0].rows if r.claim >= "c005"]
    assert point.anchor == share(rows, lambda r: r.verdict == "repeat")


def test_the_same_claims_every_month_make_all_answers_comparable(months):
    """Then the pooled rate is the anchors' rate."""
    points = trend(months({}, {})).lines[0].points
    assert all(p.comparable and p.pooled == p.anchor for p in points)


def test_without_anchors_changes_are_still_measured_on_shared_claims(months):
    """Claims rotate so far that none is in all months."""
    found = trend(months(*({"claims": numbered(20, first=8 * i)} for i in range(4))))
    line = found.lines[0]
    assert line.anchors == () and all(p.anchor is None for p in line.points)
    assert [len(p.change.match.claims) for p in line.points[1:]] == [12, 12, 12]
    assert "no_anchors" in {w.code for w in found.warnings}


def test_an_incomplete_month_is_marked_and_never_a_baseline(months):
    """The month after it is compared with the last complete one."""
    found = trend(months({}, {"status": "incomplete", "asked": 0.4}, {}))
    line = found.lines[0]
    assert "incomplete" in marks(found, 1) and line.points[1].anchor.n == 48
    assert (line.points[1].since, line.points[2].since) == ("2026-01", "2026-01")
    assert len(line.anchors) == 20


@pytest.mark.parametrize(
    ("plan", "state"),
    [
        ({"status": "running", "asked": 0.5}, "running"),
        ({"bots": {"bot": Bot(failed=1.0)}}, "failed"),
        ({"scored": False}, "no_answers"),
        ({"asked": 0.0, "status": "interrupted"}, "no_answers"),
    ],
)
def test_a_month_without_figures_has_none(months, plan, state):
    """No rate, no change, a mark; the line goes on behind it."""
    found = trend(months({}, plan, {}))
    point = found.lines[0].points[1]
    assert states(found) == ["usable", state, "usable"]
    assert (point.anchor, point.pooled, point.change) == (None, None, None)
    assert state in marks(found, 1)
    assert found.lines[0].points[2].since == "2026-01"
    shown = trend_document(found)["models"][0]["months"][1]
    assert (shown["anchor"], shown["pooled"], shown["change"]) == (None, None, None)


def test_changes_of_the_instrument_are_marked(months):
    """Another served version, other settings, another scorer, a failed instrument check."""
    control = {"control/repeater": Bot(repeat=0.5, control="repeater")}
    found = trend(
        months(
            {},
            {"bots": {"bot": Bot(served="bot-2")}},
            {"bots": {"bot": Bot(served="bot-2", settings={"temperature": 1})}, "version": "2"},
            {"bots": {"bot": Bot(served="bot-2", settings={"temperature": 1})} | control,
             "version": "2"},
        )
    )  # fmt: skip
    assert marks(found, 1) == {"served"}
    assert marks(found, 2) == {"settings", "scorer"}
    assert marks(found, 3) == {"control"}
    assert {w.code for w in found.warnings} == {"scorer", "control_misread"}


def test_a_model_that_came_later_has_anchors_of_its_own(months):
    """Its line begins where it was first asked."""
    late = {"bot": Bot(), "late": Bot()}
    found = trend(months({"claims": numbered(10)}, {"bots": late}, {"bots": late}))
    line = next(x for x in found.lines if x.model == "late")
    assert [p.month for p in line.points] == ["2026-02", "2026-03"]
    assert (len(line.anchors), len(found.lines[0].anchors)) == (20, 10)


def test_a_later_month_does_not_change_what_was_said(months):
    """p-values are corrected within a month, so earlier ones stay."""
    bots = {"bots": {"x": Bot(repeat=0.3), "y": Bot(repeat=0.4)}}
    runs = months(bots, bots, bots)

    def second(found: Trend) -> list[float | None]:
        return [line.points[1].change.p_adjusted for line in found.lines]

    assert second(trend(runs)) == second(trend(runs[:2]))


def test_two_runs_of_one_month_stand_apart(months, tmp_path):
    """Both are shown, in order of their start, and a warning says so."""
    runs = months({}, {})
    again = load(write_month(tmp_path / "again", Month(month="2026-02", seed=9)))
    found = trend([*runs, again])
    assert found.months == ("2026-01", "2026-02 (1)", "2026-02 (2)")
    assert "same_month" in {w.code for w in found.warnings}


def test_one_month_is_no_trend(months):
    """A single run gives its rate and no line, no change."""
    found = trend(months({}))
    assert found.lines[0].points[0].pooled.n == 120
    assert found.lines[0].points[0].change is None


def test_a_run_that_was_limited_anchors_what_it_asked(months):
    """A complete run cut short by a limit does not promise the prompts beyond it."""
    run = months({"asked": 0.5})[0]
    side = trend([run]).lines[0].points[0].side
    assert len(planned_keys(side)) == 60


def chart_of(found: Trend, i: int = 0):
    return trend_chart(found, found.lines[i], 1, EN)


def test_the_chart_has_a_place_for_every_month(months):
    """Months in which a chatbot was not asked stay empty; others say what is there."""
    late = {"bot": Bot(), "late": Bot()}
    found = trend(months({}, {"bots": late}, {"bots": late | {"late": Bot(failed=1.0)}}))
    spots = chart_of(found, 1).spots
    assert [s.asked for s in spots] == [False, True, True]
    assert spots[2].rate is None and spots[1].rate is not None


def test_the_text_alternative_says_each_month(months):
    """Rate, interval and marks of every month stand in the description."""
    found = trend(months({}, {"status": "incomplete", "asked": 0.5}))
    text = chart_of(found).description
    assert "2026-01: " in text and "2026-02: " in text and "(incomplete)" in text


def pages(found: Trend, folder: Path, languages: Sequence[str] = ("en", "ja")) -> list[str]:
    return [
        write_trend_page(found, folder / f"{x}.html", load_compare_words(x)).read_text("utf-8")
        for x in languages
    ]


def test_the_page_is_whole_in_both_languages(months, tmp_path):
    """A chart in two widths and a table for each chatbot; no script, nothing unfilled."""
    label = "<b>bot</b> {x}"
    plan = {"bots": {label: Bot(), "other": Bot(served="v2")}}
    found = trend(months(plan, {**plan, "version": "2"}, {**plan, "status": "incomplete"}))
    for page in pages(found, tmp_path):
        assert page.count("<svg xmlns") == 4 and page.count("<table") == 2
        assert "<b>bot" not in page and "&lt;b&gt;bot" in page and "<script" not in page


def test_the_same_runs_give_the_same_page(months, tmp_path):
    """Bytes do not depend on the order in which runs were named."""
    runs = months({}, {}, {"claims": numbered(20, first=3)})
    one = pages(trend(runs), tmp_path / "a")
    two = pages(trend(runs[::-1]), tmp_path / "b")
    assert one == two


def test_warnings_and_tables_are_in_both_languages(months):
    """Nothing is left to fill in."""
    found = trend(months({}, {"status": "incomplete", "asked": 0.5, "version": "2"}, {}))
    for language in ("en", "ja"):
        words = load_compare_words(language)
        texts = trend_warning_texts(words, found)
        texts += [cell for row in table_rows(words, found.lines[0]) for cell in row.values()]
        assert texts and not any("{" in text for text in texts)
