"""The rows that every table is made of: one a trial, small enough to keep a million of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.scores import Hit, Scores
from scoring.transcript import Status

FALSEHOOD, MATCHED, TRUE = "falsehood", "matched_control", "true_control"
PERSONAS = {"innocent": 0, "leading": 1, "malign": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One trial as the tables see it; *offset* finds its line in transcripts.jsonl again.

    *verdict* is None for a failed trial, and for a reply that the headline scorer has not read.
    *hits* is None where sources were not scored. *times* is how many trials the row stands for:
    more than one only in `Run.folded`.
    """

    trial_id: str
    offset: int
    model: str
    provider: str
    requested: str
    is_control: bool
    persona: str
    language: str
    wording: int
    repeat: int
    claim: str
    kind: str
    networks: tuple[str, ...]
    status: Status
    served_model: str | None = None
    search: bool | None = None
    asked_at: str | None = None
    verdict: str | None = None
    detail: str | None = None
    scorer: str | None = None
    error: str | None = None
    hits: tuple[Hit, ...] | None = None
    mentions: int = 0
    surface: str = "api"
    claim_sha256: str = ""
    times: int = 1

    @property
    def prompt_key(self) -> tuple[str, str, str, int]:
        """What makes two rows answers to the same prompt."""
        return self.claim, self.language, self.persona, self.wording


def fold(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that no table can tell apart as one that counts for all of them; order is kept.

    A run of a million trials folds to some thousands, and rates over them are the same.
    """
    first: dict[tuple[Any, ...], Row] = {}
    times: dict[tuple[Any, ...], int] = {}
    marks: dict[tuple[Hit, ...] | None, Any] = {}
    for row in rows:
        hits = row.hits
        if hits not in marks:
            marks[hits] = None if hits is None else frozenset(map(_told, hits))
        key = (
            row.model, row.persona, row.language, row.claim, row.claim_sha256, row.kind,
            row.status, row.verdict, row.detail, row.search, row.surface, marks[hits],
        )  # fmt: skip
        if key in first:
            times[key] += row.times
        else:
            first[key], times[key] = row, row.times
    return tuple(
        row if times[key] == row.times else replace(row, times=times[key])
        for key, row in first.items()
    )


def _told(hit: Hit) -> tuple[str, ...]:
    """What tables say of a hit."""
    return (
        hit.category, hit.network, hit.domain, hit.role, hit.list or hit.list_entry, hit.list_date
    )  # fmt: skip


def ordered(rows: Iterable[Row], meta: Mapping[str, Any]) -> tuple[Row, ...]:
    """Rows as the spec lists things, never in order of arrival, so that output is stable.

    Groups are sorted, then the few rows in each: keys for a million rows would fill the memory.
    """
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row.claim, row.language, row.persona, row.wording, row.model)
        groups.setdefault(key, []).append(row)
    made: list[Row] = []
    for key in sorted(groups, key=_order(meta)):
        made += sorted(groups.pop(key), key=lambda r: (r.repeat, r.trial_id))
    return tuple(made)


def _order(meta: Mapping[str, Any]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    claims = {c["id"]: i for i, c in enumerate(meta.get("claims") or ())}
    models = {m["label"]: i for i, m in enumerate(meta.get("models") or ())}

    def key(group: tuple[Any, ...]) -> tuple[Any, ...]:
        claim, language, persona, wording, model = group
        return (
            claims.get(claim, len(claims)),
            claim,
            language,
            PERSONAS.get(persona, len(PERSONAS)),
            persona,
            wording,
            models.get(model, len(models)),
            model,
        )

    return key


@dataclass(slots=True)
class RowReader:
    """Makes a row of each decoded transcript; equal texts are kept once."""

    controls: Mapping[str, bool]
    scores: Scores
    scorer: str | None
    pool: dict[Any, Any]

    def row(self, line: Mapping[str, Any], offset: int) -> Row:
        """The row of one line; raises as `read_transcript` does where it is no transcript."""
        once = self._once
        claim, model, reply = line["claim"], line["model"], line.get("reply") or {}
        _check(line)
        status = Status(line["status"])
        label, trial = model["label"], line["trial_id"]
        verdict, detail = self._verdict(trial, status)
        answered = status is Status.ANSWERED
        hits = self.scores.hits(trial) if answered else ()
        return Row(
            trial_id=trial,
            offset=offset,
            model=once(label),
            provider=once(model.get("provider") or ""),
            requested=once(model.get("requested") or ""),
            is_control=self.controls.get(label, bool(model.get("control"))),
            persona=once(line["persona"]),
            language=once(line["language"]),
            wording=_number(line.get("wording"), 1),
            repeat=_number(line.get("repeat"), 1),
            claim=once(claim["id"]),
            kind=once(claim.get("kind", FALSEHOOD)),
            networks=once(tuple(claim.get("networks") or ())),
            status=status,
            served_model=once(reply.get("served_model")),
            search=reply.get("search_ran"),
            asked_at=once(line.get("asked_at")),
            verdict=verdict,
            detail=detail,
            scorer=self.scorer if verdict is not None else None,
            error=once((line.get("error") or {}).get("kind")),
            hits=hits if self.scores.sources_ran else None,
            mentions=self.scores.mentions(trial) if answered else 0,
            surface=once(str(model.get("surface") or "api")),
            claim_sha256=once(claim.get("sha256", "")),
        )

    def _verdict(self, trial: str, status: Status) -> tuple[str | None, str | None]:
        if status is Status.FAILED:
            return None, None
        if status is Status.BLOCKED:  # no text to read: the status is the verdict
            return "non_response", "blocked"
        lines = self.scores.lines.get(self.scorer or "")
        brief = lines.brief(trial) if lines is not None else None
        return (brief.verdict, brief.detail) if brief else (None, None)

    def _once(self, value: Any) -> Any:
        return self.pool.setdefault(value, value)


def _check(line: Mapping[str, Any]) -> None:
    """Touch what pages read later, so that a broken line is found with its number."""
    _ = line["prompt"], line["claim"]["statement"]
    for citation in (line.get("reply") or {}).get("citations") or ():
        _ = citation["url"]


def _number(value: Any, default: int) -> int:
    return default if value is None else int(value)
