"""What stands in a reply, sentence by sentence: the claim's words, and the cues around them."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain

from scoring.rules.claim import Brief, brief
from scoring.rules.language import language_of
from scoring.rules.lexicon import Hit, load
from scoring.rules.sentences import Sentence, blank_sentences, place_hits, place_terms
from scoring.rules.stems import without_accents
from scoring.rules.terms import IN_PROMPT
from scoring.rules.text import Prepared, prepare, without_notes
from scoring.transcript import Transcript

_NEAR = {"ja": 12, "zh": 8}
_NEAR_DEFAULT = 26
_QUOTABLE = 0.5
_DENIALS = frozenset({"deny", "doubt"})
_DENYING = frozenset({"neg", "deny", "absent", "dispute", "doubt"})
_UNDENIED = 0.5  # what the truth denies, said without a denial, is no part of the truth
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_PAUSE = re.compile(r"[,;:.!?、，；：。\n]")


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
    searched = lexicon.searched(prepared.folded)
    hits = lexicon.hits_in(prepared.folded, searched)
    if "grader" in {kind for _, _, kind in hits}:
        before, prepared = prepared, without_notes(prepared)
        if prepared is not before:
            searched = lexicon.searched(prepared.folded)
            hits = lexicon.hits_in(prepared.folded, searched)
    sentences = blank_sentences(prepared)
    if sentences:
        place_hits(hits, about, prepared.folded, sentences)
        spaced = lexicon.spaced
        if spaced:
            searched = without_accents(searched)
        place_terms(about, prepared.folded, searched, sentences, spaced=spaced)
    for sentence in sentences:
        if sentence.terms:
            _weigh(sentence, about, prepared.folded)
        if "neg" in sentence.kinds:
            _scope(sentence, about, prepared.folded)
    return _sum_up(transcript, about, prepared, sentences)


def _weigh(sentence: Sentence, about: Brief, folded: str) -> None:
    claim = truth = 0.0
    denies = not _DENYING.isdisjoint(sentence.kinds)
    for _, term in sentence.terms.values():
        claim += term.claim_weight
        truth += term.truth_weight * (_UNDENIED if term.denied and not denies else 1.0)
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
    return any(end - near <= at <= end + near for _, end, _ in negations for at in starts)


def _denies_claim(
    sentence: Sentence, negations: list[Hit], language: str, near: int, folded: str
) -> bool:
    starts = [at for at, term in sentence.terms.values() if term.predicate]
    for negation in negations:
        low, high = _reach(negation, language, near)
        end = negation[1]
        for at in starts:
            if low <= at <= high and not _PAUSE.search(folded, min(end, at), max(end, at)):
                return True
    return False


def _flipped(negation: Hit, hits: list[Hit], folded: str, reach: int) -> bool:
    """Whether a denial stands right behind the negation, with no comma between ("not a hoax")."""
    end = negation[1]
    return any(
        kind in _DENIALS and 0 <= start - end <= reach and not _PAUSE.search(folded, end, start)
        for start, _, kind in hits
    )


def _reach(negation: Hit, language: str, near: int) -> tuple[int, int]:
    """Between which places a word must begin for the negation to fall on it."""
    start, end, _ = negation
    if language == "ja":  # the negation closes the predicate
        return start - near, start
    if language == "de":  # the verb may stand before "nicht" and "kein"
        return end - near, end + near
    return end, end + near


def _sum_up(
    transcript: Transcript, about: Brief, prepared: Prepared, sentences: tuple[Sentence, ...]
) -> Reading:
    about_it = [s for s in sentences if s.terms]
    seen = {i: term for s in about_it for i, (_, term) in s.terms.items()}
    denying = {i for s in about_it if not _DENYING.isdisjoint(s.kinds) for i in s.terms}
    claim = answer = truth = predicate = 0.0
    for term in seen.values():
        predicate += term.predicate
        claim += term.claim_weight
        answer += 0.0 if term.sources & IN_PROMPT else term.claim_weight
        undenied = term.denied and term.index not in denying
        truth += term.truth_weight * (_UNDENIED if undenied else 1.0)
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
        cues=Counter(chain.from_iterable([s.kinds for s in sentences])),
        figures=len(set(_FIGURE.findall(prepared.folded)) - about.figures),
    )


def _share(part: float, whole: float, *, empty: float = 0.0) -> float:
    return part / whole if whole else empty


def _opener(sentences: tuple[Sentence, ...]) -> str:
    """Whether the reply opens with a yes or a no."""
    if not sentences or sentences[0].flips:  # "It is not a hoax" opens with no "no"
        return ""
    first = sentences[0]
    openers = ((end, kind) for start, end, kind in first.hits if start <= first.stretch.start)
    return max((o for o in openers if o[1] in {"yes", "no"}), default=(0, ""))[1]
