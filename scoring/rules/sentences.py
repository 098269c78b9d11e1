"""The sentences of a reply, and which cues and words of the claim stand in each."""

from scoring.rules.claim import Brief
from scoring.rules.lexicon import Hit
from scoring.rules.terms import Term
from scoring.rules.text import Prepared, Stretch
from scoring.searching import find_all

_OVERRULED = frozenset({"deny", "doubt", "absent", "refuse", "noinfo", "both"})
# What most sentences have; replaced, never filled.
_NO_HITS: list[Hit] = []
_NO_KINDS: dict[str, int] = {}
_NO_TERMS: dict[int, tuple[int, Term]] = {}


class Sentence:
    """One sentence with what was found in it.

    What most sentences never get stands in the class: there are dozens in every reply, and each
    value set at its making costs.
    """

    stretch: Stretch
    index: int
    hits: list[Hit] = _NO_HITS
    kinds: dict[str, int] = _NO_KINDS  # how many cues of each kind
    terms: dict[int, tuple[int, Term]] = _NO_TERMS
    claim: float = 0.0  # share of the claim's words
    truth: float = 0.0  # share of the words that only the truth has
    denies_claim: bool = False
    negates_topic: bool = False  # a negation stands near any word of the claim or the prompt
    quoted: bool = False  # most of what it has of the claim stands between quotation marks
    flips: int = 0  # denials that are themselves denied ("not a hoax")

    def __init__(self, stretch: Stretch, index: int) -> None:
        self.stretch = stretch
        self.index = index


def blank_sentences(prepared: Prepared) -> tuple[Sentence, ...]:
    """The sentences of a text before anything was found in them."""
    return tuple(Sentence(stretch, index) for index, stretch in enumerate(prepared.sentences))


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
    about: Brief, folded: str, searched: str, sentences: tuple[Sentence, ...], *, spaced: bool
) -> None:
    """Put each word of claim, truth and prompt into the sentence where it stands.

    With spaces between words, a stem counts where few enough letters follow it in its word.
    """
    terms, size, places = about.terms, len(folded), iter(sentences)
    sentence = next(places)
    begin, limit, _ = sentence.stretch
    for index, start, end in find_all(about.searcher, searched):
        term = terms[index]
        if spaced:
            reach = end + term.tail
            if reach < size and folded[end : reach + 1].isalnum():
                continue
        while start >= limit and (after := next(places, None)):
            sentence = after
            begin, limit, _ = sentence.stretch
        if begin <= start < limit:
            if not sentence.terms:
                sentence.terms = {}
            sentence.terms.setdefault(index, (start, term))
