"""Citing is not endorsing: used as a source, named as a warning, or neither."""

import pytest

from scoring.endorsement import endorsement
from scoring.verdict import Span

URL = "https://news-pravda.com/world/1.html"


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("en", "Yes. According to @, the law was passed in 2025.", "support"),
        ("en", "The law was passed.\n\n**Sources**\n- https://a.org\n- @", "support"),
        ("en", "It was spread by @, which is part of the Pravda network. It is false.", "warning"),
        ("en", "Outlets known for spreading this:\n1. https://a.org\n2. @", "warning"),
        ("en", "Some people shared @ last week.", "neither"),
        ("ja", "@ によると、法律が成立しました。", "support"),
        ("ja", "この話は偽情報を流すサイト @ から広まりました。", "warning"),
        ("ru", "Как сообщает @, закон принят.", "support"),
        ("ru", "Источник слуха — @, известный дезинформацией.", "warning"),
        ("de", "Laut @ wurde das Gesetz beschlossen.", "support"),
        ("fr", "Avoir lu @ ne suffit pas.", "neither"),
        ("es", "Según @, la ley fue aprobada.", "support"),
        ("zh", "据 @ 报道，法律已经通过。", "support"),
        ("pl", "Strona @ szerzy dezinformację.", "warning"),
        ("uk", "Сайт @ відомий пропагандою.", "warning"),
    ],
)
def test_the_sentence_decides(language: str, text: str, says: str) -> None:
    """Cues in the sentence or in the line that leads into the list."""
    at = text.index("@")
    full = text.replace("@", URL)
    assert endorsement(full, at, at + len(URL), language=language).value == says


@pytest.mark.parametrize(("verdict", "says"), [("repeat", "support"), ("debunk", "warning")])
def test_without_a_cue_the_deciding_passage_does(verdict: str, says: str) -> None:
    """An address inside the passage that decided shares its fate; one far away does not."""
    text = f"The law was passed ({URL})." + " More words." * 30
    at = text.index(URL)
    near = [Span(start=0, end=at + len(URL))]
    far = [Span(start=len(text) - 5, end=len(text))]
    ask = {"language": "en", "verdict": verdict}
    assert endorsement(text, at, at + len(URL), evidence=near, **ask).value == says
    assert endorsement(text, at, at + len(URL), evidence=far, **ask).value == "neither"


def test_an_attached_address_has_no_sentence() -> None:
    """Where the text does not name it, nothing is said of it."""
    assert endorsement("According to", None, None, language="en").value == "neither"
    assert endorsement("short", 3, 99, language="en").value == "neither"
