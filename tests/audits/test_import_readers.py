"""The readers behind `dosimeter import`: cells, dates, chat exports, matching."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from audits.errors import ImportFailed
from audits.importing.dates import Wrong, read_date
from audits.importing.entry import App, Entry, Given, Hint
from audits.importing.files import read_file
from audits.importing.gemini import read_when
from audits.importing.html_text import read_html
from audits.importing.matching import Matcher
from audits.importing.sheet import read_sheet
from audits.importing.text import guarded, same, unguarded
from prompts import Persona, Prompt
from providers.base import Role

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEYS = [
    *("mapping", "message", "children", "parent", "content", "parts", "author", "role"),
    *("chat_messages", "sender", "text", "header", "title", "time", "safeHtmlItem"),
]
WHO = Given(collected_by="A. Reader", plan="plus")


def entries_of(tmp_path, name, content, given=WHO):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_file(path, given, now=NOW)[1].entries


# ------------------------------------------------------------------ cells and dates


@hypothesis_given(st.text(alphabet=st.sampled_from("'=+-@\t\r \n\u3000＝abc1\"")) | st.text())
def test_guarding_a_cell_is_undone_exactly(text):
    """Whatever a cell holds, apostrophes included, comes back as it was."""
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip(" \n\u00a0\u3000").startswith(("=", "+", "-", "@", "＝"))


@settings(max_examples=60)
@hypothesis_given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8-sig", "utf-8", "utf-16"]),
)
def test_a_sheet_of_any_text_is_read_back(answers, delimiter, encoding):
    """Separators, quotes, line ends and formulas in an answer survive the way through a CSV."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["prompt", "answer", "app", "collected_by", "collected_at"])
    for answer in answers:
        writer.writerow([guarded(c) for c in ("Q", f"x{answer}x", "A", "B", "2026-11-01")])
    content = file.getvalue().encode(encoding)
    reading = read_sheet(content, Path("s.csv"), Given(), now=NOW)
    assert not reading.problems
    wanted = [f"x{a}x".replace("\r\n", "\n").replace("\r", "\n") for a in answers]
    assert [entry.answer for entry in reading.entries] == wanted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-03", "2026-11-03"),
        ("2026/11/3", "2026-11-03"),
        ("3.11.2026", "2026-11-03"),
        ("2026-11-03 9:05", "2026-11-03T09:05:00Z"),
        ("2026-11-03T09:05:07+09:00", "2026-11-03T00:05:07Z"),
        ("2026-11-03T23:30-0200", "2026-11-04T01:30:00Z"),
        ("2026-11-03T09:05:07.123Z", "2026-11-03T09:05:07Z"),
    ],
)
def test_dates_that_mean_one_thing_are_read(text, meant):
    """ISO, the order of Japanese sheets, and the dotted order with the day in front."""
    assert read_date(text, now=NOW) == meant


@pytest.mark.parametrize("text", ["11/12/2026", "2026-13-01", "yesterday", "2026-11-03 25:00", ""])
def test_dates_that_need_a_guess_are_refused(text):
    """Nobody can tell whether 11/12 is in November or in December."""
    with pytest.raises(Wrong, match="2026-11-22"):
        read_date(text, now=NOW)


def test_a_day_to_come_is_refused():
    """An answer cannot have been collected next month."""
    with pytest.raises(Wrong, match="still to come"):
        read_date("2026-12-24", now=NOW)


def test_a_sheet_in_another_encoding_says_how_to_save_it(tmp_path):
    """Japanese Excel's default is no UTF-8; the message names line and remedy."""
    text = "prompt,answer\n質問,回答\n"
    with pytest.raises(ImportFailed, match=r"s\.csv:2: not UTF-8; save the sheet as `CSV UTF-8`"):
        entries_of(tmp_path, "s.csv", text.encode("cp932"))


def test_a_workbook_says_how_to_save_it(tmp_path):
    """An .xlsx is an archive; the message says so instead of `no export`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(ImportFailed, match="an Excel workbook; save the sheet as `CSV UTF-8`"):
        entries_of(tmp_path, "s.xlsx", file.getvalue())


def test_rows_nobody_filled_in_are_counted_and_columns_not_known_are_told(tmp_path):
    """A template half filled in is fine; a column of one's own is named as not read."""
    path = tmp_path / "s.csv"
    path.write_text("prompt,answer,mood\nQ,,fine\n", encoding="utf-8")
    reading = read_file(path, WHO, now=NOW)[1]
    assert (reading.entries, reading.empty) == ([], 1)
    assert reading.notes == ["s.csv: columns not read: mood"]


