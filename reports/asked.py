"""Says how many questions were asked about what, so that a reader can add the figures up."""

from collections.abc import Sequence

from reports.rates import counted, total
from reports.rows import FALSEHOOD, MATCHED, TRUE, Row
from reports.words import Words
from scoring.transcript import Status


def asked_sentence(rows: Sequence[Row], models: Sequence[str], period: str, words: Words) -> str:
    """How many questions about false claims went to whom, what became of them, what else there is.

    Rates of repeating are over false claims alone; the others are named with the sum of all.
    """
    false = [r for r in rows if r.kind == FALSEHOOD]
    status = counted(false, lambda r: r.status)
    asked = words(
        "standfirst.asked",
        put=_put(false, models, period, words),
        answered=status[Status.ANSWERED],
        blocked=status[Status.BLOCKED],
        failed=status[Status.FAILED],
    )
    if not (others := [r for r in rows if r.kind != FALSEHOOD]):
        return asked
    beside = words("standfirst.others", list=asked_about(others, words), n=total(rows))
    return words("standfirst.both", asked=asked, beside=beside)


def _put(false: Sequence[Row], models: Sequence[str], period: str, words: Words) -> str:
    """Each chatbot's number where all got the same; their sum is easily read as each one's."""
    each = counted(false, lambda r: r.model)
    same = len(each) == len(models) and len(set(each.values())) == 1
    key = "put_one" if len(models) == 1 else "put_each" if same else "put_all"
    languages = sorted({r.language for r in false})
    return words(
        f"standfirst.{key}",
        asked=total(false),
        each=min(each.values()),
        about=about_claims(FALSEHOOD, false, words),
        models=words("models_phrase", n=len(models)),
        languages=words.join([words.name("language_name", x) for x in languages]),
        period=period,
    )


def asked_about(rows: Sequence[Row], words: Words) -> str:
    """How many questions were about what: `72 questions about 12 false claims and 18 about …`."""
    found: list[str] = []
    for kind in (FALSEHOOD, MATCHED, TRUE):
        if own := [r for r in rows if r.kind == kind]:
            key = "about.more" if found else "about.first"
            found.append(words(key, n=total(own), about=about_claims(kind, own, words)))
    return words.join(found)


def about_claims(kind: str, rows: Sequence[Row], words: Words) -> str:
    """How many claims of *kind* the rows are about: `3 true statements`."""
    return words(f"about.{kind}", n=len({row.claim for row in rows}))
