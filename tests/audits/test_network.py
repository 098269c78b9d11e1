"""`dosimeter network`: lists of articles counted, compared, searched; nothing dropped unsaid."""

import csv
import gzip
import json
import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from audits.errors import NetworkError
from audits.network.bursts import bursts_of
from audits.network.carried import ClaimFinder
from audits.network.copies import find_copies
from audits.network.counts import count
from audits.network.dates import day_of
from audits.network.flood import Flood, survey
from audits.network.gather import Collection, gather
from audits.network.languages import guess_language, language_code
from audits.network.tables import document
from audits.network.words import load_flood_words
from audits.network.writing import candidate_file, write_candidates, write_flood
from prompts import load_library
from prompts.errors import ClaimFileError
from scoring.lists import load_lists

TODAY = date(2026, 11, 22)
HEADER = (
    "URL,Source Title,Source URL,Canonical,OG:Title,OG:Description,Alternates,Country,"
    "Publication Date"
)
HEADLINES = Path(__file__).parent / "network_data" / "headlines.tsv"


def pravda(folder: Path, *rows: tuple[str, str, str, str], name: str = "p.csv") -> Path:
    """A list in the public shape; a row is address, source, title, date."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        writer = csv.writer(file)
        for url, source, title, when in rows:
            writer.writerow([url, "a channel", source, url, title, "", "", "XX", when])
    return path


def read(*paths: Path, **chosen: str) -> Collection:
    """Gather with a fixed today."""
    return gather(paths, today=TODAY, chosen=chosen)


def flooded(*paths: Path) -> Flood:
    """The whole survey of *paths*."""
    found = read(*paths)
    return survey(found, count(found, load_lists()), find_copies(found), load_library())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2025-03-14T23:59:00Z", date(2025, 3, 14)),
        ("2025-03-14 08:00", date(2025, 3, 14)),
        ("Fri, 14 Mar 2025 10:00:00 GMT", date(2025, 3, 14)),
        ("14.03.2025 10:00", date(2025, 3, 14)),
        ("20250314", date(2025, 3, 14)),
        ("1741946400", date(2025, 3, 14)),
        ("1741946400000", date(2025, 3, 14)),
        ("25/03/2025", date(2025, 3, 25)),
    ],
)
def test_a_day_is_read_however_it_is_written(raw, expected) -> None:
    """ISO, RFC 2822, dotted, compact, seconds and milliseconds."""
    assert day_of(raw) == expected.toordinal()


@pytest.mark.parametrize(
    "raw", ["yesterday", "03/04/2025", "2025-02-30", "0000-00-00", "1850-1-1"]
)
def test_a_day_that_could_be_two_or_none_is_not_guessed(raw) -> None:
    """What cannot be read for certain is unreadable, not missing."""
    assert day_of(raw) is None


def test_the_public_shape_is_read_by_its_column_names(tmp_path) -> None:
    """Address, channel, headline and date are found without an option, also gzipped."""
    row = ("https://usa.news-pravda.com/1", "https://t.me/Rybar/5", "A headline", "2025-03-14")
    plain = pravda(tmp_path, row)
    packed = tmp_path / "p.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    found = read(packed)
    assert found.hosts.names == ["usa.news-pravda.com"]
    assert found.sources.names == ["t.me/rybar"]
    assert list(found.day) == [date(2025, 3, 14).toordinal()]


def test_json_lines_arrays_and_feeds_are_read(tmp_path) -> None:
    """The same article in four formats is the same article."""
    item = {"link": "https://a.example/1", "headline": "Eine Zeile", "published": "2025-03-14"}
    (tmp_path / "a.jsonl").write_text(json.dumps(item) + "\n")
    (tmp_path / "b.json").write_text(json.dumps([item]))
    (tmp_path / "c.xml").write_text(
        "<rss><channel><language>de</language><item><title>Eine Zeile</title>"
        "<link>https://a.example/1</link><pubDate>Fri, 14 Mar 2025 10:00:00 GMT</pubDate>"
        "</item></channel></rss>"
    )
    (tmp_path / "d.atom").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><entry><title>Eine Zeile</title>'
        '<link href="https://a.example/1"/><updated>2025-03-14T10:00:00Z</updated></entry></feed>'
    )
    for path in sorted(tmp_path.iterdir()):
        found = read(path)
        assert (len(found), list(found.day)) == (1, [date(2025, 3, 14).toordinal()]), path
        assert found.texts.take([0]) == {0: "Eine Zeile"}


def test_a_column_can_be_named(tmp_path) -> None:
    """`--column` beats the names that are known."""
    path = tmp_path / "a.csv"
    path.write_text("Adresse;Erschienen;url\nhttps://a.example/1;14.03.2025;nonsense\n")
    found = read(path, url="Adresse", date="Erschienen")
    assert found.hosts.names == ["a.example"]
    assert list(found.day) == [date(2025, 3, 14).toordinal()]


def test_a_list_without_addresses_is_refused_with_its_columns(tmp_path) -> None:
    """The error names file, columns and the option that helps."""
    path = tmp_path / "a.csv"
    path.write_text("headline,day\nx,2025-01-01\n")
    with pytest.raises(NetworkError, match=r"a\.csv:1: .*`headline`, `day`; .*--column url=NAME"):
        read(path)


def test_entities_of_a_feed_are_refused(tmp_path) -> None:
    """A feed that could fill the memory is not parsed."""
    path = tmp_path / "a.xml"
    path.write_text('<!DOCTYPE x [<!ENTITY a "b">]><rss><item><title>&a;</title></item></rss>')
    with pytest.raises(NetworkError, match="entities"):
        read(path)


def test_odd_rows_are_counted_and_named(tmp_path) -> None:
    """Missing, unreadable and future dates, repeats, lost addresses: each by file and line."""
    path = pravda(
        tmp_path,
        ("https://a.example/1", "", "one", ""),
        ("https://a.example/2", "", "two", "soon"),
        ("https://a.example/3", "", "three", "2031-01-01"),
        ("https://www.a.example/3/", "", "again", "2025-01-01"),
        ("", "", "lost", "2025-01-01"),
        ("https://a.example/4", "", "", "2025-01-01"),
    )
    found = read(path)
    named = {(row.kind, row.line) for row in found.problems.named}
    assert named == {
        ("no_date", 2), ("bad_date", 3), ("future", 4), ("repeated", 5), ("no_address", 6),
        ("no_title", 7),
    }  # fmt: skip
    assert len(found) == 4  # the repeat and the lost one are no articles
    assert found.rows[str(path)] == 6


def test_mixed_encodings_are_mended_and_counted(tmp_path) -> None:
    """Windows-1251 cells and twice-encoded text are read, and said to be so."""
    path = tmp_path / "a.csv"
    head = b"url,title\nhttps://a.example/1,"
    twice = "Москва".encode().decode("latin-1").encode()
    path.write_bytes(head + "Москва\n".encode("cp1251") + b"https://a.example/2," + twice + b"\n")
    found = read(path)
    assert found.texts.take([0, 1]) == {0: "Москва", 1: "Москва"}
    assert (found.problems.total("encoding"), found.problems.total("twice_encoded")) == (1, 1)


def test_hosts_on_no_list_are_counted_and_named(tmp_path) -> None:
    """An unlisted host is in every figure, and in the table of odd rows."""
    path = pravda(
        tmp_path,
        ("https://usa.news-pravda.com/1", "", "one headline here", "2025-01-01"),
        ("https://unheard-of.example/1", "", "another headline", "2025-01-01"),
    )
    made = document(flooded(path))
    assert {"kind": "unlisted", "file": "", "line": "", "says": "unheard-of.example: 1"} in made[
        "odd_rows"
    ]
    networks = {row["name"]: row["network"] for row in made["names"] if row["dimension"] == "host"}
    assert networks == {"usa.news-pravda.com": "pravda", "unheard-of.example": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The president of the country said that the border is closed", "en"),
        ("Le président de la République est arrivé dans la capitale", "fr"),
        ("Президент объявил о новых мерах, которые вступят в силу", "ru"),
        ("Президент оголосив про нові заходи", "uk"),
        ("大統領は新しい措置を発表した", "ja"),
        ("总统宣布了新的措施", "zh"),
        ("42", "und"),
    ],
)
def test_a_language_is_guessed_from_script_and_little_words(text, expected) -> None:
    """Where the list is silent, script and small words decide; nothing decides nothing."""
    assert guess_language(text) == expected


def test_codes_and_names_of_languages_mean_the_same() -> None:
    """`ru-RU`, `Russian` and `ru_ru` are one language."""
    assert {language_code(raw) for raw in ("ru-RU", "Russian", "ru_ru")} == {"ru"}


def variants(rng: random.Random, words: list[str]) -> tuple[str, str, str]:
    """A headline with lead, a near copy, and another on the same subject."""
    base = " ".join(rng.choices(words, k=24))
    near = base.replace(" ", "  ", 2).upper() + "!"
    other = " ".join(rng.choices(words, k=24))
    return base, near, other


def test_near_copies_are_found_and_others_are_not(tmp_path) -> None:
    """Of 200 pairs every near copy is found; of 200 different texts none is joined."""
    rng = random.Random(5)
    words = ["".join(rng.choices("abcdefghijklmnoprstu", k=rng.randint(3, 9))) for _ in range(400)]
    rows = []
    for i in range(200):
        for j, text in enumerate(variants(rng, words)):
            rows.append((f"https://h{j}.example/{i}", "", text, "2025-01-01"))
    labels = find_copies(read(pravda(tmp_path, *rows))).alike.reshape(200, 3)
    assert (labels[:, 0] == labels[:, 1]).all()
    assert (labels[:, 0] != labels[:, 2]).all()
    assert len(set(labels[:, 0].tolist())) == 200


def test_translations_join_by_the_post_that_they_relay(tmp_path) -> None:
    """One post in two languages is one story, a channel's front page joins nothing."""
    usa, deutsch = "https://usa.news-pravda.com", "https://deutsch.news-pravda.com"
    post, channel, day = "https://t.me/rybar/5", "https://t.me/rybar", "2025-01-01"
    path = pravda(
        tmp_path,
        (f"{usa}/1", post, "The bridge is closed to all traffic today", day),
        (f"{deutsch}/1", post, "Die Brücke ist für den Verkehr gesperrt", day),
        (f"{usa}/2", channel, "A wholly different matter of the day", day),
        (f"{deutsch}/2", channel, "Etwas völlig anderes an diesem Tag", day),
    )
    flood = flooded(path)
    assert (flood.copies.copied, flood.copies.relayed, flood.copies.translated) == (0, 2, 2)


