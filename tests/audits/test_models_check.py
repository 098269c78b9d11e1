"""`dosimeter models --check`: one tiny call a model, a clear verdict for each key."""

import json

import pytest

CANARY = "sk-canary-7f3a9b2c"
WRONG = {
    "key wrong": {"status": 401, "body": {"error": {"message": f"Bad key {CANARY}"}}},
    "no quota": {"status": 429, "body": {"error": {"code": "insufficient_quota"}}},
    "model unknown": {"status": 404, "body": {"error": {"message": "model not found"}}},
    "region blocked": {
        "status": 403,
        "body": {"error": {"code": "unsupported_country_region_territory"}},
    },
    "unclear": {"status": 500, "body": {"error": {"message": "oops"}}},
}


def spec(dosimeter, *servers):
    models = "".join(
        f"  - {{model: compatible/m-{n}, base_url: '{s.base_url}', key_env: SOME_KEY}}\n"
        for n, s in enumerate(servers)
    )
    text = f"name: a\nclaims: [ua-truth-social-ban]\ncontrols: true\nmodels:\n{models}"
    return str(dosimeter.spec(text))


def check(dosimeter, *words, **environ):
    done = dosimeter("models", "--check", *words, "--json", **environ)
    return done, json.loads(done.stdout) if done.stdout.startswith("[") else None


def test_all_that_can_be_asked_exit_zero_with_the_model_that_served(dosimeter, chat_server):
    """One call each, controls none; the served model is told."""
    one, two = chat_server(), chat_server()
    done, rows = check(dosimeter, spec(dosimeter, one, two), SOME_KEY=CANARY)
    assert done.returncode == 0, done.stderr
    assert [row["verdict"] for row in rows] == ["ok", "ok"]
    assert rows[1]["served model"] == "m-1-2026-11-01"
    assert (len(one.asked()), len(two.asked())) == (1, 1)


@pytest.mark.parametrize("verdict", sorted(WRONG))
def test_each_thing_that_can_be_wrong_has_its_verdict(dosimeter, chat_server, verdict):
    """Exit 4, one line, no key in it; the model beside it is still ok."""
    good, bad = chat_server(), chat_server(script={"*": WRONG[verdict]})
    done, rows = check(dosimeter, spec(dosimeter, good, bad), SOME_KEY=CANARY)
    assert done.returncode == 4
    assert [row["verdict"] for row in rows] == ["ok", verdict]
    assert CANARY not in done.stdout + done.stderr


def test_a_missing_key_is_told_without_a_call(dosimeter, chat_server):
    """The variable to set is named."""
    server = chat_server()
    done, rows = check(dosimeter, spec(dosimeter, server), SOME_KEY="")
    assert done.returncode == 4
    assert (rows[0]["verdict"], rows[0]["key variable"]) == ("key missing", "SOME_KEY")
    assert "set the environment variable SOME_KEY" in rows[0]["says"]
    assert not server.asked()


def test_models_can_be_named_instead_of_a_spec(dosimeter):
    """Their provider's own variable is looked at."""
    done, rows = check(dosimeter, "openai/gpt-5.2", OPENAI_API_KEY="")
    assert done.returncode == 4
    assert (rows[0]["model"], rows[0]["verdict"]) == ("openai/gpt-5.2", "key missing")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--check needs a spec"),
        (("nonsense",), "nonsense: neither a spec's file nor a model"),
        (("nobody/x-1",), "no service is called 'nobody'"),
        (("gone.yaml",), "gone.yaml: no such file"),
        (("default",), "no model that is asked over a network"),
    ],
)
def test_wrong_targets_are_one_line(dosimeter, words, said):
    """What, where, what instead; exit 2."""
    done, _ = check(dosimeter, *words)
    assert done.returncode == 2
    assert said in done.stderr
