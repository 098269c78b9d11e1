"""PDF, workbook and pictures: the same figures as the page, in both languages, the same bytes."""

import re
import subprocess
import sys

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.load import load
from reports.render import ALL, EXTRAS, render
from reports.story import tell
from reports.words import LANGUAGES, load_words


def pdf_text(path) -> str:
    """All text of a PDF, without blanks and line ends: those depend on the width of the paper."""
    return squeezed("".join(page.extract_text() for page in PdfReader(path).pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_says_what_the_page_says(make_run, tmp_path, language) -> None:
    """Headline, findings and a table cell are in it, in the language that was asked for."""
    folder = make_run(hostile=False)
    render(folder, tmp_path, ["pdf"], language)
    text = pdf_text(tmp_path / "report.pdf")
    story = tell(load(folder), load_words(language))
    assert squeezed(story.headline) in text
    assert all(squeezed(finding) in text for finding in story.findings)


def test_the_pdf_brings_its_fonts(make_run, tmp_path) -> None:
    """Japanese does not depend on what the reader's machine has."""
    render(make_run(), tmp_path, ["pdf"], "ja")
    raw = PdfReader(tmp_path / "report.pdf")
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in raw.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("IPAexGothic" in name for name in fonts)
    assert all("+" in name for name in fonts)  # a subset, embedded


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotations_carry_what_a_newsroom_prints(make_run, tmp_path, language) -> None:
    """Prompt, served model, date and trial id stand with every quotation."""
    folder = make_run(hostile=False)
    render(folder, tmp_path, ["pdf"], language)
    text, run = pdf_text(tmp_path / "report.pdf"), load(folder)
    quoted = [row for row in run.rows if row.trial_id in text]
    assert len(quoted) == 2 * 2 * 3  # two of each verdict of three chatbots
    assert {row.model for row in quoted} == {r.model for r in run.rows if not r.is_control}
    assert all(squeezed(row.served_model) in text for row in quoted)


def test_the_workbook_has_numbers_as_numbers(make_run, tmp_path) -> None:
    """A spreadsheet can calculate with the rates, and holds one row a trial."""
    folder = make_run()
    render(folder, tmp_path, ["xlsx"])
    book = load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["about", "rates", "trials"]
    head, *lines = book["rates"].iter_rows(values_only=True)
    assert isinstance(dict(zip(head, lines[0], strict=True))["n"], int)
    assert book["trials"].max_row == 1 + len(load(folder).rows)


def test_the_workbook_has_no_formula_and_no_link(make_run, tmp_path) -> None:
    """Hostile answers are text in every cell."""
    render(make_run(), tmp_path, ["xlsx"])
    book = load_workbook(tmp_path / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(c.value).endswith('=HYPERLINK("http://evil.example","click")') for c in cells)
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink]


def test_charts_can_be_lifted_out(make_run, tmp_path) -> None:
    """Each chart is there as SVG and PNG, with its source line and a text alternative."""
    render(make_run(), tmp_path, ["svg", "png"])
    for name in ("models", "persona", "language"):
        svg = (tmp_path / "charts" / f"{name}.svg").read_text(encoding="utf-8")
        assert "Source: Dosimeter" in svg
        assert re.search(r"<desc[^>]*>[^<]+95% interval", svg)
        png = (tmp_path / "charts" / f"{name}.png").read_bytes()
        assert png.startswith(b"\x89PNG")
        assert int.from_bytes(png[16:20], "big") > 1500  # pixels across


def test_the_same_rows_give_the_same_bytes_in_every_edition(make_run, tmp_path) -> None:
    """Nothing depends on the clock or on the machine's fonts."""
    folder = make_run()
    for name in ("a", "b"):
        render(folder, tmp_path / name, ALL, "ja")
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.*"))
    assert {p.suffix for p in files} >= {".pdf", ".png", ".xlsx", ".html", ".csv"}
    for path in files:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes(), path


@pytest.mark.parametrize("changes", [
    {"claims": 0, "true_claims": 0, "status": "running"}, {"failed": 1.0, "controls": ()},
    {"claims": 1, "true_claims": 0},
])  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_editions_of_runs_that_cannot_say_much(make_run, tmp_path, changes, language) -> None:
    """No answers, all failed, one claim: every edition is made and says so."""
    folder = make_run(**changes)
    render(folder, tmp_path, EXTRAS, language)
    text = pdf_text(tmp_path / "report.pdf")
    assert squeezed(tell(load(folder), load_words(language)).headline) in text


def test_corrections_are_printed(make_run, tmp_path) -> None:
    """What stands in corrections.md of the run is in every edition, as text."""
    folder = make_run()
    told = "# 12 December 2026\n\nThe rate of alpha-4.1 was <b>9%</b>, it is\n8%.\n"
    (folder / "corrections.md").write_text(told, encoding="utf-8")
    render(folder, tmp_path, ["html", "md", "pdf"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert (
        "<p>12 December 2026</p><p>The rate of alpha-4.1 was &lt;b&gt;9%&lt;/b&gt;, it is 8%.</p>"
        in page
    )
    assert "No corrections to this edition" not in page
    assert r"The rate of alpha\-4\.1 was \<b\>9%" in (tmp_path / "report.md").read_text()
    assert squeezed("The rate of alpha-4.1 was <b>9%</b>, it is 8%.") in pdf_text(
        tmp_path / "report.pdf"
    )


@pytest.mark.parametrize(("edition", "package", "extra"), [
    ("pdf", "typst", "dosimeter[pdf]"), ("png", "typst", "dosimeter[pdf]"),
    ("xlsx", "xlsxwriter", "dosimeter[xlsx]"),
])  # fmt: skip
def test_a_missing_extra_is_one_line(make_run, tmp_path, edition, package, extra) -> None:
    """Without its package an edition says what to install, and the default ones need none."""
    without = f"import sys; sys.modules['{package}'] = None; from audits.cli import main; main()"
    command = [sys.executable, "-c", without, "report", str(make_run()), "--to", str(tmp_path)]
    done = subprocess.run([*command, "--format", edition], capture_output=True, text=True)
    assert done.returncode == 2
    assert extra in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert subprocess.run(command, capture_output=True).returncode == 0
