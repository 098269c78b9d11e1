"""The verbs `compare`, `trend` and `plan-size` as a user types them."""

import fcntl
import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from audits.cli import dosimeter
from reports.errors import ReportsError
from tests.support.months import Bot, Month, write_month


@pytest.fixture
def month(tmp_path):
    """Write a run: `month("2026-01", bots=...)` gives its folder."""

    def make(name, **plan):
        return str(write_month(tmp_path / name, Month(**({"month": name} | plan))))

    return make


@contextmanager
def working_on(folder):
    """Hold a run's lock as another process does."""
    with (Path(folder) / ".lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(b"1")
        file.flush()
        yield


def run(*arguments):
    return CliRunner().invoke(dosimeter, arguments, standalone_mode=False)


TWO = {"low": Bot(repeat=0.1), "high": Bot(repeat=0.7)}


def test_compare_prints_what_can_be_told(month):
    """A sentence, a table with both names, the flips."""
    done = run("compare", month("2026-01", bots=TWO))
    assert done.return_value == 0
    assert "low repeated false claims less often than high" in done.output
    assert "Answers that flipped" in done.output and "The first 10 of" in done.output


def test_compare_json_has_the_documented_shape(month):
    """Comparisons and flips, with warnings and ranking beside them."""
    done = run("compare", month("2026-01", bots=TWO), "--json")
    found = json.loads(done.output)
    assert list(found) == ["comparisons", "flips", "ranking", "warnings"]
    assert {"trial_a", "trial_b", "claim", "persona", "language", "from", "to"} <= set(
        found["flips"][0]
    )


def test_models_may_be_named_beside_runs(month):
    """A label narrows the comparison; search, persona and rate are options."""
    bots = TWO | {"third": Bot(repeat=0.4)}
    folder = month("2026-01", bots=bots)
    assert "third" not in run("compare", folder, "low", "high").output
    done = run("compare", folder, "third", "--by", "persona", "--rate", "debunk", "--json")
    assert {c["a"] for c in json.loads(done.output)["comparisons"]} == {"innocent", "leading"}


def test_compare_writes_a_page_in_japanese(month, tmp_path):
    """The terminal and the page speak the language asked for."""
    page = tmp_path / "out" / "c.html"
    done = run("compare", month("2026-01", bots=TWO), "--html", str(page), "--language", "ja")
    assert "反転した回答" in done.output
    assert 'lang="ja"' in page.read_text(encoding="utf-8")


def test_nothing_compared_is_exit_2_with_the_reason(month):
    """A run still going gives no figure, says so, and fails the command."""
    folder = month("2026-01", bots=TWO, status="running", asked=0.5)
    with working_on(folder):
        done = run("compare", folder)
    assert done.return_value == 2
    assert "still going (120 of 240 asked)" in done.output and "points" not in done.output
    assert "flipped" not in done.output


def test_a_killed_run_is_not_complete_and_compared_as_far_as_it_came(month):
    """Nobody holds its lock: it is not still going, and the command that goes on is named."""
    folder = month("2026-01", bots=TWO, status="running", asked=0.5)
    done = run("compare", folder)
    assert done.return_value == 0
    assert "it was stopped, and 120 of 240" in done.output and "`dosimeter run" in done.output
    assert "still going" not in done.output


@pytest.mark.parametrize(("asked", "drawn"), [(0.0, False), (1.0, True)])
def test_flips_are_told_only_of_what_was_compared(month, tmp_path, asked, drawn):
    """Without a figure, neither terminal nor page concludes anything of flips."""
    page = tmp_path / "c.html"
    done = run("compare", month("2026-01", bots=TWO, asked=asked), "--html", str(page))
    assert (done.return_value == 0) is drawn
    assert ("flipped" in done.output) is drawn
    assert ('id="flips"' in page.read_text("utf-8")) is drawn


@pytest.mark.parametrize("verb", ["trend", "compare"])
def test_folders_without_a_run_are_passed_over(month, tmp_path, verb):
    """What a glob finds beside the runs does not refuse them; one named alone is refused."""
    husk = tmp_path / "2026-02"
    (husk / "scores").mkdir(parents=True)
    done = run(verb, month("2026-01", bots=TWO), str(husk), month("2026-03", bots=TWO))
    assert done.return_value == 0
    assert (
        done.stderr == f"note: {husk}: passed over, no run was begun there (it has no run.json)\n"
    )
    assert isinstance(run(verb, str(husk)).exception, ReportsError)


def test_compare_puts_letters_in_place_of_chatbots(month, tmp_path):
    """Page, terminal and JSON alike, also where chatbots were named on the command line."""
    bots = {"alpha-7": Bot(repeat=0.1), "beta-9": Bot(repeat=0.7)}
    page, folder = tmp_path / "c.html", month("2026-01", bots=bots)
    chosen = (folder, "alpha-7", "beta-9", "--redacted", "models")
    shown = (
        run("compare", *chosen, "--html", str(page)).output
        + run("compare", *chosen, "--json").output
    )
    shown = shown.replace(folder, "") + page.read_text("utf-8")
    assert "Model A" in shown and "Model B" in shown
    assert "alpha" not in shown and "beta" not in shown


def test_compare_tells_no_name_that_a_judge_leaves_in_the_record(month, tmp_path):
    """The chatbots of its family, and what each cost, stand in run.json beside the answers."""
    bots = {"alpha-7": Bot(repeat=0.1), "beta-9": Bot(repeat=0.7)}
    page, folder = tmp_path / "c.html", month("2026-01", bots=bots)
    record = Path(folder) / "run.json"
    judge = {"label": "kin-1", "votes": 1, "same_family": ["alpha-7"], "family_unknown": []}
    told = {"judging": {"judges": [judge]}, "cost_by_model": {"alpha-7": 1, "beta-9": 1}}
    record.write_text(json.dumps(json.loads(record.read_bytes()) | told))
    chosen = ("compare", folder, "--redacted", "models")
    shown = run(*chosen, "--html", str(page)).output + run(*chosen, "--json").output
    shown = shown.replace(folder, "") + page.read_text("utf-8")
    assert "Model A" in shown
    assert not [name for name in ("alpha", "beta", "kin-1") if name in shown]


def test_compare_withholds_an_embargoed_claim_in_every_run(month, tmp_path):
    """The difference counts it; its id, prompts and answers stand nowhere."""
    page = tmp_path / "c.html"
    both = (month("2026-01", bots=TWO), month("2026-02", bots=TWO))
    plain = run("compare", *both, "--by", "model", "--html", str(page))
    claim = json.loads(run("compare", *both, "--by", "model", "--json").output)["flips"][0][
        "claim"
    ]
    assert claim in page.read_text("utf-8")
    done = run(
        "compare", *both, "--by", "model", "--html", str(page),
        "--redacted", "embargoed", "--embargo", claim,
    )  # fmt: skip
    assert claim not in page.read_text("utf-8") + done.output
    assert "withheld until publication" in page.read_text("utf-8")
    assert done.output.splitlines()[0] == plain.output.splitlines()[0]


def test_compare_withholds_what_one_of_its_runs_marks_in_both(month, tmp_path):
    """Nobody names the claim; the other run asked about it before there was an embargo."""
    page = tmp_path / "c.html"
    both = (month("2026-01", bots=TWO), month("2026-02", bots=TWO))
    record = Path(both[0]) / "run.json"
    meta = json.loads(record.read_bytes())
    claim = json.loads(run("compare", *both, "--by", "model", "--json").output)["flips"][0][
        "claim"
    ]
    next(c for c in meta["claims"] if c["id"] == claim)["status"] = "embargoed"
    record.write_text(json.dumps(meta))
    words = ("--by", "model", "--html", str(page), "--redacted", "embargoed")
    done = run("compare", *both, *words)
    assert done.exception is None
    assert claim not in page.read_text("utf-8") + done.output
    assert "withheld until publication" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--redacted", "models"), "letters stand for other chatbots in each run"),
        (
            ("--redacted", "embargoed", "--embargo", "no-such"),
            "nothing was asked about this claim",
        ),
        (("--redacted", "embargoed"), "no claim of this run is under embargo"),
        (("--embargo", "no-such"), "withholds nothing without --redacted"),
    ],
)
def test_what_would_publish_by_mistake_is_refused(month, tmp_path, options, says):
    """Before anything is written."""
    page = tmp_path / "c.html"
    both = (month("2026-01", bots=TWO), month("2026-02", bots=TWO))
    done = run("compare", *both, "--html", str(page), *options)
    assert says in str(done.exception)
    assert not page.exists()


