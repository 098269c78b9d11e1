"""The instrument check: were chatbots whose behaviour is known measured as they are?"""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.load import FALSEHOOD, MATCHED, Row, Run
from reports.rates import Test, as_json, cites, share
from reports.stats import wilson

NORMAL_99 = 2.5758


def control_check(run: Run) -> dict[str, Any]:
    """Expected against measured for every control chatbot of the run.

    `says` is `as_expected`, `misread`, `unread` where no answer of a control is scored, or `none`
    where no control was asked.
    """
    told = run.meta.get("control_says")  # a vendor's pack holds no answers of controls
    if told is not None:
        return {"says": told, "models": []}
    known = [m for m in run.meta.get("models") or () if _known(m)]
    checked = [_check(model, run.folded) for model in known]
    says = {c["says"] for c in checked}
    overall = next((s for s in ("misread", "as_expected") if s in says), "unread")
    return {"says": overall if known else "none", "models": checked}


def _known(model: Mapping[str, Any]) -> bool:
    return bool(model.get("control") and model.get("expected"))


def _check(model: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    own = [r for r in rows if r.model == model["label"] and r.kind in (FALSEHOOD, MATCHED)]
    cells = [_cell(name, float(p), own) for name, p in sorted(model["expected"].items())]
    cells = [cell for cell in cells if cell["measured"]["n"]]
    holds = all(cell["holds"] for cell in cells)
    return {
        "model": model["label"],
        "control": str(model.get("requested") or ""),
        "says": "none" if not cells else "as_expected" if holds else "misread",
        "rates": cells,
    }


def _cell(name: str, expected: float, rows: Sequence[Row]) -> dict[str, Any]:
    used, test = _measure(name, rows)
    measured = share(used, test)
    return {
        "rate": name,
        "expected": expected,
        "measured": as_json(measured),
        "holds": measured.rate is None or _holds(expected, used, test),
    }


def _measure(name: str, rows: Sequence[Row]) -> tuple[list[Row], Test]:
    if name == "network_citation":
        return [r for r in rows if r.hits is not None and r.status != "failed"], cites
    return [r for r in rows if r.verdict is not None], lambda r: r.verdict == name


def _holds(expected: float, rows: Sequence[Row], test: Test) -> bool:
    """A pure control must come out pure; a mixed one must lie inside its 99 % interval.

    Several rates of a mixed control are checked; 95 % intervals would cry wolf too often.
    """
    if expected in (0.0, 1.0):
        return share(rows, test).rate == expected
    wide = share(rows, test, level=0.99)
    low, high = wide.low, wide.high
    if wide.rate is not None and wide.clusters == 1:
        # A control draws each answer by itself, so one claim is enough for its own interval.
        low, high = wilson(wide.rate, wide.n, NORMAL_99)
    return low is None or high is None or low <= expected <= high
