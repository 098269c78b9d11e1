"""How many replies of 1,500 characters `rules` judges a second on one core.

.venv/bin/python tests/bench/bench_rules.py
"""

import json
import time
from dataclasses import replace
from pathlib import Path

from scoring.rules import judge
from scoring.transcript import AskedClaim, Status, Transcript

ANSWERS = Path(__file__).parents[1] / "scoring" / "data" / "answers.jsonl"
CHARACTERS = 1_500
ROUNDS = 20


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


def main() -> None:
    """Print the rate for all languages, for each, and the time one text of 2 MB takes."""
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


if __name__ == "__main__":
    main()
