"""docs/claims.md tells the truth about claim files."""

import re
from pathlib import Path

from prompts import Kind, Severity
from prompts.claimfile import ClaimShape
from prompts.lint import lint

PAGE = Path(__file__).parents[2].joinpath("docs", "claims.md").read_text(encoding="utf-8")


def test_the_worked_example_would_pass_an_editor(tmp_path):
    """The file at the end of the page is a claim without an error."""
    example = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[-1]
    name = example.splitlines()[0].removeprefix("id: ")
    (tmp_path / f"{name}.yaml").write_text(example, encoding="utf-8")
    assert [str(p) for p in lint(tmp_path) if p.severity is Severity.ERROR] == []


def test_every_key_and_kind_is_explained():
    """Nothing that a file may have is left to guessing."""
    words = set(re.findall(r"`([a-z_]+)", PAGE))
    assert set(ClaimShape.model_fields) <= words
    assert {kind.value for kind in Kind} <= words
