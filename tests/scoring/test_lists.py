"""Watch lists: what is shipped, and what a user's own folder may and may not hold."""

import csv
import time
from pathlib import Path

import pytest

import scoring
from scoring.errors import ListError
from scoring.hosts import is_public_suffix
from scoring.lists import Category, load_lists
from scoring.lists_rows import date_of_source
from scoring.sources import find_hits

SHIPPED = Path(scoring.__file__).parent / "networks"
LISTS = load_lists()


def _folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_shipped_domain_is_matched_with_its_file_and_date():
    """Each row of each shipped list can be found, says which list says so, and since when."""
    for file in SHIPPED.glob("*.csv"):
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        for row in rows if "domain" in rows[0] and file.stem != "lookalikes" else ():
            listing = LISTS.match(row["domain"])
            assert listing is not None and listing.entry == row["domain"]
            assert listing.list_date and listing.source and listing.confidence
            assert listing.list == file.name or listing.also  # listed by two networks


def test_no_shipped_domain_is_a_public_suffix():
    """An entry under which anybody can register names would accuse strangers."""
    assert [d for d in LISTS.domains if is_public_suffix(d)] == []


def test_the_shipped_lists_pass_the_checks_for_users_folders():
    """The folder that is shipped is a valid folder of the user's."""
    assert load_lists(SHIPPED).domains == LISTS.domains


def test_families_and_categories_tell_networks_from_state_media():
    """Covert networks, infrastructure, state media and unconfirmed rows are kept apart."""
    expected = {
        "news-pravda.com": ("pravda", Category.NETWORK),
        "feed-news.com": ("pravda", Category.INFRASTRUCTURE),
        "tigerweb.ru": ("pravda", Category.INFRASTRUCTURE),
        "dnr-pravda.ru": ("pravda", Category.REVIEW),
        "africa.truefact.news": ("copycop", Category.NETWORK),
        "sarahwestall.com": ("storm1516", Category.REVIEW),
        "gitver.com": ("doppelganger", Category.INFRASTRUCTURE),
        "timesnewswire.com": ("paperwall", Category.INFRASTRUCTURE),
        "rt.com": ("rt", Category.STATE_MEDIA),
        "globalresearch.ca": ("us_sanctioned_proxies", Category.REVIEW),
    }
    found = {d: LISTS.domains[d] for d in expected}
    assert {d: (x.network, x.category) for d, x in found.items()} == expected


def test_a_domain_on_two_lists_counts_for_the_network_and_names_the_other():
    """A covert network outranks state media; nothing is lost."""
    listing = LISTS.domains["waronfakes.com"]
    assert (listing.network, listing.also) == ("doppelganger", ("us_sanctioned_proxies",))


def test_every_family_has_a_name_to_print():
    """Reports need words, not ids."""
    families = {listing.network for listing in LISTS.domains.values()}
    assert families <= set(LISTS.networks)


def test_loading_the_shipped_lists_is_fast():
    """The command line starts often: 40 ms here, with room for a slower machine."""
    times = []
    for _ in range(5):
        start = time.process_time()
        load_lists()
        times.append(time.process_time() - start)
    assert min(times) < 0.15


def test_the_version_changes_with_any_list(tmp_path):
    """Scores made with other lists cannot be mistaken for these."""
    one = load_lists(_folder(tmp_path, mine="domain,network\nexample.org,mine\n")).version
    two = load_lists(_folder(tmp_path, mine="domain,network\nexample.com,mine\n")).version
    assert len({one, two, LISTS.version}) == 3
    assert load_lists().version == LISTS.version


def test_a_small_list_of_the_users_own_is_enough(tmp_path):
    """Two columns will do; the folder stands in place of the shipped lists."""
    lists = load_lists(_folder(tmp_path, mine="domain,network\nbücher.example.org,mine\n"))
    [hit] = find_hits("siehe https://www.xn--bcher-kva.example.org/x und news-pravda.com", lists)
    assert (hit.network, hit.category, hit.list) == ("mine", "network", "mine.csv")
    assert (hit.list_entry, hit.kind) == ("xn--bcher-kva.example.org", "listed_domain")


def test_a_listed_host_in_an_unspaced_script_is_found_where_it_stands_apart(tmp_path):
    """Japanese, Chinese or Arabic hosts: whole, with subdomains, and not inside other words."""
    text = "domain,network\n偽ニュース.jp,a\nأخبار.example,a\nправда.рф,a\n"
    lists = load_lists(_folder(tmp_path, a=text))
    for address in ("偽ニュース.jp", "https://www.偽ニュース.jp/x", "أخبار.example", "ПРАВДА.рф"):
        assert len(find_hits(f"出典: {address}、です", lists)) == 1, address
    for other in ("超偽ニュース.jp", "https://x.org/偽ニュース.jp", "偽ニュース.jp.example.org"):
        assert find_hits(other, lists) == [], other


