"""Lets models judge the answers of a run: asked like audited models, stored like evidence."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from audits.budget import Budget
from audits.clock import utc_now
from audits.errors import SpecError
from audits.folder import RunFolder, write_record
from audits.judge_names import is_judge
from audits.judging_asking import ask_judges
from audits.judging_bench import Bench, mend_judgements, open_bench
from audits.judging_scores import judging_row, write_scores
from audits.judging_votes import judges_spent
from audits.prepare import refuse_unmet
from audits.pricing import prices_of, refuse_unpriced
from audits.record import AT_BUDGET, INCOMPLETE, INTERRUPTED, RUNNING, Row, ended
from audits.spec import Judge, parse_spec
from providers.errors import SettingsError
from providers.registry import make_provider
from providers.retry import RetryPolicy

Say = Callable[[str], None]


def judges_wanted(record: Row, names: Sequence[str]) -> tuple[Judge, ...]:
    """The judges of the spec that the run was made with, if *names* (none: all) ask for them."""
    if "spec" not in record or (names and not any(map(is_judge, names))):
        return ()
    spec = parse_spec(record["spec"]["text"].encode(), record["spec"]["path_name"])
    known = ("judge", *spec.scorer_names)
    for name in names:
        if is_judge(name) and (name not in known or not spec.judges):
            judges = ", ".join(judge.scorer for judge in spec.judges) or "none"
            raise SpecError(
                f"`{name}` is no judge of this run; it has {judges} "
                "(`{judge: provider/model}` under `scorers:` adds one)"
            )
    return spec.judges


def refuse_judges(judges: Sequence[Judge], *, budget_usd: float | None) -> None:
    """Check what judges need before anything is asked: settings, prices under a cap, keys."""
    models = tuple(judge.model for judge in judges)
    refuse_unmet(models)
    if budget_usd is not None:
        refuse_unpriced(prices_of(models))
    for model in models:
        try:
            provider = make_provider(model.provider, model.settings)
        except SettingsError as error:
            raise SpecError(f"judge {model.label}: {error}") from error
        asyncio.run(provider.aclose())


def judge_run(
    folder: RunFolder,
    record: Row,
    judges: Sequence[Judge],
    *,
    budget_usd: float | None,
    say: Say,
    again: bool = False,
    policy: RetryPolicy | None = None,
) -> Row:
    """Ask for every vote that is still open, score what is complete; returns the closing record.

    A vote that was given is never asked for again. *again* begins new score files from the stored
    votes; it asks nothing anew.
    """
    mended = mend_judgements(folder, judges)
    record = record | {"notes": list(dict.fromkeys([*record["notes"], *mended]))}
    bench = open_bench(folder, judges)
    budget = _budget(folder, record, budget_usd)
    status = None
    if bench.missing:
        status, record = _ask(folder, record, bench, budget, say, policy or RetryPolicy())
    record = write_scores(folder, record, bench, again=again)
    record = record | {"judging": judging_row(bench)} | _costs(record, budget)
    record = record | {"status": _status(record, status)}
    write_record(folder, record)
    return record


def _ask(
    folder: RunFolder, record: Row, bench: Bench, budget: Budget, say: Say, policy: RetryPolicy
) -> tuple[str, Row]:
    """Ask for the open votes; returns the status and the record with this session in it."""
    started_at, before = utc_now(), bench.calls

    def save(live: Row) -> None:
        fresh = {"status": RUNNING, "live": live}
        write_record(folder, record | fresh | _costs(record, budget))

    refuse_judges([seat.judge for seat in bench.seats], budget_usd=budget.cap_usd)
    names = ", ".join(seat.scorer for seat in bench.seats)
    say(f"{names}: asking for {bench.missing} votes over the network")
    write_record(folder, record | {"status": RUNNING})
    status, lanes = ask_judges(folder, bench, budget, policy=policy, save=save, say=say)
    session = {
        "started_at": started_at,
        "finished_at": utc_now(),
        "status": status,
        "asked": 0,
        "judge_calls": bench.calls - before,
    }
    return status, record | {
        "sessions": [*record["sessions"], session],
        "limits": [*record["limits"], *lanes],
    }


def _budget(folder: RunFolder, record: Row, cap_usd: float | None) -> Budget:
    """The run's budget with all that was spent, by audited models and by judges."""
    spent: dict[str, Any] = dict(record["cost_by_model"]) | judges_spent(folder.judgements)
    return Budget(cap_usd=cap_usd, spent_usd=sum(spent.values()), by_model=spent)


def _costs(record: Row, budget: Budget) -> Row:
    known = {label: round(cost, 6) for label, cost in budget.by_model.items()}
    total = round(sum(known.values()), 6) if known else record["cost_usd"]
    return {"cost_usd": total, "cost_by_model": known}


def _status(record: Row, asked: str | None) -> str:
    """The run's status once its judges have been asked as well."""
    missing = record["counts"]["missing"]
    if asked in (INTERRUPTED, AT_BUDGET):
        return asked
    if missing and record["status"] in (INTERRUPTED, AT_BUDGET):
        return str(record["status"])
    return INCOMPLETE if missing or record["judging"]["missing_votes"] else ended(record)
