"""Puts the flood in sentences: what stands above the tables, and how it was counted."""

from audits.network.flood import Flood
from audits.network.words import FloodWords
from reports.safe import visible

TOLD = 3  # names in a sentence


def title(flood: Flood, words: FloodWords) -> str:
    """The headline of the page."""
    if not len(flood.found):
        return words("flood.title_none")
    known = [line for line in flood.counts.lines["language"] if line.name != "und"]
    return words(
        "flood.title",
        items=_number("articles", len(flood.found), words),
        hosts=_number("hosts", len(flood.counts.lines["host"]), words),
        languages=_number("languages", len(known), words),
    )


def _number(what: str, n: int, words: FloodWords) -> str:
    """So many of a thing: `1 host`, `12 hosts`."""
    return words(f"flood_{what}.{'one' if n == 1 else 'other'}", n=n)


def sentences(flood: Flood, words: FloodWords) -> list[str]:
    """What was found, a sentence or two at a time."""
    made = [_files(flood, words), _odd(flood, words)]
    if len(flood.found):
        made += [*_copies(flood, words), _claims(flood, words), _unread(flood, words)]
        made += [_counted("candidates", len(flood.candidates), words)]
        made += [_counted("bursts", len(flood.counts.bursts), words), _guessed(flood, words)]
    return [text for text in made if text]


def _files(flood: Flood, words: FloodWords) -> str:
    counts, found = flood.counts, flood.found
    unlisted = len(counts.unlisted)
    return words(
        "flood.standfirst" if counts.first else "flood.standfirst_undated",
        files=len(found.rows),
        rows=sum(found.rows.values()),
        first=words.day(counts.first),
        last=words.day(counts.last),
        listed=len(counts.lines["host"]) - unlisted,
        unlisted=unlisted,
    )


def _odd(flood: Flood, words: FloodWords) -> str:
    totals: dict[str, int] = {}
    for (kind, _), count in flood.found.problems.counts.items():
        totals[kind] = totals.get(kind, 0) + count
    if not totals:
        return ""
    listed = [f"{words(f'flood_odd.{kind}')} ({words.number(n)})" for kind, n in totals.items()]
    rows = _number("odd_rows", sum(totals.values()), words)
    return words("flood.odd", rows=rows, list="; ".join(listed))


def _copies(flood: Flood, words: FloodWords) -> list[str]:
    made = flood.copies
    found = [
        words(
            "flood.copied",
            copied=made.copied,
            of=made.of,
            share=words.share(made.copied, made.of),
            hosts=made.hosts,
            extra=made.extra,
        )
    ]
    if not made.relayed:
        return [*found, words("flood.relayed_none")]
    relayed = words(
        "flood.relayed",
        relayed=made.relayed,
        share=words.share(made.relayed, len(flood.found)),
        translated=made.translated,
    )
    return [*found, relayed]


def _claims(flood: Flood, words: FloodWords) -> str:
    if not flood.claims:
        return words("flood.claims_none")
    listed = [
        f"{statement(flood, entry.key, words)} ({words.number(entry.spread.items)})"
        for entry in flood.claims[:TOLD]
    ]
    return words(
        "flood.claims", claims=len(flood.claims), marked=flood.marked, list="; ".join(listed)
    )


def statement(flood: Flood, claim: str, words: FloodWords) -> str:
    """A claim in the page's language, or in English."""
    texts = flood.statements[claim]
    return visible(texts.get(words.language) or texts.get("en") or claim).rstrip(".。")


def _unread(flood: Flood, words: FloodWords) -> str:
    if not flood.unread:
        return ""
    names = [f"{words.language_named(code)} {words.number(n)}" for code, n in flood.unread.items()]
    return words("flood.unread", n=sum(flood.unread.values()), list=words("comma").join(names))


def _counted(key: str, count: int, words: FloodWords) -> str:
    return words(f"flood.{key}", n=count) if count else words(f"flood.{key}_none")


def _guessed(flood: Flood, words: FloodWords) -> str:
    guessed = flood.found.guessed
    share = words.share(guessed, len(flood.found))
    return words("flood.guessed", n=guessed, share=share) if guessed else ""


def methods(flood: Flood, words: FloodWords, *, library: str) -> list[str]:
    """How this was counted, and what it cannot show."""
    files = words("comma").join(
        f"{visible(name)} ({words.number(n)})" for name, n in flood.found.rows.items()
    )
    return [
        words("flood_method.files", list=files),
        words("flood_method.items"),
        words("flood_method.copies"),
        words("flood_method.claims", version=library),
        words("flood_method.limits"),
    ]