def test_a_folder_may_add_families_and_kinds_of_its_own(tmp_path):
    """networks.csv and kinds.csv of the folder add to the shipped ones."""
    lists = load_lists(
        _folder(
            tmp_path,
            mine="domain,network,kind\nexample.org,mine_1,odd\nexample.net,rt,state_media\n",
            networks="network,family,name\nmine_1,mine,Mine\n",
            kinds="kind,category,meaning\nodd,review,x\n",
        )
    )
    assert lists.domains["example.org"].network == "mine"
    assert lists.domains["example.org"].category is Category.REVIEW
    assert lists.networks["mine"] == "Mine"
    assert lists.domains["example.net"].category is Category.STATE_MEDIA


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    """Spreadsheets write both."""
    (tmp_path / "a.csv").write_bytes("\ufeffdomain,network\r\nexample.org,x\r\n".encode())
    assert "example.org" in load_lists(tmp_path).domains


WRONG = {
    "domain,network\nhttps://example.org/x,a\n": "a.csv:2: 'https://example.org/x' is no host",
    "domain,network\nexample.org/x,a\n": "a.csv:2: 'example.org/x' is no host",
    "domain,network\nexample.org,a\ncom,a\n": "a.csv:3: com is a public suffix",
    "domain,network\nco.uk,a\n": "a.csv:2: co.uk is a public suffix",
    "domain,network\ngithub.io,a\n": "a.csv:2: github.io is a public suffix",
    "domain,network\n,a\n": "a.csv:2: domain is empty",
    "domain,network\nexample.org,\n": "a.csv:2: network is empty",
    "domain,network\nexample.org,a\nexample.org,b\n": "a.csv:3: example.org is listed already",
    "domain,network\nexample.org,a\nEXAMPLE.org.,a\n": "a.csv:3: example.org is listed already",
    "domain,network,kind\nexample.org,a,strange\n": "a.csv:2: unknown kind 'strange'",
    "domain,network,list_date\nexample.org,a,yesterday\n": "a.csv:2: list_date 'yesterday'",
    "domain,network\nexample.org\n": "a.csv:2: has 1 cells, the first line has 2",
    "domain,network\nexample.org,a,b\n": "a.csv:2: has 3 cells",
    "domain,network,domain\nexample.org,a,b\n": "a.csv:1: a column is named twice",
    "host,net\nexample.org,a\n": "a.csv:1: the first line must name",
    "": "a.csv:1: the first line must name",
    'domain,network\n"example.org,a\n': "a.csv:2: is not CSV",
    "kind,value,network\ntelegram_own,example.org/x,a\n": "a.csv:2: 'example.org/x' is no channel",
    "kind,value,network\ntelegram_own,t.me/,a\n": "a.csv:2: 't.me/' is no channel",
    "kind,value,network\nalias_host_pair,a.org,a\n": "a.csv:2: an alias_host_pair is written",
    "kind,value,network\nchannel,t.me/x,a\n": "a.csv:2: unknown kind 'channel'",
    "kind,value\ntelegram_own,t.me/abc\n": "a.csv:2: network is empty",
    "domain,network\nexample.org,a\nx.example.org,none\n": "a.csv:3: x.example.org is a look-",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_list_gets_one_line_that_says_where_and_what(tmp_path, text):
    """File and line come first, and the message fits on one line."""
    with pytest.raises(ListError) as caught:
        load_lists(_folder(tmp_path, a=text))
    assert str(caught.value).startswith(WRONG[text])
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_names_the_line(tmp_path):
    """The first byte that is not UTF-8 gives the line."""
    (tmp_path / "a.csv").write_bytes(b"domain,network\nexample.org,a\nb\xfccher.de,a\n")
    with pytest.raises(ListError, match=r"a\.csv:3: is not UTF-8"):
        load_lists(tmp_path)


def test_a_folder_without_lists_is_an_error(tmp_path):
    """No list is no reason to find nothing in silence."""
    with pytest.raises(ListError, match=r"holds no \.csv file"):
        load_lists(tmp_path)
    with pytest.raises(ListError, match="cannot be read"):
        load_lists(tmp_path / "missing")


def test_a_wrong_kinds_file_names_the_line(tmp_path):
    """Categories are fixed: rates count one of them."""
    files = {"a": "domain,network\nexample.org,a\n", "kinds": "kind,category\nodd,bad\n"}
    with pytest.raises(ListError, match=r"kinds\.csv:2: unknown category 'bad'"):
        load_lists(_folder(tmp_path, **files))


def test_the_date_of_a_list_is_the_latest_that_its_source_tells():
    """Dates are read out of titles; numbers that are no dates are not."""
    assert date_of_source("Domains CSV (2024-12-27, upd. 2025-04)") == "2025-04"
    assert date_of_source("one (2024-02-12); two (2026-08-22)") == "2026-08-22"
    assert date_of_source("Insikt CTA-RU-2025-0917 via x.js") == "2025-09-17"
    assert date_of_source("report (May 2025); list (2025-01-24)") == "2025-05"
    assert date_of_source("EU 833/2014 waves") == ""
    assert date_of_source("item 54243028079") == ""
