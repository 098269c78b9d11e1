"""`dosimeter run`: the whole audit."""

import sys
from pathlib import Path
from typing import Any

import click

from audits.batching import EVERY_S
from audits.commands.shared import report_run, run_options, tell
from audits.folder import beginning, read_record
from audits.journal import journal
from audits.judging import judge_run
from audits.judging_votes import judges_spent
from audits.prepare import Options, begin, run_folder
from audits.record import AT_BUDGET, INTERRUPTED, limit_remark
from audits.run import collect
from audits.score import score_run
from audits.spec import Spec, load_spec


@click.command()
@click.argument("spec")
@run_options
@click.option(
    "--batch-every",
    type=click.FloatRange(min=0.01),
    default=EVERY_S,
    show_default=True,
    help="Seconds between two looks at a batch, at first.",
)
@click.option("--abandon-batches", is_flag=True, help="Forget batches that are out; ask anew.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes for scoring.")
def command(
    spec: str,
    out: Path | None,
    limit: int | None,
    budget: float | None,
    dry_run: bool,
    collect_only: bool,
    log: Path | None,
    batch_every: float,
    abandon_batches: bool,
    retry_failed: bool,
    workers: int | None,
    language: str,
    claims: Path | None,
    networks: Path | None,
) -> int:
    """Plan, ask, store, score and report the audit that SPEC describes.

    SPEC is a YAML file, or the name of a built-in one (default, quickstart). The same command
    again goes on where it stopped; what was answered is never asked twice. docs/spec.md lists
    the keys of a spec.

    \b
    Examples:
      dosimeter run default
      dosimeter run november.yaml --dry-run
      dosimeter run november.yaml --budget 40

    Exit codes: 0 done; 1 done, but some trials failed; 2 wrong input; 3 stopped at the budget;
    130 interrupted.
    """
    options = Options(
        out=out,
        limit=limit,
        budget_usd=budget,
        claims=claims,
        networks=networks,
        retry_failed=retry_failed,
    )
    audit = load_spec(spec)
    if dry_run:
        from audits.dry_run import describe_plan

        for line in describe_plan(audit, options):
            tell(line)
        return 0
    return perform(
        audit,
        options,
        spec=spec,
        language=language,
        workers=workers,
        log=log,
        batch_every=batch_every,
        abandon_batches=abandon_batches,
        collect_only=collect_only,
    )


def perform(
    audit: Spec,
    options: Options,
    *,
    spec: str,
    language: str,
    workers: int | None = None,
    log: Path | None = None,
    batch_every: float = EVERY_S,
    abandon_batches: bool = False,
    collect_only: bool = False,
) -> int:
    """Ask, store, score and report *audit*; *spec* is its file's name, for what is said."""
    budget = options.budget_usd
    with beginning(run_folder(audit, options)), journal(log) as events:
        folder, record, plan = begin(audit, options)
        cap = budget if budget is not None else audit.budget_usd
        record = collect(
            folder,
            record,
            plan,
            budget_usd=cap,
            retry_failed=options.retry_failed,
            say=_say,
            judges=audit.judges,
            judges_spent=judges_spent(folder.judgements),
            log=events,
            batch_every_s=batch_every,
            abandon_batches=abandon_batches,
        )
        if collect_only:
            _say(f"collected into {folder.path}; the same command without --collect-only scores")
            return _farewell(record, spec, folder.path)
        score_run(folder, audit.scorers, networks=options.networks, workers=workers)
        if audit.judges and record["status"] != INTERRUPTED:
            fresh = read_record(folder)
            record = judge_run(folder, fresh, audit.judges, budget_usd=cap, say=_say)
        report_run(folder, language, record["cost_by_model"])
    return _farewell(record, spec, folder.path)


def _farewell(record: dict[str, Any], spec: str, run: Path) -> int:
    """The last line says what to do next; the exit code says how it went."""
    counts = record["counts"]
    votes = record.get("judging", {}).get("missing_votes", 0)
    if record["status"] == INTERRUPTED:
        _say(f"interrupted; `dosimeter run {spec}` goes on where this stopped")
        return 130
    if record["status"] == AT_BUDGET:
        judges = f" and {votes} votes of judges to come" if votes else ""
        _say(
            f"stopped at the budget with {counts['missing']} trials to ask{judges}; "
            f"`dosimeter run {spec} --budget MORE` goes on"
        )
        return 3
    if counts["missing"]:
        _say(f"{counts['missing']} trials were not asked; mend what is said above and run again")
    if votes:
        _say(f"{votes} votes of judges are missing; `dosimeter score {run}` asks for them again")
    if counts["failed"]:
        _say(
            f"{counts['failed']} trials failed; `dosimeter run {spec} --retry-failed` asks them "
            f"again, `dosimeter status {run}` says why"
        )
    if (cut := limit_remark(record)) is not None:
        _say(f"{cut}; `dosimeter run {spec}` without it asks the rest")
    return 1 if counts["failed"] or counts["missing"] or votes else 0


def _say(line: str) -> None:
    tell(line, err=True)
    sys.stderr.flush()
