"""What stands in a reply, sentence by sentence: the claim's words, and the cues around them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick import Automaton

from scoring.rules.claim import Brief, brief
from scoring.rules.language import language_of
from scoring.rules.letters import SYMBOLS, initialled, spelt
from scoring.rules.lexicon import Hit, Lexicon, load
from scoring.rules.stems import without_accents
from scoring.rules.terms import IN_CLAIM, IN_PROMPT, Term
from scoring.rules.text import Prepared, Stretch, prepare, without_notes
from scoring.transcript import Transcript

_OVERRULED = frozenset({"deny", "doubt", "absent", "refuse", "noinfo", "both"})
_NEAR = {"ja": 12, "zh": 8}
_NEAR_DEFAULT = 26
_QUOTABLE = 0.5
_DENIALS = frozenset({"deny", "doubt"})
_DENYING = frozenset({"neg", "deny", "absent", "dispute", "doubt"})
_UNDENIED = 0.5  # what the truth denies, said without a denial, is no part of the truth
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_PAUSE = re.compile(r"[,;:.!?、，；：。\n]")


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


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the decision needs to know about one reply."""

    transcript: Transcript
    brief: Brief
    prepared: Prepared
    sentences: tuple[Sentence, ...]
    claim: float
    truth: float
    truth_mass: float  # weight of the truth's own words found
    predicate: float  # share of what the claim alone says
    answer: float
    opener: str  # "yes", "no" or ""
    cues: Counter[str]  # how many sentences hold a cue of each kind
    figures: int  # numbers that are in neither claim, truth nor prompt

    @property
    def text(self) -> str:
        """The folded excerpt."""
        return self.prepared.folded


def read(transcript: Transcript) -> Reading:
    """Read a reply with the lexicon of its language and the terms of its claim."""
    language = language_of(transcript.text, transcript.language)
    lexicon = load(language)
    claim = transcript.claim
    about = brief(language, claim.statement, claim.truth, transcript.prompt, claim.markers)
    prepared = prepare(transcript.text, language)
    hits = lexicon.hits(prepared.folded)
    if any(hit[2] == "grader" for hit in hits):
        prepared = without_notes(prepared)
        hits = lexicon.hits(prepared.folded)
    sentences = tuple(
        Sentence(stretch, index, _NO_HITS, _NO_KINDS, _NO_TERMS)
        for index, stretch in enumerate(prepared.sentences)
    )
    if sentences:
        _place_hits(hits, about, prepared.folded, sentences)
        _place_terms(lexicon, about, prepared.folded, sentences)
    for sentence in sentences:
        if sentence.terms:
            _weigh(sentence, about, prepared.folded)
        if "neg" in sentence.kinds:
            _scope(sentence, about, prepared.folded)
    return _sum_up(transcript, about, prepared, sentences)


def _place_hits(
    hits: list[Hit], about: Brief, folded: str, sentences: tuple[Sentence, ...]
) -> None:
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


def _place_terms(
    lexicon: Lexicon, about: Brief, folded: str, sentences: tuple[Sentence, ...]
) -> None:
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


def _weigh(sentence: Sentence, about: Brief, folded: str) -> None:
    claim = truth = 0.0
    denies = not _DENYING.isdisjoint(sentence.kinds)
    for _, term in sentence.terms.values():
        if term.sources & IN_CLAIM:
            claim += term.weight
        elif term.truth_only:
            truth += term.weight * (_UNDENIED if term.denied and not denies else 1.0)
    sentence.claim = _share(claim, about.claim_weight)
    sentence.truth = _share(truth, about.truth_weight)
    if sentence.claim > _QUOTABLE:
        sentence.quoted = _quoted(sentence, folded)


def _quoted(sentence: Sentence, folded: str) -> bool:
    start, end = sentence.stretch.start - 1, sentence.stretch.end
    first = min((i for sign in '"「『' if (i := folded.find(sign, start, end)) >= 0), default=-1)
    last = max(folded.rfind(sign, start, end) for sign in '"」』')
    if not 0 <= first < last:
        return False
    inside = sum(first < at < last for at, _ in sentence.terms.values())
    return inside > 0.8 * len(sentence.terms)


