"""The editions: what they must say, and that the same rows give the same bytes."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest

from audits.summing_up import rate_text
from reports.errors import FormatError, ReportsError
from reports.load import load
from reports.page import render_page
from reports.render import EDITIONS, render
from reports.story import tell
from reports.words import LANGUAGES, load_words


def page(folder: Path, to: Path, language: str = "en") -> str:
    """The HTML page of a run."""
    render(folder, to, ["html"], language)
    return (to / "index.html").read_text(encoding="utf-8")


def attributes(text: str) -> set[str]:
    """The names of all attributes of all elements of a page."""
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, pairs: found.update(name for name, _ in pairs)
    parser.feed(text)
    return found


def test_the_same_rows_give_the_same_bytes(make_run, tmp_path) -> None:
    """A report can be made again and compared."""
    folder = make_run()
    for to in ("a", "b"):
        render(folder, tmp_path / to)
    files = [p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()]
    assert len(files) == 11
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_page_asks_the_network_for_nothing(make_run, tmp_path) -> None:
    """No reference leads outside but fact-checks; no network site is a link or written whole."""
    text = page(make_run(), tmp_path / "r")
    assert "default-src 'none'" in text
    assert not re.search(r"<(img|iframe|link|object|embed|video|audio|base)\b", text)
    assert not attributes(text) & {"src", "srcset", "poster", "formaction", "action", "style"}
    assert not {name for name in attributes(text) if name.startswith("on")}
    links = set(re.findall(r'href="(https?[^"]*)"', text))
    assert links == {
        "https://www.politifact.com/factchecks/2025/x/",
        "https://www.factcheckcenter.jp/x/",
    }
    assert "news-pravda[.]com" in text
    assert "news-pravda.com" not in text
    assert "dcweekly.org" not in text


def test_every_answer_is_on_the_page(make_run, tmp_path) -> None:
    """Each trial can be found by its number."""
    folder = make_run()
    text = page(folder, tmp_path / "r")
    for row in load(folder).rows:
        assert f'id="t-{row.trial_id}"' in text


def test_every_link_within_the_page_leads_somewhere(make_run, tmp_path) -> None:
    """Contents, skip link and claims all have their target, once."""
    text = page(make_run(), tmp_path / "r")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_answers_keep_their_language(make_run, tmp_path) -> None:
    """An English report shows a Russian answer as Russian."""
    text = page(make_run(languages=("ru", "zh")), tmp_path / "r")
    assert '<div class="text" lang="ru" dir="ltr">' in text
    assert '<div class="text" lang="zh" dir="ltr">' in text


def test_the_japanese_report_is_japanese(make_run, tmp_path) -> None:
    """No English sentence of ours is left in it."""
    folder = make_run()
    text = page(folder, tmp_path / "r", "ja")
    assert '<html lang="ja"' in text
    english = load_words("en")
    for key in ("section.methods", "lead.models", "verdict.repeat", "limit.api"):
        assert english(key) not in text


def test_every_sentence_exists_in_every_language() -> None:
    """Same keys, same values to fill in; only plurals may differ."""

    def leaves(table, path=()):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from leaves(value, (*path, key))
            else:
                yield (*path, key), set(re.findall(r"{(\w+)}", str(value)))

    english = dict(leaves(load_words("en").texts))
    for language in LANGUAGES:
        other = dict(leaves(load_words(language).texts))
        assert other.keys() == english.keys()
        differ = {k for k in english if other[k] != english[k] and k[-1] not in ("one", "other")}
        assert differ <= {("date",)}


def test_numbers_are_never_rounded_into_none_or_all() -> None:
    """One repeat in a thousand is not 0 %."""
    words = load_words("en")
    told = [words.percent(v) for v in (0.0, 0.001, 0.004, 0.02, 0.996, 0.9999, 1.0, None)]
    assert told == ["0%", "0.1%", "0.4%", "2%", "99.6%", "99.9%", "100%", "none"]


def test_what_a_run_left_out_is_a_limit(make_run, tmp_path) -> None:
    """Untranslated claims, a cut plan and notes are said; the pace of a service is no limit."""
    folder = make_run()
    meta = orjson.loads((folder / "run.json").read_bytes())
    meta |= {"untranslated": [["a", "ja"], ["b", "ja"]], "limit": 40, "notes": ["A note."]}
    meta["limits"] = [{"lane": "openai", "max_in_flight": 8, "requests_per_minute": None}]
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    text = page(folder, tmp_path / "r").split('<section id="versions">')[1]
    versions, limits = text.split('<section id="limits">')
    assert "openai 8" in versions
    assert "2 of the selected claims could not be asked in Japanese" in limits
    assert "only the first 40" in limits.lower()
    assert "A note." in limits
    assert "openai" not in limits


def test_a_shorter_report_leaves_no_old_answers(make_run, tmp_path) -> None:
    """Rendering again removes parts that no longer belong to the report."""
    words = load_words("en")
    render_page(load(make_run()), tmp_path, words, inline=10)
    render_page(load(make_run(claims=1, true_claims=0)), tmp_path, words, inline=10)
    assert sorted(p.name for p in (tmp_path / "answers").iterdir()) == ["001.html", "001.js"]
    render_page(load(make_run(claims=1)), tmp_path, words)
    assert list((tmp_path / "answers").iterdir()) == []


def test_what_cannot_be_told_apart_is_not_ranked(make_run) -> None:
    """Two chatbots with near rates: the headline counts and names no winner."""
    even = {"alpha": {"debunk": 0.7, "repeat": 0.3}, "beta": {"debunk": 0.68, "repeat": 0.32}}
    story = tell(load(make_run(mix=even, claims=8)), load_words("en"))
    assert "cannot be told" in story.headline
    assert not re.search("alpha|beta", story.headline)


def test_what_can_be_told_apart_is_said_with_counts(make_run) -> None:
    """A clear difference becomes the headline, as counts of answers."""
    mix = {"alpha": {"debunk": 1.0}, "beta": {"debunk": 0.2, "repeat": 0.8}}
    story = tell(load(make_run(mix=mix, claims=12)), load_words("en"))
    assert re.match(
        r"beta repeated false claims in \d+ of \d+ answers, alpha in 0 of", story.headline
    )


def test_controls_alone_are_no_finding(make_run) -> None:
    """The built-in chatbots are an instrument check, not news."""
    story = tell(load(make_run(mix={})), load_words("en"))
    assert "no product was measured" in story.headline
    assert story.findings == ()


def test_a_misread_control_is_said_first_and_loudly(make_run, tmp_path) -> None:
    """Nobody may quote a figure of an instrument that failed its check."""
    folder = make_run()
    path = folder / "scores" / "rules.jsonl"
    path.write_bytes(
        path.read_bytes().replace(b'"verdict":"debunk","detail":"refuted"',
                                  b'"verdict":"repeat","detail":"asserted"')
    )  # fmt: skip
    text = page(folder, tmp_path / "r")
    first = text.index('class="loud" role="alert"')
    assert "instrument check failed" in text[first : first + 120]
    assert first < text.index('<section id="findings">')


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"claims": 0, "true_claims": 0, "status": "running"}, "nothing has been measured"),
        ({"failed": 1.0, "controls": ()}, "questions failed for technical reasons"),
        ({"claims": 1, "true_claims": 0}, "the one claim that was asked about"),
        ({"status": "running"}, "This run is still going"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_that_cannot_say_much_say_so(make_run, tmp_path, changes, says, language) -> None:
    """No answers, all failed, one claim, still going: said in every edition, no empty number."""
    folder = make_run(**changes)
    render(folder, tmp_path / "r", EDITIONS, language)
    text = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    if language == "en":
        assert says in text
        assert says in (tmp_path / "r" / "report.md").read_text(encoding="utf-8")
    assert not re.search(r"\bNone\b(?! of\b)", text)
    assert "nan" not in text.split("<body>")[1].split("<script")[0].lower().replace("finan", "")


def test_spreadsheets_get_no_formula(make_run, tmp_path) -> None:
    """Hostile answers stay text in every cell of every table."""
    render(make_run(), tmp_path / "r", ["csv"])
    for name in ("trials.csv", "rates.csv"):
        with (tmp_path / "r" / name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1
        assert not [c for row in rows for c in row if c.startswith(("=", "+", "@", "\t", "\r"))]


def test_one_row_a_trial_one_row_a_rate(make_run, tmp_path) -> None:
    """The tables agree with rates.json."""
    folder = make_run()
    render(folder, tmp_path / "r", ["csv", "json"])
    with (tmp_path / "r" / "trials.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(load(folder).rows)
    document = orjson.loads((tmp_path / "r" / "rates.json").read_bytes())
    with (tmp_path / "r" / "rates.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    repeats = [r for r in rows if r["measure"] == "repeat"]
    assert [int(r["count"]) for r in repeats] == [e["repeat"]["count"] for e in document["rates"]]


def test_markdown_shows_hostile_text_as_text(make_run, tmp_path) -> None:
    """Claims and titles cannot become links or markup, and every table row has all its cells."""
    folder = make_run()
    meta = orjson.loads((folder / "run.json").read_bytes())
    meta["claims"][0]["texts"]["en"]["statement"] = "a|b [x](javascript:1) <img src=x>"
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    render(folder, tmp_path / "r", ["md"])
    text = (tmp_path / "r" / "report.md").read_text(encoding="utf-8")
    assert r"a\|b \[x\]\(javascript\:1\) \<img src\=x\>" in text
    tables = [b.splitlines() for b in text.split("\n\n") if b.startswith("|")]
    for lines in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1


def test_a_large_report_puts_answers_beside_the_page(make_run, tmp_path) -> None:
    """Every answer is in exactly one part, as script and as page."""
    run = load(make_run(claims=4, true_claims=0))
    written = render_page(run, tmp_path, load_words("en"), inline=10)
    assert len(written) == 3
    script = (tmp_path / "answers" / "001.js").read_text(encoding="utf-8")
    assert "<" not in script
    plain = (tmp_path / "answers" / "001.html").read_text(encoding="utf-8")
    assert all(f'id="t-{row.trial_id}"' in plain for row in run.rows)
    assert "'strict-dynamic'" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_long_answer_is_cut_and_says_so(make_run, tmp_path) -> None:
    """2 MB of text do not make the page unreadable."""
    folder = make_run(mix={"alpha": {"debunk": 1.0}}, controls=(), claims=1, languages=("en",),
                      personas=("innocent",), failed=0, blocked=0, length=15_000)  # fmt: skip
    text = page(folder, tmp_path / "r")
    assert "Cut here for display" in text
    assert len(text) < 130_000


@pytest.mark.parametrize(("formats", "language"), [(["docx"], "en"), (["html"], "fr")])
def test_what_does_not_exist_is_refused(make_run, tmp_path, formats, language) -> None:
    """One line that names the choices."""
    with pytest.raises(FormatError, match="choose"):
        render(make_run(), tmp_path / "r", formats, language)


def test_every_error_has_one_root() -> None:
    """The command line catches one type."""
    assert issubclass(FormatError, ReportsError)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_claim_is_printed_without_an_interval(make_run, tmp_path, language) -> None:
    """Many answers about one claim: a rate with its count, and the reason why it has no range."""
    folder = make_run(claims=1, true_claims=0, repeats=20, hostile=False)
    render(folder, tmp_path / "r", EDITIONS, language)
    entries = orjson.loads((tmp_path / "r" / "rates.json").read_bytes())["rates"]
    assert {(e["repeat"]["low"], e["repeat"]["high"]) for e in entries} == {(None, None)}
    assert all(e["repeat"]["rate"] is not None for e in entries if e["repeat"]["n"])
    for name in ("index.html", "report.md"):
        text = (tmp_path / "r" / name).read_text(encoding="utf-8")
        reason = {"en": "one claim: no interval", "ja": "主張1つのため区間なし"}[language]
        assert reason in text
        assert "95% interval of" not in text
    chart = (tmp_path / "r" / "charts" / "models.svg").read_text(encoding="utf-8")
    assert 'class="whisker"' not in chart
    assert 'class="mark"' in chart


def test_the_terminal_prints_no_interval_over_one_claim() -> None:
    """The last table of a run says why there is none."""
    told = rate_text({"count": 0, "n": 2001, "rate": 0.0, "low": None, "high": None})
    assert told == "0 of 2001 = 0 % (one claim: no interval)"
