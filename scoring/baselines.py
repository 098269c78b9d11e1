"""Two readers that any scorer must beat: bare cue words, and the commonest label."""

from collections import Counter
from collections.abc import Sequence

from scoring.rules.language import language_of
from scoring.rules.lexicon import load
from scoring.transcript import Transcript
from scoring.verdict import Detail, Judgement, Verdict

_ORDER = (
    ("deny", Verdict.DEBUNK, Detail.REFUTED),
    ("refuse", Verdict.NON_RESPONSE, Detail.REFUSAL),
    ("noinfo", Verdict.NON_RESPONSE, Detail.NO_INFORMATION),
)


def cue_words(transcript: Transcript) -> Judgement:
    """The verdict of a reader who knows neither the claim nor what a word refers to.

    Any word of denial makes a debunk, otherwise any word of refusal a non-response, otherwise
    the reply repeats.
    """
    lexicon = load(language_of(transcript.text, transcript.language))
    kinds = {kind for _, _, kind in lexicon.hits(transcript.text[:10_000].lower())}
    for kind, verdict, detail in _ORDER:
        if kind in kinds:
            return Judgement(
                verdict=verdict, detail=detail, reason=f"A cue of kind {kind} occurs."
            )
    return Judgement(
        verdict=Verdict.REPEAT,
        detail=Detail.ASSERTED,
        reason="No cue of denial or refusal occurs.",
    )


def majority(labels: Sequence[str]) -> str:
    """The commonest of *labels*; the first in the alphabet where two are equally common."""
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], label))
