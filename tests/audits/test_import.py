"""`dosimeter import`, end to end: sheets become evidence, all of a call or none of it."""

import csv
import io
import json
import zipfile

import pytest

COLUMNS = ("prompt", "app", "plan", "answer", "citations", "collected_by", "collected_at")
COLUMNS += ("country", "attachment", "status", "notes")
SPEC = """\
name: apps
claims: [jp-pacific-57-days, ua-truth-social-ban]
languages: [en, ja]
models: []
"""


@pytest.fixture
def prompts(dosimeter):
    """The prompts of the spec, as its template lists them."""
    dosimeter.spec(SPEC)
    dosimeter("import", "--template", "audit.yaml", "--to", "empty.csv")
    text = (dosimeter.folder / "empty.csv").read_text(encoding="utf-8-sig")
    return [row["prompt"] for row in csv.DictReader(io.StringIO(text))]


def row(prompt, **fields):
    common = {"app": "ChatGPT", "plan": "free", "answer": "No. This is false."}
    common |= {"collected_by": "A. Reader", "collected_at": "2026-11-20 10:15"}
    return common | {"prompt": prompt} | fields


def write_sheet(dosimeter, rows, name="sheet.csv", *, delimiter=",", encoding="utf-8-sig"):
    path = dosimeter.folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take_in(dosimeter, *words, sheet="sheet.csv"):
    return dosimeter("import", sheet, "--into", "runs/apps", "--spec", "audit.yaml", *words)


