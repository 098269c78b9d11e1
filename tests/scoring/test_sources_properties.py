"""What must hold for any listed domain and for any text, hostile ones included."""

import time
from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hosts import suffixes
from scoring.lists import load_lists
from scoring.sources import find_hits
from scoring.sources_text import read_text

LISTS = load_lists()
LISTED = st.sampled_from(sorted(LISTS.domains))
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda label: not label.startswith("xn--")
)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
AROUND = st.sampled_from(["", " ", "出典は", "(", "**", "「", "\n", ": ", "“", "| ", "ـ", "에서"])


def _full_width(host):
    return host.translate({code: code + 0xFEE0 for code in range(0x2D, 0x7B) if code != 0x2F})


DISGUISES = (
    lambda host: host.replace(".", "[.]"),
    lambda host: host.replace(".", "(dot)"),
    lambda host: host.replace(".", " [dot] "),
    lambda host: host.replace(".", " DOT "),
    lambda host: host.replace(".", r"\."),
    lambda host: host.replace(".", "&#46;"),
    lambda host: host.replace("-", "\u2011"),
    lambda host: "\u200b".join(host),
    lambda host: "".join(f"\\u{ord(c):04x}" if c in ".-" else c for c in host),
    lambda host: "hxxps[:]//" + host.replace(".", "{.}") + "/a/b.html",
    lambda host: "https%3A%2F%2F" + host.replace("-", "%2D").replace(".", "%2E") + "%2Fa",
    lambda host: f"https://user:pw@{host}:8443/?utm_source=x",
    str.upper,
    _full_width,
)
WRAPPERS = (
    lambda url: f"https://web.archive.org/web/20250101000000/{url}",
    lambda url: f"https://archive.ph/2025/{url}",
    lambda url: f"https://www.google.com/url?sa=t&q={quote(url, safe='')}",
    lambda url: f"https://www.google.co.jp/url?url={quote(quote(url, safe=''), safe='')}&sa=t",
    lambda url: f"https://translate.google.com/translate?u={quote(url)}",
    lambda url: f"https://l.facebook.com/l.php?u={quote(url, safe='')}&h=A",
    lambda url: f"https://r.jina.ai/{url}",
    lambda url: f"https://12ft.io/{url.removeprefix('https://')}",
)


@given(LISTED, LABELS, AROUND, AROUND)
def test_any_subdomain_of_a_listed_domain_hits(domain, label, before, after):
    """A suffix on a label boundary counts, wherever the address stands."""
    [hit] = find_hits(f"{before}{label}.{domain}{after}", LISTS)
    assert hit.host == f"{label}.{domain}"
    assert hit.list_entry in set(suffixes(hit.host))


@given(LISTED, LETTERS)
def test_letters_before_a_listed_domain_make_another_domain(domain, letters):
    """A substring never counts: only what is listed itself, or under another entry, hits."""
    host = letters + domain
    listed = LISTS.match(host)
    assert listed is None or listed.entry != domain
    assert [hit.list_entry for hit in find_hits(host, LISTS)] == ([listed.entry] if listed else [])


@given(LISTED, LABELS, st.sampled_from(["org", "com", "example", "co.uk", "evil.net"]))
def test_a_listed_domain_in_front_of_another_is_not_it(domain, label, end):
    """`news-pravda.com.example.org` belongs to example.org."""
    host = f"{domain}.{label}.{end}"
    for text, leads_to in (
        (host, host),
        (f"https://{host}/", host),
        (f"https://{domain}@{label}.{end}/", f"{label}.{end}"),
    ):
        expected = [leads_to] if LISTS.match(leads_to) else []
        assert [hit.host for hit in find_hits(text, LISTS)] == expected


@given(LISTED, st.sampled_from(DISGUISES), AROUND, AROUND)
def test_a_disguised_domain_still_hits_and_its_span_is_the_disguise(domain, disguise, left, right):
    """Defanging loses nothing, and the span quotes what stands in the text."""
    address = disguise(domain)
    text = left + address + right
    [hit] = find_hits(text, LISTS)
    assert hit.host == domain
    assert text[hit.start : hit.end] == address


@given(LISTED, st.lists(st.sampled_from(WRAPPERS), min_size=1, max_size=3))
def test_a_wrapped_address_still_hits(domain, wrappers):
    """Archives, readers and redirects, also one inside another."""
    url = f"https://{domain}/world"
    for wrap in wrappers:
        url = wrap(url)
    [hit] = find_hits(f"see {url}, they say", LISTS)
    assert hit.host == domain
    assert hit.wrapped_in is not None


@given(LISTED, st.sampled_from(["?u=", "/", "/a?b=c&u=https://", "#", "/x,", "/(", "/a/@"]))
def test_a_listed_domain_inside_another_address_is_no_hit(domain, between):
    """A fact-check that has the name in its path or query does not cite the network."""
    assert find_hits(f"https://euvsdisinfo.eu/report{between}{domain}-exposed/", LISTS) == []


SIGNS = "./:@[]()<>&%#?=\\-_*`'\",;。．– \n\u200b\u00adあaℓ"
WORDS = ("rt.com", "dot", "https://", "news-pravda.com", "t.me/", "&#46;", "web.archive.org/web/")


@given(st.lists(st.sampled_from((*SIGNS, *WORDS)), max_size=30).map("".join))
def test_any_mixture_of_signs_and_addresses_is_read(text):
    """The pieces that the reader looks for, in any order: spans in order, none on another."""
    hits = find_hits(text, LISTS)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= two.start for one, two in pairwise(hits))


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_span_lies_in_it(text):
    """Nothing breaks, and what is found stands where it is said to stand."""
    found = read_text(text, LISTS)
    for item in (*found.hits, *found.mentions):
        assert 0 <= item.start < item.end <= len(text)


HOSTILE = (
    *(".", "a.", "a.a ", "http://", "http://a.com/", "[", "](", "[.]", "com.", "a。", "あ.com"),
    *("\u200b", "%2E", "&amp;", "\\n", "a@", "((((a))))", " .com", "-.com", "\ud800"),
    *("https://web.archive.org/web/2025/", "tg:resolve?a&", "Pravda ", "**."),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_two_megabytes_of_anything_take_linear_time(piece):
    """No pattern is quadratic: 2 MB are read in seconds even on a busy machine."""
    text = (piece * (2_000_000 // len(piece) + 1))[:2_000_000]
    start = time.process_time()
    find_hits(text, LISTS)
    assert time.process_time() - start < 5


def test_a_reply_of_two_megabytes_is_read_in_well_under_a_second():
    """Prose with an address in every paragraph."""
    text = ("The claim is false, officials said on Tuesday. " * 20 + "https://rt.com/a. ") * 2000
    start = time.process_time()
    assert len(find_hits(text, LISTS)) == 2000
    assert time.process_time() - start < 1
