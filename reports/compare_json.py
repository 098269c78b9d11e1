"""A comparison for programs to read: what `dosimeter compare --json` prints."""

from collections.abc import Sequence
from typing import Any

from reports.compare import Compared, Comparison, Ranking
from reports.compare_warnings import Warned
from reports.load import Row


def document(comparison: Comparison, texts: Sequence[str] = ()) -> dict[str, Any]:
    """What `compare --json` prints; *texts* are the warnings in words, in their order."""
    warnings = [
        {"code": w.code, **_plain(w), "text": text}
        for w, text in zip(comparison.warnings, texts or [w.code for w in comparison.warnings],
                           strict=True)
    ]  # fmt: skip
    return {
        "comparisons": [comparison_json(c) for c in comparison.compared],
        "flips": [_flip(c, x, y) for c, x, y in comparison.flips],
        "ranking": [_ranking_json(r, comparison.rate) for r in comparison.rankings],
        "warnings": warnings,
    }


def _plain(warned: Warned) -> dict[str, Any]:
    return {k: ", ".join(v) if isinstance(v, tuple) else v for k, v in warned.values}


def rounded(value: float | None) -> float | None:
    """Six digits: more would differ from machine to machine."""
    return None if value is None else round(value, 6) + 0.0  # never -0.0


def comparison_json(c: Compared) -> dict[str, Any]:
    """One comparison, with None where nothing can be said."""
    return {
        "a": c.a.name,
        "b": c.b.name,
        "scope": c.scope,
        "rate": c.rate,
        "shared_trials": c.match.trials,
        "shared_claims": len(c.match.claims),
        "rate_a": rounded(c.found.rate_a),
        "rate_b": rounded(c.found.rate_b),
        "difference": rounded(c.found.difference),
        "low": rounded(c.found.low),
        "high": rounded(c.found.high),
        "p": c.found.p and float(f"{c.found.p:.6g}"),
        "p_adjusted": c.p_adjusted and float(f"{c.p_adjusted:.6g}"),
        "says": c.says,
        "smallest_detectable": rounded(c.smallest),
    }


def _flip(c: Compared, x: Row, y: Row) -> dict[str, Any]:
    made = {
        "trial_a": x.trial_id,
        "trial_b": y.trial_id,
        "claim": x.claim,
        "persona": x.persona,
        "language": x.language,
        "from": x.verdict,
        "to": y.verdict,
        "a": c.a.name,
        "b": c.b.name,
        "scope": c.scope,
    }
    if x.persona != y.persona:
        made["persona_b"] = y.persona
    if x.language != y.language:
        made["language_b"] = y.language
    return made


def _ranking_json(ranking: Ranking, rate: str) -> dict[str, Any]:
    return {
        "scope": ranking.scope,
        "rate": rate,
        "shared_prompts": ranking.prompts,
        "shared_claims": ranking.claims,
        "order": [
            {"name": p.name, "rate": rounded(p.rate), "letters": p.letters, "from": p.first,
             "to": p.last}
            for p in ranking.places
        ],
    }  # fmt: skip