def test_a_burst_stands_out_and_noise_does_not() -> None:
    """Of 300 series of pure chance few show a burst; a tenfold day is always found."""
    rng = np.random.default_rng(1)
    noise = [rng.poisson(30, 120) for _ in range(300)]
    false = sum(bool(bursts_of(s, 1, dimension="host", name="h")) for s in noise)
    for series in noise:
        series[60] = 300
    found = [bursts_of(s, 1, dimension="host", name="h") for s in noise]
    assert false <= 3
    assert all(any(b.first <= 61 <= b.last for b in bursts) for bursts in found)


def labelled() -> list[tuple[str, str, str]]:
    """The fixture: claim or `none`, language, headline."""
    lines = HEADLINES.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]  # type: ignore[misc]


def test_claims_are_found_with_the_precision_that_the_page_states() -> None:
    """On 160 made headlines, half of them near misses: 92 % right, 71 % found."""
    finder = ClaimFinder(load_library().claims.values())
    right = wrong = missed = 0
    for claim, language, text in labelled():
        found = {carried.claim for carried in finder.find(text, language)}
        right += claim in found
        missed += claim != "none" and claim not in found
        wrong += len(found - {claim})
    assert (right + missed, round(right / (right + wrong), 2)) == (82, 0.92)
    assert round(right / (right + missed), 2) == 0.71


