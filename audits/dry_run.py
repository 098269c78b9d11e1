"""What a run would ask and cost, before any call."""

from collections import Counter
from collections.abc import Iterator

from audits.dose.design import conditions
from audits.dose.refusing import refuse_dose
from audits.folder import RunFolder, read_record
from audits.judging_price import describe_judging
from audits.model import Price
from audits.plan import Plan
from audits.prepare import Options, next_plan, plan_of, refuse_unmet, run_folder
from audits.pricing import expected_usd, prices_of, reserve_usd, rough_tokens
from audits.spec import Spec
from audits.state import State, read_state
from audits.trial import Trial


def describe_plan(spec: Spec, options: Options) -> Iterator[str]:
    """Lines for a terminal: trials, tokens and price for each model, and what is done already."""
    notes = refuse_unmet(spec.models)
    folder = RunFolder(run_folder(spec, options))
    if folder.exists():
        plan, _ = next_plan(spec, options, read_record(folder))
        state = read_state(folder.transcripts)
    else:
        plan, _ = plan_of(spec, options, month=None)
        state = State()
    todo = [t for t in plan.trials() if state.is_open(t.id, retry_failed=options.retry_failed)]
    notes += refuse_dose(plan)
    yield _heading(spec, plan)
    yield from _doses(spec)
    yield from (f"note: {note}" for note in notes)
    yield from _missing_languages(plan)
    prices = prices_of(plan.models)
    for model in plan.models:
        own = [trial for trial in todo if trial.model.label == model.label]
        yield f"{model.label}: {_share(own, prices[model.label])}"
    yield _total(todo, prices, done=len(plan) - len(todo))
    yield from describe_judging(folder, spec.judges, to_ask=len(todo))


def _heading(spec: Spec, plan: Plan) -> str:
    personas = Counter(str(prompt.persona) for prompt in plan.prompts)
    languages = Counter(prompt.language for prompt in plan.prompts)
    month = f", month {plan.month}" if plan.month else ""
    return (
        f"{spec.name}{month}: {len(plan)} trials = {len(plan.prompts)} prompts "
        f"({len(plan.claims)} claims; {_counted(personas)}; {_counted(languages)}) "
        f"x {len(plan.models)} models x {plan.repeats} repeats"
        + (f", cut to {plan.limit}" if plan.limit is not None else "")
    )


def _doses(spec: Spec) -> Iterator[str]:
    if spec.dose is not None:
        doses = ", ".join(map(str, spec.dose.doses))
        asked = len(conditions(spec.dose))
        yield (
            f"dose experiment: {doses} of {spec.dose.snippets} search results planted; "
            f"each question is put in {asked} conditions"
        )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _missing_languages(plan: Plan) -> Iterator[str]:
    lacking: dict[str, list[str]] = {}
    for claim, language in plan.untranslated:
        lacking.setdefault(language, []).append(claim)
    for language, claims in lacking.items():
        yield f"note: not in {language}, so not asked in it: {', '.join(claims)}"


def _share(trials: list[Trial], price: Price | None) -> str:
    tokens = sum(rough_tokens(trial) for trial in trials)
    told = f"{len(trials)} calls, about {tokens:,} tokens"
    if price is None:
        return f"{told}, price unknown"
    expected = sum(expected_usd(trial, price) for trial in trials)
    longest = sum(reserve_usd(trial, price) for trial in trials)
    return f"{told}, about ${expected:.2f} (at most ${longest:.2f}; {price.source})"


def _total(todo: list[Trial], prices: dict[str, Price | None], *, done: int) -> str:
    known = 0.0
    for trial in todo:
        price = prices[trial.model.label]
        known += expected_usd(trial, price) if price else 0.0
    unknown = sorted({t.model.label for t in todo if prices[t.model.label] is None})
    rest = f", besides {', '.join(unknown)}" if unknown else ""
    return f"in all {len(todo)} calls, about ${known:.2f}{rest}; {done} already done"
