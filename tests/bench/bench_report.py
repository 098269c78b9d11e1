"""How long a report takes and how much memory, by stage.

    python tests/bench/bench_report.py [RUN] [--trials 20000] [--formats html,md,csv,json]

Without RUN, one of so many trials is made first (see make_run.py).
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reports.load import load
from reports.render import ALL
from reports.summary import summary_table
from reports.words import load_words

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, nargs="?")
    parser.add_argument("--trials", type=int, default=20_000)
    parser.add_argument("--formats", default="html,md,csv,json")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        run = args.run or make(Path(scratch) / "run", args.trials)
        measure(run, Path(scratch) / "report", args.formats.split(","))


def make(folder: Path, trials: int) -> Path:
    """A run of *trials* lines, made by a process of its own so that memory is not counted."""
    command = [sys.executable, str(HERE / "make_run.py"), str(folder), "--trials", str(trials)]
    subprocess.run(command, check=True)
    return folder


def measure(run: Path, to: Path, formats: list[str]) -> None:
    """Print seconds and peak memory after each stage."""
    to.mkdir(parents=True)
    begun = at = time.perf_counter()
    loaded = load(run)
    at = tell("load", at)
    summary_table(loaded)
    at = tell("table", at)
    for name in formats:
        ALL[name](loaded, to, load_words("en"))
        at = tell(name, at)
    size = sum(p.stat().st_size for p in to.rglob("*") if p.is_file()) / 1e6
    print(f"{len(loaded.rows)} trials, {time.perf_counter() - begun:.1f} s, {size:.0f} MB written")


def tell(stage: str, since: float) -> float:
    """One line a stage; memory is the highest so far."""
    now = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{stage:8} {now - since:7.2f} s  {peak:6.0f} MB", flush=True)
    return now


if __name__ == "__main__":
    main()
