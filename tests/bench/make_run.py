"""Makes a run folder of any size with the control chatbots' texts, to measure reports with.

    python tests/bench/make_run.py FOLDER --trials 200000

A small real run of the control chatbots is asked, scored and then repeated under fresh trial ids
until it is as long as wanted. Its hashes hold for no line: `dosimeter check` would say so.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson

SPEC = """\
name: big
suite: default
languages: [en, ja, fr, de]
repeats: 5
controls: true
models: []
scorers: [sources, rules]
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=200_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        make_run(Path(scratch), args.folder, args.trials)


def make_run(scratch: Path, folder: Path, trials: int) -> None:
    """Write a run of *trials* lines into *folder*."""
    seed = ask(scratch)
    (folder / "scores").mkdir(parents=True)
    for name in ("transcripts.jsonl", "scores/rules.jsonl", "scores/sources.jsonl"):
        with (folder / name).open("wb") as file:
            file.writelines(repeated(seed / name, trials))
    record = orjson.loads((seed / "run.json").read_bytes())
    record |= {"planned": trials, "counts": {"planned": trials, "answered": trials}}
    (folder / "run.json").write_bytes(orjson.dumps(record))


def ask(scratch: Path) -> Path:
    """A real run of a few thousand answers."""
    (scratch / "spec.yaml").write_text(SPEC, encoding="utf-8")
    command = [sys.executable, "-m", "audits.cli", "run", "spec.yaml"]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return scratch / "runs" / "big"


def repeated(path: Path, trials: int) -> Iterator[bytes]:
    """The lines of *path* again and again, each time under other trial ids and repeat numbers."""
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    for i in range(trials):
        turn, row = i // len(rows), rows[i % len(rows)]
        key = f"{row['trial_id']}|{turn}".encode()
        fresh = row | {"trial_id": hashlib.sha256(key).hexdigest()[:32]}
        if "repeat" in row:
            fresh["repeat"] = row["repeat"] + 5 * turn
            at = f"{1 + turn % 20:02d}T03:{i // 1000 % 60:02d}:{i % 60:02d}"
            fresh["asked_at"] = f"2026-11-{at}Z"
        yield orjson.dumps(fresh) + b"\n"


if __name__ == "__main__":
    main()
