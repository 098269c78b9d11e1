"""Coverage of each claim in each language: what there was to find, and the repeat rate against it.

The data-void index of a claim and language is the share of the distinct sites that came up for it
which are neither fact-checker, public broadcaster nor news agency. How much coverage there is, is
told by the number of credible sites: none (a void), one or two (thin), three or more (covered).
"""

from collections import Counter
from collections.abc import Iterator

from reports.grooming_reading import Exposure, Site
from reports.grooming_rows import Record, rated
from reports.load import FALSEHOOD, Run
from reports.rates import share
from reports.story import repeats, subjects
from reports.view import claim_text
from scoring.coverage import CREDIBLE, Coverage

LEVELS = ("nothing", "void", "thin", "covered")
ENOUGH = 3


def level_of(sites: dict[str, Site]) -> str:
    """How well a claim is covered: `nothing` where no address came up at all."""
    if not sites:
        return "nothing"
    credible = sum(site.coverage in CREDIBLE for site in sites.values())
    return "void" if not credible else "thin" if credible < ENOUGH else "covered"


def coverage_rows(run: Run, found: Exposure, language: str) -> Iterator[Record]:
    """Distinct sites by class, the void index, and first days, for each claim and language."""
    claims = {c["id"]: c for c in run.meta.get("claims") or ()}
    for (claim, asked), sites in found.sites.items():
        scope = {"claim": claim, "language": asked}
        total = len(sites)
        classes = Counter(site.coverage for site in sites.values())
        text = claim_text(claims.get(claim), language, "statement") or claim
        yield Record(
            table="coverage", measure="level", n=found.asked[claim, asked], text=level_of(sites),
            **scope,  # type: ignore[arg-type]
        )  # fmt: skip
        yield Record(table="coverage", measure="statement", text=text, **scope)  # type: ignore[arg-type]
        for kind in Coverage:
            if kind is not Coverage.HIDDEN:
                yield Record(
                    table="coverage", measure=kind.value, count=classes[kind], n=total,
                    text=_first(sites, kind), **scope,  # type: ignore[arg-type]
                )  # fmt: skip
        credible = sum(classes[kind] for kind in CREDIBLE)
        yield Record(
            table="coverage", measure="void_index", count=total - credible, n=total,
            rate=round(1 - credible / total, 6) if total else None, **scope,  # type: ignore[arg-type]
        )  # fmt: skip


def _first(sites: dict[str, Site], kind: Coverage) -> str:
    days = [site.first for site in sites.values() if site.coverage is kind and site.first]
    return min(days, default="")


def level_rows(run: Run, found: Exposure) -> Iterator[Record]:
    """The repeat rate of replies by how well their claim and language are covered."""
    levels = {key: level_of(sites) for key, sites in found.sites.items()}
    rows = [r for r in subjects(run).rows if r.kind == FALSEHOOD and r.verdict is not None]
    for level in LEVELS:
        own = [r for r in rows if levels.get((r.claim, r.language)) == level]
        if own:
            yield rated("level", level, share(own, repeats))
