"""A report says when a judge is of the family that it judges, and how far its votes agree."""

from dataclasses import replace

from reports.caveats import caveats
from reports.control import control_check
from reports.facts import versions
from reports.load import load
from reports.words import load_words

JUDGING = {
    "judges": [
        {
            "label": "openai/gpt-5.2",
            "votes": 3,
            "self_agreement": {"pairs": 30, "agree": 27, "share": 0.9},
            "same_family": ["openai/gpt-4o"],
        }
    ]
}


def test_a_judge_of_the_judged_family_is_a_caveat(make_run):
    """The first page names the judge and the chatbots that it should not have judged."""
    run = load(make_run())
    words = load_words("en")
    told = [c.text for c in caveats(run, control_check(run), words)]
    assert not any("same family" in text for text in told)
    judged = replace(run, meta={**run.meta, "judging": JUDGING})
    told = [c.text for c in caveats(judged, control_check(judged), words)]
    assert any("openai/gpt-5.2" in text and "openai/gpt-4o" in text for text in told)


def test_the_votes_of_a_judge_and_their_agreement_are_among_the_versions(make_run):
    """Whoever checks the run sees how often each judge voted and how it agreed with itself."""
    run = load(make_run())
    judged = replace(run, meta={**run.meta, "judging": JUDGING})
    told = dict(versions(judged, load_words("en")))
    assert told["judges"] == "openai/gpt-5.2 x 3 (self-agreement 0.90)"
