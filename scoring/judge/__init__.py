"""Judges answers with a model: the question to it, the strict reading, the counting of votes.

Pure functions; whoever uses them asks the model. The protocol is in docs/judge.md, the rubric in
scoring/rubrics/verdict.md.
"""

from scoring.judge.asking import Ask, ask_about, codes_for
from scoring.judge.independence import Independence, families, independence, weakest
from scoring.judge.panel import Opinion, SelfAgreement, decide, self_agreement, unusable, vote_of
from scoring.judge.reading import Parsed, Unparsed, read_judgement
from scoring.judge.routing import CERTAIN, settled
from scoring.judge.rubric import Rubric, load_rubric

__all__ = [
    "CERTAIN",
    "Ask",
    "Independence",
    "Opinion",
    "Parsed",
    "Rubric",
    "SelfAgreement",
    "Unparsed",
    "ask_about",
    "codes_for",
    "decide",
    "families",
    "independence",
    "load_rubric",
    "read_judgement",
    "self_agreement",
    "settled",
    "unusable",
    "vote_of",
    "weakest",
]