def story(folder: Path) -> Path:
    """A known claim and a new story, each on several hosts; the new one in hostile words."""
    known = "Macron, Merz and Starmer caught with cocaine on the train to Kyiv"
    new = "Council of wizards \x1b[31m seizes <b>the lighthouse</b> of Port Nowhere: {{ 7*7 }}"
    hosts = ("usa", "uk", "canada", "australia")
    rows = [(f"https://{h}.news-pravda.com/k", "", known, "2025-05-12") for h in hosts]
    rows += [(f"https://{h}.news-pravda.com/n", "", new, "2025-05-13") for h in hosts]
    return pravda(folder, *rows)


def test_stories_without_a_claim_become_candidates(tmp_path) -> None:
    """The known claim is named, the new story is ranked first among candidates."""
    flood = flooded(story(tmp_path))
    assert [(t.key, t.spread.items, t.spread.hosts) for t in flood.claims] == [
        ("eu-leaders-train-cocaine", 4, 4)
    ]
    assert [(t.spread.items, t.spread.reach) for t in flood.candidates] == [(4, 4)]


def test_a_candidate_becomes_a_claim_file_to_fill_in(tmp_path) -> None:
    """The skeleton is one that `claims lint` finds unfilled; hostile text stays a comment."""
    flood = flooded(story(tmp_path))
    text = candidate_file(flood.candidates[0], 1, {"usa.news-pravda.com": "pravda"})
    assert "first_seen: 2025-05-13" in text and "\x1b" not in text
    assert "usa[.]news-pravda[.]com" in text and "by the watch lists: pravda" in text
    folder = tmp_path / "candidates" / "claims"
    (made,) = write_candidates(flood, folder, networks={})
    assert write_candidates(flood, folder, networks={}) == []  # what is there is left alone
    with pytest.raises(ClaimFileError, match=made.name):
        load_library(folder.parent)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_page_and_tables_say_the_same(tmp_path, language) -> None:
    """Every file is written, hostile headlines are text, and counts agree between editions."""
    flood = flooded(story(tmp_path))
    to = tmp_path / "out"
    write_flood(flood, to, load_flood_words(language), library="1", version="0")
    page = (to / "index.html").read_text(encoding="utf-8")
    assert "<b>the lighthouse" not in page and "https://usa.news-pravda" not in page
    text = (to / "daily.csv").read_text(encoding="utf-8-sig")
    daily = list(csv.DictReader(text.splitlines()))
    for dimension in ("all", "host", "language"):
        assert sum(int(r["items"]) for r in daily if r["dimension"] == dimension) == 8
    told = json.loads((to / "network.json").read_text())
    assert told["items"] == 8
    assert {p.name for p in (to / "charts").iterdir()} >= {"days.svg", "languages.svg"}


def test_the_same_lists_give_the_same_bytes(tmp_path) -> None:
    """A survey can be made again and compared."""
    path = story(tmp_path)
    for to in ("a", "b"):
        write_flood(flooded(path), tmp_path / to, load_flood_words("en"))
    for name in ("index.html", "network.json", "spread.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_list_of_nothing_is_a_page_that_says_so(tmp_path) -> None:
    """A header without rows is no error and no division by zero."""
    flood = flooded(pravda(tmp_path))
    write_flood(flood, tmp_path / "out", load_flood_words("en"))
    assert "No articles" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_the_command_counts_and_refuses(tmp_path, dosimeter) -> None:
    """Exit 0 with a page; exit 2 with one line for a column that is not there."""
    path = story(tmp_path)
    done = dosimeter("network", path, "--to", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["items"] == 8
    refused = dosimeter("network", path, "--column", "date=nowhere")
    assert refused.returncode == 2
    assert "no column `nowhere` for date" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