# ------------------------------------------------------------------ ChatGPT


def node(key, parent, children, role=None, text="", at=1_787_000_000, **more):
    metadata, content = more.pop("metadata", {}), more.pop("content", None)
    message = {
        "id": key,
        "author": {"role": role, "name": more.pop("name", None)},
        "create_time": at,
        "content": content or {"content_type": "text", "parts": [text]},
        "metadata": metadata,
        "recipient": more.pop("recipient", "all"),
    } | more
    return {"message": message if role else None, "parent": parent, "children": children}


def chat(mapping):
    return {"title": "t", "create_time": 1_787_000_000, "mapping": mapping}


CHATGPT = [
    chat(
        {
            "root": node("root", None, ["sys"]),
            "sys": node(
                "sys",
                "root",
                ["q"],
                "user",
                metadata={"is_visually_hidden_from_conversation": True},
                content={"content_type": "user_editable_context", "user_profile": "secret"},
            ),
            "q": node("q", "sys", ["a", "say"], "user", "Is it so?"),
            "a": node("a", "q", [], "assistant", "No. \ue200cite\ue202turn0search1\ue201"),
            "say": node("say", "q", ["call"], "assistant", "Let me look."),
            "call": node(
                "call",
                "say",
                ["tool"],
                "assistant",
                "search(...)",
                recipient="web.run",
                content={"content_type": "code", "text": "search()"},
            ),
            "tool": node("tool", "call", ["b"], "tool", "results", name="web.run"),
            "b": node(
                "b",
                "tool",
                ["q2"],
                "assistant",
                'In \ue200entity\ue202["city","Kyiv"]\ue201 it is so【12†source】.',
                metadata={
                    "model_slug": "gpt-5-2",
                    "user_id": "user-abc",
                    "content_references": [
                        {
                            "type": "grouped_webpages",
                            "items": [{"url": "https://news-pravda.com/a", "title": "P"}],
                        }
                    ],
                    "search_result_groups": [
                        {"entries": [{"url": "https://found.example/b", "title": "F"}]}
                    ],
                },
            ),
            "q2": node("q2", "b", ["c"], "user", "And this?"),
            "c": node("c", "q2", [], "assistant", "Yes."),
        }
    )
]


def test_chatgpt_gives_each_branch_its_final_answer(tmp_path):
    """Two answers to one question; remarks, calls, marks and hidden messages are none."""
    first, second, later = entries_of(tmp_path, "conversations.json", CHATGPT)
    assert (first.prompt, first.answer, first.turn) == ("Is it so?", "No.", 1)
    assert second.answer == "In Kyiv it is so."
    assert second.served_model == "gpt-5-2" and second.search_ran
    assert first.app.label == "app:ChatGPT (plus)"
    assert first.collected_at == "2026-08-17T20:53:20Z"
    assert (later.prompt, later.turn) == ("And this?", 2)


def test_chatgpts_sources_keep_their_roles(tmp_path):
    """What a button stands for is cited, what the search found is retrieved."""
    second = entries_of(tmp_path, "conversations.json", CHATGPT)[1]
    found = [(c.url, c.role) for c in second.citations]
    assert found == [
        ("https://news-pravda.com/a", Role.CITED),
        ("https://found.example/b", Role.RETRIEVED),
    ]


def test_an_export_leaves_no_trace_of_accounts_and_settings(tmp_path):
    """Ids are removed from what is kept; custom instructions are noted, not copied."""
    second = entries_of(tmp_path, "conversations.json", CHATGPT)[1]
    kept = json.dumps(dict(second.raw))
    assert "user-abc" not in kept and "secret" not in kept
    assert second.notes == "the account had custom instructions"


