"""What stands in a reply, sentence by sentence: the claim's words, and the cues around them."""

import re
from collections import Counter
from dataclasses import dataclass, field

from scoring.rules.claim import Brief, brief
from scoring.rules.language import language_of
from scoring.rules.lexicon import Hit, Lexicon, load
from scoring.rules.stems import without_accents
from scoring.rules.terms import IN_CLAIM, IN_PROMPT, Term
from scoring.rules.text import Prepared, Stretch, prepare, without_notes
from scoring.transcript import Transcript

_OVERRULED = frozenset({"deny", "doubt", "absent", "refuse", "noinfo", "both"})
_NEAR = {"ja": 12, "zh": 8}
_NEAR_DEFAULT = 26
_QUOTABLE = 0.5
_DENYING = ("neg", "deny", "absent", "dispute", "doubt")
_UNDENIED = 0.5  # what the truth denies, said without a denial, is no part of the truth
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_PAUSE = re.compile(r"[,;:.!?、，；：。\n]")


class Kinds(dict[str, int]):
    """How many cues of each kind; quicker to make than a Counter."""

    __slots__ = ()

    def __missing__(self, kind: str) -> int:
        """Nothing of that kind."""
        return 0


_NO_KINDS = Kinds()


@dataclass(slots=True)
class Sentence:
    """One sentence with what was found in it."""

    stretch: Stretch
    index: int
    hits: list[Hit] = field(default_factory=list)
    kinds: Kinds = field(default_factory=lambda: _NO_KINDS)  # most sentences have none
    terms: dict[int, tuple[int, Term]] = field(default_factory=dict)
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
    if any(hit.kind == "grader" for hit in hits):
        prepared = without_notes(prepared)
        hits = lexicon.hits(prepared.folded)
    sentences = tuple(Sentence(s, i) for i, s in enumerate(prepared.sentences))
    if sentences:
        _place_hits(hits, about, prepared.folded, sentences)
        _place_terms(lexicon, about, without_accents(prepared.folded), sentences)
    for sentence in sentences:
        if sentence.terms:
            _weigh(sentence, about, prepared.folded)
        if sentence.kinds["neg"]:
            _scope(sentence, about, prepared.folded)
    return _sum_up(transcript, about, prepared, sentences)


def _place_hits(
    hits: list[Hit], about: Brief, folded: str, sentences: tuple[Sentence, ...]
) -> None:
    neutral, at, last = about.neutral, 0, len(sentences) - 1
    for hit in hits:
        while at < last and hit.start >= sentences[at].stretch.end:
            at += 1
        sentence = sentences[at]
        if not sentence.stretch.start <= hit.start < sentence.stretch.end:
            continue
        if neutral and hit.kind in _OVERRULED and folded[hit.start : hit.end] in neutral:
            continue
        if not sentence.hits:
            sentence.kinds = Kinds()
        sentence.hits.append(hit)
        sentence.kinds[hit.kind] += 1


def _place_terms(
    lexicon: Lexicon, about: Brief, folded: str, sentences: tuple[Sentence, ...]
) -> None:
    if about.automaton is None:
        return
    spaced, size = lexicon.spaced, len(folded)
    at, last = 0, len(sentences) - 1
    for final, term in about.automaton.iter(folded):
        start = final + 1 - len(term.stem)
        if spaced:
            if start and folded[start - 1].isalnum():
                continue
            reach = final + 1 + term.tail
            if reach < size and folded[final + 1 : reach + 1].isalnum():
                continue
        while at < last and start >= sentences[at].stretch.end:
            at += 1
        if sentences[at].stretch.start <= start < sentences[at].stretch.end:
            sentences[at].terms.setdefault(term.index, (start, term))


def _weigh(sentence: Sentence, about: Brief, folded: str) -> None:
    claim = truth = 0.0
    denies = any(sentence.kinds[kind] for kind in _DENYING)
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
    negations = [h for h in sentence.hits if h.kind == "neg"]
    near = _NEAR.get(about.language, _NEAR_DEFAULT)
    sentence.flips = sum(_flipped(n, sentence.hits, folded, near // 2) for n in negations)
    starts = [at for at, term in sentence.terms.values() if term.predicate]
    about_it = [at for at, term in sentence.terms.values() if not term.truth_only]
    sentence.negates_topic = any(
        -2 * near <= at - negation.end <= 2 * near for negation in negations for at in about_it
    )
    sentence.denies_claim = any(
        _falls_on(negation, at, about.language, near)
        and not _PAUSE.search(folded, *sorted((negation.end, at)))
        for negation in negations
        for at in starts
    )


def _flipped(negation: Hit, hits: list[Hit], folded: str, reach: int) -> bool:
    """Whether a denial stands right behind the negation, with no comma between ("not a hoax")."""
    return any(
        hit.kind in {"deny", "doubt"}
        and 0 <= hit.start - negation.end <= reach
        and not _PAUSE.search(folded, negation.end, hit.start)
        for hit in hits
    )


def _falls_on(negation: Hit, at: int, language: str, near: int) -> bool:
    if language == "ja":  # the negation closes the predicate
        return 0 <= negation.start - at <= near
    if language == "de":  # the verb may stand before "nicht" and "kein"
        return -near <= at - negation.end <= near
    return 0 <= at - negation.end <= near


def _sum_up(
    transcript: Transcript, about: Brief, prepared: Prepared, sentences: tuple[Sentence, ...]
) -> Reading:
    seen = {i: term for s in sentences for i, (_, term) in s.terms.items()}
    denying = {i for s in sentences if any(s.kinds[kind] for kind in _DENYING) for i in s.terms}
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
