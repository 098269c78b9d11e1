"""Prints how many replies a second the sources scorer reads on one core.

Run: .venv/bin/python tests/bench/bench_sources.py [replies]
"""

import random
import sys
import time

from scoring.lists import load_lists
from scoring.sources import find_hits

LENGTH = 1500  # code points of one reply

SENTENCES = {
    "en": "There is no evidence for this claim, and officials in the region have denied it. ",
    "de": "Für diese Behauptung gibt es keine Belege; die Behörden haben sie zurückgewiesen. ",
    "fr": "Aucune preuve n’étaye cette affirmation, que les autorités de l’État ont démentie. ",
    "es": "No hay pruebas de esta afirmación y las autoridades de la región la han negado. ",
    "ru": "Доказательств этому утверждению нет, официальные лица его опровергли. ",
    "uk": "Доказів цього твердження немає, посадовці його спростували. ",
    "ja": "この主張を裏付ける証拠はなく、当局は否定しています。2024年の報告書に記載はありません。",
    "zh": "没有证据支持这一说法，有关部门已予以否认。２０２４年的报告中也没有相关记载。",
}

CREDIBLE = (
    "https://www.reuters.com/fact-check/claim-is-false-2025-03-10/",
    "[AFP](https://factcheck.afp.com/doc.afp.com.36ZB4XK?utm_source=chatgpt.com)",
    "https://euvsdisinfo.eu/report/another-claim/",
    "(https://www.bbc.com/news/articles/c4g7x0v3e2lo)",
    "https://ja.wikipedia.org/wiki/%E3%83%95%E3%82%A1%E3%82%AF%E3%83%88",
    "nhk.or.jp",
    "**correctiv.org**",
    "https://apnews.com/article/fact-check-123456789#:~:text=There%20is%20no",
)

LISTED = (
    "https://news-pravda.com/world/2026/07/09/2431059.html",
    "news-pravda[.]com",
    "https://web.archive.org/web/20250310000000/https://tass.com/politics/1",
    "Pravda EN",
)


def synthetic_replies(count: int, *, seed: int = 1) -> list[str]:
    """Make replies in eight languages: prose, four addresses each, one in four lists a source."""
    rng = random.Random(seed)
    return [_reply(rng, rng.choice(tuple(SENTENCES.values()))) for _ in range(count)]


def _reply(rng: random.Random, sentence: str) -> str:
    parts = [f"## {sentence}\n\n"]
    while sum(map(len, parts)) < LENGTH - 400:
        bullet = rng.choice(("", "- ", "1. ", "**"))
        parts.append(bullet + sentence * rng.randint(1, 2) + rng.choice((" ", "\n")))
    sources = rng.sample(CREDIBLE, 4)
    if rng.random() < 0.25:
        sources[0] = rng.choice(LISTED)
    for source in sources:
        parts.insert(rng.randrange(1, len(parts)), f"{source} ")
    return ("".join(parts) + sentence * 20)[:LENGTH]


def main() -> None:
    """Read the replies once to warm up, then measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    start = time.perf_counter()
    lists = load_lists()
    loaded = time.perf_counter() - start
    replies = synthetic_replies(count)
    for reply in replies[:200]:
        find_hits(reply, lists)
    start = time.process_time()
    hits = sum(len(find_hits(reply, lists)) for reply in replies)
    seconds = time.process_time() - start
    print(f"lists read in {loaded * 1000:.0f} ms")
    print(f"{count / seconds:,.0f} replies/s of {LENGTH} characters ({hits} hits, one core)")


if __name__ == "__main__":
    main()
