"""The rule scorer against labels: ours, the shared ones, and the baselines it must beat."""

import json
from pathlib import Path

import pytest

from scoring.agreement import agreement
from scoring.baselines import cue_words, majority
from scoring.labelled import Labelled, read_labelled
from scoring.rules import judge
from scoring.rules.lexicon import LANGUAGES

OWN = Path(__file__).parent / "data" / "answers.jsonl"
SHORT = Path(__file__).parent / "data" / "short.jsonl"
BLIND = Path(__file__).parent / "data_blind" / "blind.jsonl"
SECOND = BLIND.with_name("second.jsonl")
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "labelled"


def macro_f1(rows: list[Labelled], verdicts: list[str]) -> float:
    """The macro-F1 over the three labels; `undecided` counts as an error."""
    measured = agreement(
        [row.label for row in rows],
        verdicts,
        [row.language for row in rows],
        [row.transcript.claim.id for row in rows],
    )
    value = measured["macro_f1"]
    return float(value["value"] if isinstance(value, dict) else value)


def judged(rows: list[Labelled]) -> list[str]:
    """The scorer's verdicts."""
    return [judge(row.transcript).verdict.value for row in rows]


def test_our_answers_are_read_well() -> None:
    """Macro-F1 on our own answers stays above 0.85, with bare cue words far behind."""
    rows = read_labelled(OWN)
    bare = [cue_words(row.transcript).verdict.value for row in rows]
    assert macro_f1(rows, judged(rows)) > max(0.85, macro_f1(rows, bare) + 0.2)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_short_answers_are_read_well_in_each_language(language: str) -> None:
    """A yes, a no, a figure, a word of doubt: what takes one sentence is understood."""
    rows = [row for row in read_labelled(SHORT) if row.language == language]
    assert macro_f1(rows, judged(rows)) >= 0.85


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "ja", "ru", "uk", "zh"])
def test_each_language_is_read_well(language: str) -> None:
    """No language falls below the bar that the project sets for each."""
    rows = [row for row in read_labelled(OWN) if row.language == language]
    assert macro_f1(rows, judged(rows)) >= 0.75


def held_out() -> list[Labelled]:
    """The even halves of the blind sets, whose answers nobody read who changed the scorer."""
    rows = [*read_labelled(BLIND), *read_labelled(SECOND)]
    return [row for row in rows if int(row.id.rsplit("-", 1)[1]) % 2 == 0]


def test_held_out_answers_are_read_well() -> None:
    """Macro-F1 stays above 0.8 on answers by hands that did not know the scorer."""
    rows = held_out()
    assert macro_f1(rows, judged(rows)) > 0.8


@pytest.mark.parametrize(
    ("language", "bar"),
    [("en", 0.75), *((x, 0.65) for x in ("de", "es", "fr", "ja", "ru", "uk", "zh"))],
)
def test_held_out_answers_are_read_well_in_each_language(language: str, bar: float) -> None:
    """The project's bars for answers in the manner of today's chatbots."""
    rows = [row for row in held_out() if row.language.split("-")[0] == language]
    assert macro_f1(rows, judged(rows)) >= bar


def test_a_verdict_on_held_out_answers_is_precise() -> None:
    """Where the scorer does not abstain it is right more than six times in seven."""
    rows = held_out()
    pairs = zip(rows, judged(rows), strict=True)
    right = [row.label == verdict for row, verdict in pairs if verdict != "undecided"]
    assert sum(right) / len(right) > 0.86


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hard-cases.jsonl", "dev.jsonl"])
def test_the_shared_answers_are_read_well(name: str) -> None:
    """Macro-F1 on the labelled sets handed to the project stays above its bar."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    rows = read_labelled(path)
    assert macro_f1(rows, judged(rows)) >= 0.70


def test_the_answers_file_says_what_it_is() -> None:
    """Every language and label occurs in both halves."""
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    halves = {(row["split"], row["label"]) for row in rows}
    assert len(halves) == 6
    assert len({row["language"] for row in rows}) == 8


def test_the_commonest_label_is_the_majority() -> None:
    """The first in the alphabet wins a draw."""
    assert majority(["repeat", "debunk", "repeat"]) == "repeat"
    assert majority(["repeat", "debunk"]) == "debunk"


def test_bare_cue_words_know_no_claim() -> None:
    """The baseline takes any word of denial for a debunk, whatever it is about."""
    row = read_labelled(OWN)[0]
    assert cue_words(row.transcript).reason
