"""Hostile text in every place that a chatbot or a service fills, looked for in every edition.

The pages are also opened in a real Chromium: see test_page_browser.py.
"""

import csv
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.audience import Audience
from reports.render import ALL, render
from reports.safe import HIDDEN

POISON = (
    "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2>"
    "=HYPERLINK(\"http://evil.example\")|[click](javascript:window.pwned=3)`#set page()`"
    "\x1b]8;;http://evil.example\x1b\\link\x1b[2J\u202egnp.exe\u2066\x07\ufffe{{7*7}}{%raw%}"
)  # fmt: skip
SITE = "https://news-pravda.com/x"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def poisoned(make_run) -> Path:
    """A run whose answers, titles, served models and errors are all hostile."""
    folder = make_run(claims=3, true_claims=1, controls=("repeater",), hostile=False)
    path = folder / "transcripts.jsonl"
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    for i, line in enumerate(lines):
        if line["status"] == "answered" and not line["model"]["control"]:
            line["reply"]["text"] = (FORMULA if i % 2 else "") + POISON + SITE
            line["reply"]["served_model"] = POISON
            line["reply"]["citations"] = [
                {"url": "javascript:window.pwned=4", "title": POISON, "role": "cited"},
                {"url": SITE, "title": FORMULA, "role": POISON},
            ]
        if line["error"]:
            line["error"]["kind"] = POISON
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    scores = folder / "scores" / "rules.jsonl"
    rows = [orjson.loads(line) for line in scores.read_bytes().splitlines()]
    told = [orjson.dumps(row | {"reason": POISON}) + b"\n" for row in rows]
    scores.write_bytes(b"".join(told))
    hit = {"url": SITE, "host": "news-pravda.com", "domain": "news-pravda.com", "role": "named",
           "network": "pravda", "category": "network", "start": 0, "end": 9}  # fmt: skip
    sources = folder / "scores" / "sources.jsonl"
    rows = [orjson.loads(line) for line in sources.read_bytes().splitlines()]
    sources.write_bytes(b"".join(orjson.dumps(row | {"hits": [hit]}) + b"\n" for row in rows))
    (folder / "corrections.md").write_text(POISON, encoding="utf-8")
    return folder


AUDIENCES = {
    "open": Audience(),
    "redacted": Audience(redacted="all", embargoed=["jp-noto-artificial-quake"]),
    "vendor": Audience(vendor="beta-large (search)"),
}


@pytest.fixture(params=[(a, x) for a in AUDIENCES for x in ("en", "ja")], ids="-".join)
def edition(request, poisoned, tmp_path) -> Path:
    """All files of one kind of edition in one language."""
    audience, language = request.param
    render(poisoned, tmp_path / "r", ALL, language, audience=AUDIENCES[audience])
    return tmp_path / "r"


class Tags(HTMLParser):
    """Collects elements, event handlers and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.handlers, self.addresses = [], [], []

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [v for name, v in attrs if name in ("href", "src")]


def test_no_edition_runs_reorders_or_links_what_an_answer_says(edition) -> None:
    """One pass over every file: each kind is checked by what could hurt there."""
    files = [path for path in sorted(edition.rglob("*.*")) if path.suffix != ".png"]
    kinds = {path.suffix for path in files}
    assert kinds >= {".html", ".md", ".csv", ".json", ".jsonld", ".svg", ".pdf", ".xlsx"}
    for path in files:
        CHECKS[path.suffix](path)


def plain(path: Path) -> str:
    """A text file's content, with nothing hidden in it and no live address of a network site."""
    text = path.read_text(encoding="utf-8-sig")
    assert not HIDDEN.search(text), path
    assert "https://news-pravda.com" not in text, path
    return text


def check_html(path: Path) -> None:
    """Only our own elements, no handler, links to fact-checks, to ourselves and to data only."""
    tags = Tags()
    tags.feed(plain(path))
    assert not tags.handlers
    assert not [t for t, _ in tags.found if t in ("img", "iframe", "object", "embed", "base")]
    scripts = [a.get("type") for t, a in tags.found if t == "script"]
    assert scripts in ([], ["application/ld+json", "application/json", None])
    for address in tags.addresses:
        assert re.match(r"https://www\.(politifact\.com|factcheckcenter\.jp)/|#|data:image/svg"
                        r"|[\w./]+$", address), address  # fmt: skip


def check_markdown(path: Path) -> None:
    """No link, no element, no code of an answer's making."""
    text = plain(path)
    assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", text)
    assert not re.search(r"(?<!\\)<\w", text)


def check_csv(path: Path) -> None:
    """The same number of cells in every row, none of them a formula."""
    plain(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len({len(row) for row in rows}) == 1
    assert not [c for row in rows for c in row if c.startswith(("=", "+", "@", "\t", "\r"))]


def check_json(path: Path) -> None:
    """It is JSON, and no address in it is one of an answer."""
    text = orjson.dumps(orjson.loads(path.read_bytes())).decode()
    assert "window.pwned" not in text
    assert "evil.example" not in text


def check_svg(path: Path) -> None:
    """It is XML with drawing elements only."""
    tags = {element.tag.split("}")[1] for element in ElementTree.parse(path).iter()}
    assert tags <= {"svg", "title", "desc", "style", "g", "line", "path", "text", "circle", "rect"}


def check_pdf(path: Path) -> None:
    """No script, no action, no link in it; what an answer says is printed as it is."""
    raw = path.read_bytes()
    assert not re.search(rb"/(JavaScript|JS|OpenAction|Launch|URI|AA)\b", raw)
    reader = PdfReader(path)
    assert not [page for page in reader.pages if page.get("/Annots")]
    text = "".join(page.extract_text() for page in reader.pages)
    assert "#setpage()" in re.sub(r"\s+", "", text)


def check_xlsx(path: Path) -> None:
    """Every part is XML; no cell is a formula or a link."""
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
    cells = [c for sheet in load_workbook(path) for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink]


def check_script(path: Path) -> None:
    """A part of a large report: one call with JSON."""
    assert re.fullmatch(r"dosimeterPart\(\d+,\{.*\}\)\n", plain(path))
    assert "<" not in path.read_text(encoding="utf-8")


CHECKS = {
    ".html": check_html, ".md": check_markdown, ".csv": check_csv, ".json": check_json,
    ".jsonld": check_json, ".svg": check_svg, ".pdf": check_pdf, ".xlsx": check_xlsx,
    ".js": check_script,
}  # fmt: skip


def test_the_terminal_gets_no_control_sequence(poisoned, tmp_path) -> None:
    """`report` prints paths; an error that quotes a hostile label shows it, and sends nothing."""
    command = [sys.executable, "-m", "audits.cli", "report", str(poisoned), "--for-vendor"]
    done = subprocess.run([*command, POISON.replace("\x00", "")], capture_output=True, text=True)
    assert done.returncode == 2
    assert "no chatbot called" in done.stderr
    assert not [c for c in done.stderr if ord(c) < 32 and c != "\n"]
    assert "\u202e" not in done.stderr
