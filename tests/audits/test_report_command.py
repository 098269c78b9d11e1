"""The verb `report`: what a refused one leaves alone, and what its folders are called."""

import pytest
from click.testing import CliRunner

from audits.cli import dosimeter
from audits.filenames import plain_name
from reports.errors import ReportsError
from tests.support.months import Bot, Month, write_month

TWO = {"low": Bot(repeat=0.1), "high": Bot(repeat=0.7)}


@pytest.fixture
def month(tmp_path):
    """Write a run: `month(bots=...)` gives its folder."""

    def make(name="2026-01", bots=TWO, **plan):
        return write_month(tmp_path / name, Month(month=name, bots=bots, **plan))

    return make


def report(folder, *options):
    words = ("report", str(folder), "--format", "md", *options)
    return CliRunner().invoke(dosimeter, words, standalone_mode=False)


def test_a_refused_edition_leaves_the_one_that_was_there(month):
    """An unknown claim is refused; the files of the earlier edition stand, and nothing beside."""
    folder = month()
    assert report(folder, "--redacted", "models").exception is None
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    refused = report(folder, "--embargo", "nosuch", "--redacted", "embargoed")
    assert isinstance(refused.exception, ReportsError)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert not list(folder.glob(".report-*"))


def test_an_edition_takes_the_place_of_the_one_before(month):
    """No file of the earlier edition lies among the new ones; what is told is where they lie."""
    folder = month()
    report(folder, "--redacted", "models")
    (folder / "report-redacted" / "old.html").write_text("old")
    done = report(folder, "--redacted", "models")
    (told,) = done.output.split()
    assert [str(p) for p in (folder / "report-redacted").iterdir()] == [told]


def test_packs_of_chatbots_with_japanese_names_have_folders_of_their_own(month):
    """Two labels without a Latin letter make two folders."""
    folder = month(bots={"質問箱 A": Bot(repeat=0.1), "相談室 A": Bot(repeat=0.7)})
    for label in ("質問箱 A", "相談室 A"):
        assert report(folder, "--for-vendor", label).exception is None
    names = sorted(path.name for path in folder.glob("report-vendor-*"))
    assert [name.split("-")[2] for name in names] == ["相談室", "質問箱"]


def test_names_of_files_differ_wherever_labels_do():
    """What was replaced, cut, or differs in case alone gets a hash; plain labels stay plain."""
    labels = ["gpt-5.2", "a b", "a/b", "a-b", "…", "!!", "GPT", "gpt", "長" * 99, "長" * 98]
    names = [plain_name(label, labels) for label in labels]
    assert names[0] == "gpt-5.2"
    assert len({name.casefold() for name in names}) == len(labels)
    assert all("/" not in name and len(name.encode()) < 120 for name in names)
