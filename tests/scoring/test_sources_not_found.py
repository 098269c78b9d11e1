"""What looks like a listed address and is none."""

import csv
from pathlib import Path

import pytest

import scoring
from scoring.lists import load_lists
from scoring.sources import find_hits
from scoring.sources_text import read_text

LISTS = load_lists()
NETWORKS = Path(scoring.__file__).parent / "networks"


def _rows(name):
    with (NETWORKS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LOOKALIKES = [row["domain"] for row in _rows("lookalikes.csv")]


@pytest.mark.parametrize("domain", LOOKALIKES)
def test_no_look_alike_is_a_hit_in_any_dress(domain):
    """Look-alikes and wrappers' own hosts match nothing, bare, in a URL, disguised or glued."""
    for text in (
        domain,
        domain.upper(),
        f"https://www.{domain}/a/b.html",
        f"出典は{domain}です",
        f"see {domain}, {domain}.",
        domain.replace(".", "[.]"),
        domain.replace(".", " dot "),
        f"https://{domain}/?x=1",
    ):
        assert find_hits(text, LISTS) == [], text


NOT_LISTED = [
    "notnews-pravda.com",
    "my-news-pravda.com",
    "xnews-pravda.com",
    "foo_news-pravda.com",
    "news-pravda.com.evil.com",
    "news-pravda.com.example",
    "https://news-pravda.com.evil.org/login",
    "https://news-pravda.com@evil.com/",
    "https://news-pravda.com:443@evil.com/",
    r"https://evil.com\@news-pravda.com",
    "https://evil.com/@news-pravda.com",
    "https://news-pravda.com%2Eevil.com/",
    "https://news-pravda%2Ecom%2Eevil.com/",
    "https://news-pravda.com%252Eevil.com/",
    "https://walma%72t.com/",
    "https://evil.com#@news-pravda.com",
    "https://evil.com?@news-pravda.com",
    "news-pravda.comb",
    "news-pravda.company",
    "news-pravda.co",
    "news-pravda.co.uk",
    "news-pravda-com.net",
    "news.pravda.com",
    "newspravda.com",
    "pravda.com",
    "pravda.com.ua",
    "epravda.com.ua",
    "pravda.sk",
    "portal-kombat.com",
    "nеws-pravda.com",  # a Cyrillic e: another domain
    "мrt.com",
    "ört.com",
    "walma\u00adrt.com",
    "wal\u200bmart.com",
    "walma\u200brt.com",
    "walma\u2060rt.com",
    "smart.com",
    "smart-rt.community",
    "mart.com/rt.com",
    "people.com",
    "newspeople.cn.com",
    "tass.community",
    "rt.comics",
    "sputnik-news",
    "RT",
    "TASS",
    "main.py",
    "README.md",
    "v1.2.3.4",
    "3.14",
    "U.S.A.",
    "e.g. i.e. etc.",
    "192.168.0.1",
    "https://[::1]/rt.com",
    "http://localhost/news-pravda.com",
    "http://localhost:8080/?u=news-pravda.com",
    "http://intranet/x/y/rt.com?z=tass.com",
    "https://t.co/AbCdEf",
    "https://archive.ph/AbCdE",
    "https://perma.cc/AB12-CD34",
]

IN_PATHS = [
    "https://euvsdisinfo.eu/report?u=news-pravda.com",
    "https://euvsdisinfo.eu/report?u=https://news-pravda.com/world",
    "https://euvsdisinfo.eu/report?u=https%3A%2F%2Fnews-pravda.com%2Fworld",
    "https://euvsdisinfo.eu/report/news-pravda.com-exposed/",
    "https://correctiv.org/faktencheck/2025/news-pravda.com",
    "https://correctiv.org/faktencheck/2025/(news-pravda.com)",
    "https://example.org/a_news-pravda.com_b",
    "https://example.org/#news-pravda.com",
    "https://example.org/x#:~:text=news-pravda.com",
    "https://example.org/x#:~:text=the%20site-,news-pravda.com,is",
    "https://www.google.com/search?q=news-pravda.com",
    "https://www.google.com/search?q=site%3Anews-pravda.com",
    "https://duckduckgo.com/?q=news-pravda.com",
    "https://www.virustotal.com/gui/domain/news-pravda.com",
    "https://who.is/whois/news-pravda.com",
    "https://urlscan.io/search/#news-pravda.com",
    "https://en.wikipedia.org/wiki/News-Pravda.com",
    "https://en.wikipedia.org/wiki/Pravda_network_(news-pravda.com)",
    "https://ja.wikipedia.org/wiki/プラウダ_news-pravda.com",
    "https://ja.wikipedia.org/wiki/%E3%83%97%2Fnews-pravda.com",
    "https://twitter.com/intent/tweet?text=see%20https://news-pravda.com/x",
    "https://twitter.com/intent/tweet?text=see+news-pravda.com",
    "https://www.facebook.com/sharer/sharer.php?u=https://news-pravda.com",
    "https://bsky.app/profile/news-pravda.com",
    "https://mastodon.social/@news-pravda.com",
    "https://github.com/CheckFirstHQ/news-pravda.com/blob/main/rt.com.csv",
    "example.org/news-pravda.com",
    "example.org?u=news-pravda.com",
    "https://web.archive.org/web/2025/https://euvsdisinfo.eu/news-pravda.com",
    "https://web.archive.org/web/2025/https://euvsdisinfo.eu/?u=https://news-pravda.com",
    "https://r.jina.ai/https://example.org/?u=news-pravda.com",
    "https://walmart-com.translate.goog/rt.com",
    "https://wal-mart--rt-com.translate.goog/",
    "https://news--pravda-com.translate.goog.evil.com/",
    "https://news--pravda-com.example.org/",
    "https://notweb.archive.org.evil.com/web/2025/https://news-pravda.com/",
    "https://fakegoogle.com/url?q=https://news-pravda.com/",
    "https://google.evil.com/url?q=https://news-pravda.com/",
]

CHANNELS = [
    "https://t.me/pravdaencom2",
    "https://t.me/xpravdaencom",
    "https://t.me/pravdaencom-fake",
    "https://vk.com/pravdaencom-fake",
    "https://t.me/s/otherchannel?q=pravdaencom",
    "https://t.me/other/pravdaencom",
    "https://vk.com/pravdaencom.fake",
    "https://example.org/t.me/pravdaencom",
    "https://nott.me/pravdaencom",
    "https://ok.ru/pravdaencom",
    "tg://resolve?domain=otherchannel",
    "https://t.me/",
    "https://vk.com/",
]


@pytest.mark.parametrize("text", [*NOT_LISTED, *IN_PATHS, *CHANNELS])
def test_what_only_contains_a_listed_name_is_no_hit(text):
    """Substrings, other hosts, paths and queries of other sites are no hits."""
    for context in (text, f"See {text} for more.", f"出典は{text}です。", f"([x]({text}))"):
        assert find_hits(context, LISTS) == [], context


@pytest.mark.parametrize(
    "row",
    [r for r in _rows("pravda_urls_channels.csv") if r["kind"] == "upstream_source_not_network"],
    ids=lambda row: row["value"],
)
def test_a_channel_that_the_network_only_quotes_is_no_hit(row):
    """Being quoted by the network does not make a channel the network's."""
    assert find_hits(f"https://{row['value']}", LISTS) == []


def test_an_email_address_is_a_mention_and_no_hit():
    """An e-mail address names no page, so it is kept apart."""
    for text in ("mail info@news-pravda.com now", "mailto:first.last+x@en.news-pravda.com"):
        found = read_text(text, LISTS)
        assert found.hits == []
        assert [(m.kind, m.network) for m in found.mentions] == [("email", "pravda")]


def test_a_soft_hyphen_in_place_of_the_hyphen_needs_a_person():
    """A browser would go to another domain, a reader sees the listed one: neither hit nor gone."""
    found = read_text("https://news\u00adpravda.com/", LISTS)
    assert found.hits == []
    assert [m.kind for m in found.mentions] == ["review_case"]