@pytest.mark.parametrize("name", ["conversations.json", "deep/conversations-000.json"])
def test_an_export_is_found_inside_its_archive(tmp_path, name):
    """The zip that the service mails is read as it is, other files in it are not."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", '{"email": "x@example.org"}')
        archive.writestr(name, json.dumps(CHATGPT))
    assert len(entries_of(tmp_path, "export.zip", file.getvalue())) == 3


def test_a_chat_in_a_circle_ends(tmp_path):
    """A damaged tree whose messages name each other as children is read once."""
    mapping = {
        "q": node("q", "a", ["a"], "user", "Is it so?"),
        "a": node("a", "q", ["b"], "assistant", "No."),
        "b": node("b", "a", ["a"], "assistant", "Never."),
    }
    assert len(entries_of(tmp_path, "c.json", [chat(mapping)])) <= 1


def test_an_export_needs_somebody_who_collected_it(tmp_path):
    """The file does not say who; the message names the option."""
    with pytest.raises(ImportFailed, match="--collected-by NAME"):
        entries_of(tmp_path, "c.json", CHATGPT, Given())


# ------------------------------------------------------------------ Claude

CLAUDE = [
    {
        "uuid": "c1",
        "name": "t",
        "created_at": "2026-11-01T10:00:00.123456Z",
        "account": {"uuid": "acc"},
        "chat_messages": [
            {
                "uuid": "m1",
                "sender": "human",
                "created_at": "2026-11-01T10:00:00.123456Z",
                "text": "Is it so?",
                "content": [{"type": "text", "text": "Is it so?"}],
            },
            {
                "uuid": "m2",
                "sender": "assistant",
                "text": "```\nThis block is not supported on your current device yet.\n```",
                "content": [
                    {"type": "thinking", "thinking": "Hm."},
                    {"type": "tool_use", "name": "web_search", "input": {"query": "x"}},
                    {
                        "type": "tool_result",
                        "name": "web_search",
                        "content": [
                            {"type": "knowledge", "title": "F", "url": "https://f.example"}
                        ],
                    },
                    {
                        "type": "text",
                        "text": "No, it is not.",
                        "citations": [{"details": {"url": "https://cited.example", "title": "C"}}],
                    },
                ],
            },
            {"uuid": "m3", "sender": "human", "text": "Sure?", "content": []},
            {"uuid": "m4", "sender": "assistant", "text": "Yes.", "content": []},
        ],
    }
]


def test_claude_gives_its_text_blocks_with_sources(tmp_path):
    """Thoughts and tools are no answer; cited and retrieved addresses are kept apart."""
    first, second = entries_of(tmp_path, "conversations.json", CLAUDE)
    assert (first.answer, first.turn, first.search_ran) == ("No, it is not.", 1, True)
    assert {(c.url, c.role) for c in first.citations} == {
        ("https://f.example", Role.RETRIEVED),
        ("https://cited.example", Role.CITED),
    }
    assert (second.prompt, second.answer, second.turn) == ("Sure?", "Yes.", 2)
    assert first.app.label == "app:Claude (plus)"


# ------------------------------------------------------------------ Gemini

ANSWER = '<p>No, see <a href="https://dpa.example/check">this</a>.</p><ul><li>One</li></ul>'


def activity(title, **more):
    common = {"header": "Gemini Apps", "products": ["Gemini Apps"]}
    return common | {"title": title, "time": "2026-11-01T10:00:00.5Z"} | more


def test_geminis_drafts_are_answers_of_their_own(tmp_path):
    """HTML becomes the text that was read, its links citations; other activities are skipped."""
    data = [
        activity("Prompted Is it so?", safeHtmlItem=[{"html": ANSWER}, {"html": "<p>Two</p>"}]),
        activity("Used an Assistant feature"),
        activity("Prompted other", header="Search", products=["Search"], safeHtmlItem=[]),
    ]
    first, second = entries_of(tmp_path, "MyActivity.json", data)
    assert first.prompt == "Is it so?"
    assert first.answer == "No, see this.\n\n- One"
    assert [c.url for c in first.citations] == ["https://dpa.example/check"]
    assert second.answer == "Two"


CARD = (
    '<div class="outer-cell mdl-cell"><div class="mdl-grid">'
    '<div class="header-cell"><p>Gemini Apps<br></p></div>'
    '<div class="content-cell mdl-typography--body-1">%s<br>%s<br>%s</div>'
    '<div class="content-cell mdl-typography--body-1 mdl-typography--text-right"></div>'
    '<div class="content-cell mdl-typography--caption"><b>Products:</b><br>Gemini</div>'
    "</div></div>"
)


def test_takeouts_page_is_read_like_its_json(tmp_path):
    """Title, time and answer of each card, whatever verb the account's language puts in front."""
    page = "<html><body>" + CARD % (
        "Gav instruktionen&nbsp;Is it so?",
        "4 July 2026, 09:15:00 CEST",
        "<div>" + ANSWER + "</div>",
    )
    page += CARD % ("Prompted&nbsp;A &amp; B?", "Jul 3, 2026, 9:15:00\u202fPM UTC", "<p>Yes</p>")
    first, second = entries_of(tmp_path, "MyActivity.html", page.encode())
    assert first.prompt == "Gav instruktionen Is it so?"
    assert first.answer == "No, see this.\n\n- One"
    assert first.collected_at == "2026-07-04T07:15:00Z"
    assert (second.prompt, second.collected_at) == ("A & B?", "2026-07-03T21:15:00Z")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026/02/02 16:24:02 JST", "2026-02-02T07:24:02Z"),
        ("Feb 2, 2026, 12:05:00 AM UTC", "2026-02-02T00:05:00Z"),
        ("2 Feb 2026, 12:05:00 GMT+9", "2026-02-02T03:05:00Z"),
        ("2 Feb 2026, 12:05:00 IST", "2026-02-02"),
        ("31 Feb 2026, 12:05:00 UTC", ""),
        ("some day", ""),
    ],
)
def test_times_of_the_page_are_read_only_as_far_as_they_are_sure(text, meant):
    """An ambiguous zone leaves the day; what is no time leaves nothing."""
    assert read_when(text) == meant


