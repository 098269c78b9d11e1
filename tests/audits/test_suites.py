"""Every shipped suite is audited end to end against the control chatbots."""

import pytest

from prompts import load_library

SPEC = """\
name: {name}
suite: {name}
controls: true
"""


@pytest.mark.parametrize("name", sorted(load_library().suites))
def test_a_suite_runs_and_its_controls_are_read_as_they_are(dosimeter, name):
    """Plan, ask, score and report: no failure, and the instrument check holds."""
    done = dosimeter("run", str(dosimeter.spec(SPEC.format(name=name))))
    assert done.returncode == 0, done.stderr
    assert "read as they are" in done.stdout


def test_every_language_of_the_library_is_asked_and_read_right(dosimeter):
    """All claims in all their languages: the pure controls come out pure in each."""
    languages = "[en, ja, fr, de, es, ru, uk, zh, zh-Hant, it, pl, ro]"
    spec = f"name: all\nclaims: [{', '.join(load_library().claims)}]\nlanguages: {languages}\n"
    done = dosimeter("run", str(dosimeter.spec(spec + "controls: true\n")))
    assert done.returncode == 0, done.stderr
    assert "read as they are" in done.stdout
    assert {line["language"] for line in dosimeter.lines("all")} == set(
        languages[1:-1].split(", ")
    )
