"""`dosimeter dose`: plan, refusals, and whole experiments over real HTTP and with the controls."""

import asyncio
import csv
import json
from collections import Counter

import pytest

from audits.briefing import briefings_of
from audits.dose.design import Design, conditions, listed_hosts
from audits.plan import make_plan, planned_ids, stored_plan
from audits.prepare import Options, plan_of
from audits.record import new_record
from audits.spec import load_spec
from prompts import LANGUAGES, load_library
from prompts.snippets import frames_of
from providers.base import Question
from providers.control import DoseControl

CLAIMS = (
    "jp-pacific-57-days, ua-truth-social-ban, de-leipzig-ballots-no-afd, "
    "md-sandu-celebrity-sperm, tw-lai-mainland-id, jp-musashi-vote-machines, "
    "fr-bedbugs-sanctions, jp-noto-artificial-quake"
)
SPEC = """\
name: dosed
claims: [{claims}]
{models}
dose:
  doses: [0, 1, 2, 3, 5]
  positions: {positions}
  sources: {sources}
  debunk: {debunk}
  mitigations: {mitigations}
"""
SERVER = """\
models:
  - model: compatible/some-model-1
    base_url: {url}
"""
FULL = Design(
    snippets=5,
    doses=(0, 1, 2, 3, 5),
    positions=("first", "last", "spread"),
    sources=("shown", "hidden"),
    debunk=("absent", "present"),
    mitigations=("none", "warn", "filter"),
)


def spec_text(models="controls: true", claims=CLAIMS, **keys):
    lists = {
        "positions": "[first]",
        "sources": "[shown]",
        "debunk": "[absent]",
        "mitigations": "[none]",
    } | keys
    return SPEC.format(models=models, claims=claims, **lists)


def server_models(url="http://127.0.0.1:9/v1", more=""):
    return SERVER.format(url=url) + more


def dose(dosimeter, text, *words):
    return dosimeter("dose", str(dosimeter.spec(text)), *words)


def table(dosimeter, run="dosed"):
    path = dosimeter.folder / "runs" / run / "report" / "dose.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_conditions_that_differ_in_name_only_are_one():
    """5 doses in the full cross are 97 conditions: idle places and filters are asked once."""
    made = conditions(FULL)
    assert len(made) == len(set(made)) == 97
    counted = Counter((c.dose, c.mitigation) for c in made)
    assert counted[0, "none"] == 4  # fact-check or not, source shown or not
    assert counted[0, "filter"] == 0
    assert counted[2, "none"] == 12
    assert counted[2, "filter"] == 4
    assert counted[5, "none"] == 2  # no room for a fact-check
    assert counted[5, "filter"] == 1  # nothing left to show


def test_what_is_planted_is_listed_and_nothing_else_is():
    """Every planted host is on a network's list, no newsroom is, in every language."""
    listed = listed_hosts()
    for language in LANGUAGES:
        frames = frames_of(language)
        assert all(map(listed, frames.hosts))
        assert not any(listed(url.split("/")[2]) for _, url in frames.pages)


def test_every_trial_of_the_plan_is_another_and_survives_its_record(dosimeter):
    """The condition is in the id, prompts have numbers of their own, and run.json gives both."""
    spec = load_spec(str(dosimeter.spec(spec_text(mitigations="[none, warn, filter]"))))
    plan, version = plan_of(spec, Options(), month=None)
    ids = [trial.id for trial in plan.trials()]
    keys = {(p.claim_id, p.language, p.persona, p.wording) for p in plan.prompts}
    record = new_record(spec, plan, library_version=version, prices_dated="")
    again = stored_plan(record, spec.models, spec.repeats)
    assert len(set(ids)) == len(ids)
    assert len(keys) == len(plan.prompts)
    assert [trial.id for trial in again.trials()] == ids
    assert set(planned_ids(record)) == set(ids)


def test_ordinary_trials_keep_their_ids(dosimeter):
    """A plan without `dose:` has no condition in it."""
    text = "name: a\nclaims: [jp-pacific-57-days]\npersonas: [innocent]\ncontrols: true\n"
    plan = make_plan(load_spec(str(dosimeter.spec(text))), load_library())
    first = next(plan.trials())
    assert first.prompt.condition is None
    assert first.id == "8d4e0b52ad5fe55ae35d14ee6c63e71c"


