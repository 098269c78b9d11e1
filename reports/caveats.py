"""Says what a reader must know before quoting a figure, the gravest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.corrected_table import validated
from reports.load import Run
from reports.planned import LIMITED, UNFINISHED, whole_plan
from reports.rates import total
from reports.story import subjects
from reports.words import Words
from scoring.transcript import Status

MANY_FAILED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """One thing to know; *loud* ones cast doubt on every figure."""

    text: str
    loud: bool = False


def caveats(run: Run, check: Mapping[str, Any], words: Words) -> tuple[Caveat, ...]:
    """What a reader must know before quoting, the gravest first."""
    made = [*_altered(run, words), *_dosed(run, words), *_control(check, words)]
    made += _status(run, words)
    made += _share_failed(run, words)
    scored = subjects(run).scored
    if len({r.claim for r in scored}) == 1:
        made.append(Caveat(text=words("warning.one_claim")))
    unread = (r for r in run.folded if r.verdict is None and r.status is not Status.FAILED)
    unscored = total(unread)
    if unscored:
        key = "warning.unscored" if run.scorer else "warning.not_scored"
        made.append(Caveat(text=words(key, n=unscored, scorer=run.scorer), loud=True))
    versions = sorted(run.scores.versions.get(run.scorer or "", ()))
    if len(versions) > 1:
        text = words("warning.mixed_versions", scorer=run.scorer, versions=", ".join(versions))
        made.append(Caveat(text=text))
    made += _judges(run, words)
    if run.notes.get("torn"):
        made.append(Caveat(text=words("warning.torn")))
    if scored:
        made.append(Caveat(text=validated(run, words)))
    return tuple(made)


def _judges(run: Run, words: Words) -> list[Caveat]:
    """A judge should not be of the family that it judges; where one is, its cells are marked."""
    told = []
    for judge in (run.meta.get("judging") or {}).get("judges") or ():
        if judge.get("same_family"):
            models = words.join(judge["same_family"])
            text = words("warning.same_family", judge=judge["label"], models=models)
            told.append(Caveat(text=text))
    return told


def _altered(run: Run, words: Words) -> list[Caveat]:
    altered = run.notes.get("altered")
    return [Caveat(text=words("warning.altered", n=altered), loud=True)] if altered else []


def _dosed(run: Run, words: Words) -> list[Caveat]:
    """A dose experiment's rates are over answers to planted results: nobody should quote them."""
    return [Caveat(text=words("warning.dosed"), loud=True)] if run.meta.get("dose") else []


def _control(check: Mapping[str, Any], words: Words) -> list[Caveat]:
    bad = [m["model"] for m in check["models"] if m["says"] == "misread"]
    if not bad:
        return []
    return [Caveat(text=words("warning.control_misread", models=words.join(bad)), loud=True)]


def _status(run: Run, words: Words) -> list[Caveat]:
    status, whole = run.meta.get("status"), whole_plan(run.meta)
    planned = int(run.meta.get("planned") or 0)
    missing = planned - len(run.rows)
    if status == "running":
        text = words("warning.running", done=len(run.rows), planned=planned)
        return [Caveat(text=text, loud=True)]
    told = []
    if status in UNFINISHED and status != LIMITED and missing > 0:
        told.append(Caveat(text=words(f"warning.{status}", missing=missing, planned=planned)))
    if whole > planned:
        told.append(Caveat(text=words("warning.limited", planned=planned, whole=whole)))
    return told


def _share_failed(run: Run, words: Words) -> list[Caveat]:
    failed = total(r for r in run.folded if r.status is Status.FAILED)
    if not run.rows or failed / len(run.rows) < MANY_FAILED:
        return []
    part = words.percent(failed / len(run.rows))
    text = words("warning.failed", failed=failed, asked=len(run.rows), share=part)
    return [Caveat(text=text)]


def _validated(run: Run, words: Words) -> str:
    if run.scores.reviews:
        return words("warning.reviewed", n=len(run.scores.reviews))
    return words("warning.not_validated", scorer=run.scorer)
