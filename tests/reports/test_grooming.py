"""The chapter "Grooming": known answers on made-up runs, and no figure that the CSV lacks."""

from pathlib import Path

import orjson
import pytest

from reports.grooming import records
from reports.grooming_chapter import chapter
from reports.grooming_edition import chapter_of
from reports.grooming_rows import Record, read_records
from reports.grooming_say import level_sentence, paired_sentences
from reports.grooming_words import load_grooming_words
from reports.load import load
from reports.render import render

LISTED = "https://usa.news-pravda.com/world/2025/03/01/1.html"
CHECK = "https://www.politifact.com/factchecks/2025/feb/25/x/"
NEWS = "https://www.bbc.com/news/2025-03-02-x"
BLOG = "https://some-blog.example/x"


def claim(name: str, *, kind: str = "falsehood", matched_to: str | None = None, **more) -> dict:
    """A claim as run.json keeps it."""
    return {
        "id": name, "kind": kind, "sha256": name, "networks": ["pravda"], "matched_to": matched_to,
        "fact_checks": [], "texts": {"en": {"statement": f"{name} happened", "truth": "no"}},
    } | more  # fmt: skip


def answer(
    name: str, verdict: str, *cited: str, model: str = "m", role: str = "cited", kind="falsehood",
    language: str = "en", text: str = "An answer.", month: str = "2026-11", wording: int = 1,
) -> tuple[dict, dict, dict]:  # fmt: skip
    """A trial with its verdict and its source hits, as a run would hold them."""
    trial = f"{name}-{model}-{language}-{month}-{wording}"
    citations = [{"url": url, "title": "", "role": role} for url in cited]
    transcript = {
        "trial_id": trial, "claim": {"id": name, "statement": "s", "kind": kind, "sha256": name,
                                     "networks": ["pravda"]},
        "persona": "innocent", "language": language, "wording": wording, "prompt": "p",
        "model": {"label": model, "provider": "p", "requested": "r",
                  "settings": {"search": "search" in model}},
        "repeat": 1, "status": "answered", "asked_at": f"{month}-05T00:00:00Z",
        "reply": {"text": text, "citations": citations},
    }  # fmt: skip
    score = {"trial_id": trial, "scorer": "rules", "version": "1", "verdict": verdict,
             "detail": {"repeat": "asserted", "debunk": "refuted"}[verdict], "reason": "",
             "evidence": [], "scored_at": "2026-11-06T00:00:00Z"}  # fmt: skip
    sources = {
        "trial_id": trial,
        "scorer": "sources",
        "version": "1",
        "mentions": [],
        "hits": [*_hits(text, cited, role)],
        "scored_at": "2026-11-06T00:00:00Z",
    }
    return transcript, score, sources


def _hits(text: str, cited: tuple[str, ...], role: str):
    common = {"url": LISTED, "host": "usa.news-pravda.com", "domain": "news-pravda.com",
              "network": "pravda", "kind": "site", "category": "network"}  # fmt: skip
    if (start := text.find(LISTED)) >= 0:
        yield common | {"role": "named", "start": start, "end": start + len(LISTED)}
    for url in cited:
        if url == LISTED:
            yield common | {"role": role, "start": None, "end": None}


def built(folder: Path, claims: list[dict], *answers: tuple[dict, dict, dict]) -> Path:
    """Write a run folder of *answers*."""
    (folder / "scores").mkdir(parents=True)
    for i, name in enumerate(("transcripts.jsonl", "scores/rules.jsonl", "scores/sources.jsonl")):
        lines = b"".join(orjson.dumps(a[i]) + b"\n" for a in answers)
        (folder / name).write_bytes(lines)
    labels = dict.fromkeys(a[0]["model"]["label"] for a in answers)
    meta = {
        "format": 1, "name": "n", "status": "complete", "claims": claims,
        "models": [{"label": m, "provider": "p", "requested": "r", "control": False,
                    "settings": {"search": "search" in m}} for m in labels],
    }  # fmt: skip
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    return folder


def found(run: Path, **wanted: str) -> list[Record]:
    """The rows that fit; what is not *wanted* must be empty."""
    scope = {"language": "", "claim": "", "month": "", "network": "", "role": ""} | wanted
    return [
        r for r in records(load(run), "en") if all(getattr(r, k) == v for k, v in scope.items())
    ]


def counts(rows: list[Record]) -> dict[str, tuple[int | None, int | None]]:
    """Count and denominator by measure."""
    return {row.measure: (row.count, row.n) for row in rows}


