"""Finds the prompt of the suite that was asked; what is only similar is left to a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import fuzz, process

from audits.importing.entry import Entry, Hint
from audits.importing.text import same
from prompts import Prompt

NEAR = 80.0
NEAR_PRIVATE = 90.0
"""Similarity in percent from which a prompt is put to a person; in a private history, closer."""
SHOWN = 3
_BEFORE, _AFTER = 15, 15
"""Letters that are shown before and after the first difference."""
_LEAD = 40
"""Letters that a verb in the account's language may put around a prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A prompt of the suite that a typed one resembles, and by how much in percent."""

    prompt: Prompt
    similarity: float

    @property
    def percent(self) -> int:
        """The similarity for people: rounded down, for what is only near is never 100 % alike."""
        return _percent(self.similarity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of an entry: its prompt, or what comes near, or what is wrong with it."""

    prompt: Prompt | None = None
    near: tuple[Near, ...] = ()
    wrong: str | None = None


class Matcher:
    """Looks prompts up by their text, however they were spaced or composed."""

    def __init__(self, prompts: Iterable[Prompt]) -> None:
        self._by_text: dict[str, list[Prompt]] = {}
        for prompt in prompts:
            self._by_text.setdefault(same(prompt.text), []).append(prompt)
        self._folded = [text.casefold() for text in self._by_text]
        self._texts = list(self._by_text)

    def find(self, entry: Entry) -> Found:
        """The prompt with exactly the entry's text; else what comes near it."""
        typed = same(entry.prompt)
        exact = self._by_text.get(typed) or (self._within(typed) if entry.led else [])
        if exact:
            return _chosen(exact, entry.hint)
        near = self._near(typed, NEAR_PRIVATE if entry.private else NEAR)
        if near or entry.private:
            return Found(near=near)
        return Found(
            wrong=f"{_shown(entry.prompt)} is no prompt of this run{self._nearest(typed)}"
        )

    def _within(self, typed: str) -> list[Prompt]:
        """The longest prompt that makes up all of a text but a verb."""
        fitting = [t for t in self._texts if t in typed and len(typed) - len(t) <= _LEAD]
        return self._by_text[max(fitting, key=len)] if fitting else []

    def _near(self, typed: str, cutoff: float) -> tuple[Near, ...]:
        found = process.extract(
            typed.casefold(), self._folded, scorer=fuzz.ratio, limit=SHOWN, score_cutoff=cutoff
        )
        return tuple(
            Near(prompt=prompt, similarity=round(score, 1))
            for _, score, place in found
            for prompt in self._by_text[self._texts[place]]
        )

    def _nearest(self, typed: str) -> str:
        found = process.extractOne(typed.casefold(), self._folded, scorer=fuzz.ratio)
        if not found:
            return ""
        return f"; the nearest is {_shown(self._texts[found[2]])} ({_percent(found[1])} % alike)"


def first_difference(typed: str, asked: str) -> tuple[str, str]:
    """Both texts around the first letter in which they differ, each with some letters before."""
    one, other = same(typed), same(asked)
    alike = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    start = max(alike - _BEFORE, 0)
    return _piece(one, start), _piece(other, start)


def _piece(text: str, start: int) -> str:
    end = start + _BEFORE + _AFTER
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _percent(similarity: float) -> int:
    return min(int(similarity), 99)


def _chosen(prompts: Sequence[Prompt], hint: Hint) -> Found:
    """Of the prompts with one text the one that the sheet means; a contradiction is told."""
    fitting = [prompt for prompt in prompts if _fits(prompt, hint)]
    if len(fitting) == 1:
        return Found(prompt=fitting[0])
    named = ", ".join(_name(prompt) for prompt in fitting or prompts)
    if fitting:
        return Found(
            wrong=f"the prompt is that of {named} alike; name claim, persona and language"
        )
    return Found(
        wrong=f"the row names {hint.claim} {hint.persona} {hint.language} {hint.wording}".rstrip()
        + f", but its prompt is that of {named}"
    )


def _fits(prompt: Prompt, hint: Hint) -> bool:
    said = (hint.claim, hint.persona, hint.language, hint.wording)
    real = (prompt.claim_id, str(prompt.persona), prompt.language, str(prompt.wording))
    return all(not same(s) or same(s) == r for s, r in zip(said, real, strict=True))


def _name(prompt: Prompt) -> str:
    return f"{prompt.claim_id} ({prompt.persona}, {prompt.language}, wording {prompt.wording})"


def _shown(text: str) -> str:
    line = same(text)
    return f"`{line[:80]}…`" if len(line) > 81 else f"`{line}`"
