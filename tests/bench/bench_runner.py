"""The runner against a hand-written `openai` script: processor time, wall time, memory.

    python tests/bench/bench_runner.py [--rounds 5] [--shared ../shared]

Both ask the same mock server (../shared/bench, built with gcc) the same number of prompts, in
turns, so that each ratio is of one round. The script is ../shared/bench/peers/plain.py. Ours is
`dosimeter run` as users run it; `collect` is the same without scoring and report, which the
script does not do either.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SPEC = """\
name: bench
claims: [jp-pacific-57-days]
repeats: {repeats}
models:
  - model: compatible/mock-model-1
    base_url: {url}/v1
    max_in_flight: {in_flight}
"""
ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    sys.path.insert(0, str(args.shared / "bench"))
    print(f"{args.calls} calls, 50 ms server, median of {args.rounds}; ratios to the script")
    print("in flight | script CPU s, wall s | collect CPU, wall | whole run CPU, wall")
    for in_flight in (100, 500):
        rounds = [one_round(args.calls, in_flight) for _ in range(args.rounds)]
        print(in_flight, *("| " + row for row in summed(rounds)))
    memory()


def one_round(calls: int, in_flight: int) -> dict[str, tuple[float, float]]:
    """CPU and wall seconds of the script, of collecting, and of a whole run."""
    import run as bench

    server = bench.Server(latency=50)
    try:
        with tempfile.TemporaryDirectory() as folder:
            prompts = Path(folder) / "prompts.jsonl"
            bench.write_prompts(str(prompts), calls)
            spec = Path(folder) / "bench.yaml"
            spec.write_text(SPEC.format(repeats=calls // 3, url=server.url, in_flight=in_flight))
            script = [bench.HERE + "/peers/plain.py", "--base-url", server.url + "/v1"]
            script += ["--prompts", str(prompts), "--out", folder + "/log"]
            script += ["--concurrency", str(in_flight)]
            run = ["-m", "audits.cli", "run", str(spec)]
            return {
                "script": timed(script, folder),
                "collect": timed([*run, "--out", folder + "/a", "--collect-only"], folder),
                "whole": timed([*run, "--out", folder + "/b"], folder),
            }
    finally:
        server.stop()


def timed(words: list[str], folder: str) -> tuple[float, float]:
    """CPU and wall seconds of one process."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *words],
        check=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - started


def summed(rounds: list[dict[str, tuple[float, float]]]) -> list[str]:
    """The script's medians, then ours as ratios of the same round."""
    script = [statistics.median(r["script"][i] for r in rounds) for i in (0, 1)]
    cells = [f"{script[0]:.2f}, {script[1]:.2f}"]
    for name in ("collect", "whole"):
        ratios = [statistics.median(r[name][i] / r["script"][i] for r in rounds) for i in (0, 1)]
        cells.append(f"x {ratios[0]:.2f}, x {ratios[1]:.2f}")
    return cells


def memory() -> None:
    """How much memory grows from the 1,000th to the 20,000th answer of a server without delay."""
    import run as bench

    server = bench.Server(latency=0)
    try:
        with tempfile.TemporaryDirectory() as folder:
            spec = Path(folder) / "bench.yaml"
            spec.write_text(SPEC.format(repeats=6667, url=server.url, in_flight=100))
            command = [sys.executable, "-m", "audits.cli", "run", str(spec), "--collect-only"]
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            lines = Path(folder) / "runs/bench/transcripts.jsonl"
            at_first = last = 0
            while process.poll() is None:
                stored = count(lines)
                resident = resident_kb(process.pid)
                if stored >= 1000 and not at_first:
                    at_first = resident
                last = resident or last
                time.sleep(0.05)
            grown = (last - at_first) / 1024
            print(f"{count(lines)} answers: {grown:.1f} MB more than at the 1,000th")
    finally:
        server.stop()


def count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def resident_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(found[0].split()[1]) if found else 0


if __name__ == "__main__":
    main()
