"""The words that a claim, its truth and its prompt are looked for by, weighed."""

import re
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from scoring.rules.letters import initialled
from scoring.rules.lexicon import Lexicon
from scoring.rules.stems import stem, without_accents
from scoring.rules.text import fold
from scoring.searching import searcher_for

IN_CLAIM, IN_TRUTH, IN_PROMPT = 1, 2, 4
_COMMON = 0.5
_ASKED = 0.7  # words of the prompt stand in any answer to it
_NAMED = 0.6
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_PIECE = re.compile(r"[\u4e00-\u9fff々]+|[\u30a0-\u30ffー]{2,}|[a-z][a-z0-9-]*|\d+(?:[.,]\d+)*")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
_NAME = re.compile(r"[\u30a0-\u30ffー]{3,}|[a-z]").match
_OKURIGANA = re.compile(r"[うくすつぬむるぐぶいえけせてねめれげべっきしちみりぎびわらさた]")
_DULL = re.compile(r"[的了在是和与及等为对将被把从向由于以并也都就而或这那其之个]")


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
    claim_weight: float  # its weight if the claim has it
    truth_weight: float  # its weight if only the truth has it
    tail: int  # how many letters may follow in the same word
    denied: bool  # the truth names it only to deny it ("no such payment")


def _truth_only(sources: int) -> bool:
    return bool(sources & IN_TRUTH) and not sources & (IN_CLAIM | IN_PROMPT)


def terms_of(
    lexicon: Lexicon, folded: tuple[str, ...], original: tuple[str, str], affirmed: str
) -> tuple[Term, ...]:
    """The terms of claim, truth and prompt; *affirmed* is what the truth does not deny."""
    found: dict[str, tuple[float, int]] = {}
    for bit, text in zip((IN_CLAIM, IN_TRUTH, IN_PROMPT), folded, strict=True):
        for root, weight in _stems(lexicon, text):
            old = found.get(root, (weight, 0))
            found[root] = (max(old[0], weight), old[1] | bit)
    names = _names(lexicon, original)
    return tuple(
        _term(root, weight, bits, index, root in names, denied=root not in affirmed)
        for index, (root, (weight, bits)) in enumerate(found.items())
    )


def _term(root: str, weight: float, bits: int, index: int, named: bool, *, denied: bool) -> Term:
    weight *= _factor(named, bits)
    own = bool(bits & IN_CLAIM) and not named and not root[0].isdigit()
    return Term(
        stem=root,
        weight=weight,
        sources=bits,
        index=index,
        named=named,
        predicate=weight * (0.5 if bits & IN_TRUTH else 1.0) if own else 0.0,
        truth_only=_truth_only(bits),
        claim_weight=weight if bits & IN_CLAIM else 0.0,
        truth_weight=weight if _truth_only(bits) else 0.0,
        denied=_truth_only(bits) and denied,
        tail=3 if len(root) < 4 else 6 if len(root) == 4 else 30,
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
    return frozenset(
        stem(without_accents(fold(w, lexicon.language)), lexicon.language) for w in words
    )


def _stems(lexicon: Lexicon, text: str) -> list[tuple[str, float]]:
    if not lexicon.spaced:
        return _pieces(text, lexicon)
    words = [w for w in _WORD.findall(text) if w not in lexicon.plain_stop]
    return [
        (stem(w, lexicon.language), _weight(w, lexicon))
        for w in words
        if len(w) > 2 or w.isdigit()
    ]


def _weight(word: str, lexicon: Lexicon) -> float:
    if word[0].isdigit():
        return _number_weight(word)
    if word in lexicon.plain_common:
        return _COMMON
    return 1.0 if len(word) > 3 else 0.7


def _number_weight(number: str) -> float:
    """Days and years stand in any answer about the same event; amounts do not."""
    if not number.isdigit() or len(number) > 4:
        return 1.2
    if int(number) <= 31:
        return 0.3
    return 0.5 if 1900 <= int(number) <= 2100 else 1.2


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


def term_searcher(terms: tuple[Term, ...], *, spaced: bool) -> AhoCorasick:
    """What finds all terms in one pass, by their indexes."""
    return searcher_for([initialled(term.stem) if spaced else term.stem for term in terms])
