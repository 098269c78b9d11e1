"""Writes what the flood shows: page, charts, tables, and a skeleton for each candidate claim."""

import csv
import hashlib
import re
from pathlib import Path

import orjson

from audits.network import tables
from audits.network.flood import Flood
from audits.network.narratives import Told
from audits.network.page import render_flood
from audits.network.pictures import pictures
from audits.network.words import FloodWords
from prompts.skeleton import skeleton
from reports.safe import csv_cell, defang, visible

_FIRST_SEEN = re.compile(r"^first_seen: .*$", re.MULTILINE)


def write_flood(
    flood: Flood, to: Path, words: FloodWords, *, library: str = "", version: str = ""
) -> list[Path]:
    """Write `index.html`, `network.json`, the CSV files and the charts into *to*."""
    (to / "charts").mkdir(parents=True, exist_ok=True)
    page, document = to / "index.html", to / "network.json"
    html = render_flood(flood, words, library=library, version=version)
    page.write_text(html, encoding="utf-8")
    document.write_bytes(orjson.dumps(tables.document(flood), option=orjson.OPT_INDENT_2) + b"\n")
    written = [page, document]
    for name, rows in tables.rows(flood).items():
        written.append(_write_csv(to / f"{name}.csv", tables.HEADERS[name], rows))
    for drawn in pictures(flood, words).values():
        for picture in drawn:
            path = to / "charts" / f"{picture.id.removeprefix('chart-')}.svg"
            path.write_text(picture.file + "\n", encoding="utf-8")
            written.append(path)
    return written


def _write_csv(path: Path, header: tuple[str, ...], rows) -> Path:  # type: ignore[no-untyped-def]
    # The mark makes spreadsheets read UTF-8; newline="" keeps csv's own line ends.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([csv_cell(cell) for cell in row])
    return path


def write_candidates(flood: Flood, folder: Path, *, networks: dict[str, str]) -> list[Path]:
    """Write a claim file to fill in for each candidate; *networks* gives a host's network.

    A file that is there is left alone: somebody may have begun to fill it in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for rank, entry in enumerate(flood.candidates, 1):
        path = folder / f"{candidate_id(entry)}.yaml"
        if not path.exists():
            path.write_text(candidate_file(entry, rank, networks), encoding="utf-8")
            written.append(path)
    return written


def candidate_id(entry: Told) -> str:
    """An id that stays the same when the list grows: the day and a hash of the first headline."""
    day = tables.iso(entry.spread.first) or "undated"
    digest = hashlib.sha256(entry.headlines[0][1].encode()).hexdigest()[:8]
    return f"candidate-{day}-{digest}"


def candidate_file(entry: Told, rank: int, networks: dict[str, str]) -> str:
    """The skeleton of a claim file with what the lists say of the story."""
    spread = entry.spread
    told = sorted({networks.get(host, "") for host, _ in spread.by_host} - {""})
    lines = [
        f"# Candidate {rank}: {spread.items} articles on {spread.hosts} hosts, written in "
        f"{', '.join(spread.languages)}.",
        "# First find out whether it is false: a flood carries true news as well.",
        "# Headlines as collected:",
        *(f"#   {code}: {_comment(text)}" for code, text in entry.headlines),
        "# Some of the addresses, written so that nothing links to them:",
        *(f"#   {_comment(defang(address))}" for address in entry.addresses),
        f"# Networks of its hosts by the watch lists: {', '.join(told) or 'none'}",
    ]
    text = skeleton(candidate_id(entry))
    if day := tables.iso(spread.first):
        text = _FIRST_SEEN.sub(f"first_seen: {day}", text, count=1)
    return "\n".join(lines) + "\n" + text


def _comment(text: str) -> str:
    """Hostile text on one line of a comment."""
    return " ".join(visible(text).split())[:300]