def test_report_refuses_an_embargo_that_would_withhold_nothing(month):
    """Named without `--redacted`, a claim would be published."""
    done = run("report", month("2026-01", bots=TWO), "--embargo", "any")
    assert "withholds nothing without --redacted" in str(done.exception)


def test_trend_follows_the_months(month):
    """The change is told in the month in which it happened."""
    folders = [
        month(f"2026-0{i}", bots={"bot": Bot(repeat=0.1 if i < 3 else 0.6)}) for i in (1, 2, 3, 4)
    ]
    done = run("trend", *folders)
    assert done.return_value == 0
    assert "2026-03: +" in done.output and "2026-04: " not in done.output


def test_trend_of_nothing_is_exit_2(month):
    """All months failed: no figure, exit 2."""
    done = run("trend", month("2026-01", bots={"bot": Bot(failed=1.0)}))
    assert done.return_value == 2
    assert "all failed" in done.output


def test_trend_names_what_is_no_run(month):
    """A name that is no folder is refused, with where a model goes."""
    done = run("trend", month("2026-01"), "bot")
    assert "bot: no such run folder; a chatbot is named with --model" in str(done.exception)


def test_plan_size_needs_no_run():
    """A dash in the verb finds its module; the figures are printed."""
    done = run("plan-size", "--difference", "0.1")
    assert done.return_value == 0
    assert done.output.startswith("106 claims: 636 prompts, 636 answers of each model")


def test_plan_size_measures_in_a_run(month):
    """Rate and correlation come from the run named."""
    found = json.loads(
        run("plan-size", "--difference", "0.1", "--from", month("2026-01", bots=TWO), "--json")
        .output
    )  # fmt: skip
    assert found["base"] == pytest.approx(0.4, abs=0.05)
    assert found["correlation"]["source"].startswith("measured on 20 claims and 2 models")
