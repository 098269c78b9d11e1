"""Reads the cue files: lists of words by kind, and the literals that have to be searched."""

import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from scoring.rules.grader import GRADER_STEMS
from scoring.rules.stems import without_accents

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
    "plain",  # no cue at all, but the words of one: it hides what it contains
)
_OVERRULED = ("deny", "absent", "doubt", "refuse", "noinfo", "both")


class Link(NamedTuple):
    """A literal in a cue with a gap: what must stand before it, what it completes, if anything."""

    before: str
    kind: str
    open_ended: bool


class Chain(NamedTuple):
    """The part of a literal in cues with a gap."""

    text: str
    begins: bool  # a cue with a gap begins with it
    begins_inside: bool  # also where the word goes on
    links: tuple[Link, ...]  # what it completes or goes on with
    befores: frozenset[str]  # what must have been seen for any of them


Kinds = tuple[str, ...]
Literal = tuple[bool, Kinds, Kinds, Chain | None]
"""What is known of one literal: whether a word may go on behind it, its kinds where it ends a
word, its kinds where the word goes on, and its part in cues with a gap. Bare, as hits are."""


def read_cues(language: str) -> dict[str, list[str]]:
    """The lists of a language's cue file, choices spelt out."""
    text = (files("scoring") / "cues" / f"{language}.toml").read_text(encoding="utf-8")
    return {name: _entries(value) for name, value in tomllib.loads(text).items()}


def bare_cues(language: str, lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Cues without a negation that a claim may overrule, with the words that carry them."""
    negations, stop = lists["neg"], set(lists.get("stop", ()))
    negated = frozenset(negations)
    cues = (cue.replace("*", "") for kind in _OVERRULED for cue in lists[kind])
    if language in UNSPACED:
        return {c: () for c in cues if not any(n in c for n in negations)}
    worded = {c: c.split() for c in cues}
    told = {c: [w for w in words if w not in stop] for c, words in worded.items()}
    kept = {c: words for c, words in told.items() if words and negated.isdisjoint(worded[c])}
    plain = iter(bare([w for words in kept.values() for w in words]))
    return {c: tuple(islice(plain, len(words))) for c, words in kept.items()}


def bare(words: Sequence[str]) -> list[str]:
    """The words without accents; all at once, since each call costs more than a letter."""
    return without_accents("\n".join(words)).split("\n") if words else []


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


def literals_of(lists: dict[str, list[str]], *, spaced: bool) -> Iterator[tuple[str, Literal]]:
    """Each text that has to be searched, with what is known of it."""
    plain: dict[str, list[tuple[str, bool]]] = {}
    links: dict[str, list[Link]] = {}
    for kind in KINDS:
        for cue in lists.get(kind, ()):
            *firsts, final = (p.strip() for p in cue.replace("* ", "* .. ").split(" .. "))
            if not firsts:
                plain.setdefault(final.removesuffix("*"), []).append((kind, final.endswith("*")))
                continue
            before = ""
            for part in firsts:
                text = part.removesuffix("*")
                links.setdefault(text, []).append(Link(before, "", part.endswith("*")))
                before = text
            end = final.removesuffix("*")
            links.setdefault(end, []).append(Link(before, kind, final.endswith("*")))
    for stem in GRADER_STEMS:
        plain.setdefault(stem, []).append(("grader", True))
    for text in plain.keys() | links.keys():
        whole, inside = _both_kinds(plain.get(text, []))
        chain = _chain(text, links[text]) if text in links else None
        yield text, (spaced and text[-1].isalnum(), whole, inside, chain)


def _both_kinds(kinds: list[tuple[str, bool]]) -> tuple[Kinds, Kinds]:
    """The kinds of a literal, and those of them that it has where the word goes on."""
    if len(kinds) == 1:  # as nearly all have, of thousands
        kind, open_ended = kinds[0]
        return (kind,), (kind,) if open_ended else ()
    every = tuple(dict.fromkeys(kind for kind, _ in kinds))
    return every, tuple(dict.fromkeys(kind for kind, open_ended in kinds if open_ended))


def _chain(text: str, links: list[Link]) -> Chain:
    return Chain(
        text=text,
        begins=any(not link.before for link in links),
        begins_inside=any(not link.before and link.open_ended for link in links),
        links=tuple(dict.fromkeys(link for link in links if link.before)),
        befores=frozenset(link.before for link in links if link.before),
    )
