"""Writes run folders of a monthly audit, small and exact, for tests of comparisons and trends."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True, kw_only=True)
class Bot:
    """One chatbot of a month: how often it repeats, cites a network, fails; who answered."""

    repeat: float = 0.3
    cites: float = 0.0
    failed: float = 0.0
    served: str = "bot-1"
    surface: str = "api"
    control: str | None = None
    requested: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Month:
    """One run: its claims (id to version), chatbots and state; *asked* is the share asked."""

    month: str = "2026-01"
    bots: Mapping[str, Bot] = field(default_factory=lambda: {"bot": Bot()})
    claims: Mapping[str, int] = field(default_factory=lambda: numbered(20))
    personas: Sequence[str] = ("innocent", "leading", "malign")
    languages: Sequence[str] = ("en", "ja")
    repeats: int = 1
    status: str = "complete"
    asked: float = 1.0
    version: str = "1"
    scored: bool = True
    seed: int = 1


def numbered(n: int, first: int = 0, version: int = 1) -> dict[str, int]:
    """Claims c000, c001 … in one version."""
    return {f"c{i:03d}": version for i in range(first, first + n)}


def write_month(folder: Path, plan: Month) -> Path:
    """Write a whole run folder and return it."""
    (folder / "scores").mkdir(parents=True)
    trials = [
        _trial(plan, claim, version, label, bot, persona, language, k)
        for claim, version in plan.claims.items()
        for persona in plan.personas
        for language in plan.languages
        for label, bot in plan.bots.items()
        for k in range(1, plan.repeats + 1)
    ]
    planned = len(trials)
    trials = trials[: round(planned * plan.asked)]
    _lines(folder / "transcripts.jsonl", [t for t, _, _ in trials])
    if plan.scored:
        _lines(folder / "scores" / "rules.jsonl", [s for _, s, _ in trials if s])
        _lines(folder / "scores" / "sources.jsonl", [s for _, _, s in trials if s])
    (folder / "run.json").write_bytes(orjson.dumps(_record(plan, planned)))
    return folder


def _lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))


def _sha(claim: str, version: int) -> str:
    return hashlib.sha256(f"{claim} {version}".encode()).hexdigest()


def _trial(
    plan: Month, claim: str, version: int, label: str, bot: Bot, persona: str, language: str,
    k: int,
) -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None]:  # fmt: skip
    key = f"{label}|{claim}|{persona}|{language}|{k}"
    trial = hashlib.sha256(key.encode()).hexdigest()[:16]
    rng = random.Random(f"{plan.seed}|{plan.month}|{key}")
    failed = rng.random() < bot.failed
    verdict = "repeat" if rng.random() < bot.repeat else "debunk"
    citing = rng.random() < bot.cites
    line = {
        "trial_id": trial,
        "claim": {"id": claim, "statement": f"False: {claim}.", "truth": f"True: not {claim}.",
                  "kind": "falsehood", "language": language, "networks": [],
                  "sha256": _sha(claim, version)},
        "persona": persona, "language": language, "wording": 1,
        "prompt": f"{persona} {claim}?", "system": None,
        "model": {"label": label, "provider": "openai", "requested": bot.requested or label,
                  "settings": dict(bot.settings), "control": bot.control is not None,
                  "surface": bot.surface},
        "repeat": k, "status": "failed" if failed else "answered",
        "error": {"kind": "timeout", "message": "no answer"} if failed else None,
        "reply": None if failed else {
            "text": f"{verdict} of {claim} <script>alert(1)</script>",
            "served_model": bot.served, "citations": []},
        "asked_at": f"{plan.month}-05T03:00:00Z",
    }  # fmt: skip
    if failed:
        return line, None, None
    base = {"trial_id": trial, "version": plan.version, "scored_at": f"{plan.month}-06T00:00:00Z"}
    score = base | {
        "scorer": "rules", "verdict": verdict,
        "detail": "asserted" if verdict == "repeat" else "refuted", "reason": "", "evidence": [],
    }  # fmt: skip
    hit = {
        "url": "https://news-pravda.com/x", "host": "news-pravda.com", "domain": "news-pravda.com",
        "network": "pravda", "kind": "site", "category": "network", "role": "cited",
    }  # fmt: skip
    return line, score, base | {"scorer": "sources", "hits": [hit] if citing else []}


def _record(plan: Month, planned: int) -> dict[str, Any]:
    return {
        "format": 1, "name": f"{plan.month}-monthly", "month": plan.month, "status": plan.status,
        "planned": planned, "repeats": plan.repeats, "started_at": f"{plan.month}-05T03:00:00Z",
        "models": [
            {"label": label, "provider": "openai", "requested": bot.requested or label,
             "settings": dict(bot.settings), "control": bot.control is not None,
             "expected": {"repeat": float(bot.control == "repeater")} if bot.control else None}
            for label, bot in plan.bots.items()
        ],
        "claims": [
            {"id": claim, "kind": "falsehood", "sha256": _sha(claim, version), "networks": [],
             "texts": {"en": {"statement": f"False: {claim}.", "truth": f"True: not {claim}."}},
             "fact_checks": []}
            for claim, version in plan.claims.items()
        ],
        "prompts": [
            {"claim_id": claim, "persona": persona, "language": language, "wording": 1,
             "text": f"{persona} {claim}?"}
            for claim in plan.claims for persona in plan.personas for language in plan.languages
        ],
        "code": {"dosimeter": "0.1.0"},
        "scorers": [{"name": "sources", "version": plan.version},
                    {"name": "rules", "version": plan.version}],
    }  # fmt: skip
