"""What a run would ask and cost, before any call."""

from collections import Counter
from collections.abc import Iterator

from audits.dose.design import conditions
from audits.dose.refusing import refuse_dose
from audits.folder import RunFolder, read_record
from audits.judging_price import describe_judging
from audits.judging_votes import judges_spent
from audits.model import Price
from audits.plan import Plan
from audits.prepare import Options, next_plan, plan_of, refuse_unmet, run_folder
from audits.pricing import expected_usd, prices_of, reserve_usd, rough_tokens
from audits.refusals import refusals
from audits.spec import Spec
from audits.state import State, read_state
from audits.trial import Trial


def describe_plan(spec: Spec, options: Options) -> Iterator[str]:
    """Lines for a terminal: trials, tokens and price for each model, and what is done already.

    What `run` would refuse before it asks is named, too: a plan that cannot begin is none.
    """
    notes = refuse_unmet(spec.models)
    folder = RunFolder(run_folder(spec, options))
    if folder.exists():
        plan, _ = next_plan(spec, options, read_record(folder))
        state = read_state(folder.transcripts)
        state.spent.update(judges_spent(folder.judgements))
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
    cap = options.budget_usd if options.budget_usd is not None else spec.budget_usd
    yield _total(todo, prices, done=len(plan) - len(todo)) + _budget(cap, state)
    yield from describe_judging(folder, spec.judges, to_ask=len(todo))
    asked = {trial.model.label: trial.model for trial in todo}.values()
    for why in refusals(folder, asked, spec.judges, prices, budget_usd=cap):
        yield f"would be refused: {why}"


def _heading(spec: Spec, plan: Plan) -> str:
    personas = Counter(str(prompt.persona) for prompt in plan.prompts)
    languages = Counter(prompt.language for prompt in plan.prompts)
    month = f", month {plan.month}" if plan.month else ""
    claims = len({prompt.claim_id for prompt in plan.prompts})  # an untranslated one is not asked
    return (
        f"{spec.name}{month}: {_many(len(plan), 'trial')} = {_many(len(plan.prompts), 'prompt')} "
        f"({_many(claims, 'claim')}; {_counted(personas)}; {_counted(languages)}) "
        f"x {_many(len(plan.models), 'model')} x {_many(plan.repeats, 'repeat')}"
        + (f", cut to {plan.limit}" if plan.limit is not None else "")
    )


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


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
    known = longest = 0.0
    for trial in todo:
        price = prices[trial.model.label]
        known += expected_usd(trial, price) if price else 0.0
        longest += reserve_usd(trial, price)
    unknown = sorted({t.model.label for t in todo if prices[t.model.label] is None})
    rest = f", besides {', '.join(unknown)}" if unknown else ""
    cost = f"about ${known:.2f} (at most ${longest:.2f})"
    return f"in all {len(todo)} calls, {cost}{rest}; {done} already done"


def _budget(cap_usd: float | None, state: State) -> str:
    if cap_usd is None:
        return ""
    spent = sum(state.spent.values())
    return f"; budget ${cap_usd:.2f}" + (f", ${spent:.2f} of it spent" if spent else "")