def everything(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_filled_sheet_ends_in_a_checked_and_reported_run(dosimeter, prompts):
    """Every row is a transcript on the surface `app`; check holds; the report is rendered."""
    write_sheet(dosimeter, [row(p, country="jp") for p in prompts])
    done = take_in(dosimeter)
    assert done.returncode == 0, done.stderr
    lines = dosimeter.lines("apps")
    assert len(lines) == len(prompts) == 12
    assert {line["model"]["surface"] for line in lines} == {"app"}
    assert {line["model"]["label"] for line in lines} == {"app:ChatGPT (free) @JP"}
    assert lines[0]["collection"]["by"] == "A. Reader"
    assert lines[0]["asked_at"] == "2026-11-20T10:15:00Z"
    assert dosimeter("check", "runs/apps").returncode == 0
    assert "app:ChatGPT (free) @JP" in done.stdout
    page = (dosimeter.folder / "runs/apps/report/index.html").read_text(encoding="utf-8")
    assert "collected by hand from consumer apps" in page


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_sheets_are_read_as_every_spreadsheet_saves_them(dosimeter, prompts, delimiter, encoding):
    """Marks, separators and line ends are told from the file; cells keep their lines."""
    answer = "Non.\r\n\r\n- c’est faux; « déjà » réfuté, 偽情報"
    write_sheet(
        dosimeter, [row(prompts[0], answer=answer)], delimiter=delimiter, encoding=encoding
    )
    done = take_in(dosimeter)
    assert done.returncode == 0, done.stderr
    (line,) = dosimeter.lines("apps")
    assert line["reply"]["text"] == "Non.\n\n- c’est faux; « déjà » réfuté, 偽情報"


def test_all_wrong_rows_are_listed_at_once_and_nothing_is_imported(dosimeter, prompts):
    """Each complaint has file and line; the good row is not stored, no folder appears."""
    write_sheet(
        dosimeter,
        [
            row(prompts[0], answer="Two\nlines."),
            row(prompts[1], collected_at="11/12/2026"),
            row(prompts[2], country="Japan", collected_by=""),
            row("What is the weather like on Mars at this time of the year?"),
            row(prompts[3], attachment="gone.png"),
            row(prompts[4], citations="see there"),
            row(prompts[5], answer="#NAME?"),
        ],
    )
    done = take_in(dosimeter)
    assert done.returncode == 2
    for said in (
        "sheet.csv:4: collected_at: `11/12/2026` cannot be read without a guess",
        "sheet.csv:5: collected_by: missing",
        "sheet.csv:5: country: `Japan` is no ISO code",
        "sheet.csv:6: prompt: `What is the weather like on Mars at this time of the year?` is no",
        "sheet.csv:7: attachment: `gone.png` is not in",
        "sheet.csv:8: citations: `see` is no address",
        "sheet.csv:9: answer: `#NAME?` is what a spreadsheet made of",
        "nothing was imported: 7 to mend",
    ):
        assert said in done.stderr
    assert not (dosimeter.folder / "runs").exists()


def test_wrong_rows_leave_an_existing_run_byte_for_byte(dosimeter, prompts):
    """A failed import changes no file of a run that is there."""
    write_sheet(dosimeter, [row(prompts[0])])
    take_in(dosimeter)
    before = everything(dosimeter.folder / "runs/apps")
    write_sheet(dosimeter, [row(prompts[1]), row(prompts[2], collected_at="soon")])
    assert take_in(dosimeter).returncode == 2
    after = everything(dosimeter.folder / "runs/apps")
    assert {p: c for p, c in before.items() if p.name != ".lock"} == {
        p: c for p, c in after.items() if p.name != ".lock"
    }


def test_a_sheet_that_grew_is_imported_again_without_doubling(dosimeter, prompts):
    """Rows that are in the run already are passed over; new ones come in; check holds."""
    write_sheet(dosimeter, [row(prompts[0]), row(prompts[1], answer="")])
    assert take_in(dosimeter).returncode == 0
    write_sheet(dosimeter, [row(prompts[0]), row(prompts[1], answer="It is false.")])
    done = take_in(dosimeter)
    assert "imported 1 into runs/apps (1 were in the run before)" in done.stdout
    assert len(dosimeter.lines("apps")) == 2
    assert dosimeter("check", "runs/apps").returncode == 0


def test_another_answer_to_the_same_prompt_is_a_repeat_and_the_same_answer_a_slip(
    dosimeter, prompts
):
    """Different answers are numbered; the same row twice is refused with both places."""
    one, two = row(prompts[0]), row(prompts[0], answer="Yes, it is true.")
    write_sheet(dosimeter, [one, two])
    assert take_in(dosimeter).returncode == 0
    assert [line["repeat"] for line in dosimeter.lines("apps")] == [1, 2]
    assert len({line["trial_id"] for line in dosimeter.lines("apps")}) == 2
    write_sheet(dosimeter, [row(prompts[1]), row(prompts[1])], "twice.csv")
    done = take_in(dosimeter, sheet="twice.csv")
    assert done.returncode == 2
    assert "twice.csv:3: the same answer as in twice.csv:2" in done.stderr


def test_spaces_and_widths_of_letters_do_not_matter_but_words_do(dosimeter, prompts):
    """NFKC and white space are levelled; a changed word waits for a person's decision."""
    spaced = "  " + prompts[0].replace(" ", " \u3000 ") + "\u200b "
    changed = prompts[1].replace(prompts[1].split()[2], "really", 1)
    write_sheet(dosimeter, [row(spaced), row(changed)])
    done = take_in(dosimeter)
    assert done.returncode == 1
    assert "sheet.csv:3: not imported: no prompt of this run, but near to" in done.stdout
    (line,) = dosimeter.lines("apps")
    assert line["prompt"] == prompts[0]


@pytest.mark.parametrize("change", [lambda text: text[:-1], str.lower], ids=["stop", "case"])
def test_a_similar_prompt_is_never_told_as_the_same(dosimeter, prompts, change):
    """What is refused is at most 99 % alike, and the first difference is shown from both texts."""
    longest = max(prompts, key=lambda text: (text.isascii(), len(text)))
    typed = change(longest)
    assert typed != longest
    write_sheet(dosimeter, [row(typed)])
    done = take_in(dosimeter)
    assert done.returncode == 1
    assert "  99 %  " in done.stdout
    assert "100 %" not in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "first difference" in line]
    shown = line.split("`")[1].strip("…"), line.split("`")[3].strip("…")
    assert shown[0] != shown[1]
    assert shown[0] in typed and shown[1] in longest


