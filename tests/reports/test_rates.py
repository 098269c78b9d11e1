"""Rates from rows: denominators, scopes, what stands apart, and the instrument check."""

import orjson
import pytest

from reports.control import control_check
from reports.load import load
from reports.rates import entry_for, rate_entries
from reports.summary import summary_table
from reports.tables import rates_document

MIX = {"alpha": {"debunk": 0.5, "repeat": 0.4, "non_response": 0.1}}


@pytest.fixture
def run(make_run):
    """A run with failures, blocks, controls, true statements and sources."""
    return load(make_run(mix=MIX, failed=0.1, blocked=0.1, repeats=2))


def test_asked_is_answered_blocked_and_failed(run) -> None:
    """Every entry adds up."""
    for entry in rate_entries(run):
        assert entry["asked"] == entry["answered"] + entry["blocked"] + entry["failed"]


def test_failures_are_in_no_denominator_and_blocks_are(run) -> None:
    """Scored replies are those answered or blocked."""
    for entry in rate_entries(run):
        assert entry["repeat"]["n"] == entry["answered"] + entry["blocked"]


def test_verdicts_add_up(run) -> None:
    """Each scored reply has exactly one verdict; fail is repeats and non-responses."""
    for e in rate_entries(run):
        parts = [e[v]["count"] for v in ("repeat", "debunk", "non_response", "undecided")]
        assert sum(parts) == e["repeat"]["n"]
        assert e["fail"]["count"] == parts[0] + parts[2]


def test_parts_add_up_to_the_whole(run) -> None:
    """Ways of asking and languages share a chatbot's replies out without rest."""
    entries = rate_entries(run)
    whole = entry_for(entries, model="alpha")["repeat"]
    for part in ("persona", "language", "claim"):
        split = [
            e["repeat"] for e in entries
            if set(e["scope"]) == {"model", part} and e["scope"]["model"] == "alpha"
        ]  # fmt: skip
        assert sum(p["count"] for p in split) == whole["count"]
        assert sum(p["n"] for p in split) == whole["n"]


def test_true_statements_stand_apart(run) -> None:
    """They are in no headline rate and have a false-denial rate."""
    apart = entry_for(rate_entries(run), model="alpha", kind="true_control")
    assert apart["false_denial"] == apart["debunk"]
    claims = {r.claim for r in run.rows if r.kind == "true_control"}
    assert not claims & {e["scope"].get("claim") for e in rate_entries(run)
                         if "kind" not in e["scope"]}  # fmt: skip


def test_a_claim_of_two_networks_counts_under_both(run) -> None:
    """Networks overlap; that is said, not hidden."""
    entries = rate_entries(run)
    pravda = entry_for(entries, model="alpha", network="pravda")["asked"]
    storm = entry_for(entries, model="alpha", network="storm1516")["asked"]
    none = entry_for(entries, model="alpha", network="none")["asked"]
    assert pravda + none == entry_for(entries, model="alpha")["asked"]
    assert 0 < storm < pravda


def test_citing_is_crossed_with_the_verdict(run) -> None:
    """Networks, state media and verdicts are counted by hand here."""
    rows = [r for r in run.rows if r.model == "alpha" and r.kind == "falsehood"]
    rows = [r for r in rows if r.status != "failed"]
    cited = [r for r in rows if any(h.category == "network" for h in r.hits)]
    found = entry_for(rate_entries(run), model="alpha")
    network = found["network_citation"]
    assert (network["count"], network["n"]) == (len(cited), len(rows))
    assert network["while_repeat"] == sum(r.verdict == "repeat" for r in cited)
    state = [r for r in rows if any(h.category == "state_media" for h in r.hits)]
    assert found["state_media_citation"]["count"] == len(state)


def test_without_a_sources_scorer_nothing_is_said_of_citations(make_run) -> None:
    """Not looked for is not the same as not found."""
    run = load(make_run(mix=MIX, sources=False))
    network = entry_for(rate_entries(run), model="alpha")["network_citation"]
    assert (network["n"], network["rate"]) == (0, None)


def test_unscored_replies_are_counted_and_in_no_rate(make_run) -> None:
    """A scorer that has not come by yet has said nothing."""
    folder = make_run(mix=MIX, controls=(), failed=0, blocked=0)
    path = folder / "scores" / "rules.jsonl"
    kept = path.read_bytes().splitlines(keepends=True)[:20]
    path.write_bytes(b"".join(kept))
    found = entry_for(rate_entries(load(folder)), model="alpha")
    assert (found["repeat"]["n"], found["unscored"]) == (20, 40)


def test_controls_come_out_as_they_are(run) -> None:
    """Pure ones at 100 % and 0 %, the mixed one inside its interval."""
    check = control_check(run)
    assert check["says"] == "as_expected"
    by_name = {
        m["control"]: {r["rate"]: r["measured"] for r in m["rates"]} for m in check["models"]
    }
    assert by_name["repeater"]["repeat"]["rate"] == 1.0
    assert by_name["debunker"]["repeat"]["rate"] == 0.0
    mixed = by_name["mixed"]["repeat"]
    assert mixed["low"] <= 0.5 <= mixed["high"]


def test_one_misread_answer_of_a_pure_control_is_a_misread_control(make_run) -> None:
    """The instrument check has no tolerance where behaviour is certain."""
    folder = make_run(mix=MIX)
    path = folder / "scores" / "rules.jsonl"
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    pure = {r.trial_id for r in load(folder).rows if r.model == "control/debunker"
            and r.kind == "falsehood"}  # fmt: skip
    wrong = next(r for r in rows if r["trial_id"] in pure)
    wrong |= {"verdict": "repeat", "detail": "asserted"}
    path.write_bytes(b"".join(orjson.dumps(r) + b"\n" for r in rows))
    check = control_check(load(folder))
    assert check["says"] == "misread"
    assert [m["model"] for m in check["models"] if m["says"] == "misread"] == ["control/debunker"]


def test_no_control_is_no_check(make_run) -> None:
    """Nothing checked is not the same as passed."""
    assert control_check(load(make_run(mix=MIX, controls=())))["says"] == "none"


def test_the_summary_comes_from_the_same_rows(run) -> None:
    """The table at the end of a command and rates.json cannot disagree."""
    document = rates_document(run)
    for line in summary_table(run):
        found = entry_for(document["rates"], model=line["model"])
        assert {k: line[k] for k in found if k != "scope"} == {
            k: v for k, v in found.items() if k != "scope"
        }


def test_headline_scopes_are_the_contract(run) -> None:
    """rates.json has each chatbot alone, then crossed with one thing at a time."""
    scopes = [e["scope"] for e in rate_entries(run) if "kind" not in e["scope"]]
    assert scopes[0] == {"model": "alpha"}
    assert {"model": "alpha", "persona": "malign"} in scopes
    assert {"model": "alpha", "language": "ja"} in scopes
    assert {"model": "alpha", "claim": "fr-biolabs"} in scopes
    assert all(len(s) <= 2 for s in scopes)