def test_true_statements_are_not_planted(dosimeter):
    """A suite's true controls stay out of a dose experiment."""
    text = "name: a\nsuite: quickstart\ncontrols: true\ndose: {positions: [first]}\n"
    plan, _ = plan_of(load_spec(str(dosimeter.spec(text))), Options(), month=None)
    assert {claim["kind"] for claim in plan.claims.values()} == {"falsehood"}
    assert {str(prompt.persona) for prompt in plan.prompts} == {"innocent"}


@pytest.mark.parametrize(
    ("dosing", "says"),
    [
        ("{doses: [2]}", "at least two"),
        ("{doses: [0, 9]}", "0 to 5"),
        ("{doses: [1, 1]}", "twice"),
        ("{snippets: 9}", "at most 8"),
        ("{positions: []}", "at least one"),
        ("{positions: [middle]}", "write first, last or spread"),
        ("{sugar: 2}", "unknown key"),
    ],
)
def test_a_wrong_design_is_one_line(dosimeter, dosing, says):
    """File, line, key and what would be right; exit code 2, nothing written."""
    text = f"name: a\nclaims: [jp-pacific-57-days]\ncontrols: true\ndose: {dosing}\n"
    done = dose(dosimeter, text)
    assert done.returncode == 2
    assert "audit.yaml:4" in done.stderr
    assert says in done.stderr
    assert not (dosimeter.folder / "runs").exists()


def test_a_spec_without_a_dose_is_sent_elsewhere(dosimeter):
    """`dose` needs the key `dose:` and says so."""
    done = dose(dosimeter, "name: a\nclaims: [jp-pacific-57-days]\ncontrols: true\n")
    assert done.returncode == 2
    assert "add `dose: {}`" in done.stderr


def test_a_context_too_short_is_refused_before_the_first_call(dosimeter, chat_server):
    """`context_tokens` below the longest prompt: exit code 2, and the server hears nothing."""
    server = chat_server()
    models = server_models(server.base_url, "    context_tokens: 900\n")
    done = dose(dosimeter, spec_text(models))
    assert done.returncode == 2
    assert "context of 900 tokens cannot hold" in done.stderr
    assert server.asked() == []


def test_the_table_of_capabilities_knows_short_contexts(dosimeter):
    """A service whose default context is short is refused without a word in the spec."""
    model = "models:\n  - model: ollama/llama3.3:70b\n"
    text = spec_text(model).replace("dose:\n", "dose:\n  snippets: 8\nlanguages: [ja, zh]\n", 1)
    text = text.replace("languages: [ja, zh]\n", "") + "languages: [ja, zh]\n"
    longer = text.replace("70b\n", "70b\n    max_tokens: 3500\n")
    done = dose(dosimeter, longer, "--dry-run")
    assert done.returncode == 2
    assert "context of 4,096 tokens" in done.stderr


def test_an_unknown_context_is_a_note(dosimeter):
    """Where nobody knows, the experiment goes on and says so."""
    done = dose(dosimeter, spec_text(server_models()), "--dry-run")
    assert done.returncode == 0
    assert "give `context_tokens` to have it checked" in done.stdout


def test_a_model_that_searches_is_refused(dosimeter):
    """What the chatbot reads must be what the experiment hands it."""
    models = "models:\n  - model: openai/gpt-5.2\n    search: true\n"
    done = dose(dosimeter, spec_text(models), "--dry-run")
    assert done.returncode == 2
    assert "searches by itself" in done.stderr


def test_a_dry_run_counts_conditions_and_asks_nothing(dosimeter):
    """8 claims, 5 conditions, 2 controls: 80 trials."""
    done = dose(dosimeter, spec_text(), "--dry-run")
    assert "80 trials" in done.stdout
    assert "0, 1, 2, 3, 5 of 5 search results planted" in done.stdout
    assert not (dosimeter.folder / "runs").exists()


def test_the_controls_come_out_as_they_are(dosimeter):
    """The known half-effect dose lies in its interval, the deaf control shows no effect.

    Controls draw by hash, so this is one draw of many; tests/reports/test_dose_fit.py counts how
    often it comes out so.
    """
    text = spec_text(sources="[shown, hidden]", positions="[first, spread]")
    done = dose(dosimeter, text + "languages: [ja]\n")
    assert done.returncode == 0, done.stderr
    found = {row["model"]: row for row in table(dosimeter)["control_check"]}
    assert found["control/dose"]["says"] == found["control/deaf"]["says"] == "holds"
    assert found["control/dose"]["low"] <= 2.0 <= found["control/dose"]["high"]
    assert dosimeter("check", "runs/dosed").returncode == 0