def test_a_run_is_named_after_the_folder_asked_for(dosimeter, prompts, chat_server):
    """The spec's name is another; an API run that goes on there leaves the name as it is."""
    write_sheet(dosimeter, [row(prompts[0])])
    text = (dosimeter.folder / "audit.yaml").read_text(encoding="utf-8")
    take_in(dosimeter, "--no-report")
    done = dosimeter("import", "sheet.csv", "--into", "runs/desk", "--spec", "audit.yaml")
    assert done.returncode == 0, done.stderr
    assert dosimeter.record("desk")["name"] == "desk"
    assert dosimeter.record("apps")["name"] == "apps"
    dosimeter.spec(text.replace("models: []\n", "controls: true\n"))
    done = dosimeter("run", "audit.yaml", "--out", "runs/desk")
    assert done.returncode == 0, done.stderr
    assert dosimeter.record("desk")["name"] == "desk"


def test_answers_collected_by_hand_have_no_controls(dosimeter, prompts):
    """`controls: true` is not asked for where it would change nothing."""
    text = (dosimeter.folder / "audit.yaml").read_text(encoding="utf-8")
    dosimeter.spec(text + "controls: true\n")
    write_sheet(dosimeter, [row(prompts[0])])
    done = take_in(dosimeter)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("control check")]
    assert "collected by hand" in line
    assert "controls: true" not in line


def test_a_decision_lets_a_similar_prompt_in_and_is_recorded(dosimeter, prompts):
    """The file of decisions is written, filled in with yes, and obeyed; what was typed stays."""
    changed = prompts[1].rstrip("?.") + " please?"
    write_sheet(dosimeter, [row(changed)])
    assert take_in(dosimeter, "--decisions", "open.csv").returncode == 1
    path = dosimeter.folder / "open.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[1][1:3] == [changed, prompts[1]]
    rows[1][0] = "yes"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=",").writerows(rows)
    done = take_in(dosimeter, "--decisions", "open.csv")
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = dosimeter.lines("apps")
    assert (line["prompt"], line["collection"]["typed"]) == (prompts[1], changed)


def test_a_prompt_turned_down_is_not_asked_about_again(dosimeter, prompts):
    """`no` leaves the row out for good, without a word."""
    changed = prompts[1].rstrip("?.") + " please?"
    write_sheet(dosimeter, [row(prompts[0]), row(changed)])
    take_in(dosimeter, "--decisions", "open.csv")
    path = dosimeter.folder / "open.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n,", "\nno,"), encoding="utf-8")
    done = take_in(dosimeter, "--decisions", "open.csv")
    assert done.returncode == 0
    assert "wait for a decision" not in done.stdout


def test_attachments_are_copied_hashed_and_checked(dosimeter, prompts):
    """A screenshot lies in the run under its hash; a changed byte breaks the check."""
    shots = dosimeter.folder / "shots"
    shots.mkdir()
    (shots / "one.PNG").write_bytes(b"picture")
    (dosimeter.folder / "page.html").write_bytes(b"<p>saved</p>")
    write_sheet(dosimeter, [row(prompts[0], attachment="shots/one.PNG\npage.html")])
    assert take_in(dosimeter).returncode == 0
    kept = dosimeter.lines("apps")[0]["collection"]["attachments"]
    assert [a["name"] for a in kept] == ["one.PNG", "page.html"]
    page = (dosimeter.folder / "runs/apps/report/index.html").read_text(encoding="utf-8")
    assert kept[0]["file"] in page and kept[0]["sha256"][:16] in page
    copy = dosimeter.folder / "runs/apps" / kept[0]["file"]
    assert copy.read_bytes() == b"picture"
    assert dosimeter("check", "runs/apps").returncode == 0
    copy.write_bytes(b"retouched")
    done = dosimeter("check", "runs/apps")
    assert done.returncode == 4
    assert "changed since it was imported" in done.stdout


