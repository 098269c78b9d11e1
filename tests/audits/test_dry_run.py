"""`run SPEC --dry-run`: what a run would ask and cost, and what would keep it from beginning."""

import pytest

KEYLESS = {"OPENAI_API_KEY": "", "MISTRAL_API_KEY": "", "ANTHROPIC_API_KEY": ""}
MODELS = """\
name: dry
claims: [jp-pacific-57-days]
models:
  - model: openai/gpt-5.2-2025-12-11
  - model: mistral/mistral-nosuch-2506
"""
CONTROLS = "name: dry\nclaims: [jp-pacific-57-days]\ncontrols: true\n"


def dry(dosimeter, text, *words, **environ):
    return dosimeter("run", str(dosimeter.spec(text)), "--dry-run", *words, **environ)


def refused(done):
    return [line for line in done.stdout.splitlines() if line.startswith("would be refused: ")]


def test_every_missing_key_is_named(dosimeter):
    """Keys of models and judges alike, all at once; a plan asks nothing, so it exits with 0."""
    text = MODELS + "scorers: [rules, {judge: anthropic/claude-haiku-4-5-20251001}]\n"
    done = dry(dosimeter, text, **KEYLESS)
    assert done.returncode == 0, done.stderr
    lines = refused(done)
    assert len(lines) == 3
    for variable in KEYLESS:
        assert sum(variable in line for line in lines) == 1


def test_a_key_that_two_models_need_is_named_once(dosimeter):
    """One line for the variable, with both models that it stops."""
    text = MODELS.replace("mistral/mistral-nosuch-2506", "openai/gpt-5.2-2025-12-11\n    seed: 4")
    (line,) = refused(dry(dosimeter, text, **KEYLESS))
    assert line.count("gpt-5.2") == 2


def test_a_budget_over_an_unknown_price_is_named(dosimeter):
    """What `run` refuses at once, the plan says, and with the price or no budget it does not."""
    keys = dict.fromkeys(KEYLESS, "sk-canary-1234567")
    done = dry(dosimeter, MODELS + "budget_usd: 4\n", **keys)
    assert done.returncode == 0, done.stderr
    (line,) = refused(done)
    assert "budget_usd cannot be kept: the price of mistral/mistral-nosuch-2506" in line
    assert refused(dry(dosimeter, MODELS, **keys)) == []
    assert len(refused(dry(dosimeter, MODELS, "--budget", "4", **keys))) == 1


def test_a_plan_that_can_begin_is_not_refused(dosimeter):
    """Controls need no key and have a price."""
    done = dry(dosimeter, CONTROLS + "budget_usd: 4\n", **KEYLESS)
    assert done.returncode == 0, done.stderr
    assert refused(done) == []


def test_the_total_is_told_with_its_maximum_and_the_budget(dosimeter):
    """The sum of the models' maxima stands beside the expected sum."""
    text = MODELS.replace(
        "  - model: mistral/mistral-nosuch-2506\n", "    price: {input: 0, output: 1000}\n"
    )
    done = dry(dosimeter, text + "budget_usd: 7.5\n", **KEYLESS)
    (total,) = [line for line in done.stdout.splitlines() if line.startswith("in all")]
    # Three prompts: 700 tokens each are expected, 4,000 are set aside.
    assert "3 calls, about $2.10 (at most $12.00)" in total
    assert total.endswith("budget $7.50")


def test_what_costs_nothing_is_said_in_english(dosimeter):
    """A control has no dated price."""
    done = dry(dosimeter, CONTROLS)
    assert "free of charge" in done.stdout
    assert "price of always" not in done.stdout


@pytest.mark.parametrize("language", ["de", "en"])
def test_only_claims_that_are_asked_are_counted(dosimeter, language):
    """A claim that is not there in the language is named as left out, and is no claim asked."""
    text = f"name: dry\nsuite: quickstart\nlanguages: [{language}]\ncontrols: true\n"
    done = dry(dosimeter, text)
    left = [line for line in done.stdout.splitlines() if f"not in {language}" in line]
    out = len(left[0].split(": ")[-1].split(", ")) if left else 0
    claims = "(1 claim; " if out == 5 else f"({6 - out} claims; "
    assert claims in done.stdout
