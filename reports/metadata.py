"""Describes a report to machines: the claims as schema.org data, the tables as a Croissant file.

A fact-check is named with its publisher as its author; no rating is put into a publisher's mouth.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from reports.facts import cite
from reports.grooming import COLUMNS
from reports.load import Run
from reports.safe import http_link, visible
from reports.story import subjects, tell
from reports.tables import RATE_COLUMNS, TRIAL
from reports.view import claim_language, claim_text
from reports.words import Words

CROISSANT = "http://mlcommons.org/croissant/1.0"
INTEGERS = frozenset(
    ("wording", "repeat", "count", "n", "clusters", "asked", "answered", "blocked", "failed",
     "unscored")
)  # fmt: skip
FLOATS = frozenset(("rate", "low", "high", "rate_b", "difference", "p"))
TABLES = {"trials.csv": TRIAL, "rates.csv": RATE_COLUMNS, "grooming.csv": COLUMNS}
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract", "field": "cr:field", "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "separator": "cr:separator", "source": "cr:source",
    "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def render_metadata(run: Run, to: Path, words: Words) -> list[Path]:
    """Write claims.jsonld and croissant.json; the latter describes the tables that are there."""
    claims, dataset = to / "claims.jsonld", to / "croissant.json"
    claims.write_bytes(_json(claims_jsonld(run, words)))
    dataset.write_bytes(_json(croissant(run, to, words)))
    return [claims, dataset]


def _json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def claims_jsonld(run: Run, words: Words) -> dict[str, Any]:
    """The claims of *run* with the fact-checks that review them, as schema.org knows them."""
    items = [_claim(claim, words) for claim in run.meta.get("claims") or ()]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": visible(f"{run.meta.get('name') or ''}: {words('kicker')}"),
        "inLanguage": words.language,
        "numberOfItems": len(items),
        "itemListElement": items,
    }


def _claim(claim: Mapping[str, Any], words: Words) -> dict[str, Any]:
    language = claim_language(claim, words.language)
    text = claim_text(claim, words.language, "statement")
    made: dict[str, Any] = {
        "@type": "Claim",
        "identifier": str(claim["id"]),
        "additionalType": words.name("kind", str(claim.get("kind") or "")),
        "sha256": str(claim.get("sha256") or ""),
    }
    if text:
        made |= {"text": text, "inLanguage": language}
    if claim.get("first_seen"):
        made["temporalCoverage"] = f"{claim['first_seen']}/.."
    truth = claim_text(claim, words.language, "truth")
    if truth:
        made["disambiguatingDescription"] = truth
    reviews = list(_reviews(claim, text))
    return made | ({"review": reviews} if reviews else {})


def _reviews(claim: Mapping[str, Any], text: str) -> Iterator[dict[str, Any]]:
    for check in claim.get("fact_checks") or ():
        link = http_link(str(check.get("url") or ""))
        if link:
            yield {
                "@type": "ClaimReview",
                "url": link,
                "name": visible(str(check.get("title") or "")),
                "claimReviewed": text,
                "author": {
                    "@type": "Organization",
                    "name": visible(str(check.get("publisher") or "")),
                },
            }


def croissant(run: Run, to: Path, words: Words) -> dict[str, Any]:
    """The dataset as Croissant 1.0 describes one: files with their hashes, columns with types."""
    there = {name: columns for name, columns in TABLES.items() if (to / name).exists()}
    story = tell(run, words)
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT,
        "name": visible(str(run.meta.get("name") or "audit")),
        "description": visible(" ".join((story.headline + ".", *story.standfirst))),
        "inLanguage": sorted({row.language for row in run.folded}),
        "keywords": ["disinformation", "chatbots", "audit", *subjects(run).models],
        "citeAs": cite(run, words),
        "datePublished": str(run.meta.get("finished_at") or run.meta.get("started_at") or "")[:10],
        "version": str((run.meta.get("code") or {}).get("dosimeter") or ""),
        "isLiveDataset": run.meta.get("status") == "running",
        "distribution": [_file(to / name) for name in there],
        "recordSet": [_records(name, columns) for name, columns in there.items()],
    }


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "contentUrl": path.name,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "text/csv",
        "sha256": digest,
    }


def _records(name: str, columns: tuple[str, ...]) -> dict[str, Any]:
    table = name.removesuffix(".csv")
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{column}",
                "name": column,
                "dataType": _type(column),
                "source": {"fileObject": {"@id": name}, "extract": {"column": column}},
            }
            for column in columns
        ],
    }


def _type(column: str) -> str:
    if column in INTEGERS:
        return "sc:Integer"
    return "sc:Float" if column in FLOATS else "sc:Text"
