"""The JSON Schemas that editors check claim and suite files with, made from the same models.

`python -m prompts.schemafile` writes them anew after a change of the models.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from prompts.claimfile import ClaimShape, EmbargoedShape
from prompts.suitefile import SuiteShape

FOLDER = Path(__file__).parent / "schema"

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """File name -> text of the schema."""
    claim = TypeAdapter(ClaimShape | EmbargoedShape).json_schema()
    suite = SuiteShape.model_json_schema()
    return {
        "claim.schema.json": _text(claim, "A claim of the Dosimeter library"),
        "suite.schema.json": _text(suite, "A suite of the Dosimeter library"),
    }


def write(folder: Path = FOLDER) -> None:
    """Write every schema into *folder*."""
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(schema: dict[str, Any], title: str) -> str:
    whole = {"$schema": _DRAFT, **schema, "title": title}
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    write()
