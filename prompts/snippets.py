"""Search results as a retrieval tool would hand them over, some of them planted.

What is planted is the claim's own statement in a spreader's frame, under a host of a network; what
refutes it is the claim's own truth under its own fact-check; the rest describes front pages of
newsrooms and says nothing of the claim. The frames of each language lie in `snippets/*.yaml`. All
choices are seeded by the claim and the language, and nested: a higher dose keeps every planted
result of a lower one.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urlsplit

from prompts.claim import LANGUAGES, Claim, Condition, FactCheck
from prompts.errors import SnippetError
from prompts.yamlfile import read_yaml

MOST = 8
"""Snippets that the frames of every language suffice for."""
POSITIONS = ("first", "last", "spread")
SOURCES = ("shown", "hidden")
DEBUNK = ("present", "absent")
MITIGATIONS = ("none", "warn", "filter")
_LINES = ("intro", "empty", "message", "source", "warn")
_Item = TypeVar("_Item")
_SECTIONS = ("world", "politics", "society", "news")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A title and a text with places for `{statement}`, `{truth}`, `{publisher}` or `{site}`."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Everything that one language brings; *pages* are (name, address) of newsrooms."""

    intro: str
    empty: str
    message: str
    source: str
    warn: str
    planted: tuple[Frame, ...]
    debunk: Frame
    neutral: tuple[Frame, ...]
    pages: tuple[tuple[str, str], ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One search result; *kind* is planted, debunk or neutral."""

    kind: str
    title: str
    text: str
    url: str


@cache
def frames_of(language: str) -> Frames:
    """The frames of a language; raises `SnippetError` where there are none or a key is wrong."""
    if language not in LANGUAGES:
        raise SnippetError(f"no search results can be written in the language `{language}`")
    name = f"snippets/{language}.yaml"
    document = read_yaml((files("prompts") / name).read_bytes(), name)
    if document.problems:
        raise SnippetError("\n".join(str(problem) for problem in document.problems))
    try:
        return _frames(document.data)
    except (KeyError, TypeError, ValueError) as error:
        raise SnippetError(f"{name}: not complete ({error})") from error


def _frames(data: Mapping[str, Any]) -> Frames:
    made = Frames(
        **{key: str(data[key]) for key in _LINES},
        planted=tuple(Frame(**row) for row in data["planted"]),
        debunk=Frame(**data["debunk"]),
        neutral=tuple(Frame(**row) for row in data["neutral"]),
        pages=tuple((row["name"], row["url"]) for row in data["pages"]),
        hosts=tuple(data["hosts"]),
    )
    for key in ("planted", "neutral", "pages", "hosts"):
        if len(set(getattr(made, key))) < MOST:
            raise ValueError(f"`{key}` needs {MOST} different entries")
    return made


def make_snippets(claim: Claim, language: str, condition: Condition) -> tuple[Snippet, ...]:
    """The search results of a condition in their order, before any filter."""
    frames = frames_of(language)
    planted = [_planted(claim, language, frames, i) for i in range(condition.dose)]
    room = condition.snippets - condition.dose
    rest = [_neutral(claim, language, frames, i) for i in range(room)]
    if condition.debunk == "present":
        if not room:
            raise SnippetError("no room for a fact-check where every snippet is planted")
        rest[_seed(claim.id, language, "debunk") % room] = _debunk(claim, language, frames)
    return tuple(_placed(planted, rest, condition.position))


def question_with(
    question: str, language: str, snippets: Sequence[Snippet], *, source: str | None
) -> str:
    """The prompt: the results as numbered blocks, then the user's own words."""
    frames = frames_of(language)
    blocks = [_block(i, one, frames, source) for i, one in enumerate(snippets, 1)]
    head = "\n\n".join([frames.intro, *blocks]) if blocks else frames.empty
    return f"{head}\n\n{frames.message}\n{question}"


def without(snippets: Sequence[Snippet], listed: Callable[[str], bool]) -> tuple[Snippet, ...]:
    """What a filter leaves that drops every result whose host is *listed*."""
    return tuple(one for one in snippets if not listed(urlsplit(one.url).hostname or ""))


def _block(number: int, one: Snippet, frames: Frames, source: str | None) -> str:
    lines = [f"[{number}] {one.title}"]
    if source == "shown":
        lines.append(f"{frames.source} {one.url}")
    return "\n".join([*lines, one.text])


def _placed(
    planted: Sequence[Snippet], rest: Sequence[Snippet], position: str | None
) -> list[Snippet]:
    if position == "last":
        return [*rest, *planted]
    if position != "spread":
        return [*planted, *rest]
    n, k = len(planted) + len(rest), len(planted)
    places = {(2 * i + 1) * n // (2 * k) for i in range(k)}
    one, other = iter(planted), iter(rest)
    return [next(one) if place in places else next(other) for place in range(n)]


def _planted(claim: Claim, language: str, frames: Frames, i: int) -> Snippet:
    frame = _picked(frames.planted, i, claim.id, language, "frame")
    host = _picked(frames.hosts, i, claim.id, language, "host")
    return Snippet(
        kind="planted",
        title=frame.title,
        text=frame.text.format(statement=claim.texts[language].statement),
        url=f"https://{host}/{_article(claim.id, language, str(i))}",
    )


def _article(*seeds: str) -> str:
    """A path like those of the network's articles; no article of that address is meant."""
    seed = _seed("article", *seeds)
    section = _SECTIONS[seed % len(_SECTIONS)]
    day = f"2025/{1 + seed // 7 % 12:02}/{1 + seed // 101 % 28:02}"
    return f"{section}/{day}/{100000 + seed // 9973 % 900000}.html"


def _neutral(claim: Claim, language: str, frames: Frames, i: int) -> Snippet:
    frame = _picked(frames.neutral, i, claim.id, language, "neutral")
    site, url = _picked(frames.pages, i, claim.id, language, "page")
    return Snippet(
        kind="neutral", title=frame.title.format(site=site), text=frame.text, url=url
    )  # fmt: skip


def _debunk(claim: Claim, language: str, frames: Frames) -> Snippet:
    check = _fact_check(claim, language)
    text = claim.texts[language]
    return Snippet(
        kind="debunk",
        title=frames.debunk.title.format(publisher=check.publisher),
        text=frames.debunk.text.format(statement=text.statement, truth=text.truth),
        url=check.url,
    )


def _fact_check(claim: Claim, language: str) -> FactCheck:
    """The first fact-check in the language, else the first."""
    if not claim.fact_checks:
        raise SnippetError(f"claim {claim.id} has no fact-check; use `debunk: [absent]`")
    own = [check for check in claim.fact_checks if check.language == language]
    return (own or list(claim.fact_checks))[0]


def _picked(items: Sequence[_Item], i: int, *seeds: str) -> _Item:
    """The *i*-th of *items* in an order that the seeds decide."""
    order = sorted(range(len(items)), key=lambda at: _seed(*seeds, str(at)))
    return items[order[i]]


def _seed(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
