"""A spec is read whole or refused with file, line, key and what would be right."""

import pytest

from audits.errors import SpecError
from audits.spec import load_spec

GOOD = """\
name: trial
claims: [jp-pacific-57-days]
models:
  - model: compatible/some-model-1
    base_url: http://127.0.0.1:9/v1
    temperature: 0.5
    extra: {effort: low, top_k: 5, deep: {on: true}}
"""


def spec(tmp_path, text):
    path = tmp_path / "audit.yaml"
    path.write_text(text, encoding="utf-8")
    return load_spec(str(path))


def test_a_good_spec_is_read_with_its_types(tmp_path):
    """Numbers become numbers, also inside `extra`, where no schema says so."""
    settings = spec(tmp_path, GOOD).models[0].settings
    assert settings.temperature == 0.5
    assert settings.extra == {"effort": "low", "top_k": 5, "deep": {"on": True}}


def test_the_model_id_may_hold_slashes_and_colons(tmp_path):
    """Only the first slash parts the provider from the id."""
    text = GOOD.replace("compatible/some-model-1", "compatible/meta-llama/llama3.3:70b")
    assert spec(tmp_path, text).models[0].requested == "meta-llama/llama3.3:70b"


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (("name: trial", "nome: trial"), ":1: nome", "unknown key"),
        (("name: trial", "name: ../up"), ":1: name", "becomes a folder"),
        (("claims: [jp-pacific-57-days]", ""), ":1:", "suite: NAME"),
        (("compatible/some-model-1", "gpt-5"), ":4: models.0.model", "provider/exact-id"),
        (("compatible/some-model-1", "openai/gpt-latest"), ":4: models.0.model", "allow_alias"),
        (("temperature: 0.5", "temperature: hot"), ":6: models.0.temperature", "number"),
        (("temperature: 0.5", "temprature: 0.5"), ":6: models.0.temprature", "unknown key"),
        (("http://127.0.0.1:9/v1", "ftp://x"), ":5: models.0.base_url", "http://"),
        (("http://127.0.0.1:9/v1", "http://me:key@x/"), ":5: models.0.base_url", "environment"),
        (("temperature: 0.5", "temperature: 0.5\n    temperature: 1"), ":7:", "line 6"),
        (("name: trial", "name: trial\nrepeats: 0"), ":2: repeats", "at least 1"),
        (("name: trial", "name: trial\nlanguages: [xx]"), ":2: languages", "xx"),
        (("name: trial", "name: [a"), ":", "not YAML"),
        (("name: trial", "name: trial\nmonth: 2026-13"), ":2: month", "a month such as 2026-11"),
        (("name: trial", "name: trial\nbudget_usd: forty"), ":2: budget_usd", "US dollars"),
        (("models:", "modles:"), ":3: modles", "did you mean `models`?"),
        (("temperature: 0.5", "serach: true"), ":6: models.0.serach", "did you mean `search`?"),
        (("temperature: 0.5", "price: {input: 1, otput: 1}"), ":6: models.0.price", "`output`"),
        (("compatible/some-model-1", "opnai/gpt-5"), ":4: models.0.model", "mean `openai`?"),
        (("compatible/some-model-1", "chatbot/x-1"), ":4: models.0.model", "known are control"),
        (("name: trial", "name: trial\nscorers: [judge]"), ":2: scorers.0", "{judge: provider/"),
        (
            ("name: trial", "name: trial\nscorers: [{judge: opnai/gpt-5}]"),
            ":2: scorers.0.judge",
            "`openai`",
        ),
        (
            ("name: trial", "name: trial\nscorers: [{judge: openai/gpt-5, vote: 3}]"),
            ":2: scorers.0.vote",
            "did you mean `votes`?",
        ),
        (("- model: compatible/some-model-1\n    b", "- b"), ":4: models.0.model", "is missing"),
        (("temperature: 0.5", "location: {country: Japan}"), ":6: models.0.location", "alpha-2"),
        (("temperature: 0.5", "location: {country: jpn}"), ":6: models.0.location", "alpha-2"),
        (("temperature: 0.5", "location: {country: UK}"), ":6: models.0.location", "is GB"),
    ],
)
def test_a_wrong_spec_is_refused_with_file_line_key_and_remedy(tmp_path, change, where, says):
    """Each kind of mistake is named where it stands, with what would be right."""
    with pytest.raises(SpecError) as refused:
        spec(tmp_path, GOOD.replace(*change))
    assert f"audit.yaml{where}" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "wrong",
    ["scorers: [judge]", "scorers: [[x]]", "scorers: [{judge: a/b, votes: 99}]", "month: 2026-13",
     "budget_usd: forty", "dose: 5", "alert: x", "personas: [rude]", "repeats: 0", "controls: so",
     "notify: {email: x}", "wordings: many"],
)  # fmt: skip
def test_a_wrong_value_is_one_line_in_the_words_of_the_spec(tmp_path, wrong):
    """No name of a class, no regular expression, not a line for each thing tried."""
    with pytest.raises(SpecError) as refused:
        spec(tmp_path, GOOD.replace("name: trial", f"name: trial\n{wrong}"))
    said = str(refused.value)
    assert len(said.splitlines()) == 1
    assert f"audit.yaml:2: {wrong.split(':')[0]}" in said
    assert "does not fit; write " in said
    for inside in ("Input", "Entry", "literal", "dictionary", "pattern", "instance", "$"):
        assert inside not in said


@pytest.mark.parametrize("country", ["JP", "jp", "GB", "XK"])
def test_a_country_is_known_by_its_iso_code(tmp_path, country):
    """Capitals do not matter; Kosovo has a code that is in use."""
    text = GOOD.replace("temperature: 0.5", f"location: {{country: {country}}}")
    assert spec(tmp_path, text).models[0].settings.location == {"country": country}


def test_all_mistakes_are_listed_at_once(tmp_path):
    """One mistake does not hide another."""
    text = GOOD.replace("name: trial", "name: trial\nrepeats: x").replace("0.5", "hot")
    with pytest.raises(SpecError) as refused:
        spec(tmp_path, text)
    assert len(str(refused.value).splitlines()) == 2


def test_a_key_put_in_place_of_its_variable_is_not_repeated_in_the_error(tmp_path):
    """Somebody who pastes a key into key_env does not find it in the log."""
    text = GOOD.replace("temperature: 0.5", "key_env: sk-canary-123456")
    with pytest.raises(SpecError) as refused:
        spec(tmp_path, text)
    assert "NAME of an environment variable" in str(refused.value)
    assert "canary" not in str(refused.value)


def test_two_models_with_the_same_settings_are_refused(tmp_path):
    """The same model twice would give the same trials twice."""
    twin = GOOD + GOOD.split("models:\n")[1]
    with pytest.raises(SpecError, match=r"audit\.yaml:8.*share the label"):
        spec(tmp_path, twin)


def test_a_missing_file_is_told_with_the_built_in_names(tmp_path):
    """A spec that is not there lists what is built in."""
    with pytest.raises(SpecError, match=r"no such file.*default"):
        load_spec(str(tmp_path / "nowhere.yaml"))


def test_the_month_is_taken_from_the_name(tmp_path):
    """`2026-11-monthly` is the audit of November 2026."""
    assert spec(tmp_path, GOOD.replace("trial", "2026-11-monthly")).month == "2026-11"
