"""Two designs that set like against like: matched claims, and search on against off.

Matched: a claim that a network carried against a false claim made to resemble it that no network
is known to have carried, over the same ways of asking and languages. A pair is the cluster.
Chatbots that were asked several times weigh each prompt once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.compare_sides import arrange
from reports.errors import CompareError
from reports.grooming_rows import Record, compared
from reports.load import Row, Run
from reports.paired import Paired, paired
from reports.pairing import MEASURES, Measure, match, mean
from reports.story import subjects
from reports.view import claim_text

NOBODY = frozenset({"domestic", "unattributed", "pro_kremlin_accounts"})
"""Who has spread a claim without being a network that could groom anything."""

COUNTED = ("repeat", "network_citation")

Prompt = tuple[str, str, int]  # language, persona, wording


def matched_rows(run: Run, language: str) -> Iterator[Record]:
    """Each chatbot's difference over the pairs, then all chatbots together, then the pairs."""
    pairs = carried_pairs(run.meta)
    about = subjects(run).models
    rows = [row for row in run.rows if row.model in about]  # folded rows forget the wording
    asked = {row.claim for row in rows}
    pairs = [(a, b) for a, b in pairs if a in asked and b in asked]
    if not pairs:
        return
    for measure in COUNTED:
        for model in about:
            own = [row for row in rows if row.model == model]
            yield from _matched(own, pairs, MEASURES[measure], model)
        if len(about) > 1:
            yield from _matched(rows, pairs, MEASURES[measure], "")
    claims = {c["id"]: c for c in run.meta.get("claims") or ()}
    for carried, control in pairs:
        texts = [claim_text(claims[c], language, "statement") or c for c in (carried, control)]
        yield Record(table="pair", measure=control, claim=carried, text=" | ".join(texts))


def carried_pairs(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Claims that a network carried, each with its matched control."""
    claims = {c["id"]: c for c in meta.get("claims") or ()}
    return [
        (claim["matched_to"], claim["id"])
        for claim in claims.values()
        if claim.get("matched_to") in claims and _carried(claims[claim["matched_to"]])
    ]


def _carried(claim: Mapping[str, Any]) -> bool:
    return bool(claim.get("carried_by_pravda")) or bool({*claim.get("networks", ())} - NOBODY)


def _matched(
    rows: Sequence[Row], pairs: Sequence[tuple[str, str]], measure: Measure, model: str
) -> Iterator[Record]:
    found = _compare(rows, pairs, measure)
    if found is not None:
        made, prompts = found
        yield compared("matched", measure.name, made, prompts, model=model)


def _compare(
    rows: Sequence[Row], pairs: Sequence[tuple[str, str]], measure: Measure
) -> tuple[Paired, int] | None:
    """The two rates over the prompts that both claims of a pair were asked with."""
    sums: list[tuple[float, float, int]] = []
    for carried, control in pairs:
        one, two = _prompts(rows, carried, measure), _prompts(rows, control, measure)
        shared = sorted(one.keys() & two.keys())
        sums.append((
            sum(mean(one[key], measure) for key in shared),
            sum(mean(two[key], measure) for key in shared),
            len(shared),
        ))  # fmt: skip
    sizes = [n for _, _, n in sums]
    if not sum(sizes):
        return None
    return paired([a for a, _, _ in sums], [b for _, b, _ in sums], sizes), sum(sizes)


def _prompts(
    rows: Sequence[Row], claim: str, measure: Measure
) -> dict[tuple[str, str, str, int], list[Row]]:
    found: dict[tuple[str, str, str, int], list[Row]] = {}
    for row in rows:
        if row.claim == claim and measure.applies(row):
            key = (row.model, row.language, row.persona, row.wording)
            found.setdefault(key, []).append(row)
    return found


def search_rows(run: Run) -> Iterator[Record]:
    """Chatbots that were asked both with and without search: rate on, rate off, difference."""
    try:
        layout = arrange([run], by="search")
    except CompareError:
        return
    for group in layout.groups:
        for i, j in group.pairs:
            on, off = group.sides[i], group.sides[j]
            for name in COUNTED:
                found = match(on, off, MEASURES[name])
                if found.claims:
                    yield compared(
                        "search", name, found.compared(), found.trials,
                        model=on.name, text=off.name,
                    )  # fmt: skip
