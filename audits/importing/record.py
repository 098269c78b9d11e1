"""What run.json says of answers collected by hand: they are planned trials like any other."""

from collections.abc import Iterable, Mapping
from typing import Any

from audits.errors import RunError
from audits.importing.planning import Taken, app_trial_id
from audits.plan import asked_ids, is_app, plan_hash, planned_ids, read_prompt

Row = dict[str, Any]


def with_imported(record: Row, models: Iterable[Row], trials: Iterable[Row]) -> Row:
    """The record with further collected trials and the apps that gave them, each once."""
    listed = {row["label"]: row for row in [*record["models"], *models]}
    known = {_id(listed, row): row for row in record.get("imported", ())}
    for row in trials:
        known.setdefault(_id(listed, row), row)
    return _recounted(record | {"models": list(listed.values()), "imported": list(known.values())})


def with_taken(record: Row, taken: Taken) -> Row:
    """The record with every collected trial that the transcripts hold.

    An import that was killed between storing its answers and noting them is made good so.
    """
    return with_imported(record, taken.models.values(), taken.trials.values())


def keep_imported(old: Mapping[str, Any], new: Row) -> Row:
    """Carry collected trials over into the record of a run that goes on under a new plan.

    Raises `RunError` if a claim of theirs was edited: the answers were to the old one.
    """
    trials = old.get("imported") or []
    if not trials:
        return new
    asked = {row["prompt"]["claim_id"] for row in trials}
    claims = {row["id"]: row for row in new["claims"]}
    for claim in old["claims"]:
        if claim["id"] not in asked:
            continue
        if claims.setdefault(claim["id"], claim)["sha256"] != claim["sha256"]:
            raise RunError(
                f"claim `{claim['id']}` was edited since answers to it were imported; restore "
                "it, or begin a run of another name"
            )
    apps = [row for row in old["models"] if is_app(row)]
    carried = {"claims": list(claims.values()), "imports": old.get("imports", [])}
    return with_imported(new | carried, apps, trials)


def _recounted(record: Row) -> Row:
    planned = sum(1 for _ in asked_ids(record)) + len(record["imported"])
    fresh = record | {"planned": planned, "plan_sha256": plan_hash(planned_ids(record))}
    return fresh | {"counts": record["counts"] | {"planned": planned}}


def _id(models: Mapping[str, Row], row: Row) -> str:
    return app_trial_id(models[row["label"]], read_prompt(row["prompt"]), row["repeat"])
