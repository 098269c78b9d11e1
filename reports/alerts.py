"""Says which rules of a spec hold in a month: what the scheduled run alerts on.

    alert:
      repeat_rate: {rise: significant}
      network_citation: {any: true}
      failed: {above: 0.05}

A rise (or fall) is one that the paired comparison with the previous month can tell, corrected for
the chatbots compared; one that is not significant is no alert. Control chatbots raise none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.compare import HIGHER, LOWER, Compared, corrected, set_against
from reports.compare_sides import arrange_sides
from reports.compare_words import CompareWords, number, p_text, points
from reports.errors import AlertError
from reports.load import Row, Run
from reports.pairing import MEASURES, Side, prompt_key
from reports.planned import unfinished
from reports.safe import visible
from reports.trend_marks import instrument
from scoring.transcript import Status

RATES = {
    "repeat_rate": "repeat",
    "debunk_rate": "debunk",
    "non_response_rate": "non_response",
    "fail_rate": "fail",
    "network_citation": "network_citation",
}
SHARES = {"failed": Status.FAILED, "blocked": Status.BLOCKED}
CONDITIONS = ("rise", "fall", "any", "above")
Rules = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule that holds for one chatbot: *count* of *n*, or the *change* that was found.

    *doubts* are `incomplete` and `scorer_changed`, where they weaken the alert.
    """

    rule: str
    condition: str
    model: str
    count: int = 0
    n: int = 0
    bound: float | None = None
    change: Compared | None = None
    doubts: tuple[str, ...] = ()


def check_rules(rules: Rules) -> None:
    """Raise `AlertError` naming the first rule that cannot be."""
    for rule, conditions in rules.items():
        if rule not in RATES and rule not in SHARES:
            known = ", ".join([*RATES, *SHARES])
            raise AlertError(f"alert: no rule is called `{rule}`; known: {known}")
        if not isinstance(conditions, Mapping) or not conditions:
            raise AlertError(f"alert: {rule}: give a condition, such as {{rise: significant}}")
        for condition, value in conditions.items():
            _check_condition(rule, str(condition), value)


def _check_condition(rule: str, condition: str, value: Any) -> None:
    where = f"alert: {rule}: {condition}"
    if condition not in CONDITIONS:
        raise AlertError(f"{where}: unknown; known: {', '.join(CONDITIONS)}")
    if condition in ("rise", "fall"):
        if value != "significant":
            raise AlertError(f"{where}: the only value is `significant`")
        if rule in SHARES:
            raise AlertError(f"{where}: not for this rule; use `above`")
    elif condition == "any" and not isinstance(value, bool):
        raise AlertError(f"{where}: give true or false")
    elif condition == "above":
        number_like = isinstance(value, int | float) and not isinstance(value, bool)
        if not number_like or not 0 <= value <= 1:
            raise AlertError(f"{where}: give a share from 0 to 1, such as 0.05")


def evaluate(rules: Rules, current: Run, previous: Run | None = None) -> list[Alert]:
    """The alerts that *rules* raise for *current*, compared with *previous* where rules ask.

    *previous* is the last complete month. Without one, no rule of change can hold.
    """
    check_rules(rules)
    sides = arrange_sides([current])
    sides = [side for side in sides if not any(row.is_control for row in side.rows)]
    made: list[Alert] = []
    for rule, conditions in rules.items():
        for condition, value in conditions.items():
            if condition in ("rise", "fall"):
                made += _changes(rule, condition, sides, previous)
            elif condition == "any" and value:
                made += [a for s in sides if (a := _counted(rule, condition, s)).count]
            elif condition == "above":
                found = (replace(_counted(rule, condition, s), bound=float(value)) for s in sides)
                made += [a for a in found if a.n and a.count / a.n > value]
    return made


def _counted(rule: str, condition: str, side: Side) -> Alert:
    """How many answers of a chatbot count for a rule: of replies, or of questions asked."""
    if rule in SHARES:
        rows: Sequence[Row] = side.rows
        count = sum(row.status is SHARES[rule] for row in rows)
    else:
        measure = MEASURES[RATES[rule]]
        rows = [row for row in side.rows if measure.applies(row)]
        count = sum(map(measure.counts, rows))
    return Alert(rule=rule, condition=condition, model=side.name, count=count, n=len(rows))


def _changes(
    rule: str, condition: str, sides: Sequence[Side], previous: Run | None
) -> list[Alert]:
    """The chatbots whose rate rose (or fell) by more than chance, corrected for all of them."""
    if previous is None:
        return []
    before = {side.name: side for side in arrange_sides([previous])}
    measure = MEASURES[RATES[rule]]
    compared = corrected([
        set_against(side, before[side.name], scope={"model": side.name}, key=prompt_key,
                    measure=measure)
        for side in sides if side.name in before
    ])  # fmt: skip
    wanted = HIGHER if condition == "rise" else LOWER
    return [
        Alert(
            rule=rule, condition=condition, model=c.a.name, change=c,
            n=c.match.trials, doubts=_doubts(c),
        )
        for c in compared if c.says == wanted
    ]  # fmt: skip


def _doubts(c: Compared) -> tuple[str, ...]:
    doubts = []
    if instrument(c.a, c.rate) != instrument(c.b, c.rate):
        doubts.append("scorer_changed")
    meta = c.a.run.meta
    if meta.get("status") != "complete" or unfinished(meta):
        doubts.append("incomplete")
    return tuple(doubts)


def alert_text(words: CompareWords, alert: Alert) -> str:
    """An alert as a sentence, with what weakens it."""
    values: dict[str, Any] = {
        "model": visible(alert.model),
        "rate": words(f"alert_rate.{alert.rule}"),
        "count": alert.count,
        "n": alert.n,
        "value": words.percent(alert.count / alert.n if alert.n else None),
        "bound": words.percent(alert.bound),
    }
    if alert.change is not None:
        values |= _change_values(words, alert.change)
    doubts = "".join(words(f"alert.{doubt}") for doubt in alert.doubts)
    return words(f"alert.{alert.condition}", **values) + doubts


def _change_values(words: CompareWords, c: Compared) -> dict[str, Any]:
    return {
        "before": words.percent(c.found.rate_b),
        "now": words.percent(c.found.rate_a),
        "difference": points(words, abs(c.found.difference or 0.0), signed=False),
        "low": number(words, c.found.low or 0.0),
        "high": number(words, c.found.high or 0.0),
        "p": p_text(words, c.p_adjusted),
        "claims": len(c.match.claims),
    }
