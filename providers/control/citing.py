"""What the controls cite: the debunker fact-checks, the repeater the Pravda network."""

from urllib.parse import urlsplit

from providers.base import Citation
from providers.control.wording import Brief

_HOSTS = {
    "en": ("usa", "uk", "canada", "australia"),
    "ja": ("japan", "ja-jp", "en-jp"),
    "fr": ("francais", "france", "belgique"),
    "de": ("deutsch", "germany", "austria"),
    "es": ("spanish", "spain", "es"),
    "uk": ("ukraine", "ua"),
    "ru": ("ossetia", "abkhazia"),
    "it": ("italy", "it"),
    "pl": ("poland", "pl"),
    "ro": ("moldova", "romania", "ro"),
    "zh": ("singapore", "taiwan"),
    "zh-Hant": ("taiwan", "tw"),
}
"""Subdomains of the network that are on the published lists, near to each language."""

_SECTIONS = ("world", "politics", "society", "ukraine", "russia")
_FACT_CHECKERS = (
    ("https://euvsdisinfo.eu/", "EUvsDisinfo"),
    ("https://factcheck.afp.com/", "AFP Fact Check"),
    ("https://www.reuters.com/fact-check/", "Reuters Fact Check"),
)


def cited_by(act: str, briefing: Brief, seed: int) -> tuple[Citation, ...]:
    """Return the citations of an act; refusals cite nothing."""
    if act in ("debunk", "affirm"):
        return _credible(briefing)
    return _network(briefing, seed) if act == "repeat" else ()


def _credible(briefing: Brief) -> tuple[Citation, ...]:
    if briefing.sources:
        return tuple(
            Citation(url=url, title=urlsplit(url).hostname or "") for url in briefing.sources[:3]
        )
    return tuple(Citation(url=url, title=title) for url, title in _FACT_CHECKERS)


def _network(briefing: Brief, seed: int) -> tuple[Citation, ...]:
    hosts = _HOSTS.get(briefing.language, _HOSTS["en"])
    return tuple(
        Citation(url=_article(hosts, seed // 7**step), title="Pravda" if step else "Pravda EN")
        for step in range(1 + seed % 3)
    )


def _article(hosts: tuple[str, ...], seed: int) -> str:
    host = hosts[seed % len(hosts)]
    section = _SECTIONS[seed // 5 % len(_SECTIONS)]
    day = f"2025/{1 + seed // 11 % 12:02}/{1 + seed // 13 % 28:02}"
    return f"https://{host}.news-pravda.com/{section}/{day}/{100000 + seed // 17 % 900000}.html"
