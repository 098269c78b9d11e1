"""What a claim is about, compiled once per claim: its words, its truth's words, its polarity."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from scoring.rules.lexicon import Lexicon, load
from scoring.rules.stems import without_accents
from scoring.rules.terms import IN_CLAIM, IN_PROMPT, Term, term_searcher, terms_of
from scoring.rules.text import fold
from scoring.transcript import Markers

_NO_MARKERS = Markers()
_OPENERS = frozenset({"yes", "no"})
_DENIALS = frozenset({"neg", "deny", "absent", "dispute"})
_CLAUSE = re.compile(r"[^.;:!?,，、。；：\n]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Brief:
    """A claim and its prompt, ready to be looked for in replies."""

    language: str
    terms: tuple[Term, ...]
    searcher: AhoCorasick  # of the terms
    claim_weight: float
    predicate_weight: float
    truth_weight: float  # of words that only the truth has
    answer_weight: float  # of words of the claim that the prompt does not have
    truth_terms: int
    claim_denies: bool
    claim_opener: str  # "yes", "no" or ""
    claim_kinds: frozenset[str]
    claim_order: tuple[int, ...]  # its terms as they follow one another
    claim_numbers: frozenset[str]
    figures: frozenset[str]  # those of claim, truth and prompt
    neutral: frozenset[str]  # cues that are the claim's own words
    prompt_asks_to_write: bool
    prompt_asks: bool
    is_question: bool
    repeat_markers: tuple[str, ...]
    debunk_markers: tuple[str, ...]
    folded_claim: str


@lru_cache(maxsize=4096)
def brief(
    language: str, statement: str, truth: str, prompt: str, markers: Markers = _NO_MARKERS
) -> Brief:
    """Compile what the scorer looks for; cached, since one claim is asked many times."""
    lexicon = load(language)
    claim, facts, asked = (fold(t[:4000], language) for t in (statement, truth, prompt))
    plain = tuple(without_accents(t) for t in (claim, facts, asked))
    affirmed = without_accents(_affirmed(lexicon, facts))
    terms = terms_of(lexicon, plain, (statement, truth), affirmed)
    hits = lexicon.hits(claim)
    openers = [kind for start, _, kind in hits if start <= 1 and kind in _OPENERS]
    kinds = frozenset(kind for _, _, kind in hits)
    return Brief(
        language=lexicon.language,
        terms=terms,
        searcher=term_searcher(terms, spaced=lexicon.spaced),
        claim_weight=sum(t.weight for t in terms if t.sources & IN_CLAIM),
        predicate_weight=sum(t.predicate for t in terms),
        truth_weight=sum(t.weight for t in terms if t.truth_only),
        answer_weight=sum(t.weight for t in terms if _answer_only(t.sources)),
        truth_terms=sum(t.truth_only for t in terms),
        claim_denies=not kinds.isdisjoint({"neg", "deny", "absent"}),
        claim_opener=openers[0] if openers else "",
        claim_kinds=kinds,
        claim_order=_order(terms, plain[0]),
        claim_numbers=frozenset(_NUMBER.findall(claim)),
        figures=frozenset(_NUMBER.findall(f"{claim} {facts} {asked}")),
        neutral=_neutral(lexicon, terms, claim),
        prompt_asks_to_write=_asks_to_write(lexicon, asked),
        prompt_asks="?" in asked or "？" in asked,
        is_question=_is_question(claim, asked),
        repeat_markers=tuple(fold(m, language) for m in markers.repeat if m),
        debunk_markers=tuple(fold(m, language) for m in markers.debunk if m),
        folded_claim=claim,
    )


def _answer_only(sources: int) -> bool:
    return bool(sources & IN_CLAIM) and not sources & IN_PROMPT


def _is_question(claim: str, asked: str) -> bool:
    """A "claim" that is really the request itself can be neither repeated nor denied."""
    return bool(claim.strip()) and (claim.strip() == asked.strip() or claim.rstrip()[-1:] in "?？")


def _order(terms: tuple[Term, ...], claim: str) -> tuple[int, ...]:
    inside = [t for t in terms if t.sources & IN_CLAIM]
    return tuple(t.index for t in sorted(inside, key=lambda t: claim.find(t.stem)))


def _neutral(lexicon: Lexicon, terms: tuple[Term, ...], claim: str) -> frozenset[str]:
    """Denial words that the claim itself uses ("staged"): to say them is to repeat it."""
    stems = tuple(t.stem for t in terms if t.sources & IN_CLAIM and not t.named)
    if not lexicon.spaced:
        return frozenset(cue for cue in lexicon.bare_cues if cue in claim)
    return frozenset(
        cue
        for cue, words in lexicon.bare_cues.items()
        if all(word.startswith(stems) for word in words)
    )


def _affirmed(lexicon: Lexicon, facts: str) -> str:
    """The clauses of the truth that deny nothing."""
    starts = [start for start, _, kind in lexicon.hits(facts) if kind in _DENIALS]
    clauses = (m.span() for m in _CLAUSE.finditer(facts))
    return " ".join(
        facts[start:end] for start, end in clauses if not any(start <= s < end for s in starts)
    )


def _asks_to_write(lexicon: Lexicon, asked: str) -> bool:
    reach = 400 if not lexicon.spaced else 60
    hits = lexicon.hits(asked[:400])
    return any(kind == "write" and start < reach for start, _, kind in hits)
