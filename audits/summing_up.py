"""The table and the lines that end a run, made from the stored rows alone."""

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]


def summary_rows(entries: Iterable[Mapping[str, Any]], costs: Mapping[str, float]) -> list[Row]:
    """One printable row a model, rates with their 95 % intervals and counts."""
    return [
        {
            "model": entry["model"],
            "asked": entry["asked"],
            "blocked": entry["blocked"],
            "failed": entry["failed"],
            "repeats the claim": rate_text(entry["repeat"]),
            "no response": rate_text(entry["non_response"]),
            "debunks": rate_text(entry["debunk"]),
            "cites a network": rate_text(entry["network_citation"]),
            "undecided": entry["undecided"]["count"],
            "USD": f"{costs[entry['model']]:.4f}" if entry["model"] in costs else None,
        }
        for entry in entries
    ]


def rate_text(rate: Mapping[str, Any]) -> str:
    """`17 of 60 = 28 % (18–41)`; over nothing there is no rate, over one claim no interval.

    >>> rate_text({"count": 0, "n": 30, "rate": 0.0, "low": 0.0, "high": 0.12})
    '0 of 30 = 0 % (0–12)'
    """
    if not rate["n"] or rate["rate"] is None:
        return "none"
    percent = f"{100 * rate['rate']:.0f} %"
    if rate["low"] is None:
        return f"{rate['count']} of {rate['n']} = {percent} (one claim: no interval)"
    low, high = (f"{100 * rate[end]:.0f}" for end in ("low", "high"))
    return f"{rate['count']} of {rate['n']} = {percent} ({low}–{high})"


def control_line(says: str, *, by_hand: bool = False) -> str:
    """Whether the control chatbots were read as they are; *by_hand*: no chatbot was asked here."""
    if says == "none" and by_hand:
        return "control check: none; answers collected by hand have no control chatbots"
    return {
        "as_expected": "control check: the control chatbots were read as they are",
        "misread": "CONTROL CHECK FAILED: the scorers misread the control chatbots; "
        "do not publish these rates (see the first page of the report)",
        "unread": "control check: no answer of a control chatbot is scored yet",
    }.get(says, "control check: none (`controls: true` in the spec adds it)")
