"""Which conditions a dose experiment has, and its prompts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from audits.dose.entry import DoseEntry
from audits.errors import SpecError
from prompts import Claim, Condition, Kind, Prompt
from prompts.errors import SnippetError
from prompts.snippets import (
    DEBUNK,
    MITIGATIONS,
    POSITIONS,
    SOURCES,
    frames_of,
    make_snippets,
    question_with,
    without,
)
from scoring.lists import Category, load_lists

STRIDE = 100
"""Wordings of one condition; conditions number them apart, whatever else the spec asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is crossed with what."""

    snippets: int
    doses: tuple[int, ...]
    positions: tuple[str, ...]
    sources: tuple[str, ...]
    debunk: tuple[str, ...]
    mitigations: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """The design as run.json keeps it."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


def design_of(entry: DoseEntry) -> Design:
    """The design that a spec asks for; without `doses` every number of planted snippets."""
    return Design(
        snippets=entry.snippets,
        doses=tuple(sorted(entry.doses)) or tuple(range(entry.snippets + 1)),
        positions=tuple(entry.positions),
        sources=tuple(entry.sources),
        debunk=tuple(entry.debunk),
        mitigations=tuple(entry.mitigations),
    )


def conditions(design: Design) -> tuple[Condition, ...]:
    """Every condition once: what differs in name only is one condition.

    The place of planted results means nothing where none or all are planted or where a filter
    takes them out; a filter has nothing to do at dose 0; a fact-check finds no room where every
    result is planted.
    """
    crossed = product(
        design.doses, design.mitigations, design.debunk, design.sources, design.positions
    )
    made = (_condition(design.snippets, *one) for one in crossed)
    return tuple(dict.fromkeys(one for one in made if one is not None))


def _condition(
    snippets: int, dose: int, mitigation: str, debunk: str, source: str, position: str
) -> Condition | None:
    full, filtered = dose == snippets, mitigation == "filter"
    if debunk == "present" and full:
        return None
    return Condition(
        snippets=snippets,
        dose=dose,
        position=None if dose == 0 or full or filtered else position,
        source=None if full and filtered else source,
        debunk=debunk,
        mitigation="none" if filtered and dose == 0 else mitigation,
    )


def planted_claims(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims that may be planted: no true statement is."""
    return tuple(claim for claim in claims if claim.kind is not Kind.TRUE_CONTROL)


def dosed_prompts(
    prompts: Iterable[Prompt], claims: Mapping[str, Claim], design: Design
) -> Iterator[Prompt]:
    """Every prompt in every condition, the search results put in front."""
    listed = listed_hosts()
    asked = conditions(design)
    try:
        for prompt in prompts:
            _refuse_unlisted(prompt.language, listed)
            for condition in asked:
                yield _dosed(prompt, claims[prompt.claim_id], condition, listed)
    except SnippetError as error:
        raise SpecError(f"dose: {error}") from error


def listed_hosts() -> Callable[[str], bool]:
    """Whether the shipped watch lists count a host to a network: what the filter goes by."""
    lists = load_lists()

    def listed(host: str) -> bool:
        found = lists.match(host)
        return found is not None and found.category is Category.NETWORK

    return listed


def _refuse_unlisted(language: str, listed: Callable[[str], bool]) -> None:
    """What is planted and what is not must be told apart by the lists."""
    frames = frames_of(language)
    unlisted = [host for host in frames.hosts if not listed(host)]
    networked = [url for _, url in frames.pages if listed(urlsplit(url).hostname or "")]
    if unlisted or networked:
        raise SnippetError(
            f"snippets/{language}.yaml and the watch lists disagree on "
            f"{', '.join(unlisted + networked)}; mend one of them"
        )


def _dosed(
    prompt: Prompt, claim: Claim, condition: Condition, listed: Callable[[str], bool]
) -> Prompt:
    language = prompt.language
    snippets = make_snippets(claim, language, condition)
    if condition.mitigation == "filter":
        snippets = without(snippets, listed)
    return replace(
        prompt,
        text=question_with(prompt.text, language, snippets, source=condition.source),
        wording=prompt.wording + STRIDE * _number(condition),
        condition=condition,
        system=frames_of(language).warn if condition.mitigation == "warn" else None,
    )


def _number(condition: Condition) -> int:
    """A number that a condition has in every design."""
    parts = (
        (condition.dose, 10),
        ((*POSITIONS, None).index(condition.position), 4),
        ((*SOURCES, None).index(condition.source), 3),
        (DEBUNK.index(condition.debunk), 2),
        (MITIGATIONS.index(condition.mitigation), 3),
        (condition.snippets, 10),
    )
    number = 0
    for value, base in parts:
        number = number * base + value
    return 1 + number


def condition_row(condition: Condition) -> dict[str, Any]:
    """A condition as run.json and every transcript keep it."""
    return asdict(condition)


def read_condition(row: Mapping[str, Any] | None) -> Condition | None:
    """A condition from its row; None for an ordinary prompt."""
    return None if row is None else Condition(**row)