@pytest.fixture
def exposed(tmp_path) -> Path:
    """Six answers about three claims with known addresses."""
    warned = f"Do not trust {LISTED}, a propaganda site."
    used = f"According to {LISTED}, it happened."
    return built(
        tmp_path / "run",
        [claim("a"), claim("b"), claim("c")],
        answer("a", "repeat", LISTED, NEWS, text=used),
        answer("b", "debunk", CHECK, LISTED, text=warned),
        answer("c", "repeat", LISTED),
        answer("a", "debunk", CHECK, CHECK, NEWS, language="ja"),
        answer("b", "debunk", language="ja"),
        answer("c", "debunk", BLOG, language="ja", month="2026-12"),
    )


def test_exposure_is_counted_by_address_and_by_answer(exposed) -> None:
    """An address that stands twice in an answer counts once; first and only are of answers."""
    assert counts(found(exposed, table="addresses", role="cited")) == {"listed": (3, 8)}
    assert counts(found(exposed, table="replies")) == {
        "listed": (3, 6), "first": (2, 5), "only": (1, 5),
    }  # fmt: skip


def test_exposure_is_told_by_language_month_claim_and_network(exposed) -> None:
    """Each split adds up to the whole."""
    for dimension, values in (
        ("language", ("en", "ja")), ("month", ("2026-11", "2026-12")), ("claim", ("a", "b", "c")),
    ):  # fmt: skip
        split = [found(exposed, table="replies", **{dimension: value}) for value in values]
        parts = [row for rows in split for row in rows if row.measure == "listed"]
        assert (sum(r.count for r in parts), sum(r.n for r in parts)) == (3, 6)
    (network,) = found(exposed, table="addresses", role="cited", network="pravda")
    assert (network.count, network.n) == (3, 8)


def test_what_an_answer_does_with_a_listed_page_is_told(exposed) -> None:
    """Used as a source, warned of, or only attached."""
    assert counts(found(exposed, table="stance")) == {
        "support": (1, 3), "warning": (1, 3), "neither": (1, 3),
    }  # fmt: skip


def test_retrieved_and_opened_are_no_citations(tmp_path) -> None:
    """Roles are apart."""
    run = built(tmp_path / "r", [claim("a"), claim("b")],
                answer("a", "repeat", LISTED, BLOG, role="retrieved"),
                answer("b", "repeat", LISTED, role="opened"))  # fmt: skip
    assert counts(found(run, table="addresses", role="retrieved")) == {"listed": (1, 2)}
    assert counts(found(run, table="addresses", role="opened")) == {"listed": (1, 1)}
    assert found(run, table="addresses", role="cited") == []


def test_coverage_counts_distinct_sites_by_class(exposed) -> None:
    """Sites, not addresses; the void index is the share that is not credible; days come from
    addresses."""
    rows = {r.measure: r for r in found(exposed, table="coverage", claim="a", language="en")}
    assert (rows["news"].count, rows["network"].count, rows["news"].n) == (1, 1, 2)
    assert rows["void_index"].rate == 0.5
    assert rows["level"].text == "thin"
    assert rows["network"].text == "2025-03-01"
    levels = {
        (r.claim, r.language): r.text for r in records(load(exposed), "en") if r.measure == "level"
    }
    assert levels["c", "ja"] == "void" and levels["b", "ja"] == "nothing"


def test_the_claims_own_fact_checks_count(tmp_path) -> None:
    """A check on a site of no list is one where the claim file names it."""
    named = claim("a", fact_checks=[{"publisher": "x", "title": "x", "url": BLOG}])
    run = built(tmp_path / "r", [named, claim("b")], answer("a", "debunk", BLOG),
                answer("b", "debunk", BLOG))  # fmt: skip
    checks = {
        r.claim: r.count for r in records(load(run), "en")
        if r.table == "coverage" and r.measure == "fact_check"
    }  # fmt: skip
    assert checks == {"a": 1, "b": 0}


def matched_run(folder: Path, pairs: int, carried: str, control: str) -> Path:
    """*pairs* carried claims and their matched ones, asked in two wordings."""
    claims, answers = [], []
    for i in range(pairs):
        claims += [claim(f"c{i}"), claim(f"m{i}", kind="matched_control", matched_to=f"c{i}",
                                         networks=["unattributed"])]  # fmt: skip
        for wording in (1, 2):
            answers.append(answer(f"c{i}", carried, wording=wording))
            answers.append(answer(f"m{i}", control, kind="matched_control", wording=wording))
    return built(folder, claims, *answers)


def sentences(run: Path) -> list[str]:
    """All sentences of the chapter."""
    return [s for part in chapter_of(load(run), "en").parts for s in part.sentences]


def test_a_matched_difference_is_an_association(tmp_path) -> None:
    """Eight pairs that differ throughout allow "higher", and the sentence says what it is not."""
    run = matched_run(tmp_path / "r", 8, "repeat", "debunk")
    (row,) = [r for r in found(run, table="matched") if r.measure == "repeat"]
    assert (row.rate, row.rate_b, row.clusters, row.n) == (1.0, 0.0, 8, 16)
    text = next(s for s in sentences(run) if "higher repeat rate" in s)
    assert "does not prove one" in text


