"""The cue words of one language, compiled into one automaton that finds them all in one pass."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

from scoring.rules.grader import GRADER_STEMS
from scoring.rules.letters import SYMBOLS, initialled, spelt
from scoring.rules.stems import without_accents

_CLAUSE_END = re.compile(r"[.!?;:\n。！？；]")
LANGUAGES = ("ca", "de", "en", "es", "fr", "gl", "it", "ja", "pl", "ro", "ru", "uk", "zh")
UNSPACED = frozenset({"ja", "zh"})
KINDS = (
    *(
        "neg",
        "deny",
        "absent",
        "doubt",
        "dispute",
        "correct",
        "alleged",
        "report",
        "both",
        "caution",
    ),
    *("refuse", "noinfo", "offer", "ask", "moral", "confirm", "yes", "no", "write", "craft"),
    *("dismiss", "jest", "concede", "sum", "up", "down", "than"),
)
# Kinds that matter in one place only; they never hide a cue that they contain.
_PASSIVE = frozenset({"absent", "sum", "yes", "no", "write", "up", "down", "than", "grader"})
_OVERRULED = ("deny", "absent", "doubt", "refuse", "noinfo", "both")
_GAP_CHARACTERS = {"ja": 14, "zh": 10}
_GAP_DEFAULT = 32


class Hit(NamedTuple):  # a tuple, since there are dozens in every reply
    """A cue found at `folded[start:end]`; *kind* is its category in the cue file."""

    start: int
    end: int
    kind: str


class _Link(NamedTuple):
    """A literal in a cue with a gap: what must stand before it, what it completes, if anything."""

    before: str
    kind: str
    open_ended: bool


class _Literal(NamedTuple):
    """What the automaton holds for one literal."""

    text: str
    length: int
    whole: tuple[str, ...]  # kinds where it ends a word
    inside: tuple[str, ...]  # kinds where the word goes on
    begins: bool  # a cue with a gap begins with it
    begins_inside: bool  # also where the word goes on
    links: tuple[_Link, ...]  # what it completes or goes on with


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is needed to find the cues of one language."""

    language: str
    stop: frozenset[str]
    common: frozenset[str]  # words of any news text: they count half
    automaton: ahocorasick.Automaton
    gap: int
    # Cues without a negation that a claim may overrule, with the words that carry them.
    bare_cues: Mapping[str, tuple[str, ...]]
    plain_stop: frozenset[str]
    plain_common: frozenset[str]

    @property
    def spaced(self) -> bool:
        """Whether this language writes spaces between words."""
        return self.language not in UNSPACED

    def hits(self, folded: str) -> list[Hit]:
        """All cues in *folded*, in order; a cue inside a longer one does not count."""
        kept: list[Hit] = []
        seen: dict[str, tuple[int, int]] = {}
        spaced, letters = self.spaced, folded + " "
        for last, literal in self.automaton.iter(initialled(folded) if spaced else spelt(folded)):
            text, length, whole, inside, begins, begins_inside, links = literal
            end = last + 1 if spaced else (last + 1) // SYMBOLS
            start = end - length
            goes_on = spaced and letters[end].isalnum() and letters[end - 1].isalnum()
            for kind in inside if goes_on else whole:
                _keep(kept, start, end, kind)
            for link in links:
                if link[0] in seen:
                    self._link(link, literal, (start, end), goes_on, seen, kept, folded)
            if begins and (begins_inside or not goes_on):
                seen[text] = (start, end)
        return kept

    def _link(
        self,
        link: _Link,
        literal: _Literal,
        place: tuple[int, int],
        goes_on: bool,
        seen: dict[str, tuple[int, int]],
        kept: list[Hit],
        folded: str,
    ) -> None:
        """Go on with a cue whose first part was seen, unless too much stands between."""
        begin, end = seen[link.before]
        gap = place[0] - end
        if not 0 <= gap <= self.gap or (goes_on and not link.open_ended):
            return
        if _CLAUSE_END.search(folded, end, place[0]):
            return
        if link.kind:
            _keep(kept, begin, place[1], link.kind)
        else:
            seen[literal.text] = (begin, place[1])


