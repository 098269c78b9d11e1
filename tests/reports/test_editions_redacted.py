"""What redacted editions and vendors' packs keep back, looked for in every file they write."""

import csv
import hashlib
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest
from pypdf import PdfReader

from reports.audience import Audience, prepared
from reports.errors import FormatError
from reports.letter import Letter, render_letter
from reports.load import load
from reports.planned import whole_plan
from reports.render import ALL, render
from reports.words import LANGUAGES, load_words

MODELS = ("alpha-4.1", "beta-large (search)", "gamma-mini")
NAMES = ("alpha-4", "beta-large", "gamma-mini", "openai/", "4.1-2026", "mini-2026")


def everything(folder: Path) -> str:
    """The text of all files of an edition, workbook and PDF included, blanks and all."""
    parts = []
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".pdf":
            reader = PdfReader(path)
            parts += [page.extract_text() for page in reader.pages]
            parts.append(str(reader.metadata))
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                parts += [book.read(name).decode() for name in book.namelist()]
        elif path.suffix != ".png":
            parts.append(path.read_text(encoding="utf-8"))
    return "\n".join(parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_names_a_chatbot(make_run, tmp_path, language) -> None:
    """Labels, requested ids, served models and providers are in no edition."""
    folder = make_run(hostile=False)
    (folder / "corrections.md").write_text("The rate of alpha-4.1 was wrong.\n\nA date was.\n")
    render(folder, tmp_path / "r", ALL, language, audience=Audience(redacted="models"))
    text = everything(tmp_path / "r")
    assert not [name for name in NAMES if name in text]
    assert "A date was." in text
    letters = {"en": "Model A", "ja": "モデルA"}[language]
    assert letters in text


def judge_own_family(folder: Path) -> Path:
    """Let a judge of their makers' family read all answers, and keep odd parts in run.json."""
    judge = {
        "scorer": "judge:openai/gpt-5.2", "label": "openai/gpt-5.2", "requested": "gpt-5.2",
        "votes": 3, "same_family": list(MODELS[:2]), "family_unknown": list(MODELS[2:]),
    }  # fmt: skip
    meta = orjson.loads((folder / "run.json").read_bytes())
    meta |= {
        "name": "alpha-4.1 against gamma-mini", "judging": {"judges": [judge]},
        "scorers": [{"name": judge["scorer"], "version": "1"}],
        "cost_by_model": dict.fromkeys(MODELS, 1.0), "gained_later": list(MODELS),
    }  # fmt: skip
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    scores = folder / "scores" / "rules.jsonl"
    lines = scores.read_bytes().replace(b'"scorer":"rules"', b'"scorer":"judge:openai/gpt-5.2"')
    scores.write_bytes(lines)
    return folder


@pytest.mark.parametrize("redacted", ["models", "all"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_judge_of_the_same_family_tells_no_name(make_run, tmp_path, language, redacted) -> None:
    """No edition names chatbots that it should not have judged, nor the judge, their kin."""
    folder = judge_own_family(make_run(hostile=False, claims=3, true_claims=0))
    render(folder, tmp_path / "r", ALL, language, audience=Audience(redacted=redacted))
    text = everything(tmp_path / "r")
    assert not [name for name in (*NAMES, "gpt-5.2") if name in text]
    said = {"en": "The judge J1 is of the same family as Model", "ja": "判定モデルJ1はモデル"}
    assert said[language] in (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert "judge:J1" in text


@pytest.mark.parametrize("model", MODELS)
def test_a_vendor_hears_of_no_other_that_its_judge_should_not_read(
    make_run, tmp_path, model
) -> None:
    """The pack names the judge, and of the chatbots of its family the vendor's own alone."""
    folder = judge_own_family(make_run(hostile=False, claims=3, true_claims=0))
    render(folder, tmp_path / "r", ALL, audience=Audience(vendor=model))
    text = everything(tmp_path / "r")
    assert not [name for name in MODELS if name != model and name.split()[0] in text]
    page = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert ("same family as" in page) == (model in MODELS[:2])
    assert "openai/gpt-5.2 x 3" in page


@pytest.mark.parametrize("audience", [Audience(redacted="models"), Audience(vendor=MODELS[0])])
def test_what_run_json_gains_later_is_in_no_such_edition(make_run, audience) -> None:
    """Parts of the record that nobody has looked through for names are left out."""
    run = prepared(load(judge_own_family(make_run())), audience, load_words("en"))
    assert not {"gained_later", "cost_by_model"} & set(run.meta)
    for name in set(MODELS) - {audience.vendor}:
        assert name.split()[0] not in orjson.dumps(run.meta).decode()


def test_an_app_behind_a_letter_is_still_an_app(make_run) -> None:
    """It is not asked over the network, so the run does not look cut short."""
    folder = make_run()
    meta = orjson.loads((folder / "run.json").read_bytes())
    app = {"label": "app:Gamma", "requested": "Gamma", "surface": "app", "settings": {}}
    meta |= {"limit": 5, "models": [*meta["models"], app]}
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    lines = (folder / "transcripts.jsonl").read_bytes()
    lines = lines.replace(b'"label":"gamma-mini"', b'"label":"app:Gamma"')
    (folder / "transcripts.jsonl").write_bytes(lines)
    run = load(folder)
    hidden = prepared(run, Audience(redacted="models"), load_words("en"))
    assert whole_plan(hidden.meta) == whole_plan(run.meta)


def test_letters_are_the_same_in_all_files(make_run, tmp_path) -> None:
    """The chatbot that is A in the page is A in the tables, and its rates are its own."""
    folder = make_run()
    render(folder, tmp_path / "r", ["json", "csv"], audience=Audience(redacted="models"))
    render(folder, tmp_path / "open", ["json"])
    rates = orjson.loads((tmp_path / "r" / "rates.json").read_bytes())["rates"]
    known = orjson.loads((tmp_path / "open" / "rates.json").read_bytes())["rates"]
    told = {e["scope"]["model"]: e["repeat"]["count"] for e in rates if len(e["scope"]) == 1}
    true = {e["scope"]["model"]: e["repeat"]["count"] for e in known if len(e["scope"]) == 1}
    assert sorted(told.values()) == sorted(true.values())
    with (tmp_path / "r" / "trials.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for letter in ("Model A", "Model B", "Model C"):
        repeats = [
            r for r in rows
            if (r["model"], r["verdict"], r["kind"]) == (letter, "repeat", "falsehood")
        ]  # fmt: skip
        assert len(repeats) == told[letter]


def test_trial_ids_cannot_be_worked_out(make_run, tmp_path) -> None:
    """A trial's id is a hash of chatbot and prompt: guessed names would show through it."""
    folder = make_run()
    render(folder, tmp_path / "r", ALL, audience=Audience(redacted="models"))
    text = everything(tmp_path / "r")
    assert not [row.trial_id for row in load(folder).rows if row.trial_id in text]


def test_reasons_and_passages_follow_the_new_ids(make_run, tmp_path) -> None:
    """Replaced ids still find what the scorers said."""
    render(make_run(), tmp_path / "r", ["html"], audience=Audience(redacted="models"))
    page = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert "cue &lt;b&gt;words&lt;/b&gt;" in page
    assert "Chatbots stand behind letters in this edition" in page


@pytest.mark.parametrize("redacted", ["embargoed", "all"])
def test_an_embargoed_claim_leaves_hashes(make_run, tmp_path, redacted) -> None:
    """Neither statement nor prompt nor answer nor id; the hashes can be checked later."""
    folder = make_run(claims=4, true_claims=0, hostile=False)
    secret = "ua-truth-social-ban"
    audience = Audience(redacted=redacted, embargoed=frozenset([secret]))
    render(folder, tmp_path / "r", ALL, audience=audience)
    text = everything(tmp_path / "r")
    for word in (secret, "Truth Social", "トゥルース"):
        assert word not in text
    run = load(folder)
    line = next(
        orjson.loads(x)
        for x in (folder / "transcripts.jsonl").read_bytes().splitlines()
        if orjson.loads(x)["claim"]["id"] == secret and orjson.loads(x)["status"] == "answered"
    )
    assert hashlib.sha256(line["reply"]["text"].encode()).hexdigest() in text
    sha = next(row.claim_sha256 for row in run.rows if row.claim == secret)
    assert f"embargoed-{sha[:12]}" in text
    assert "One claim is withheld until it is published" in text


def marked(folder: Path, claim: str) -> Path:
    """Let run.json say that *claim* was under embargo when it was asked."""
    meta = orjson.loads((folder / "run.json").read_bytes())
    for row in meta["claims"]:
        row["status"] = "embargoed" if row["id"] == claim else row["status"]
    (folder / "run.json").write_bytes(orjson.dumps(meta))
    return folder


@pytest.mark.parametrize("redacted", ["embargoed", "all"])
def test_a_claim_of_ones_own_is_withheld_as_the_run_marks_it(make_run, tmp_path, redacted) -> None:
    """The library does not know it, and nobody has to name it."""
    folder = marked(make_run(claims=4, true_claims=0, hostile=False), "ua-truth-social-ban")
    audience = Audience(redacted=redacted, embargoed=["another-claim"])
    render(folder, tmp_path / "r", ALL, audience=audience)
    text = everything(tmp_path / "r")
    assert "One claim is withheld until it is published" in text
    assert not [w for w in ("ua-truth-social-ban", "Truth Social") if w in text]


def test_a_claim_not_asked_yet_is_withheld_too(make_run, tmp_path) -> None:
    """A run that was cut short lists claims and prompts beyond its answers."""
    folder = marked(make_run(claims=4, true_claims=0, hostile=False), "ua-truth-social-ban")
    for path in (folder / "transcripts.jsonl", *(folder / "scores").iterdir()):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(line for line in lines if b"ua-truth-social" not in line))
    render(folder, tmp_path / "r", ALL, audience=Audience(redacted="embargoed"))
    assert "Truth Social" not in everything(tmp_path / "r")


def test_all_does_not_hang_on_claims_of_other_runs(make_run, tmp_path) -> None:
    """Another claim under embargo in the library is no reason to refuse: letters are put."""
    audience = Audience(redacted="all", embargoed=["another-claim"])
    render(make_run(), tmp_path / "r", ["md"], audience=audience)
    text = everything(tmp_path / "r")
    assert "Model A" in text and "withheld until it is published" not in text
    typed = Audience(redacted="all", embargoed=["another-claim"], named=["no-such"])
    with pytest.raises(FormatError, match="`--embargo no-such`: nothing was asked"):
        render(make_run(), tmp_path / "s", ["md"], audience=typed)


def test_without_an_embargo_nothing_is_withheld_silently(make_run, tmp_path) -> None:
    """Whoever asks for it and names no claim of the run hears so."""
    with pytest.raises(FormatError, match="no claim of this run is under embargo"):
        render(make_run(), tmp_path / "r", ["md"], audience=Audience(redacted="embargoed"))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_vendors_pack_names_no_other_chatbot(make_run, tmp_path, model, language) -> None:
    """Not their names, not their answers, not their trial ids, in no file."""
    folder = make_run(hostile=False, controls=("debunker", "repeater"))
    render(folder, tmp_path / "r", ALL, language, audience=Audience(vendor=model))
    text, run = everything(tmp_path / "r"), load(folder)
    others = [name for name in (*MODELS, "control/debunker", "control/repeater") if name != model]
    assert model in text
    assert not [name for name in others if name.split()[0] in text]
    assert not [r.trial_id for r in run.rows if r.model != model and r.trial_id in text]
    assert all(r.trial_id in text for r in run.rows if r.model == model)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_what_is_asked_by_when(make_run, tmp_path, language) -> None:
    """Deadline, address and sender stand in it; the table to fill in has one row an answer."""
    letter = Letter(deadline="2026-12-05", contact="audit@example.org", sender="The <Institute>")
    audience = Audience(vendor="alpha-4.1", letter=letter)
    folder = make_run()
    render(folder, tmp_path / "r", ["html", "csv"], language, audience=audience)
    page = (tmp_path / "r" / "letter.html").read_text(encoding="utf-8")
    assert {"en": "5 December 2026", "ja": "2026年12月5日"}[language] in page
    assert "audit@example.org" in page
    assert "The &lt;Institute&gt;" in page
    with (tmp_path / "r" / "response.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    run = load(folder)
    asked = [r for r in run.rows if r.model == "alpha-4.1" and r.kind == "falsehood" and r.verdict]
    assert len(rows) == 1 + len(asked)


def test_what_cannot_be_is_refused(make_run, tmp_path) -> None:
    """An unknown chatbot, a day that is none, letters for a vendor, a folder with other files."""
    folder = make_run()
    for audience, says in (
        (Audience(vendor="delta"), "no chatbot called `delta`.*alpha-4.1"),
        (Audience(vendor="alpha-4.1", redacted="models"), "names its chatbot"),
    ):
        with pytest.raises(FormatError, match=says):
            render(folder, tmp_path / "new", ["md"], audience=audience)
    with pytest.raises(FormatError, match="is no day"):
        Letter(deadline="next week")
    render(folder, tmp_path / "old", ["md"])
    with pytest.raises(FormatError, match="not empty"):
        render(folder, tmp_path / "old", ["md"], audience=Audience(redacted="models"))


def test_the_letter_lists_only_what_lies_beside_it(make_run, tmp_path) -> None:
    """Without the tables, trials.csv is not named; without a contact, its place is left open."""
    audience = Audience(vendor="alpha-4.1")
    render(make_run(), tmp_path / "r", ["html"], audience=audience)
    page = (tmp_path / "r" / "letter.html").read_text(encoding="utf-8")
    assert "trials.csv" not in page and "index.html" in page and "response.csv" in page
    assert "the sender fills this in" in page


def test_a_deadline_that_is_over_is_refused() -> None:
    """The day itself still counts."""
    assert Letter(deadline="2026-12-05", today=date(2026, 12, 5)).deadline
    with pytest.raises(FormatError, match="2026-12-04 is over"):
        Letter(deadline="2026-12-04", today=date(2026, 12, 5))


@pytest.mark.parametrize(
    ("verdict", "says"), [("repeat", "that we read as"), ("debunk", "none of")]
)
def test_the_letter_asks_about_repeats_only_where_there_are_some(
    make_run, tmp_path, verdict, says
) -> None:
    """A request to look at what is not there reads as a mistake."""
    folder = make_run()
    run = load(folder)
    rows = [replace(r, verdict=r.verdict and verdict) for r in run.rows if r.model == "alpha-4.1"]
    render_letter(replace(run, rows=tuple(rows)), tmp_path, load_words("en"), Letter(), ["html"])
    assert says in (tmp_path / "letter.md").read_text(encoding="utf-8")
