"""Measures when the rules may decide without a judge: precision by verdict and certainty.

    python tests/bench/certainty.py ../shared/data/labelled/hard-cases.jsonl ...

Needs the labelled answers, which lie beside the repository and are no part of it. Prints, for each
certainty and verdict, right of all, the precision and its Wilson interval; then the same by
language at the levels in use (`scoring.judge.CERTAIN`). docs/judge.md has the table.
"""

import sys
from pathlib import Path

from scoring import rules
from scoring.agreement import wilson
from scoring.judge import CERTAIN
from scoring.labelled import read_labelled

LEVELS = (0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995)


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]]
    lacking = ", ".join(str(file) for file in files if not file.is_file())
    if lacking or not files:
        why = f"{lacking}: not there" if lacking else "name files of labelled answers"
        sys.exit(f"{why}; they are no part of the repository (see docs/judge.md)")
    said = []
    for file in files:
        for row in read_labelled(file):
            judgement, certainty = rules.judge_with_certainty(row.transcript)
            said.append((row.language, row.label, judgement.verdict.value, certainty))
    print(f"rules {rules.VERSION}, {len(said)} labelled answers")
    for verdict in ("debunk", "non_response", "repeat"):
        for level in LEVELS:
            print(f"{verdict:13} {level:.3f} {told(said, verdict, level)}")
    for language in sorted({row[0] for row in said}):
        own = [row for row in said if row[0] == language]
        for verdict, level in CERTAIN.items():
            print(f"{language} {verdict.value:13} {level:.3f} {told(own, verdict.value, level)}")


def told(said: list[tuple[str, str, str, float]], verdict: str, level: float) -> str:
    right = [
        label == given for _, label, given, sure in said if given == verdict and sure >= level
    ]
    if not right:
        return "none"
    low, high = wilson(sum(right), len(right))
    share = sum(right) / len(right)
    return f"{sum(right):4} of {len(right):4} = {share:.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
