"""The JSON Schemas beside the YAML are those of the models."""

import json

import pytest

from prompts.schemafile import FOLDER, schemas


@pytest.mark.parametrize("name", schemas())
def test_the_shipped_schema_is_current(name):
    """After a change of the models, run `python -m prompts.schemafile`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == schemas()[name]


def test_an_editor_is_told_what_each_key_is_for():
    """Every property has a description, and unknown keys are refused."""
    for text in schemas().values():
        schema = json.loads(text)
        for shape in (schema, *schema["$defs"].values()):
            for key, value in shape.get("properties", {}).items():
                assert value.get("description"), key
            assert shape.get("additionalProperties") is False or "properties" not in shape