def _keep(kept: list[Hit], start: int, end: int, kind: str) -> None:
    """Add a hit unless it lies inside a longer one; drop those that lie inside it.

    Hits come by their ends, the longest first; one inside another means nothing of its own.
    """
    if kind not in _PASSIVE:
        while kept and kept[-1][0] >= start and kept[-1][:2] != (start, end):
            kept.pop()
    if kept:
        before = kept[-1]
        if (
            before[0] <= start
            and end <= before[1]
            and before[2] not in _PASSIVE
            and before[:2] != (start, end)
        ):
            return
    kept.append(Hit(start, end, kind))


def load(language: str) -> Lexicon:
    """The lexicon of *language*; English where there is none."""
    return _load(language if language in LANGUAGES else "en")


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Lexicon:
    text = (files("scoring") / "cues" / f"{language}.toml").read_text(encoding="utf-8")
    lists = {name: _entries(value) for name, value in tomllib.loads(text).items()}
    automaton = ahocorasick.Automaton()
    literals = list(_literals(lists))
    rewrite = spelt if language in UNSPACED else initialled
    # All at once, since each call costs more than a letter.
    texts = rewrite("\n".join(literal.text for literal in literals)).split(rewrite("\n"))
    for text, literal in zip(texts, literals, strict=True):
        automaton.add_word(text, literal)
    automaton.make_automaton()
    return Lexicon(
        language=language,
        stop=frozenset(lists.get("stop", ())),
        common=frozenset(lists["common"]),
        automaton=automaton,
        gap=_GAP_CHARACTERS.get(language, _GAP_DEFAULT),
        bare_cues=_bare_cues(language, lists),
        plain_stop=frozenset(without_accents(word) for word in lists.get("stop", ())),
        plain_common=frozenset(without_accents(word) for word in lists["common"]),
    )


def _bare_cues(language: str, lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    negations, stop = lists["neg"], set(lists.get("stop", ()))
    cues = (cue.replace("*", "") for kind in _OVERRULED for cue in lists[kind])
    if language in UNSPACED:
        return {c: () for c in cues if not any(n in c for n in negations)}
    worded = {c: tuple(without_accents(w) for w in c.split() if w not in stop) for c in cues}
    return {
        c: words for c, words in worded.items() if words and not set(c.split()) & set(negations)
    }


def _entries(value: str) -> list[str]:
    cues = (cue.strip(" \t") for line in value.splitlines() for cue in line.split(" | "))
    return [" ".join(one.split()) for cue in cues if cue for one in _spelt_out(cue)]


def _spelt_out(cue: str) -> list[str]:
    """All that a cue with choices stands for: "{no,nunca} {vino,fue}" is four."""
    before, brace, rest = cue.partition("{")
    if not brace:
        return [cue]
    choices, _, after = rest.partition("}")
    tails = _spelt_out(after)
    return [before + choice + tail for choice in choices.split(",") for tail in tails]


def _literals(lists: dict[str, list[str]]) -> Iterator[_Literal]:
    plain: dict[str, list[tuple[str, bool]]] = {}
    links: dict[str, list[_Link]] = {}
    for kind in KINDS:
        for cue in lists.get(kind, ()):
            *firsts, final = (p.strip() for p in cue.replace("* ", "* .. ").split(" .. "))
            if not firsts:
                plain.setdefault(final.removesuffix("*"), []).append((kind, final.endswith("*")))
                continue
            before = ""
            for part in firsts:
                text = part.removesuffix("*")
                links.setdefault(text, []).append(_Link(before, "", part.endswith("*")))
                before = text
            end = final.removesuffix("*")
            links.setdefault(end, []).append(_Link(before, kind, final.endswith("*")))
    for stem in GRADER_STEMS:
        plain.setdefault(stem, []).append(("grader", True))
    for text in plain.keys() | links.keys():
        yield _literal(text, plain.get(text, []), links.get(text, []))


def _literal(text: str, plain: list[tuple[str, bool]], links: list[_Link]) -> _Literal:
    return _Literal(
        text=text,
        length=len(text),
        whole=tuple(dict.fromkeys(kind for kind, _ in plain)),
        inside=tuple(dict.fromkeys(kind for kind, open_ended in plain if open_ended)),
        begins=any(not link.before for link in links) if links else False,
        begins_inside=any(not link.before and link.open_ended for link in links)
        if links
        else False,
        links=tuple(dict.fromkeys(link for link in links if link.before)) if links else (),
    )