def test_a_sheet_reaches_no_file_outside_its_folder(dosimeter, prompts):
    """An attachment outside, by path or by link, is refused: it could be a secret."""
    folder = dosimeter.folder / "inbox"
    folder.mkdir()
    (dosimeter.folder / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(dosimeter.folder / "secret.txt")
    rows = [row(prompts[0], attachment="../secret.txt"), row(prompts[1], attachment="link.txt")]
    write_sheet(dosimeter, rows, "inbox/sheet.csv")
    done = take_in(dosimeter, sheet="inbox/sheet.csv")
    assert done.returncode == 2
    assert done.stderr.count("lies outside") == 2


def test_app_and_api_are_never_pooled(dosimeter, prompts, chat_server):
    """One run, the same prompts, the same name: two models in every table, no mixed rate."""
    server = chat_server(script={"*": "No, that is false; fact-checkers refuted it."})
    model = f"\n  - {{model: compatible/ChatGPT, label: ChatGPT, base_url: '{server.base_url}'}}\n"
    dosimeter.spec(SPEC.replace(" []", model))
    assert dosimeter("run", "audit.yaml").returncode == 0
    write_sheet(dosimeter, [row(p, plan="", answer="Yes, it is true.") for p in prompts])
    done = dosimeter("import", "sheet.csv", "--into", "runs/apps")
    assert done.returncode == 0, done.stderr
    assert dosimeter("check", "runs/apps").returncode == 0
    path = dosimeter.folder / "runs/apps/report/rates.json"
    rates = json.loads(path.read_text(encoding="utf-8"))["rates"]
    alone = {r["scope"]["model"]: r for r in rates if list(r["scope"]) == ["model"]}
    assert {label: r["asked"] for label, r in alone.items()} == {"ChatGPT": 12, "app:ChatGPT": 12}
    lines = dosimeter.lines("apps")
    assert len({line["trial_id"] for line in lines}) == 24
    again = dosimeter("run", "audit.yaml")
    assert again.returncode == 0, again.stderr
    assert len(server.asked()) == 12
    assert dosimeter("check", "runs/apps").returncode == 0


def test_no_model_of_a_spec_may_be_labelled_like_an_app(dosimeter):
    """The prefix `app:` is refused in a spec: two surfaces would share a row."""
    dosimeter.spec(SPEC.replace(" []", "\n  - {model: ollama/a:1, label: 'app:ChatGPT'}\n"))
    done = dosimeter("run", "audit.yaml")
    assert done.returncode == 2
    assert "labels that begin with `app:` are for answers collected by hand" in done.stderr


def test_a_hand_made_run_can_be_continued_by_an_api_run(dosimeter, prompts, chat_server):
    """Import first, then ask: both stand in one plan, one check, one report."""
    server = chat_server()
    model = f"\n  - {{model: compatible/some-model-1, base_url: '{server.base_url}'}}\n"
    write_sheet(dosimeter, [row(p) for p in prompts[:4]])
    assert take_in(dosimeter).returncode == 0
    dosimeter.spec(SPEC.replace(" []", model))
    done = dosimeter("run", "audit.yaml", "--out", "runs/apps")
    assert done.returncode == 0, done.stderr
    record = dosimeter.record("apps")
    assert record["counts"]["planned"] == record["counts"]["answered"] == 16
    assert dosimeter("check", "runs/apps").returncode == 0


def test_the_report_of_a_sheet_is_the_report_of_an_api_run(dosimeter, prompts, chat_server):
    """The same answers give the same rates, whichever way they came in."""
    script = {
        p: ("Yes, it is true." if i % 3 else "No, it is false.") for i, p in enumerate(prompts)
    }
    server = chat_server(script=script)
    model = f"\n  - {{model: compatible/m-1, label: one, base_url: '{server.base_url}'}}\n"
    dosimeter.spec(SPEC.replace(" []", model).replace("apps", "api"), "api.yaml")
    assert dosimeter("run", "api.yaml").returncode == 0
    write_sheet(dosimeter, [row(p, app="one", plan="", answer=a) for p, a in script.items()])
    assert take_in(dosimeter).returncode == 0
    read = {}
    for run, label in (("api", "one"), ("apps", "app:one")):
        path = dosimeter.folder / f"runs/{run}/report/rates.json"
        text = path.read_text(encoding="utf-8").replace(f'"{label}"', '"X"')
        read[run] = [r for r in json.loads(text)["rates"] if "search" not in r["scope"]]
    assert read["api"] == read["apps"] and len(read["api"]) > 10


def test_an_answer_changed_in_the_evidence_is_found(dosimeter, prompts):
    """Imported lines stand in the same hash chain as all others."""
    write_sheet(dosimeter, [row(p) for p in prompts[:2]])
    take_in(dosimeter)
    path = dosimeter.folder / "runs/apps/transcripts.jsonl"
    path.write_bytes(path.read_bytes().replace(b"This is false", b"This is right", 1))
    assert dosimeter("check", "runs/apps").returncode == 4


def test_an_import_that_died_before_its_record_is_made_good_by_the_next(dosimeter, prompts):
    """Transcripts stored, run.json not: importing the sheet again plans them and stores none."""
    write_sheet(dosimeter, [row(prompts[0])])
    take_in(dosimeter)
    record = (dosimeter.folder / "runs/apps/run.json").read_bytes()
    write_sheet(dosimeter, [row(prompts[0]), row(prompts[1])])
    take_in(dosimeter, "--no-report")
    (dosimeter.folder / "runs/apps/run.json").write_bytes(record)
    assert dosimeter("check", "runs/apps").returncode == 4
    assert take_in(dosimeter).returncode == 0
    assert len(dosimeter.lines("apps")) == 2
    dosimeter("score", "runs/apps")
    assert dosimeter("check", "runs/apps").returncode == 0


def test_blocked_and_failed_answers_stay_in_the_tables(dosimeter, prompts):
    """asked = answered + blocked + failed also for what a person saw."""
    rows = [row(prompts[0]), row(prompts[1], answer="", status="blocked", notes="policy banner")]
    write_sheet(dosimeter, [*rows, row(prompts[2], answer="", status="failed")])
    assert take_in(dosimeter).returncode == 0
    counts = dosimeter.record("apps")["counts"]
    assert (counts["answered"], counts["blocked"], counts["failed"]) == (1, 1, 1)
    assert dosimeter("check", "runs/apps").returncode == 0


def test_json_lines_are_taken_in_and_a_wrong_key_is_named(dosimeter, prompts):
    """The same columns as keys, citations as a list; an unknown key is a wrong row."""
    path = dosimeter.folder / "answers.jsonl"
    good = row(prompts[0], citations=[{"url": "https://news-pravda.com/a", "title": "T"}])
    path.write_text(json.dumps(good) + "\n" + json.dumps(row(prompts[1]) | {"plam": "free"}))
    done = take_in(dosimeter, sheet="answers.jsonl")
    assert done.returncode == 2
    assert "answers.jsonl:2: unknown key plam" in done.stderr
    path.write_text(json.dumps(good))
    assert take_in(dosimeter, sheet="answers.jsonl").returncode == 0
    sources = dosimeter.folder / "runs/apps/scores/sources.jsonl"
    assert '"network":"pravda"' in sources.read_text(encoding="utf-8")


def test_the_template_guards_formulas_and_reads_back_what_it_wrote(dosimeter, prompts):
    """Cells that could be formulas carry an apostrophe, which the import takes off again."""
    answer = '=HYPERLINK("https://evil.example";"x")'
    write_sheet(dosimeter, [row(prompts[0], answer="'" + answer, notes="-1")])
    assert take_in(dosimeter).returncode == 0
    assert dosimeter.lines("apps")[0]["reply"]["text"] == answer
    trials = (dosimeter.folder / "runs/apps/report/trials.csv").read_text(encoding="utf-8-sig")
    assert ",=HYPERLINK" not in trials and '"=HYPERLINK' not in trials


def test_a_template_is_never_written_over_a_sheet(dosimeter, prompts):
    """--to refuses an existing file: it may be filled in."""
    done = dosimeter("import", "--template", "audit.yaml", "--to", "empty.csv")
    assert done.returncode == 2
    assert "is there already" in done.stderr


def chatgpt(*chats):
    """An export with one question and one answer a chat."""
    export = []
    for number, (prompt, answer) in enumerate(chats):
        messages = [("q", "user", prompt, ["a"], None), ("a", "assistant", answer, [], "q")]
        mapping = {
            key: {
                "message": {
                    "author": {"role": role},
                    "create_time": 1_790_000_000 + number,
                    "content": {"content_type": "text", "parts": [text]},
                    "metadata": {"model_slug": "gpt-5-2"},
                },
                "parent": parent,
                "children": children,
            }
            for key, role, text, children, parent in messages
        }
        export.append({"create_time": 1_790_000_000, "mapping": mapping})
    return json.dumps(export)


def test_of_a_history_only_what_was_asked_for_the_audit_is_taken(dosimeter, prompts):
    """An export in its archive becomes transcripts; the rest of the history leaves no trace."""
    private = "Why does my left knee hurt when I climb stairs?"
    export = chatgpt((prompts[0], "No, it is false."), (private, "Rest it."), (prompts[1], "Yes."))
    with zipfile.ZipFile(dosimeter.folder / "export.zip", "w") as archive:
        archive.writestr("user.json", json.dumps({"email": "reader@example.org"}))
        archive.writestr("conversations.json", export)
    who = ("--collected-by", "A. Reader", "--plan", "plus", "--country", "JP")
    done = take_in(dosimeter, *who, sheet="export.zip")
    assert done.returncode == 0, done.stderr
    lines = dosimeter.lines("apps")
    assert {line["prompt"] for line in lines} == set(prompts[:2])
    assert {line["model"]["label"] for line in lines} == {"app:ChatGPT (plus) @JP"}
    assert lines[0]["reply"]["served_model"] == "gpt-5-2"
    written = b"".join(everything(dosimeter.folder / "runs").values())
    assert b"knee" not in written and b"reader@example.org" not in written
    assert "knee" not in done.stdout + done.stderr
    assert dosimeter("check", "runs/apps").returncode == 0
    again = take_in(dosimeter, *who, sheet="export.zip")
    assert "imported 0 into runs/apps (2 were in the run before)" in again.stdout


def test_days_bound_what_is_taken_of_a_history(dosimeter, prompts):
    """What was asked before the audit began is left out, and counted."""
    (dosimeter.folder / "c.json").write_text(chatgpt((prompts[0], "No.")), encoding="utf-8")
    done = take_in(dosimeter, "--collected-by", "A", "--since", "2026-11-01", sheet="c.json")
    assert "1 answers left out: not within --since and --until" in done.stdout
    assert not (dosimeter.folder / "runs").exists()


def test_one_app_in_two_spellings_is_refused(dosimeter, prompts):
    """ChatGPT and chatgpt would stand apart in every table."""
    write_sheet(dosimeter, [row(prompts[0]), row(prompts[1], app="chatgpt")])
    done = take_in(dosimeter)
    assert done.returncode == 2
    assert "differ in capitals only" in done.stderr


def test_a_new_run_must_say_what_was_asked(dosimeter, prompts):
    """Without --suite or --spec there is no prompt to match, and the message says so."""
    write_sheet(dosimeter, [row(prompts[0])])
    done = dosimeter("import", "sheet.csv", "--into", "runs/new")
    assert done.returncode == 2
    assert "--suite NAME" in done.stderr


def test_a_sealed_run_takes_nothing_in(dosimeter, prompts):
    """What was closed and published stays as it is."""
    write_sheet(dosimeter, [row(prompts[0])])
    take_in(dosimeter)
    assert dosimeter("seal", "runs/apps").returncode == 0
    write_sheet(dosimeter, [row(prompts[1])])
    done = take_in(dosimeter)
    assert done.returncode == 2
    assert "sealed" in done.stderr