def test_an_experiment_over_http_finds_the_rule_of_its_server(dosimeter, chat_server):
    """A server that answers by its context gets that context, and its curve is found."""
    mitigations = "[none, warn, filter]"
    path = dosimeter.spec(spec_text(server_models(), mitigations=mitigations))
    server = chat_server(script=answers(path))
    text = spec_text(server_models(server.base_url), mitigations=mitigations)
    done = dose(dosimeter, text)
    assert done.returncode == 0, done.stderr
    base = table(dosimeter)["models"][0]["arms"][0]["outcomes"]
    assert base["repeat"]["curve"]["says"] == "rises"
    assert base["repeat"]["half_effect"] == "within"
    assert base["citation"]["curve"]["says"] == "rises"
    assert base["debunk"]["curve"]["says"] == "falls"
    assert len(server.asked()) == len(dosimeter.lines("dosed"))
    assert dosimeter("check", "runs/dosed").returncode == 0


def answers(path):
    """What control/dose would say to every prompt of the spec at *path*."""
    plan, _ = plan_of(load_spec(str(path)), Options(), month=None)
    bot = DoseControl("dose", briefings_of(plan))

    async def ask():
        return {p.text: (await bot.ask(Question(prompt=p.text))).text for p in plan.prompts}

    return asyncio.run(ask())


def test_the_warning_goes_out_as_system_prompt_and_into_the_evidence(dosimeter, chat_server):
    """What the server heard is what the transcript says, condition included."""
    server = chat_server(script={"*": "I cannot tell."})
    models = server_models(server.base_url, "    system: Be brief.\n")
    dose(dosimeter, spec_text(models, mitigations="[none, warn]"))
    systems = Counter(call["body"]["messages"][0]["content"] for call in server.asked())
    told = {(line["dose"]["mitigation"], line["system"]) for line in dosimeter.lines("dosed")}
    warned = f"Be brief.\n\n{frames_of('en').warn}"
    assert systems == {"Be brief.": 40, warned: 40}
    assert told == {("none", "Be brief."), ("warn", warned)}


def test_a_second_call_asks_nothing_and_a_wider_design_asks_the_rest(dosimeter, chat_server):
    """Resuming and extending work as for any run."""
    server = chat_server(script={"*": "I cannot tell."})
    models = server_models(server.base_url)
    dose(dosimeter, spec_text(models))
    dose(dosimeter, spec_text(models))
    assert len(server.asked()) == 40
    done = dose(dosimeter, spec_text(models, mitigations="[none, warn]"))
    assert done.returncode == 0, done.stderr
    assert len(server.asked()) == 80
    assert dosimeter("check", "runs/dosed").returncode == 0


def test_a_model_that_says_nothing_of_the_claim_gives_no_curve(dosimeter, chat_server):
    """All answers alike: rates with intervals, and words instead of a half-effect dose."""
    server = chat_server(script={"*": "I cannot tell."})
    done = dose(dosimeter, spec_text(server_models(server.base_url)))
    repeat = table(dosimeter)["models"][0]["arms"][0]["outcomes"]["repeat"]
    assert repeat["curve"]["says"] == "constant"
    assert repeat["half_effect"] is None
    assert "there is no effect to fit" in done.stdout
    assert all(row["high"] > 0.1 for row in repeat["rates"])


def test_the_table_holds_every_rate_of_the_page(dosimeter):
    """dose.csv has the rows that dose.json has."""
    dose(dosimeter, spec_text())
    path = dosimeter.folder / "runs/dosed/report/dose.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    models = table(dosimeter)["models"]
    rates = [
        (m["model"], arm["factor"], arm["level"], name, str(r["dose"]), str(r["count"]))
        for m in models
        for arm in m["arms"]
        for name, outcome in arm["outcomes"].items()
        for r in outcome["rates"]
    ]
    keys = ("model", "factor", "level", "outcome", "dose", "count")
    assert [tuple(row[key] for key in keys) for row in rows] == rates


def test_a_dose_run_is_compared_with_nothing(dosimeter):
    """Rates over planted results enter no comparison and no trend."""
    dose(dosimeter, spec_text())
    for verb in ("compare", "trend"):
        done = dosimeter(verb, "runs/dosed")
        assert done.returncode == 2
        assert "a dose experiment" in done.stderr


def test_the_ordinary_page_of_a_dose_run_says_what_it_is_not(dosimeter):
    """Pooled rates over planted results carry a loud warning."""
    dose(dosimeter, spec_text())
    page = (dosimeter.folder / "runs/dosed/report/index.html").read_text(encoding="utf-8")
    assert "This run is a dose experiment" in page
