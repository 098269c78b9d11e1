"""What programs read: rates.json by its schema, claims and tables in known vocabularies."""

import csv
import hashlib
import json
import re
from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator

from reports.audience import Audience
from reports.render import render

SCHEMA = Path(__file__).parents[2] / "docs" / "rates.schema.json"


def read(path: Path) -> dict:
    return orjson.loads(path.read_bytes())


@pytest.mark.parametrize("changes", [
    {}, {"claims": 0, "true_claims": 0, "status": "running"}, {"failed": 1.0},
    {"claims": 1, "true_claims": 0}, {"sources": False},
])  # fmt: skip
def test_rates_keep_to_their_schema(make_run, tmp_path, changes) -> None:
    """Every kind of run writes what docs/rates.schema.json promises."""
    render(make_run(**changes), tmp_path, ["json"])
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert not list(validator.iter_errors(read(tmp_path / "rates.json")))


def test_the_schema_would_notice() -> None:
    """A rate above one, or an unknown key, is no valid document."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    rate = Draft202012Validator({**schema, **schema["$defs"]["rate"]})
    fine = {"count": 1, "n": 2, "rate": 0.5, "low": None, "high": None, "clusters": 1,
            "effective": None}  # fmt: skip
    assert rate.is_valid(fine)
    assert not rate.is_valid(fine | {"rate": 1.5})
    assert not rate.is_valid(fine | {"surprise": 1})


@pytest.mark.parametrize("language", ["en", "ja"])
def test_claims_name_their_fact_checks(make_run, tmp_path, language) -> None:
    """Each claim with its text, and each fact-check with its publisher as author; no rating."""
    render(make_run(claims=3, true_claims=1), tmp_path, ["json", "html"], language)
    told = read(tmp_path / "claims.jsonld")
    claim = told["itemListElement"][0]
    assert claim["text"].startswith({"en": "Zelensky banned", "ja": "ゼレンスキー氏"}[language])
    assert claim["review"][0]["@type"] == "ClaimReview"
    assert claim["review"][0]["author"]["name"] == "PolitiFact"
    assert "Rating" not in json.dumps(told)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(block) == told


def test_the_dataset_is_described_as_it_lies_there(make_run, tmp_path) -> None:
    """Files with their true hashes, columns with their true names; no file that is not there."""
    render(make_run(), tmp_path, ["csv", "json"])
    told = read(tmp_path / "croissant.json")
    assert told["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for entry, records in zip(told["distribution"], told["recordSet"], strict=True):
        raw = (tmp_path / entry["contentUrl"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == entry["sha256"]
        with (tmp_path / entry["name"]).open(encoding="utf-8-sig", newline="") as file:
            assert [f["source"]["extract"]["column"] for f in records["field"]] == next(
                csv.reader(file)
            )
    render(make_run(), tmp_path / "alone", ["json"])
    assert read(tmp_path / "alone" / "croissant.json")["distribution"] == []


def test_a_withheld_claim_is_described_by_its_hash(make_run, tmp_path) -> None:
    """The vocabulary files keep back what the edition keeps back."""
    audience = Audience(redacted="embargoed", embargoed=["ua-truth-social-ban"])
    folder = make_run(claims=2, true_claims=0)
    render(folder, tmp_path / "r", ["json"], audience=audience)
    claims = read(tmp_path / "r" / "claims.jsonld")["itemListElement"]
    hidden = next(c for c in claims if c["identifier"].startswith("embargoed-"))
    assert hidden.keys() == {"@type", "identifier", "additionalType", "sha256"}


def test_a_chart_can_be_saved_from_the_page(make_run, tmp_path) -> None:
    """Each figure has a link that holds the chart as a file, with nothing to fetch."""
    render(make_run(), tmp_path, ["html", "svg"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    found = re.findall(
        r'<a download="chart-(\w+)\.svg" href="(data:image/svg\+xml;base64,[^"]+)"', page
    )
    assert [name for name, _ in found][:2] == ["models", "persona"]
