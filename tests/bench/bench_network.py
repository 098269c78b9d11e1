"""How long a list of a million articles takes to read, count and compare, and how much memory.

    python tests/bench/bench_network.py [--rows 1000000] [--whole]

The list is made first, by a process of its own: headlines and leads in five languages on 200
hosts, three in ten of them copies with small changes, with the faults that real lists have.
`--whole` adds claims, narratives and the written page.
"""

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

WORDS = {
    "en": "president army border energy sanctions minister talks attack region drone supply "
    "election court parliament energy gas village front soldiers statement agency channel",
    "ru": "президент армия граница энергетика санкции министр переговоры удар область дрон "
    "поставки выборы суд парламент газ посёлок фронт солдаты заявление агентство канал",
    "fr": "président armée frontière énergie sanctions ministre pourparlers attaque région drone "
    "livraison élections tribunal parlement gaz village front soldats déclaration agence chaîne",
    "de": "Präsident Armee Grenze Energie Sanktionen Minister Gespräche Angriff Region Drohne "
    "Lieferung Wahl Gericht Parlament Gas Dorf Front Soldaten Erklärung Agentur Kanal",
    "ja": "大統領 軍 国境 エネルギー 制裁 閣僚 協議 攻撃 地域 無人機 供給 選挙",
}
HEADER = (
    "URL", "Source Title", "Source URL", "Canonical", "OG:Title", "OG:Description", "Alternates",
    "Country", "Publication Date",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--make", type=Path)
    args = parser.parse_args()
    if args.make:
        make_list(args.make, args.rows)
        return
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "articles.csv"
        command = [sys.executable, __file__, "--make", str(path), "--rows", str(args.rows)]
        subprocess.run(command, check=True)
        print(f"{args.rows} rows, {path.stat().st_size / 1e6:.0f} MB", flush=True)
        measure(path, Path(scratch) / "flood" if args.whole else None)


def measure(path: Path, to: Path | None) -> None:
    """Print seconds, processor seconds and peak memory after each stage."""
    from audits.network.copies import find_copies
    from audits.network.counts import count
    from audits.network.gather import gather
    from scoring.lists import load_lists

    begun = time.perf_counter()
    found = gather([path], today=date(2026, 11, 22))
    tell("read", begun)
    counts = count(found, load_lists())
    tell("count", begun)
    copies = find_copies(found)
    tell("copies", begun)
    print(f"{len(found)} items, {len(counts.bursts)} bursts, "
          f"{len(found) - len(set(copies.alike.tolist()))} copies")  # fmt: skip
    if to is not None:
        from audits.network.flood import survey
        from audits.network.words import load_flood_words
        from audits.network.writing import write_flood
        from prompts import load_library

        flood = survey(found, counts, copies, load_library())
        tell("claims", begun)
        write_flood(flood, to, load_flood_words("en"))
        tell("write", begun)


def tell(stage: str, since: float) -> None:
    """One line a stage; memory is the highest so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{stage:8} {time.perf_counter() - since:7.1f} s  CPU {used.ru_utime + used.ru_stime:6.1f}"
        f" s  {used.ru_maxrss / 1024:6.0f} MB",
        flush=True,
    )


def make_list(path: Path, rows: int, *, seed: int = 8) -> None:
    """Write a list in the shape of the public ones."""
    rng = random.Random(seed)
    words = {code: text.split() for code, text in WORDS.items()}
    names = ["".join(rng.choices("abcdefghijklmnoprstuv", k=7)) for _ in range(4000)]
    hosts = [f"{name}.news-pravda.com" for name in names[:180]] + [
        f"{n}.example" for n in names[180:200]
    ]
    first = date(2024, 1, 1)
    recent: list[tuple[str, str, str]] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for i in range(rows):
            writer.writerow(_row(rng, i, words, names, hosts, first, recent))


def _row(rng, i, words, names, hosts, first, recent):
    if recent and rng.random() < 0.3:
        title, lead, source = rng.choice(recent)
        title = title.replace(" ", "  ", 1) if rng.random() < 0.5 else title + " –"
    else:
        code = rng.choice(tuple(words))
        join = "" if code == "ja" else " "
        title = join.join(rng.choices(words[code], k=8) + rng.choices(names, k=3))
        lead = join.join(rng.choices(words[code], k=14) + rng.choices(names, k=6))
        source = f"https://t.me/{rng.choice(names[:300])}/{i}"
        recent.append((title, lead, source))
        if len(recent) > 500:
            recent.pop(rng.randrange(500))
    day = first + timedelta(days=min(int(i * 700 / 1_000_000) + rng.randrange(3), 1000))
    when = "" if rng.random() < 0.01 else f"{day.isoformat()}T{rng.randrange(24):02}:00:00Z"
    url = (
        f"https://{rng.choice(hosts)}/world/{day:%Y/%m/%d}/{i if rng.random() > 0.01 else 7}.html"
    )
    return url, "channel", source, url, title, lead, "", "XX", when


if __name__ == "__main__":
    main()
