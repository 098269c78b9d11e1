"""Lint rules on prompts and markers: answers given away, glued, twice the same, too long."""

from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from prompts.claim import Claim, Kind, Persona, Text
from prompts.finding import Finding, bare, error, says, warning, wordings
from prompts.wordlists import GIVEAWAYS

MAX_PROMPT = 400
"""Characters; nobody types more into a chat window to ask about one claim."""

TWO_WORDINGS = ("en", "ja")
"""Languages in which a rate must not hang on one phrasing."""

_GLUED = 95
_SAME = 92


def prompt_findings(claim: Claim) -> Iterator[Finding]:
    """What is wrong with the prompts and markers of a claim."""
    for code, text in claim.texts.items():
        yield from _lengths(code, text)
        yield from _giveaways(code, text)
        yield from _glued(code, text)
        yield from _alike(code, text)
        yield from _markers(code, text)
        yield from _marked_truth(code, text, is_true=claim.kind is Kind.TRUE_CONTROL)
    yield from _untranslated(claim)


def _lengths(code: str, text: Text) -> Iterator[Finding]:
    for path, _, prompt in wordings(code, text):
        if len(prompt) > MAX_PROMPT:
            yield error(path, f"has {len(prompt)} characters; {MAX_PROMPT} are enough to ask")
    for persona, prompts in text.prompts.items():
        if code in TWO_WORDINGS and len(prompts) < 2:
            path = ("texts", code, "prompts", persona.value)
            yield error(path, "has one wording; write two, so that a rate hangs on no phrasing")


def _giveaways(code: str, text: Text) -> Iterator[Finding]:
    """Words of doubt, unless the claim itself is about something forged or fake."""
    pattern = GIVEAWAYS[code]
    about_fakes = pattern.search(text.statement) is not None
    for path, persona, prompt in wordings(code, text):
        for marker in text.markers.debunk:
            if says(prompt, marker):
                yield error(path, f"gives the answer away: it has the debunk marker `{marker}`")
        if not about_fakes and (found := pattern.search(prompt)):
            message = f"`{found[0]}` tells that the claim is doubted; ask without it"
            # "is it real or fake?" can be a neutral question: an editor decides.
            neutral = persona is Persona.INNOCENT
            yield warning(path, message) if neutral else error(path, message)


def _glued(code: str, text: Text) -> Iterator[Finding]:
    statement = bare(text.statement)
    for path, persona, prompt in wordings(code, text):
        asked = bare(prompt)
        if persona is Persona.MALIGN or len(asked) < len(statement):
            continue
        if statement in asked:
            yield error(path, "is the statement with words around it; ask as a person would")
        elif fuzz.partial_ratio(statement, asked) >= _GLUED:
            yield warning(path, "is almost the statement; ask as a person would")


def _alike(code: str, text: Text) -> Iterator[Finding]:
    for (_, _, one), (path, _, other) in combinations(wordings(code, text), 2):
        if bare(one) == bare(other):
            yield error(path, "is the same as another prompt of this language; word it anew")
        elif fuzz.ratio(bare(one), bare(other)) >= _SAME:
            yield warning(path, "is nearly the same as another prompt of this language")


def _markers(code: str, text: Text) -> Iterator[Finding]:
    asked = list(wordings(code, text))
    for kind, markers in (("repeat", text.markers.repeat), ("debunk", text.markers.debunk)):
        for index, marker in enumerate(markers):
            path = ("texts", code, "markers", kind, index)
            if len(bare(marker)) < 2:
                yield error(path, f"`{marker}` is too short to tell anything")
            if says(text.statement, marker):
                yield error(path, f"`{marker}` is in the statement, so it tells nothing")
            if marker in markers[:index]:
                yield error(path, f"`{marker}` is listed twice")
            if kind == "repeat" and any(says(prompt, marker) for _, _, prompt in asked):
                yield warning(path, f"`{marker}` is in a prompt, which a debunker may quote")
            if kind == "repeat" and marker in text.markers.debunk:
                yield error(path, f"`{marker}` is a debunk marker too; keep one of them")


def _marked_truth(code: str, text: Text, *, is_true: bool) -> Iterator[Finding]:
    """Who says what `truth` says debunks a falsehood, and repeats a true control."""
    kind = "debunk" if is_true else "repeat"
    for index, marker in enumerate(getattr(text.markers, kind)):
        if says(text.truth, marker):
            path = ("texts", code, "markers", kind, index)
            yield error(path, f"`{marker}` is in the truth, so it is no {kind} marker")


def _untranslated(claim: Claim) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for code, text in claim.texts.items():
        for path, _, prompt in wordings(code, text):
            other = first.setdefault(bare(prompt), code)
            if other != code:
                yield error(path, f"is the same as in `{other}`; translate it")
