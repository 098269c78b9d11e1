"""Sums up the watch-listed sites that answers named, one line a site."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.load import Row
from reports.rates import total
from reports.safe import defang


def sources(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Watch-listed sites, most named first; networks, then the rest."""
    found: dict[tuple[str, str, str], list[tuple[Row, Any]]] = {}
    for row in rows:
        for hit in row.hits or ():
            found.setdefault((hit.category, hit.network, hit.domain), []).append((row, hit))
    order = {"network": 0, "infrastructure": 1, "state_media": 2}
    lines = [_source(key, hits) for key, hits in found.items()]
    return sorted(lines, key=lambda s: (order.get(s["category"], 3), -s["answers"], s["domain"]))


def _source(key: tuple[str, str, str], hits: list[tuple[Row, Any]]) -> dict[str, Any]:
    category, network, domain = key
    rows = {row.trial_id: row for row, _ in hits}
    roles: dict[str, set[str]] = {}
    for row, hit in hits:
        roles.setdefault(hit.role, set()).add(row.trial_id)
    lists = sorted({" ".join((h.list or h.list_entry, h.list_date)).strip() for _, h in hits})
    return {
        "category": category,
        "network": network,
        "domain": defang(domain),
        "lists": [defang(entry) for entry in lists],
        "answers": total(rows.values()),
        "cited": _times(rows, roles.get("cited", set())),
        "retrieved": _times(rows, roles.get("retrieved", set()) | roles.get("opened", set())),
        "named": _times(rows, roles.get("named", set())),
        "while_repeat": total(r for r in rows.values() if r.verdict == "repeat"),
        "while_debunk": total(r for r in rows.values() if r.verdict == "debunk"),
    }


def _times(rows: Mapping[str, Row], ids: set[str]) -> int:
    return total(rows[trial] for trial in ids)
