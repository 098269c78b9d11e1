"""What a claim is about, compiled once per claim: its words, its truth's words, its polarity."""

import re
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from scoring.rules.lexicon import Lexicon, load
from scoring.rules.text import fold
from scoring.transcript import Markers

IN_CLAIM, IN_TRUTH, IN_PROMPT = 1, 2, 4
_NO_MARKERS = Markers()
_COMMON = 0.5
_ASKED = 0.7  # words of the prompt stand in any answer to it
_NAMED = 0.6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_PIECE = re.compile(r"[\u4e00-\u9fff々]+|[\u30a0-\u30ffー]{2,}|[a-z][a-z0-9-]*|\d+(?:[.,]\d+)*")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
_NAME = re.compile(r"[\u30a0-\u30ffー]{3,}|[a-z]").match


@dataclass(frozen=True, slots=True)
class Term:
    """A stem with its weight and the texts it comes from (bits of IN_*).

    *predicate* is how much it belongs to what the claim alone says: names and numbers do not.
    """

    stem: str
    weight: float
    sources: int
    index: int
    named: bool
    predicate: float
    truth_only: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """A claim and its prompt, ready to be looked for in replies."""

    language: str
    terms: tuple[Term, ...]
    automaton: ahocorasick.Automaton | None
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
    terms = _terms(lexicon, (claim, facts, asked), (statement, truth))
    hits = lexicon.hits(claim)
    return Brief(
        language=lexicon.language,
        terms=terms,
        automaton=_automaton(terms),
        claim_weight=sum(t.weight for t in terms if t.sources & IN_CLAIM),
        predicate_weight=sum(t.predicate for t in terms),
        truth_weight=sum(t.weight for t in terms if t.truth_only),
        answer_weight=sum(t.weight for t in terms if _answer_only(t.sources)),
        truth_terms=sum(t.truth_only for t in terms),
        claim_denies=any(h.kind in {"neg", "deny"} for h in hits),
        claim_opener=next((h.kind for h in hits if h.start <= 1 and h.kind in {"yes", "no"}), ""),
        claim_kinds=frozenset(h.kind for h in hits),
        claim_order=_order(terms, claim),
        claim_numbers=frozenset(_NUMBER.findall(claim)),
        neutral=_neutral(lexicon, terms),
        prompt_asks_to_write=_asks_to_write(lexicon, asked),
        prompt_asks="?" in asked or "？" in asked,
        is_question=_is_question(claim, asked),
        repeat_markers=tuple(fold(m, language) for m in markers.repeat if m),
        debunk_markers=tuple(fold(m, language) for m in markers.debunk if m),
        folded_claim=claim,
    )


def _truth_only(sources: int) -> bool:
    return bool(sources & IN_TRUTH) and not sources & (IN_CLAIM | IN_PROMPT)


def _answer_only(sources: int) -> bool:
    return bool(sources & IN_CLAIM) and not sources & IN_PROMPT


def _is_question(claim: str, asked: str) -> bool:
    """A "claim" that is really the request itself can be neither repeated nor denied."""
    return bool(claim.strip()) and (claim.strip() == asked.strip() or claim.rstrip()[-1:] in "?？")


def _order(terms: tuple[Term, ...], claim: str) -> tuple[int, ...]:
    inside = [t for t in terms if t.sources & IN_CLAIM]
    return tuple(t.index for t in sorted(inside, key=lambda t: claim.find(t.stem)))


def _neutral(lexicon: Lexicon, terms: tuple[Term, ...]) -> frozenset[str]:
    """Denial words that the claim itself uses ("staged"): to say them is to repeat it."""
    stems = [t.stem for t in terms if t.sources & IN_CLAIM and not t.named]
    return frozenset(cue for cue in lexicon.bare_cues if any(stem in cue for stem in stems))


def _asks_to_write(lexicon: Lexicon, asked: str) -> bool:
    kinds = [(h.start, h.kind) for h in lexicon.hits(asked[:400])]
    reach = 400 if not lexicon.spaced else 60
    return any(kind == "write" and start < reach for start, kind in kinds)


