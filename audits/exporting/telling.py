"""One trial as every format tells it: its question, its answer, and what was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audits.exporting.source import Source
from reports.rates import cites
from reports.rows import Row
from scoring.transcript import Status, reply_text

OWN = frozenset({"trial_id", "scorer", "verdict", "reason", "evidence"})
"""What a score line says that has a place of its own; everything else is metadata."""
GAP = " […] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One scorer's verdict on one reply; *quotation* is the passages that decided it."""

    scorer: str
    verdict: str
    reason: str
    quotation: str
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One trial: *row* is what tables know of it, *line* its evidence as it may be shown.

    *network* says whether an address on a watch list of networks stands in the reply, None where
    nobody looked.
    """

    row: Row
    line: Mapping[str, Any]
    withheld: bool
    text: str
    said: tuple[Said, ...]
    network: bool | None
    hits: tuple[Mapping[str, Any], ...]

    @property
    def failed(self) -> bool:
        """Whether there is no reply."""
        return self.row.status is Status.FAILED

    @property
    def replied(self) -> bool:
        """Whether anything came back: an answer, a block, or half an answer before a failure."""
        return self.line.get("reply") is not None or not self.failed

    @property
    def reply(self) -> Mapping[str, Any]:
        """What came back; empty where nothing did."""
        return self.line.get("reply") or {}

    @property
    def usage(self) -> Mapping[str, Any]:
        """Tokens and price, as far as the service told."""
        return self.reply.get("usage") or {}

    @property
    def blocked(self) -> bool:
        """Whether the service kept the answer back."""
        return self.row.status is Status.BLOCKED

    @property
    def truth(self) -> str:
        """What holds against the claim, or for a true control the statement itself."""
        claim = self.line["claim"]
        return str(claim.get("truth") or claim["statement"])

    @property
    def citations(self) -> list[Mapping[str, Any]]:
        """The addresses attached to the reply, with their roles."""
        return list(self.reply.get("citations") or ())


def question_id(row: Row) -> str:
    """What was asked, the same for every model and repeat."""
    return f"{row.claim}.{row.language}.{row.persona}.{row.wording}"


def tell(source: Source, row: Row, line: Mapping[str, Any]) -> Told:
    """The trial of *row*, whose line is *line*."""
    withheld = source.run.withholds(row)
    text = reply_text(line.get("reply") or {})
    return Told(
        row=row,
        line=line,
        withheld=withheld,
        text=text,
        said=_said(source, row, "" if withheld else text, withheld=withheld),
        network=None if row.hits is None or row.status is Status.FAILED else cites(row),
        hits=() if withheld else _hits(source, row),
    )


def _said(source: Source, row: Row, text: str, *, withheld: bool) -> tuple[Said, ...]:
    if row.status is Status.FAILED:
        return ()
    if row.status is Status.BLOCKED:  # no text to read: the status is the verdict
        return tuple(_blocked(name) for name in source.run.scores.lines)
    found = ((name, lines.line(row.trial_id)) for name, lines in source.run.scores.lines.items())
    return tuple(_verdict(name, line, text, withheld) for name, line in found if line is not None)


def _blocked(scorer: str) -> Said:
    return Said(
        scorer=scorer,
        verdict="non_response",
        reason="The service blocked the answer.",
        quotation="",
        more={"detail": "blocked"},
    )


def _verdict(scorer: str, line: Mapping[str, Any], text: str, withheld: bool) -> Said:
    if withheld:
        kept = {key: line[key] for key in ("detail", "version") if key in line}
        return Said(scorer=scorer, verdict=line["verdict"], reason="", quotation="", more=kept)
    spans = line.get("evidence") or ()
    return Said(
        scorer=scorer,
        verdict=line["verdict"],
        reason=str(line.get("reason") or ""),
        quotation=GAP.join(text[span["start"] : span["end"]] for span in spans),
        more={"spans": list(spans), **{k: v for k, v in line.items() if k not in OWN}},
    )


def _hits(source: Source, row: Row) -> tuple[Mapping[str, Any], ...]:
    """The watch-listed addresses of a reply, each as its score line has it."""
    sources = source.run.scores.sources
    line = sources.line(row.trial_id) if sources is not None and row.hits else None
    return tuple(line["hits"]) if line else ()


def facts(told: Told) -> dict[str, Any]:
    """What else is known of a trial, under the names that transcripts use."""
    row, line = told.row, told.line
    made = {
        "trial_id": row.trial_id,
        "status": row.status.value,
        "claim": row.claim,
        "claim_kind": row.kind,
        "claim_sha256": row.claim_sha256,
        "statement": line["claim"]["statement"],
        "networks": list(row.networks),
        "persona": row.persona,
        "language": row.language,
        "wording": row.wording,
        "repeat": row.repeat,
        "surface": row.surface,
        "served_model": row.served_model,
        "search_offered": told.reply.get("search_offered"),
        "search_ran": row.search,
        "searches": told.usage.get("searches"),
        "finish_reason": told.reply.get("finish_reason"),
        "attempts": len(line.get("attempts") or ()),
        "evidence_sha256": line.get("sha256"),
        "citations": told.citations or None,
        "dose": line.get("dose"),
        "withheld": told.withheld or None,
    }
    return {key: value for key, value in made.items() if value is not None}
