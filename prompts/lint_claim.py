"""Lint rules on one claim: evidence, dates, places, networks, languages."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from prompts.claim import LANGUAGES, NETWORKS, Claim, ClaimStatus, Kind
from prompts.embargo import verify
from prompts.finding import Finding, error, sentences, warning
from prompts.lint_language import wrong_language
from prompts.wordlists import COUNTRIES

REQUIRED = ("en", "ja")
"""Languages that every claim has."""

REQUIRED_BY_COUNTRY: Mapping[str, tuple[str, ...]] = {
    "JP": ("zh",),
    "CA": ("fr",),
    "MD": ("ro", "ru"),
    "TW": ("zh-Hant",),
}

MAX_STATEMENT = 300
"""Characters; more is no single sentence."""

_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Zl", "Zp")  # spaces of any width (Zs) are no secret


def claim_findings(claim: Claim, *, today: date) -> Iterator[Finding]:
    """What is wrong with the claim itself."""
    if claim.status is ClaimStatus.EMBARGOED:
        return
    yield from _dates(claim, today)
    yield from _places_and_networks(claim)
    yield from _evidence(claim)
    yield from _languages(claim)
    yield from _statements(claim)
    yield from _in_its_language(claim)
    yield from _commitment(claim)


def _dates(claim: Claim, today: date) -> Iterator[Finding]:
    seen, debunked = claim.first_seen, claim.debunked_on
    if seen and debunked and _earliest(seen) > _latest(debunked):
        yield error(("debunked_on",), f"{debunked} is before first_seen {seen}; check both dates")
    for key, day in (("first_seen", seen), ("debunked_on", debunked)):
        if day and _earliest(day) > today.isoformat():
            yield error((key,), f"{day} lies in the future; check the date")


def _earliest(day: str) -> str:
    return day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day


def _latest(day: str) -> str:
    return day + "-12-31"[len(day) - 4 :] if len(day) < 10 else day


def _places_and_networks(claim: Claim) -> Iterator[Finding]:
    for index, country in enumerate(claim.countries):
        if country not in COUNTRIES:
            hint = "the United Kingdom is GB" if country == "UK" else "use ISO 3166-1 alpha-2"
            yield error(("countries", index), f"`{country}` is no country code; {hint}")
    for index, network in enumerate(claim.networks):
        if network not in NETWORKS:
            known = ", ".join(sorted(NETWORKS))
            yield error(("networks", index), f"`{network}` is unknown; one of {known}")
    controls = ("unattributed", "domestic")
    if claim.kind is Kind.MATCHED_CONTROL and not set(claim.networks) <= set(controls):
        yield error(("networks",), "a matched control is one that no network is known to carry")


def _evidence(claim: Claim) -> Iterator[Finding]:
    urls = [check.url for check in claim.fact_checks]
    for index, url in enumerate(urls):
        path = ("fact_checks", index, "url")
        if url in urls[:index]:
            yield error(path, "this fact-check is listed twice; keep one")
        if url.startswith("http://"):
            yield warning(path, "is http; see whether the page has an https address")


def _languages(claim: Claim) -> Iterator[Finding]:
    """The first country is the one the claim is about; further ones are involved."""
    for code in REQUIRED:
        if code not in claim.texts:
            yield error(("texts",), f"{_named(code)} is missing; every claim has it")
    for place, country in enumerate(claim.countries):
        for code in REQUIRED_BY_COUNTRY.get(country, ()):
            if code not in claim.texts:
                message = f"{_named(code)} is missing; claims about {country} have it"
                yield (warning if place else error)(("texts",), message)
    if set(claim.texts) <= set(REQUIRED):
        yield warning(("texts",), "only English and Japanese; add a language in which it spread")


def _named(code: str) -> str:
    return f"{LANGUAGES[code].english} (`{code}`)"


def _statements(claim: Claim) -> Iterator[Finding]:
    for code, text in claim.texts.items():
        path = ("texts", code, "statement")
        if text.statement.endswith(("?", "？")):
            yield error(path, "is a question; state the claim in one neutral sentence")
        if len(text.statement) > MAX_STATEMENT:
            yield warning(path, f"has {len(text.statement)} characters; one sentence is enough")
        if text.statement == text.truth:
            yield error(("texts", code, "truth"), "repeats the statement; say how it is known")


def _in_its_language(claim: Claim) -> Iterator[Finding]:
    for code, text in claim.texts.items():
        found = False
        for path, sentence in sentences(code, text):
            if sign := wrong_language(sentence, code):
                found = True
                yield error(path, f"{sign}; write it in {LANGUAGES[code].english}")
            if hidden := {c for c in sentence if unicodedata.category(c) in _INVISIBLE}:
                names = ", ".join(f"U+{ord(c):04X}" for c in sorted(hidden))
                yield error(path, f"has invisible characters ({names}); delete them")
        whole = "\n".join(sentence for _, sentence in sentences(code, text))
        if not found and (sign := wrong_language(whole, code)):
            yield error(("texts", code), f"as a whole {sign}; is it {LANGUAGES[code].english}?")


def _commitment(claim: Claim) -> Iterator[Finding]:
    if claim.commitment and claim.salt and not verify(claim.commitment, claim, claim.salt):
        yield error(("commitment",), "does not fit the claim and its salt; it was changed since")
