"""The sentences of a reply, and which cues and words of the claim stand in each."""

from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick import Automaton

from scoring.rules.claim import Brief
from scoring.rules.letters import SYMBOLS, initialled, spelt
from scoring.rules.lexicon import Hit, Lexicon
from scoring.rules.stems import without_accents
from scoring.rules.terms import Term
from scoring.rules.text import Prepared, Stretch

_OVERRULED = frozenset({"deny", "doubt", "absent", "refuse", "noinfo", "both"})
# What most sentences have; replaced, never filled.
_NO_HITS: list[Hit] = []
_NO_KINDS: dict[str, int] = {}
_NO_TERMS: dict[int, tuple[int, Term]] = {}


@dataclass(slots=True)
class Sentence:
    """One sentence with what was found in it."""

    stretch: Stretch
    index: int
    hits: list[Hit]
    kinds: dict[str, int]  # how many cues of each kind
    terms: dict[int, tuple[int, Term]]
    claim: float = 0.0  # share of the claim's words
    truth: float = 0.0  # share of the words that only the truth has
    denies_claim: bool = False
    negates_topic: bool = False  # a negation stands near any word of the claim or the prompt
    quoted: bool = False  # most of what it has of the claim stands between quotation marks
    flips: int = 0  # denials that are themselves denied ("not a hoax")


def blank_sentences(prepared: Prepared) -> tuple[Sentence, ...]:
    """The sentences of a text before anything was found in them."""
    return tuple(
        Sentence(stretch, index, _NO_HITS, _NO_KINDS, _NO_TERMS)
        for index, stretch in enumerate(prepared.sentences)
    )


def place_hits(
    hits: list[Hit], about: Brief, folded: str, sentences: tuple[Sentence, ...]
) -> None:
    """Put each cue into the sentence where it begins, but for the claim's own words."""
    neutral, places = about.neutral, iter(sentences)
    sentence = next(places)
    begin, end, _ = sentence.stretch
    for hit in hits:
        start, stop, kind = hit
        while start >= end and (after := next(places, None)):
            sentence = after
            begin, end, _ = sentence.stretch
        if not begin <= start < end:
            continue
        if neutral and kind in _OVERRULED and folded[start:stop] in neutral:
            continue
        if not sentence.hits:
            sentence.hits, sentence.kinds = [], {}
        sentence.hits.append(hit)
        sentence.kinds[kind] = sentence.kinds.get(kind, 0) + 1


def place_terms(
    lexicon: Lexicon, about: Brief, folded: str, sentences: tuple[Sentence, ...]
) -> None:
    """Put each word of claim, truth and prompt into the sentence where it stands."""
    if about.automaton is None:
        return
    places = iter(sentences)
    sentence = next(places)
    begin, end, _ = sentence.stretch
    found = _in_words if lexicon.spaced else _anywhere
    for start, term in found(about.automaton, folded):
        while start >= end and (after := next(places, None)):
            sentence = after
            begin, end, _ = sentence.stretch
        if begin <= start < end:
            if not sentence.terms:
                sentence.terms = {}
            sentence.terms.setdefault(term.index, (start, term))


def _in_words(automaton: Automaton, folded: str) -> Iterator[tuple[int, Term]]:
    """Where stems begin a word of a likely length."""
    size = len(folded)
    for last, term in automaton.iter(initialled(without_accents(folded))):
        reach = last + 1 + term.tail
        if reach >= size or not folded[last + 1 : reach + 1].isalnum():
            yield last + 1 - len(term.stem), term


def _anywhere(automaton: Automaton, folded: str) -> Iterator[tuple[int, Term]]:
    """Where stems stand in a text without spaces."""
    for last, term in automaton.iter(spelt(folded)):
        yield (last + 1) // SYMBOLS - len(term.stem), term
