"""Measures `compare` and `trend` over twelve runs of 3,000 answers, with texts of usual length.

python tests/bench/bench_compare.py
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.months import Bot, Month, numbered, write_month

TEXT = "An answer of usual length, with reasons and sources. " * 40
MONTHS, ANSWERS = 12, 3000


def write_year(folder: Path) -> list[str]:
    """Twelve months: ten chatbots, 50 claims of which ten rotate, six prompts a claim."""
    runs = []
    for i in range(1, MONTHS + 1):
        bots = {f"bot-{j}": Bot(repeat=0.05 * j) for j in range(10)}
        claims = numbered(40) | numbered(10, first=40 + 5 * i)
        run = write_month(
            folder / f"{i:02d}", Month(month=f"2026-{i:02d}", bots=bots, claims=claims)
        )
        path = run / "transcripts.jsonl"
        lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        assert len(lines) == ANSWERS
        for line in lines:
            line["reply"]["text"] += TEXT
            line["raw"] = {"body": TEXT * 2}
        path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
        runs.append(str(run))
    return runs


def measure(name: str, arguments: list[str]) -> None:
    """Run one command in a process of its own; print seconds and peak memory."""
    before = time.perf_counter()
    code = (
        "import resource,sys\n"
        "from audits.cli import dosimeter\n"
        "dosimeter.main(sys.argv[1:], standalone_mode=False)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - before
    print(f"{name}: {seconds:.1f} s, {done.stderr.split()[-1]} MB")


def main() -> None:
    """Measure each command once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = write_year(folder)
        measure("trend, 12 runs", ["trend", *runs])
        measure("trend, 12 runs, page", ["trend", *runs, "--html", str(folder / "t.html")])
        measure("compare, 12 runs (660 tests)", ["compare", *runs, "--json"])
        measure("compare, 2 runs, page", ["compare", *runs[:2], "--html", str(folder / "c.html")])
        measure("compare, 1 run (45 tests)", ["compare", runs[0]])


if __name__ == "__main__":
    main()