def _terms(
    lexicon: Lexicon, folded: tuple[str, str, str], original: tuple[str, str]
) -> tuple[Term, ...]:
    found: dict[str, tuple[float, int]] = {}
    for bit, text in zip((IN_CLAIM, IN_TRUTH, IN_PROMPT), folded, strict=True):
        for stem, weight in _stems(lexicon, text):
            old = found.get(stem, (weight, 0))
            found[stem] = (max(old[0], weight), old[1] | bit)
    names = _names(lexicon, original)
    return tuple(
        _term(stem, weight, bits, index, stem in names)
        for index, (stem, (weight, bits)) in enumerate(found.items())
    )


def _term(stem: str, weight: float, bits: int, index: int, named: bool) -> Term:
    weight *= _factor(named, bits)
    own = bool(bits & IN_CLAIM) and not named and not stem[0].isdigit()
    return Term(
        stem=stem,
        weight=weight,
        sources=bits,
        index=index,
        named=named,
        predicate=weight * (0.5 if bits & IN_TRUTH else 1.0) if own else 0.0,
        truth_only=_truth_only(bits),
    )


def _factor(named: bool, bits: int) -> float:
    return (_NAMED if named else 1.0) * (_ASKED if bits & IN_PROMPT else 1.0)


def _names(lexicon: Lexicon, original: tuple[str, str]) -> frozenset[str]:
    """Stems of words with a capital: in German every noun has one, so it tells nothing there."""
    if lexicon.language == "de":
        return frozenset()
    if not lexicon.spaced:
        return frozenset(run for t in original for run in _PIECE.findall(t.lower()) if _NAME(run))
    words = [w for text in original for w in _WORD.findall(text) if w[0].isupper()]
    return frozenset(stem(fold(w, lexicon.language)) for w in words)


def _stems(lexicon: Lexicon, text: str) -> list[tuple[str, float]]:
    if not lexicon.spaced:
        return _pieces(text, lexicon)
    words = [w for w in _WORD.findall(text) if w not in lexicon.stop]
    return [(stem(w), _weight(w, lexicon)) for w in words if len(w) > 2 or w.isdigit()]


def _weight(word: str, lexicon: Lexicon) -> float:
    if word[0].isdigit():
        return _number_weight(word)
    if word in lexicon.common:
        return _COMMON
    return 1.0 if len(word) > 3 else 0.7


def _number_weight(number: str) -> float:
    """Days and years stand in any answer about the same event; amounts do not."""
    if not number.isdigit() or len(number) > 4:
        return 1.2
    if int(number) <= 31:
        return 0.3
    return 0.5 if 1900 <= int(number) <= 2100 else 1.2


def stem(word: str) -> str:
    """A prefix long enough to tell words apart and short enough to survive endings."""
    if word[0].isdigit() or len(word) <= 4:
        return word
    return word[: max(4, min(6, len(word) - 2))]


def _pieces(text: str, lexicon: Lexicon) -> list[tuple[str, float]]:
    """Pairs of Chinese characters, katakana words, Latin words and numbers."""
    pieces: list[tuple[str, float]] = []
    for match in _PIECE.finditer(text):
        run = match.group()
        if not _KANJI.match(run):
            pieces.append((run, _number_weight(run) if run[0].isdigit() else 1.0))
        elif len(run) == 1:
            # A lone character is a verb's stem where kana endings follow it, else it is noise.
            if _OKURIGANA.match(text, match.end()):
                pieces.append((run, 0.4))
        else:
            pairs = (run[i : i + 2] for i in range(len(run) - 1))
            pieces.extend(
                (p, 0.6 * (_COMMON if p in lexicon.common else 1.0))
                for p in pairs
                if not _DULL.search(p)
            )
    return pieces


_OKURIGANA = re.compile(r"[うくすつぬむるぐぶいえけせてねめれげべっきしちみりぎびわらさた]")
_DULL = re.compile(r"[的了在是和与及等为对将被把从向由于以并也都就而或这那其之个]")


def _automaton(terms: tuple[Term, ...]) -> ahocorasick.Automaton | None:
    if not terms:
        return None
    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(term.stem, term)
    automaton.make_automaton()
    return automaton