def test_equal_or_few_pairs_allow_no_difference(tmp_path) -> None:
    """Equal rates cannot be told apart; four pairs can show nothing, whatever they do."""
    equal = matched_run(tmp_path / "equal", 8, "repeat", "repeat")
    few = matched_run(tmp_path / "few", 4, "repeat", "debunk")
    assert any("no difference in repeat rate" in s for s in sentences(equal))
    assert any("Fewer than five pairs" in s for s in sentences(few))
    assert not any("higher" in s for s in (*sentences(equal), *sentences(few)))


def test_claims_that_no_network_carried_are_no_pair(tmp_path) -> None:
    """A matched claim of a domestic rumour says nothing of a network."""
    claims = [
        claim("a", networks=["domestic"]),
        claim("m", kind="matched_control", matched_to="a", networks=["unattributed"]),
    ]
    run = built(tmp_path / "r", claims, answer("a", "repeat"),
                answer("m", "debunk", kind="matched_control"))  # fmt: skip
    assert found(run, table="matched") == []


def test_search_on_and_off_are_paired(tmp_path) -> None:
    """The same model with and without search: the part that needs search is the difference."""
    names = [f"c{i}" for i in range(8)]
    answers = [answer(n, "repeat", model="m search") for n in names]
    answers += [answer(n, "repeat" if i < 2 else "debunk", model="m off")
                for i, n in enumerate(names)]  # fmt: skip
    run = built(tmp_path / "r", [claim(n) for n in names], *answers)
    (row,) = [r for r in found(run, table="search") if r.measure == "repeat"]
    assert (row.rate, row.rate_b, row.model, row.text) == (1.0, 0.25, "m search", "m off")
    assert any("needs live search" in s for s in sentences(run))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_chapter_is_made_of_the_rows_of_the_csv(exposed, tmp_path, language) -> None:
    """Read back from grooming.csv, the rows make the very chapter that page and Markdown show."""
    to = tmp_path / "report"
    render(exposed, to, ("html", "md", "csv"), language)
    words = load_grooming_words(language)
    made = chapter(read_records(to / "grooming.csv"), words)
    assert made == chapter_of(load(exposed), language)
    page = (to / "index.html").read_text(encoding="utf-8")
    assert f"<h2>{made.title}</h2>" in page
    assert all(part.title in page for part in made.parts)


def test_a_run_without_addresses_has_no_chapter(tmp_path) -> None:
    """Nothing to say is not said."""
    run = built(tmp_path / "r", [claim("a")], answer("a", "debunk"))
    render(run, tmp_path / "report", ("html", "csv"), "en")
    assert not (tmp_path / "report" / "grooming.csv").exists()
    assert 'id="grooming"' not in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


CAUSAL = ("because of the network", "caused by", "causes", "trained on the network", "groomed")


@pytest.mark.parametrize("p", [0.0001, 0.2, None])
@pytest.mark.parametrize("difference", [0.4, -0.4])
@pytest.mark.parametrize("table", ["matched", "search"])
def test_no_sentence_claims_a_cause(table, difference, p) -> None:
    """Whatever the figures, the designs allow associations, and the sentences keep to that."""
    row = Record(table=table, measure="repeat", model="m", n=40, clusters=9, rate=0.5,
                 rate_b=0.5 - difference, difference=difference, low=0.1, high=0.6, p=p,
                 text="off")  # fmt: skip
    said = paired_sentences([row], load_grooming_words("en"))[0]
    assert not any(word in said for word in CAUSAL)


def test_levels_that_overlap_are_not_told_apart() -> None:
    """A higher rate in a void is said only where the intervals' difference leaves out zero."""
    near = [
        Record(table="level", measure="void", count=6, n=20, rate=0.3, low=0.1, high=0.6,
               clusters=5),
        Record(table="level", measure="covered", count=4, n=20, rate=0.2, low=0.05, high=0.5,
               clusters=5),
    ]  # fmt: skip
    words = load_grooming_words("en")
    assert level_sentence(near, words).startswith("No difference")
    far = [Record(table="level", measure="void", count=95, n=100, rate=0.95, low=0.85, high=0.99,
                  clusters=10), near[1]]  # fmt: skip
    assert "this is an association" in level_sentence(far, words)


def test_both_languages_have_every_sentence() -> None:
    """No key is missing in one of the languages, and placeholders agree."""
    import re

    en, ja = (load_grooming_words(x).own for x in ("en", "ja"))
    names = [t for t in en if t.startswith("grooming")]
    for table in names:
        assert en[table].keys() == ja[table].keys()
        for key in en[table]:
            fields = [set(re.findall(r"{(\w+)}", x[table][key])) for x in (en, ja)]
            assert fields[0] == fields[1], (table, key)
