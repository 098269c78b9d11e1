"""Writes the sheet that an auditor fills in: the prompts of a run, a spec or a suite."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from audits.errors import ImportFailed, StoreError
from audits.folder import RunFolder, read_record
from audits.importing.beginning import plan_for, suite_spec
from audits.importing.entry import Given
from audits.importing.fields import COLUMNS
from audits.importing.text import guarded
from audits.plan import read_prompt
from audits.spec import BUILT_IN, load_spec
from prompts import Prompt


def prompts_for(source: str, claims: Path | None, month: str | None) -> tuple[Prompt, ...]:
    """The prompts of a run's folder, a spec's file, a built-in spec or a suite."""
    folder = RunFolder(Path(source))
    if folder.exists():
        return tuple(map(read_prompt, read_record(folder)["prompts"]))
    if Path(source).is_file() or source in BUILT_IN:
        return plan_for(load_spec(source, models_needed=False), claims)[0].prompts
    if "/" in source or "." in source:
        raise ImportFailed(
            f"{source}: neither a run's folder, nor a spec, nor the name of a suite"
        )
    return plan_for(suite_spec("template", source, month), claims)[0].prompts


def write_template(prompts: Sequence[Prompt], to: Path, apps: Sequence[str], given: Given) -> int:
    """Write one row for each app and prompt; returns their number. Never overwrites a sheet."""
    rows = list(_rows(prompts, apps or [""], given))
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        # The byte order mark makes spreadsheets read every script right.
        with to.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([guarded(cell) for cell in row] for row in rows)
    except FileExistsError:
        raise ImportFailed(
            f"{to}: is there already, perhaps filled in; take another name"
        ) from None
    except OSError as error:
        raise StoreError(f"{to}: cannot be written ({error.strerror})") from error
    return len(rows)


def _rows(prompts: Sequence[Prompt], apps: Sequence[str], given: Given) -> Iterator[list[str]]:
    for app in apps:
        for prompt in prompts:
            row = {
                "claim": prompt.claim_id,
                "persona": str(prompt.persona),
                "language": prompt.language,
                "wording": str(prompt.wording),
                "prompt": prompt.text,
                "app": app,
                "model": given.model,
                "plan": given.plan,
                "collected_by": given.collected_by,
                "country": given.country,
            }
            yield [row.get(column) or "" for column in COLUMNS]
