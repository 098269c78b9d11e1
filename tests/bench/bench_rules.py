"""How many replies of 1,500 characters are scored a second: by `rules`, and by the whole command.

    python tests/bench/bench_rules.py [REPLIES]

First `rules` alone on one core, by language; then `dosimeter score --workers 2` with both scorers
over a run of so many replies (20,000) in eight languages.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import orjson

from scoring.rules import judge
from scoring.transcript import AskedClaim, Status, Transcript

ANSWERS = Path(__file__).parents[1] / "scoring" / "data" / "answers.jsonl"
CHARACTERS = 1_500
ROUNDS = 20
SPEC = """\
name: speed
suite: default
languages: [de, en, es, fr, ja, ru, uk, zh]
repeats: 2
controls: true
models: []
scorers: [sources, rules]
"""


def transcripts() -> list[Transcript]:
    """Our own labelled answers, each repeated until it is 1,500 characters long."""
    rows = (json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines())
    return [_transcript(row) for row in rows]


def _transcript(row: dict[str, str]) -> Transcript:
    text = row["response"] + "\n\n"
    return Transcript(
        trial_id=row["id"],
        claim=AskedClaim(
            id=row["claim_id"],
            statement=row["claim"],
            truth=row["truth"],
            language=row["language"],
        ),
        persona=row["persona"],
        language=row["language"],
        prompt=row["prompt"],
        model="bench",
        status=Status.ANSWERED,
        text=(text * (CHARACTERS // len(text) + 1))[:CHARACTERS],
    )


def seconds_each(batch: list[Transcript]) -> float:
    """Processor time per reply, lexicons and claims compiled beforehand."""
    for transcript in batch:
        judge(transcript)
    start = time.process_time()
    for _ in range(ROUNDS):
        for transcript in batch:
            judge(transcript)
    return (time.process_time() - start) / (ROUNDS * len(batch))


def score_command(replies: int, workers: int) -> None:
    """Print what the whole command takes: lines read, both scorers, lines written and hashed."""
    with tempfile.TemporaryDirectory() as scratch:
        run = make_run(Path(scratch), replies)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        call(Path(scratch), "score", str(run), "--workers", str(workers))
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = (run / "transcripts.jsonl").stat().st_size / 1e6
        print(
            f"dosimeter score --workers {workers}, sources and rules: {replies:,} replies of"
            f" {CHARACTERS:,} characters ({size:.0f} MB) in {wall:.1f} s: {replies / wall:,.0f} a"
            f" second; {spent / replies * 1e3:.3f} ms of processor time a reply, start included"
        )


def make_run(scratch: Path, replies: int) -> Path:
    """A real run of the controls, its answers drawn out and repeated to *replies* lines."""
    (scratch / "spec.yaml").write_text(SPEC, encoding="utf-8")
    call(scratch, "run", "spec.yaml", "--collect-only")
    run = scratch / "runs" / "speed"
    rows = [orjson.loads(line) for line in (run / "transcripts.jsonl").open("rb")]
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["language"], []).append(row["reply"]["text"])
    for transcript in transcripts():
        said[transcript.language].append(transcript.text)
    rng = random.Random(1)
    with (run / "transcripts.jsonl").open("wb") as file:
        for i in range(replies):
            row = rows[i % len(rows)]
            text = drawn_out(row["reply"]["text"], said[row["language"]], rng)
            fresh = {"trial_id": f"{i:032x}", "reply": row["reply"] | {"text": text}}
            file.write(orjson.dumps(row | fresh) + b"\n")
    return run


def drawn_out(text: str, others: list[str], rng: random.Random) -> str:
    """The text, with answers of the same language behind it until it is long enough."""
    while len(text) < CHARACTERS:
        text += "\n\n" + rng.choice(others)[: CHARACTERS // 3]
    return text[:CHARACTERS]


def call(folder: Path, *arguments: str) -> None:
    """One real command, as a process of its own."""
    command = [sys.executable, "-m", "audits.cli", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


def main() -> None:
    """Print the rate for all languages, for each, for one text of 2 MB, and of the command."""
    batch = transcripts()
    each = seconds_each(batch)
    print(f"all languages: {each * 1e3:.3f} ms a reply, {1 / each:,.0f} a second on one core")
    for language in sorted({t.language for t in batch}):
        each = seconds_each([t for t in batch if t.language == language])
        print(f"{language}: {each * 1e3:.3f} ms a reply, {1 / each:,.0f} a second")
    huge = replace(batch[0], text=batch[0].text * 1_400)
    start = time.process_time()
    judge(huge)
    print(f"{len(huge.text):,} characters: {(time.process_time() - start) * 1e3:.1f} ms")
    score_command(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, workers=2)


if __name__ == "__main__":
    main()
