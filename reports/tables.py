"""Writes the tables: rates.json, rates.csv (a row a rate), trials.csv (a row a trial)."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from reports.answers import shown_verdict
from reports.control import control_check
from reports.corrected import as_json, corrections
from reports.grooming_edition import grooming_csv
from reports.load import Row, Run, read_texts
from reports.rates import rate_entries, weights
from reports.safe import csv_cell, defang, defang_hosts
from reports.scores import Found
from reports.words import Words
from scoring.endorsement import endorsement
from scoring.reviews import settled
from scoring.transcript import reply_text

RATES = (
    "repeat", "non_response", "debunk", "fail", "undecided", "false_denial", "network_citation",
    "infrastructure_citation", "state_media_citation",
)  # fmt: skip
SCOPE = ("model", "kind", "persona", "language", "claim", "network", "search")
ASKED = ("asked", "answered", "blocked", "failed", "unscored")
FIGURES = ("count", "n", "rate", "low", "high", "clusters")
RATE_COLUMNS = (*SCOPE, "measure", *FIGURES, *ASKED, "scorer")
CELL = 32_000
TRIAL = (
    "trial_id", "claim", "kind", "persona", "language", "wording", "repeat", "model", "control",
    "provider", "requested", "served_model", "search_ran", "asked_at", "status", "error",
    "verdict", "detail", "scorer", "networks", "network_hits", "state_media_hits",
    "network_use", "people_verdict", "prompt", "answer",
)  # fmt: skip


def rates_document(run: Run) -> dict[str, Any]:
    """The content of rates.json: rates, control check, method."""
    return {
        "rates": rate_entries(run),
        "corrected": [as_json(one) for one in corrections(run)],
        "control_check": control_check(run),
        "method": method(run),
    }


def method(run: Run) -> dict[str, Any]:
    """How the rates came about, for a program to read."""
    return {
        "scorer": run.scorer,
        "scorer_versions": {k: sorted(v) for k, v in sorted(run.scores.versions.items())},
        "interval": {
            "level": 0.95,
            "name": "Wilson on the effective number of answers, Student's quantile",
            "clusters": "claim",
            "one_cluster": "low and high are null: one claim does not show how claims differ",
        },
        "denominator": "answered + blocked, read by the scorer; failed is in no rate",
        "pooled": "each reply counts once",
        "weights": weights(run),
        "validated": bool(run.scores.reviews) or run.calibration is not None,
        "status": run.meta.get("status"),
        "planned": run.meta.get("planned"),
        "asked": len(run.rows),
        "notes": dict(run.notes),
    }


def render_json(run: Run, to: Path, words: Words) -> list[Path]:
    """Write rates.json; it has no language."""
    path = to / "rates.json"
    path.write_bytes(orjson.dumps(rates_document(run), option=orjson.OPT_INDENT_2) + b"\n")
    return [path]


def render_csv(run: Run, to: Path, words: Words) -> list[Path]:
    """Write rates, trials and the rows of the chapter "Grooming", each safe for spreadsheets."""
    rates, trials = to / "rates.csv", to / "trials.csv"
    _write(rates, RATE_COLUMNS, rate_rows(run))
    _write(trials, TRIAL, trial_rows(run))
    return [rates, trials, *grooming_csv(run, to, words.language)]


def _write(path: Path, header: Iterable[str], rows: Iterable[list[Any]]) -> None:
    # The byte order mark makes spreadsheets read Japanese right; newline="" keeps csv's own.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([csv_cell(value) for value in row])


def rate_rows(run: Run) -> Iterator[list[Any]]:
    """One row a rate."""
    for entry in rate_entries(run):
        scope = [entry["scope"].get(key, "") for key in SCOPE]
        asked = [entry[key] for key in ASKED]
        for name in RATES:
            if name in entry:
                figures = [entry[name][key] for key in FIGURES]
                yield [*scope, name, *figures, *asked, entry["scorer"]]


def trial_rows(run: Run, *, most: int | None = None) -> Iterator[list[Any]]:
    """One row a trial, texts included, watch-listed addresses defanged; at most *most*."""
    for row, line in read_texts(run, run.rows[:most]):
        text = reply_text(line.get("reply") or {})
        found = run.scores.found(row.trial_id) if row.hits and not run.withholds(row) else ()
        hosts = [h.host for h in row.hits or ()] + [h.domain for h in row.hits or ()]
        yield [
            row.trial_id, row.claim, row.kind, row.persona, row.language, row.wording, row.repeat,
            row.model, "yes" if row.is_control else "no", row.provider, row.requested,
            row.served_model, "" if row.search is None else "yes" if row.search else "no",
            row.asked_at, row.status.value, row.error, shown_verdict(row), row.detail, row.scorer,
            " ".join(row.networks), _hits(found, "network"), _hits(found, "state_media"),
            _use(run, row, text, found), _people(run, row), line["prompt"],
            _cut(defang_hosts(text, hosts)),
        ]  # fmt: skip


def _use(run: Run, row: Row, text: str, found: Iterable[Found]) -> str:
    """Whether the answer uses the network pages that its text names, or warns of them."""
    named = [f for f in found if f.hit.category == "network" and f.start is not None]
    if not named:
        return ""
    score = run.scores.verdicts.get(run.scorer or "", {}).get(row.trial_id)
    evidence = score.evidence if score else ()
    read = {
        endorsement(
            text, f.start, f.end, language=row.language, verdict=row.verdict, evidence=evidence
        )
        for f in named
    }
    return " ".join(sorted(read))


def _people(run: Run, row: Row) -> str:
    """The verdict that people settled on."""
    review = settled(run.scores.reviews.get(row.trial_id, ()))
    return review.verdict if review else ""


def _cut(text: str) -> str:
    """What a spreadsheet cell holds; longer ones would spill into the next row."""
    return text if len(text) <= CELL else f"{text[:CELL]}… [{len(text)} characters]"


def _hits(found: Iterable[Found], category: str) -> str:
    return " ".join(sorted({defang(f.url) for f in found if f.hit.category == category}))
