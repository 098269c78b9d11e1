"""Labels, trial ids and plans follow from what they describe, and from nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from audits.model import Model, derive_label
from audits.plan import Plan, plan_hash
from audits.trial import make_trial
from prompts import Persona, Prompt
from providers.base import Settings

SETTINGS = st.builds(
    Settings,
    model=st.sampled_from(["a", "a-1", "b:70b"]),
    base_url=st.sampled_from([None, "http://127.0.0.1:1/v1", "http://127.0.0.1:1/v2"]),
    api=st.sampled_from([None, "chat", "responses"]),
    search=st.sampled_from([None, True, False]),
    location=st.sampled_from([None, {"country": "JP"}, {"country": "JP", "city": "Osaka"}]),
    temperature=st.sampled_from([None, 0.0, 0.5, 1.0]),
    max_tokens=st.sampled_from([None, 1, 100]),
    extra=st.sampled_from([{}, {"effort": "low"}, {"effort": "high"}]),
)
SYSTEMS = st.sampled_from([None, "", "Be brief.", "Be brief. "])


def prompt(text: str = "Did it happen?", wording: int = 1) -> Prompt:
    return Prompt(
        claim_id="c", persona=Persona.INNOCENT, language="en", wording=wording, text=text
    )


@given(one=SETTINGS, other=SETTINGS, system=SYSTEMS, other_system=SYSTEMS)
def test_two_different_settings_never_share_a_label(one, other, system, other_system):
    """A label is a function of the settings, and different settings give different labels."""
    same = (one, system) == (other, other_system)
    labels = derive_label("p", one, system), derive_label("p", other, other_system)
    assert (labels[0] == labels[1]) == same


@given(one=SETTINGS, other=SETTINGS, repeats=st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_a_trial_id_changes_exactly_with_what_defines_the_trial(one, other, repeats):
    """Settings and repeat change the id; label and limits do not."""
    first = make_trial(prompt(), Model(label="x", provider="p", settings=one), repeats[0])
    second = make_trial(prompt(), Model(label="y", provider="p", settings=other), repeats[1])
    assert (first.id == second.id) == ((one, repeats[0]) == (other, repeats[1]))


def test_the_number_of_a_wording_does_not_change_the_trial_id():
    """Renumbering wordings keeps answers valid: the text defines the trial."""
    model = Model(label="x", provider="p", settings=Settings(model="a"))
    assert make_trial(prompt(wording=1), model, 1).id == make_trial(prompt(wording=2), model, 1).id


@given(order=st.permutations(["q1", "q2", "q3", "q4"]), limit=st.none() | st.integers(0, 30))
def test_a_plan_has_the_same_trials_whatever_the_order_of_its_prompts(order, limit):
    """Without a limit the set of trial ids does not depend on order; with one it has that size."""
    models = tuple(Model(label=m, provider="p", settings=Settings(model=m)) for m in ("m1", "m2"))

    def plan(texts: list[str], limit: int | None) -> Plan:
        prompts = tuple(prompt(text) for text in texts)
        return Plan(prompts=prompts, models=models, repeats=2, claims={}, limit=limit)

    whole = [trial.id for trial in plan(order, None).trials()]
    assert len(set(whole)) == len(whole) == 16
    assert plan_hash(whole) == plan_hash(t.id for t in plan(sorted(order), None).trials())
    cut = [trial.id for trial in plan(order, limit).trials()]
    assert cut == whole[:limit]
    assert len(plan(order, limit)) == len(cut)