def test_html_is_read_as_a_reader_sees_it():
    """Scripts are silent, entities are letters, blocks are lines."""
    text, links = read_html("<script>x()</script><h2>A&amp;B</h2><table><tr><td>1</td><td>2</td>")
    assert (text, links) == ("A&B\n\n1\t2", [])


@hypothesis_given(st.text())
def test_any_page_is_read_without_an_error(html):
    """Hostile or broken HTML ends in some text."""
    assert isinstance(read_html(html)[0], str)


@hypothesis_given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=4,
            )
        ),
    )
)
@settings(max_examples=150)
def test_json_of_any_shape_is_an_export_or_a_clear_refusal(tmp_path_factory, data):
    """A damaged export never ends in a traceback."""
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    try:
        read_file(path, WHO, now=NOW)
    except ImportFailed as error:
        assert "any.json" in str(error)


# ------------------------------------------------------------------ matching


def prompt(text, claim="c1", persona=Persona.INNOCENT, language="en", wording=1):
    return Prompt(claim_id=claim, persona=persona, language=language, wording=wording, text=text)


def entry(text, **more):
    common = {"place": "s.csv:2", "app": App(name="A"), "collected_by": "B"}
    return Entry(**(common | {"prompt": text, "collected_at": "2026-11-01"} | more))


def test_a_row_that_contradicts_its_prompt_is_wrong():
    """The sheet says claim c2, but the text is claim c1's: somebody mixed rows up."""
    found = Matcher([prompt("Is it so?"), prompt("Is it not?", "c2")]).find(
        entry("Is it so?", hint=Hint(claim="c2"))
    )
    assert "but its prompt is that of c1" in found.wrong


def test_one_text_of_two_prompts_is_told_apart_by_the_row_or_refused():
    """Where two personas share a wording, the sheet's columns decide."""
    matcher = Matcher([prompt("Write!"), prompt("Write!", persona=Persona.MALIGN)])
    assert "name claim, persona and language" in matcher.find(entry("Write!")).wrong
    told = matcher.find(entry("Write!", hint=Hint(persona="malign")))
    assert told.prompt.persona is Persona.MALIGN


def test_a_private_history_names_only_what_comes_very_near():
    """What a person asked besides is never listed."""
    matcher = Matcher([prompt("Did the minister hide the report from the parliament?")])
    asked = "Did the minister give the report to the parliament yesterday?"
    assert matcher.find(entry(asked)).near
    assert not matcher.find(entry(asked, private=True)).near
    assert matcher.find(entry("What ails my knee?", private=True)).wrong is None


def test_a_verb_around_the_prompt_of_a_takeout_is_no_difference():
    """Any language's verb may stand in front; a longer question may not."""
    matcher = Matcher([prompt("Is it so?")])
    assert matcher.find(entry("Gav instruktionen Is it so?", led=True, private=True)).prompt
    longer = "I have often wondered, and so have my friends: Is it so?"
    assert matcher.find(entry(longer, led=True, private=True)).prompt is None


@hypothesis_given(
    st.text(min_size=1), st.lists(st.sampled_from(" \t\n\u3000\u00a0\u200b"), max_size=3)
)
def test_spacing_never_changes_what_a_prompt_is(text, blanks):
    """Levelling is idempotent and takes in any white space around and between."""
    assert same(same(text)) == same(text)
    assert same("".join(blanks) + text + "".join(blanks)) == same(text)