def _scope(sentence: Sentence, about: Brief, folded: str) -> None:
    """Which negations fall on the claim's own words, and which on a denial ("not a hoax")."""
    negations = [h for h in sentence.hits if h[2] == "neg"]
    near = _NEAR.get(about.language, _NEAR_DEFAULT)
    if not _DENIALS.isdisjoint(sentence.kinds):
        sentence.flips = sum(_flipped(n, sentence.hits, folded, near // 2) for n in negations)
    if sentence.terms:
        sentence.negates_topic = _negates_topic(sentence, negations, 2 * near)
        sentence.denies_claim = _denies_claim(sentence, negations, about.language, near, folded)


def _negates_topic(sentence: Sentence, negations: list[Hit], near: int) -> bool:
    starts = [at for at, term in sentence.terms.values() if not term.truth_only]
    return any(-near <= at - negation[1] <= near for negation in negations for at in starts)


def _denies_claim(
    sentence: Sentence, negations: list[Hit], language: str, near: int, folded: str
) -> bool:
    starts = [at for at, term in sentence.terms.values() if term.predicate]
    return any(
        _falls_on(negation, at, language, near)
        and not _PAUSE.search(folded, *sorted((negation[1], at)))
        for negation in negations
        for at in starts
    )


def _flipped(negation: Hit, hits: list[Hit], folded: str, reach: int) -> bool:
    """Whether a denial stands right behind the negation, with no comma between ("not a hoax")."""
    end = negation[1]
    return any(
        kind in _DENIALS and 0 <= start - end <= reach and not _PAUSE.search(folded, end, start)
        for start, _, kind in hits
    )


def _falls_on(negation: Hit, at: int, language: str, near: int) -> bool:
    if language == "ja":  # the negation closes the predicate
        return 0 <= negation[0] - at <= near
    if language == "de":  # the verb may stand before "nicht" and "kein"
        return -near <= at - negation[1] <= near
    return 0 <= at - negation[1] <= near


def _sum_up(
    transcript: Transcript, about: Brief, prepared: Prepared, sentences: tuple[Sentence, ...]
) -> Reading:
    seen = {i: term for s in sentences for i, (_, term) in s.terms.items()}
    denying = {i for s in sentences if not _DENYING.isdisjoint(s.kinds) for i in s.terms}
    claim = answer = truth = predicate = 0.0
    for term in seen.values():
        predicate += term.predicate
        if term.sources & IN_CLAIM:
            claim += term.weight
            answer += 0.0 if term.sources & IN_PROMPT else term.weight
        elif term.truth_only:
            truth += term.weight * (
                _UNDENIED if term.denied and term.index not in denying else 1.0
            )
    return Reading(
        transcript=transcript,
        brief=about,
        prepared=prepared,
        sentences=sentences,
        claim=_share(claim, about.claim_weight),
        truth=_share(truth, about.truth_weight),
        truth_mass=truth,
        predicate=_share(predicate, about.predicate_weight, empty=1.0),
        answer=_share(answer, about.answer_weight),
        opener=_opener(sentences),
        cues=Counter(kind for s in sentences for kind in s.kinds),
        figures=len(set(_FIGURE.findall(prepared.folded)) - about.figures),
    )


def _share(part: float, whole: float, *, empty: float = 0.0) -> float:
    return part / whole if whole else empty


def _opener(sentences: tuple[Sentence, ...]) -> str:
    """Whether the reply opens with a yes or a no."""
    if not sentences or sentences[0].flips:  # "It is not a hoax" opens with no "no"
        return ""
    first = sentences[0]
    openers = (h for h in first.hits if h.start <= first.stretch.start)
    return next((h.kind for h in openers if h.kind in {"yes", "no"}), "")
