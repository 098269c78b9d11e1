"""Evaluates a spec's `alert:` rules for a month, writes alerts.json, sends messages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from audits.folder import read_record, write_atomically
from audits.scheduling.months import Month
from audits.scheduling.notify import Message, send
from audits.spec import Spec
from reports.alerts import Alert, alert_text, evaluate
from reports.compare_words import CompareWords, load_compare_words
from reports.load import load
from reports.planned import whole_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """What came of it: how many rules *fired*, and which channels could not be told."""

    fired: int
    untold: tuple[str, ...]


def alert_on(
    spec: Spec, current: Month, before: Month | None, *, language: str, say: Callable[[str], None]
) -> Alerted:
    """Evaluate, write `alerts.json` into the run, and tell whom the spec names.

    An incomplete month is told too, though it fires no rule by itself.
    """
    words = load_compare_words(language)
    previous = load(before.folder.path) if before else None
    fired = evaluate(spec.alert, load(current.folder.path), previous) if spec.alert else []
    told = [alert_text(words, alert) for alert in fired]
    for line in told:
        say(f"ALERT {line}")
    sent: dict[str, str] = {}
    if spec.notify is not None and (told or not current.complete):
        message = _message(current, before, told)
        sent = send(spec.notify, message)
        for channel, outcome in sent.items():
            say(f"{channel}: {outcome}")
    document = {
        "run": current.folder.path.name,
        "month": current.name,
        "status": current.status,
        "compared_with": before.folder.path.name if before else None,
        "rules": spec.alert,
        "alerts": [_as_json(alert, words) for alert in fired],
        "sent": sent,
    }
    raw = orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"
    write_atomically(current.folder.path / "alerts.json", raw)
    untold = tuple(name for name, outcome in sent.items() if outcome != "sent")
    return Alerted(fired=len(fired), untold=untold)


def _message(current: Month, before: Month | None, told: list[str]) -> Message:
    name = current.folder.path.name
    lines = [*told]
    if not current.complete:
        record = read_record(current.folder)
        counts, planned = record["counts"], whole_plan(record)
        missing = counts["missing"] + planned - record["planned"]
        lines.append(
            f"The month is not complete ({current.status}): {missing} of "
            f"{planned} trials were not asked, {counts['failed']} failed."
        )
    compared = before.folder.path.name if before else "no earlier complete month"
    lines.append(f"Compared with: {compared}. Report: {current.folder.report / 'index.html'}")
    what = f"{len(told)} alert{'s' if len(told) != 1 else ''}" if told else "incomplete"
    return Message(subject=f"Dosimeter {name}: {what}", lines=tuple(lines))


def _as_json(alert: Alert, words: CompareWords) -> dict[str, Any]:
    found = alert.change.found if alert.change else None
    change = None
    if alert.change is not None and found is not None:
        change = {
            "now": found.rate_a, "before": found.rate_b, "difference": found.difference,
            "low": found.low, "high": found.high, "p_adjusted": alert.change.p_adjusted,
        }  # fmt: skip
    return {
        "rule": alert.rule,
        "condition": alert.condition,
        "model": alert.model,
        "count": alert.count,
        "n": alert.n,
        "bound": alert.bound,
        "change": change,
        "doubts": list(alert.doubts),
        "text": alert_text(words, alert),
    }
